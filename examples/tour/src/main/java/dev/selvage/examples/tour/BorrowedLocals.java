package dev.selvage.examples.tour;

import dev.selvage.scope.Scope;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Threads that use the locals of the block which starts them. */
final class BorrowedLocals implements Chapter {
    @Override
    public void wrong(Story story) throws Exception {
        CountDownLatch reused = new CountDownLatch(1);
        Thread summing = startSumming(story, reused);
        reused.countDown();
        summing.join();
    }

    private static Thread startSumming(Story story, CountDownLatch reused) {
        // region wrong
        int[] numbers = {1, 2, 3};
        Thread summing = Thread.ofVirtual().start(() -> {
            Plain.await(reused); // it is late: nobody waits for it
            story.say("the sum of 1, 2 and 3 is " + Arrays.stream(numbers).sum());
        });
        Arrays.fill(numbers, 0); // the caller goes on, and uses its array again
        // endregion
        return summing;
    }

    @Override
    public void right(Story story) throws Exception {
        // region right
        int[] numbers = {1, 2, 3};
        int[] squares = new int[numbers.length];
        Scope.run(scope -> {
            scope.fork(() -> story.say(
                    "the sum of 1, 2 and 3 is " + Arrays.stream(numbers).sum()));
            for (int i = 0; i < numbers.length; i++) {
                int at = i;
                scope.fork(() -> {
                    squares[at] = numbers[at] * numbers[at];
                });
            }
        });
        Arrays.fill(numbers, 0); // all have ended: the array is the caller's again
        story.say("the squares are " + Arrays.toString(squares));
        // endregion
    }
}
