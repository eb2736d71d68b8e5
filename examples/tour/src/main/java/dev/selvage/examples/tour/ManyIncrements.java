package dev.selvage.examples.tour;

import dev.selvage.scope.Scope;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.ownership.Arc;
import java.util.stream.IntStream;

/** Many threads that add to one number. */
final class ManyIncrements implements Chapter {
    private static final int THREADS = 10;
    private static final int TIMES = 1_000;

    private int count;

    @Override
    public void wrong(Story story) throws Exception {
        count = 0;
        var threads = IntStream.range(0, THREADS)
                .mapToObj(_ -> Thread.ofVirtual().start(this::increment))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        story.say(THREADS + " threads, " + TIMES + " increments each: " + count);
    }

    // region wrong
    private void increment() {
        for (int i = 0; i < TIMES; i++) {
            int before = count;
            Plain.letOthersRun(); // another thread may come in the middle of count++: here one does
            count = before + 1;
        }
    }
    // endregion

    @Override
    public void right(Story story) throws Exception {
        // region right
        try (Arc<Mutex<Integer>> counter = Arc.of("counter", Mutex.of("count", 0))) {
            Scope.run(scope -> {
                for (int thread = 0; thread < THREADS; thread++) {
                    scope.fork(counter.clone(), mine -> {
                        for (int i = 0; i < TIMES; i++) {
                            mine.get().update(n -> n + 1); // there is no way to the number but through its lock
                        }
                    });
                }
            });
            int total = counter.get().call(n -> n);
            story.say(THREADS + " forks, " + TIMES + " increments each: " + total);
        }
        // endregion
    }
}
