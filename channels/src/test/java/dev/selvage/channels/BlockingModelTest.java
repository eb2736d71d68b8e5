package dev.selvage.channels;

import dev.selvage.scope.waiting.OutsideInterruptException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Operations that wait, in many interleavings of a few threads: Lincheck switches at each access of a shared field, and finds
 * threads that sleep for ever. Seconds each, so in long runs only.
 */
@Tag("lincheck")
@EnabledIfSystemProperty(named = "selvage.thorough", matches = "true")
@Timeout(1_200)
class BlockingModelTest {
    private static final int INTERLEAVINGS = 1_000;
    private static final Party NOBODY = Nobody.NOBODY;

    private static void check(Worker.Task scenario) {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            try {
                scenario.run();
            } catch (Exception e) {
                throw new IllegalStateException("a scenario failed", e);
            }
        });
    }

    /** Runs the tasks in a thread each, and waits for all. */
    private static void together(Worker.Task... tasks) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        for (Worker.Task task : tasks) {
            threads.add(new Thread(() -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    thrown.set(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        if (thrown.get() != null) {
            throw new AssertionError("a thread failed: " + thrown.get(), thrown.get());
        }
    }

    private static void send(Core<Integer> core, int element) throws OutsideInterruptException {
        core.send(element, NOBODY, false, 0);
    }

    /** Plain, because the model checker sees into assertion libraries, too. */
    private static void expect(List<Integer> elements, Integer... expected) {
        if (!elements.equals(List.of(expected))) {
            throw new AssertionError("expected " + List.of(expected) + " but got " + elements);
        }
    }

    private static int receive(Core<Integer> core) throws OutsideInterruptException {
        Integer element = core.receive(NOBODY, false, 0);
        if (element == null) {
            throw new AssertionError("a wait without a time timed out");
        }
        return element;
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BOUNDED_1", "UNBOUNDED", "RENDEZVOUS"})
    void oneToOne_allArrive_inOrder(Kind kind) {
        check(() -> {
            Core<Integer> core = kind.make("model");
            List<Integer> got = new ArrayList<>();
            together(
                    () -> {
                        send(core, 1);
                        send(core, 2);
                        send(core, 3);
                    },
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            got.add(receive(core));
                        }
                    });
            expect(got, 1, 2, 3);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BOUNDED_1", "UNBOUNDED", "RENDEZVOUS"})
    void twoToTwo_allArrive(Kind kind) {
        check(() -> {
            Core<Integer> core = kind.make("model");
            core.severalReceivers();
            int[] got = new int[2];
            together(
                    () -> send(core, 1),
                    () -> send(core, 2),
                    () -> got[0] = receive(core),
                    () -> got[1] = receive(core));
            expect(List.of(Math.min(got[0], got[1]), Math.max(got[0], got[1])), 1, 2);
        });
    }

    @Test
    void oneClaimOfMany_wakesAllForWhomItMakesRoom() {
        check(() -> {
            Core<Integer> core = new BoundedCore<>("model", 2);
            core.offer(1);
            core.offer(2);
            List<Integer> got = new ArrayList<>();
            together(() -> send(core, 3), () -> send(core, 4), () -> {
                while (got.size() < 2) {
                    core.receiveMany(got, 2, NOBODY, false, 0);
                }
            });
            core.pollMany(got, 4);
            Collections.sort(got);
            expect(got, 1, 2, 3, 4);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BOUNDED_1", "UNBOUNDED", "RENDEZVOUS"})
    void end_wakesTheReceiver(Kind kind) {
        check(() -> {
            Core<Integer> core = kind.make("model");
            together(() -> core.end(Ending.closed(null), false), () -> {
                try {
                    receive(core);
                    throw new AssertionError("received from nobody");
                } catch (ClosedException e) {
                    // the end
                }
            });
        });
    }
}
