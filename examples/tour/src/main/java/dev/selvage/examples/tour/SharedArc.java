package dev.selvage.examples.tour;

import dev.selvage.scope.Scope;
import dev.selvage.sync.ownership.Arc;

/** A resource with several users: it may be closed by the last of them only. */
final class SharedArc implements Chapter {
    @Override
    public void wrong(Story story) throws Exception {
        try {
            // region wrong
            Connection connection = new Connection(story);
            Thread other = Thread.ofVirtual().start(() -> {
                try (connection) { // it has been told to tidy up
                    story.say("the thread: " + connection.query());
                }
            });
            other.join();
            story.say("its owner: " + connection.query());
            // endregion
        } catch (IllegalStateException e) {
            story.say(e);
        }
    }

    @Override
    public void right(Story story) throws Exception {
        // region right
        try (Arc<Connection> original = Arc.of("connection", new Connection(story))) {
            Scope.run(scope -> {
                scope.fork(original.clone(), c -> {
                    story.say("the fork: " + c.get().query() + ", " + c.strongCount() + " handles");
                }); // its handle is closed when it ends
            });
            story.say("the original: " + original.get().query() + ", " + original.strongCount() + " handle");
        } // the last one out closes it
        // endregion
    }
}
