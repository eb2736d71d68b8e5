package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Forks that wait for each other in a ring all the time, and go on: the deadlock detection looks, and never tells. */
@Timeout(120)
@Tag("carriers")
class ChannelDeadlockStress {
    private static final int TOURS = Boolean.getBoolean("selvage.thorough") ? 100_000 : 10_000;
    private static final int MEMBERS = 4;

    private final Duration delay = DeadlockDetection.delay();
    private final DeadlockDetection.Action action = DeadlockDetection.action();

    @BeforeEach
    void lookAllTheTime() {
        DeadlockDetection.setDelay(Duration.ofNanos(1));
        DeadlockDetection.setAction(DeadlockDetection.Action.THROW);
    }

    @AfterEach
    void restore() {
        DeadlockDetection.setDelay(delay);
        DeadlockDetection.setAction(action);
    }

    /** All but one of the members wait for an element at each instant, or all but one for room. */
    @ParameterizedTest
    @EnumSource
    void ring_withOneElementOnItsWay_isNeverADeadlock(Kind kind) throws Exception {
        AtomicLong passed = new AtomicLong();
        List<Channel<Integer>> ring = ring(kind);
        Scope.run(scope -> {
            for (int i = 0; i < MEMBERS; i++) {
                boolean first = i == 0;
                scope.fork(
                        ring.get(i).receiver(),
                        ring.get((i + 1) % MEMBERS).sender(),
                        (in, out) -> pass(in, out, first, passed));
            }
        });
        assertThat(passed).hasValue((long) TOURS * MEMBERS);
    }

    private static void pass(Receiver<Integer> in, Sender<Integer> out, boolean first, AtomicLong passed)
            throws InterruptedException {
        for (int tour = 0; tour < TOURS; tour++) {
            if (first) {
                out.send(tour);
                in.receive();
            } else {
                out.send(in.receive());
            }
            passed.incrementAndGet();
        }
    }

    /** The same with selects, in forks of forks, while their parents wait for them. */
    @ParameterizedTest
    @EnumSource
    void ring_ofSelectsInForksOfForks_isNeverADeadlock(Kind kind) throws Exception {
        AtomicLong passed = new AtomicLong();
        List<Channel<Integer>> ring = ring(kind);
        Scope.run(scope -> {
            List<Fork<?>> parents = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                boolean first = i == 0;
                parents.add(scope.fork(
                        ring.get(i).receiver(),
                        ring.get((i + 1) % MEMBERS).sender(),
                        (in, out) -> Scope.run(inner -> inner.fork(() -> select(in, out, first, passed)))));
            }
            for (Fork<?> parent : parents) {
                parent.join();
            }
        });
        assertThat(passed).hasValue((long) TOURS / 4 * MEMBERS);
    }

    private static void select(Receiver<Integer> in, Sender<Integer> out, boolean first, AtomicLong passed)
            throws InterruptedException {
        int[] next = {0};
        Select<Boolean> receive =
                Select.<Boolean>builder().receive(in, n -> next[0] == n).build();
        Select<Boolean> send =
                Select.<Boolean>builder().send(out, () -> next[0], () -> true).build();
        for (int tour = 0; tour < TOURS / 4; tour++) {
            next[0] = tour;
            if (first) {
                send.await();
            }
            assertThat(receive.await()).isTrue();
            if (!first) {
                send.await();
            }
            passed.incrementAndGet();
        }
    }

    private static List<Channel<Integer>> ring(Kind kind) {
        List<Channel<Integer>> ring = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            ring.add(kind.channel("ring " + i));
        }
        return ring;
    }
}
