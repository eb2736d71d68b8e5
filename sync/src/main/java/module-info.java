import org.jspecify.annotations.NullMarked;

/** Locks that own what they protect, and atomics. */
@NullMarked
module dev.selvage.sync {
    requires dev.selvage.scope;
    requires org.slf4j;
    requires static transitive org.jspecify; // transitive, because @Nullable stands in exported signatures

    exports dev.selvage.sync;
    exports dev.selvage.sync.atomic;
    exports dev.selvage.sync.ownership;
}
