package dev.selvage.scope.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fails a fork at the very moment in which the body computes, waits, joins or leaves. */
@Tag("carriers")
@Timeout(300)
class InterruptHandshakeStress {
    private final IllegalStateException boom = new IllegalStateException("boom");

    @ParameterizedTest
    @EnumSource(Owners.class)
    void ourInterrupt_neverLeaksOutOfTheScope(Owners owners) throws Exception {
        owners.call(() -> {
            for (int round = 0; round < Owners.rounds(30_000); round++) {
                int kind = round % 3;
                try {
                    Scope.run(scope -> {
                        int delay = ThreadLocalRandom.current().nextInt(100);
                        Fork<?> failing = scope.fork(() -> {
                            spin(delay);
                            throw boom;
                        });
                        switch (kind) {
                            case 0 -> spin(ThreadLocalRandom.current().nextInt(100));
                            case 1 ->
                                LockSupport.parkNanos(
                                        ThreadLocalRandom.current().nextInt(2_000));
                            default -> failing.join();
                        }
                    });
                    throw new AssertionError("the failure was lost");
                } catch (ScopeFailedException e) {
                    assertThat(e.getCause()).isSameAs(boom);
                }
                assertThat(Thread.interrupted()).as("leaked in round " + round).isFalse();
            }
            return null;
        });
    }

    @ParameterizedTest
    @EnumSource(Owners.class)
    void outsideInterrupt_withoutOurs_isNeverLost(Owners owners) throws Exception {
        owners.call(() -> {
            Thread owner = Thread.currentThread();
            for (int round = 0; round < Owners.rounds(10_000); round++) {
                boolean seen = false;
                int delay = round % 100;
                Thread outsider = Thread.ofVirtual().unstarted(() -> {
                    spin(delay);
                    owner.interrupt();
                });
                try {
                    Scope.run(scope -> {
                        outsider.start();
                        scope.fork(() -> spin(50));
                        scope.fork(() -> spin(10)).join();
                    });
                } catch (InterruptedException e) {
                    seen = true;
                }
                while (outsider.isAlive()) {
                    LockSupport.parkNanos(1_000);
                }
                seen |= Thread.interrupted();
                assertThat(seen).as("lost in round " + round).isTrue();
            }
            return null;
        });
    }

    @ParameterizedTest
    @EnumSource(Owners.class)
    void outsideInterrupt_inTheInstantOfOurs_losesNoFailure_andIsToldOnceIfItCameFirst(Owners owners) throws Exception {
        int first = owners.call(() -> {
            int told = 0;
            for (int round = 0; round < Owners.rounds(20_000); round++) {
                Collision collision = new Collision(round % 2 == 0);
                collision.run(boom);
                assertThat(collision.toldTwice)
                        .as("told twice in round " + round)
                        .isFalse();
                assertThat(collision.told || !collision.mustBeTold())
                        .as("lost in round " + round)
                        .isTrue();
                told += collision.mustBeTold() ? 1 : 0;
            }
            return told;
        });
        assertThat(first).isPositive();
    }

    /** An outsider interrupts the owner, which waits, while a fork fails. */
    private static final class Collision {
        private final Thread owner = Thread.currentThread();
        private final boolean inOurWait;
        private final CountDownLatch start = new CountDownLatch(1);
        private volatile boolean interrupted;
        private volatile boolean outsiderFirst;
        boolean told;
        boolean toldTwice;

        Collision(boolean inOurWait) {
            this.inOurWait = inOurWait;
        }

        /** {@return whether the interrupt came first and no wait of the JDK's can have taken it} */
        boolean mustBeTold() {
            return outsiderFirst && inOurWait;
        }

        void run(Exception boom) throws InterruptedException {
            int outsidersDelay = ThreadLocalRandom.current().nextInt(60);
            int forksDelay = ThreadLocalRandom.current().nextInt(60);
            Thread outsider = Thread.ofVirtual().start(() -> {
                awaitStart();
                spin(outsidersDelay);
                owner.interrupt();
                interrupted = true;
            });
            try {
                Scope.run(scope -> {
                    Fork<?> idle = scope.fork(() -> new CountDownLatch(1).await());
                    scope.fork(() -> {
                        start.countDown();
                        LockSupport.parkNanos(1); // with one carrier nobody else would run
                        spin(forksDelay);
                        outsiderFirst = interrupted;
                        throw boom;
                    });
                    if (inOurWait) {
                        idle.join();
                    } else {
                        new CountDownLatch(1).await();
                    }
                });
                throw new AssertionError("the failure was lost");
            } catch (ScopeFailedException e) {
                assertThat(e.getCause()).isSameAs(boom);
            } catch (InterruptedException e) {
                told = true;
                assertThat(e.getSuppressed()).containsExactly(boom);
            }
            tellFlag();
            while (outsider.isAlive()) {
                try {
                    outsider.join();
                } catch (InterruptedException e) {
                    tell();
                }
            }
            tellFlag();
        }

        private void tellFlag() {
            if (Thread.interrupted()) {
                tell();
            }
        }

        private void tell() {
            toldTwice |= told;
            told = true;
        }

        private void awaitStart() {
            try {
                start.await();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts the outsider", e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Owners.class)
    void outerAndInnerCancelled_inTheSameInstant_bothEnd_andNothingLeaks(Owners owners) throws Exception {
        owners.call(() -> {
            for (int round = 0; round < Owners.rounds(10_000); round++) {
                int first = ThreadLocalRandom.current().nextInt(100);
                int second = ThreadLocalRandom.current().nextInt(100);
                try {
                    Scope.run(outer -> {
                        outer.fork(() -> {
                            spin(first);
                            outer.cancel("outer");
                        });
                        try {
                            Scope.run(inner -> {
                                inner.fork(() -> {
                                    spin(second);
                                    throw boom;
                                });
                                new CountDownLatch(1).await();
                            });
                        } catch (ScopeFailedException e) {
                            new CountDownLatch(1).await();
                        }
                    });
                    throw new AssertionError("the cancellation was lost");
                } catch (ScopeCancelledException e) {
                    assertThat(e).hasMessageContaining("outer");
                }
                assertThat(Thread.interrupted()).isFalse();
            }
            return null;
        });
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
