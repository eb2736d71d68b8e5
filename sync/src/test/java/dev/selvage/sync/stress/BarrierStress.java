package dev.selvage.sync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.sync.Barrier;
import dev.selvage.sync.Barrier.Arrival;
import dev.selvage.sync.BarrierBrokenException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parties that meet many times, and parties that leave in the instant in which the last arrives. */
@Tag("carriers")
@Timeout(300)
class BarrierStress {
    private static final int FACTOR = Boolean.getBoolean("selvage.thorough") ? 10 : 1;
    private static final int PARTIES = 3;

    private static Worker worker(boolean virtual, Worker.Task task) {
        return new Worker(
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory(), task);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void generations_areNotMixed_andEachHasOneLeader(boolean virtual) throws InterruptedException {
        int rounds = 5_000 * FACTOR;
        Barrier barrier = Barrier.of(PARTIES);
        int[] written = new int[PARTIES];
        AtomicInteger leaders = new AtomicInteger();
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            int me = i;
            workers.add(worker(virtual, () -> {
                for (int round = 0; round < rounds; round++) {
                    written[me] = round; // plain: the barrier orders it
                    Arrival arrival = barrier.await();
                    assertThat(arrival.generation()).isEqualTo(2L * round);
                    leaders.addAndGet(arrival.leader() ? 1 : 0);
                    for (int other : written) {
                        assertThat(other).isEqualTo(round);
                    }
                    barrier.await();
                }
            }));
        }
        Worker.finish(workers);
        assertThat(leaders).hasValue(rounds);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void partiesThatTimeOutOrAreInterrupted_passAllOrNone(boolean virtual) throws InterruptedException {
        int passed = 0;
        int rounds = 2_000 * FACTOR;
        for (int round = 0; round < rounds; round++) {
            Barrier barrier = Barrier.of(PARTIES);
            AtomicInteger passing = new AtomicInteger();
            AtomicInteger gone = new AtomicInteger();
            CountDownLatch start = new CountDownLatch(PARTIES);
            boolean timed = round % 2 == 0;
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < PARTIES; i++) {
                boolean leaver = i == 0;
                workers.add(worker(virtual, () -> {
                    start.countDown();
                    try {
                        if (!leaver) { // who is interrupted here has not arrived
                            start.await();
                        }
                        Optional<Arrival> arrival = leaver && timed
                                ? barrier.tryAwait(Duration.ofNanos(
                                        ThreadLocalRandom.current().nextInt(30_000)))
                                : Optional.of(barrier.await());
                        (arrival.isPresent() ? passing : gone).incrementAndGet();
                    } catch (BarrierBrokenException | InterruptedException e) {
                        gone.incrementAndGet();
                    }
                }));
            }
            if (!timed) {
                start.await();
                for (int spin = ThreadLocalRandom.current().nextInt(300); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                workers.getFirst().thread.interrupt();
            }
            Worker.finish(workers);
            assertThat(barrier.stats().waiting()).isZero();
            int met = passing.get();
            assertThat(met).as("passing in round " + round).isIn(0, PARTIES);
            assertThat(met + gone.get()).isEqualTo(PARTIES);
            assertThat(barrier.isBroken()).isEqualTo(met == 0);
            passed += met == 0 ? 0 : 1;
        }
        assertThat(passed).as("rounds that passed").isBetween(1, rounds - 1);
    }
}
