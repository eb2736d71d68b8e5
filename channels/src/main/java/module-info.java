import org.jspecify.annotations.NullMarked;

/** Channels: queues with two kinds of handles, that end when one side is gone. */
@NullMarked
module dev.selvage.channels {
    requires transitive dev.selvage.scope; // handles stand in exported signatures
    requires org.slf4j;
    requires static transitive org.jspecify; // transitive, because @Nullable stands in exported signatures

    exports dev.selvage.channels;
}
