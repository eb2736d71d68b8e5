package dev.selvage.examples.tour;

import dev.selvage.scope.Scope;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A scope that nobody closes: Rust's Leakpocalypse of 2015. */
final class Leakpocalypse implements Chapter {
    private static final int ATTEMPTS = 100;

    @Override
    public void wrong(Story story) throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        forgetExecutor(answer, ended);
        System.gc();
        boolean over = Plain.await(ended, Duration.ofMillis(200));
        story.say("the block is over, its task " + (over ? "has ended" : "still waits") + ", and nobody says so");
        answer.countDown(); // an answer that nobody wanted any more
        ended.await();
    }

    private static void forgetExecutor(CountDownLatch answer, CountDownLatch ended) {
        // region wrong
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        var _ = executor.submit(() -> {
            answer.await();
            ended.countDown();
            return "too late";
        });
        // executor.close() is missing
        // endregion
    }

    @Override
    public void right(Story story) throws Exception {
        story.say("a scope that is forgotten is reported, and its forks are cancelled:");
        long before = Scope.problems().lostScopes();
        CountDownLatch waiting = new CountDownLatch(1);
        Thread owner = Thread.ofVirtual().name("request-7").start(() -> forgetScope(story, waiting));
        waiting.await();
        for (int i = 0; i < ATTEMPTS && Scope.problems().lostScopes() == before; i++) {
            System.gc(); // a server need not ask for it
            owner.join(Duration.ofMillis(50));
        }
        owner.join();
        neverForgotten(story);
    }

    private static void forgetScope(Story story, CountDownLatch waiting) {
        // region forgotten
        var scope = Scope.open(c -> c.withName("page"));
        scope.fork("answer", () -> {
            try {
                waiting.countDown();
                new CountDownLatch(1).await(); // an answer that never comes
            } finally {
                story.say("fork 'answer' ends: " + Scope.cancelReason().orElseThrow());
            }
        });
        // scope.join() and scope.close() are missing
        // endregion
    }

    private static void neverForgotten(Story story) throws Exception {
        // region right
        Scope.run(c -> c.withName("page"), scope -> {
            scope.fork("answer", () -> story.say("fork 'answer' has its answer"));
        }); // no name for it out here, no close to forget
        story.say("the block is over, and so are its forks");
        // endregion
    }
}
