import org.jspecify.annotations.NullMarked;

/** Locks, atomics and ownership; nothing is here yet. */
@NullMarked
module dev.selvage.sync {
    requires dev.selvage.scope;
    requires static org.jspecify;
}
