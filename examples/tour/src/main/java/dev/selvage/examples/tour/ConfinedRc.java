package dev.selvage.examples.tour;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.sync.ownership.Rc;
import java.util.stream.IntStream;

/** A count without atomic operations: right on one thread, wrong on two. */
final class ConfinedRc implements Chapter {
    private static final int TIMES = 1_000;
    private static final int THREADS = 10;

    // region wrong
    /** A count of users, by hand. */
    static final class Counted {
        private int users = 1;

        void enter() {
            users++;
        }

        void leave() {
            int before = users;
            Plain.letOthersRun(); // another thread may come in the middle of users--: here one does
            users = before - 1; // at zero, the value would be freed
        }
    }
    // endregion

    @Override
    public void wrong(Story story) throws Exception {
        Counted value = new Counted();
        var threads = IntStream.range(0, THREADS)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> use(value)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        story.say("Java lets any thread count; one user is left, the count says " + value.users);
    }

    private static void use(Counted value) {
        for (int i = 0; i < TIMES; i++) {
            value.enter();
            value.leave();
        }
    }

    @Override
    public void right(Story story) throws Exception {
        // region right
        try (Rc<Connection> connection = Rc.of("connection", new Connection(story))) {
            // scope.fork(connection, c -> ...) does not compile, and a capture is found out:
            Scope.run(scope -> scope.fork("reader", () -> connection.get().query()));
        } catch (ScopeFailedException e) {
            story.say(e.getCause());
        }
        // endregion
    }
}
