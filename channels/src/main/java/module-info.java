import org.jspecify.annotations.NullMarked;

/** Channels; nothing is here yet. */
@NullMarked
module dev.selvage.channels {
    requires dev.selvage.scope;
    requires org.slf4j;
    requires static org.jspecify;
}
