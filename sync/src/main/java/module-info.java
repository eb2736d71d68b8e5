import org.jspecify.annotations.NullMarked;

/** Atomics; locks and ownership are not here yet. */
@NullMarked
module dev.selvage.sync {
    requires dev.selvage.scope;
    requires static transitive org.jspecify; // transitive, because @Nullable stands in exported signatures

    exports dev.selvage.sync.atomic;
}
