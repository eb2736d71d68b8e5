package dev.selvage.examples.tour;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static dev.selvage.sync.atomic.Ordering.RELEASE;

import dev.selvage.scope.Scope;
import dev.selvage.sync.atomic.AtomicBool;
import dev.selvage.sync.atomic.AtomicI32;
import java.time.Duration;
import java.util.List;

/** One thread writes data and then raises a flag; the other waits for the flag and reads the data. */
final class ReadyFlag implements Chapter {
    private static final int ATTEMPTS = 3;
    private static final String NOT_SEEN = "a second later, the reader still spins";

    /** In a JVM of its own: its reader would never end. */
    static final class Wrong {
        private static int data;
        private static boolean ready;

        private Wrong() {}

        // region wrong
        public static void main(String[] args) throws InterruptedException {
            Thread reader = Thread.ofPlatform().daemon().start(() -> {
                while (!ready) { // a plain field: the compiler may read it once, before the loop
                    data++;
                }
            });
            reader.join(Duration.ofMillis(500));
            data = 42;
            ready = true;
            boolean seen = reader.join(Duration.ofSeconds(1));
            System.out.println(seen ? "the reader has seen the flag" : NOT_SEEN);
        }
        // endregion
    }

    @Override
    public void wrong(Story story) throws Exception {
        List<String> lines = SecondJvm.run(Wrong.class);
        for (int i = 1; i < ATTEMPTS && !lines.contains(NOT_SEEN); i++) {
            lines = SecondJvm.run(Wrong.class); // on a busy machine the loop may not have been compiled in time
        }
        lines.forEach(story::say);
    }

    @Override
    public void right(Story story) throws Exception {
        // region right
        AtomicI32 data = AtomicI32.of(0);
        AtomicBool ready = AtomicBool.of(false);
        Scope.run(scope -> {
            scope.fork("writer", () -> {
                data.store(42, RELAXED);
                ready.store(true, RELEASE); // what was written before
            });
            while (!ready.load(ACQUIRE)) { // is seen by whoever sees this
                Scope.checkCancelled();
            }
            story.say("the flag is up, the data is " + data.load(RELAXED));
        });
        // endregion
    }
}
