package dev.selvage.examples.tour;

/** Something that must be closed, once, when nobody uses it any more. It stands for a socket, a file, a mapped buffer. */
final class Connection implements AutoCloseable {
    private final Story story;
    private volatile boolean closed;

    Connection(Story story) {
        this.story = story;
        story.say("the connection is opened");
    }

    String query() {
        if (closed) {
            throw new IllegalStateException("the connection is closed");
        }
        return "42 rows";
    }

    @Override
    public void close() {
        closed = true;
        story.say("the connection is closed");
    }
}
