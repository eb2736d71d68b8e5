import org.jspecify.annotations.NullMarked;

/** Scopes that threads cannot outlive. */
@NullMarked
@SuppressWarnings("module") // the targets of the qualified export are built after this module
module dev.selvage.scope {
    requires java.management;
    requires jdk.jfr;
    requires org.slf4j;
    requires static transitive org.jspecify; // transitive, because @Nullable stands in exported signatures

    exports dev.selvage.scope;
    exports dev.selvage.scope.handle;
    exports dev.selvage.scope.spi;

    uses dev.selvage.scope.spi.ContextCarrier;
    uses dev.selvage.scope.spi.ScopeListener;

    exports dev.selvage.scope.blocking to
            dev.selvage.sync,
            dev.selvage.channels;
    exports dev.selvage.scope.tracking to
            dev.selvage.sync,
            dev.selvage.channels;
    exports dev.selvage.scope.waiting to
            dev.selvage.sync,
            dev.selvage.channels;
}
