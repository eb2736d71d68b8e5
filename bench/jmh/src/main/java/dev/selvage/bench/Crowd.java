package dev.selvage.bench;

import dev.selvage.scope.Scope;

/** Virtual threads that share work, and are started and awaited by a scope, the same for all rivals. */
final class Crowd {
    /** One operation; what it returns is added up, so that none is left out. */
    interface Operation {
        /** {@return a number that depends on what was done} */
        long run() throws InterruptedException;
    }

    /** One operation of those that a thread does, by its number from 0. */
    interface NumberedOperation {
        /** {@return a number that depends on what was done} */
        long run(int i) throws InterruptedException;
    }

    private Crowd() {}

    /** {@return the sum of what the operations returned, done by that many threads in equal parts} */
    static long share(int operations, int threads, Operation operation) throws Exception {
        return shareNumbered(operations, threads, i -> operation.run());
    }

    /** {@return the sum of what the operations returned, done by that many threads in equal parts} */
    static long shareNumbered(int operations, int threads, NumberedOperation operation) throws Exception {
        long[] sums = new long[threads];
        Scope.run(scope -> {
            for (int t = 0; t < threads; t++) {
                int mine = t;
                scope.fork(() -> {
                    long sum = 0;
                    for (int i = 0; i < operations / threads; i++) {
                        sum += operation.run(i);
                    }
                    sums[mine] = sum;
                });
            }
        });
        long sum = 0;
        for (long one : sums) {
            sum += one;
        }
        return sum;
    }
}
