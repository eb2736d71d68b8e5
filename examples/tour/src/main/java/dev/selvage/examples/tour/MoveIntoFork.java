package dev.selvage.examples.tour;

import dev.selvage.scope.Owned;
import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.HandleClosedException;
import java.util.concurrent.CountDownLatch;

/** A resource that a thread takes over: who closes it, and may the old owner still use it? */
final class MoveIntoFork implements Chapter {
    @Override
    public void wrong(Story story) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Thread querying = startQuery(story, over);
        over.countDown();
        querying.join();
    }

    private static Thread startQuery(Story story, CountDownLatch over) {
        // region wrong
        try (Connection connection = new Connection(story)) {
            return Thread.ofVirtual().start(() -> {
                Plain.await(over); // it starts a little late
                try {
                    story.say(connection.query());
                } catch (IllegalStateException e) {
                    story.say(e);
                }
            });
        } // closes it, although the thread has it now
        // endregion
    }

    @Override
    public void right(Story story) throws Exception {
        // region right
        Scope.run(c -> c.withName("page"), scope -> {
            Owned<Connection> connection = Owned.of("connection", new Connection(story));
            scope.fork("query", connection.move(), c -> story.say(c.get().query()))
                    .await(); // closed by the fork that owns it, however it ends
            try {
                connection.get().query(); // use after move
            } catch (HandleClosedException e) {
                story.say(e);
            }
        });
        // endregion
    }
}
