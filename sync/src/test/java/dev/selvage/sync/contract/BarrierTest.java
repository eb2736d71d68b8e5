package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.sync.Barrier;
import dev.selvage.sync.Barrier.Arrival;
import dev.selvage.sync.BarrierBrokenException;
import dev.selvage.sync.BarrierStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("carriers")
class BarrierTest {
    private final Barrier barrier = Barrier.of("phase", 3);
    private final ConcurrentLinkedQueue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

    @AfterEach
    void callersFlagIsClear() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private Blocked.Runner party(String name) {
        return Blocked.start(name, () -> arrivals.add(barrier.await()));
    }

    private List<Blocked.Runner> parties(int number) {
        List<Blocked.Runner> parties = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            parties.add(party("party"));
        }
        awaitWaiting(number);
        return parties;
    }

    private void awaitWaiting(int parties) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> barrier.stats().waiting() == parties);
    }

    private static void assertBroken(Blocked.Runner party, String message) throws InterruptedException {
        assertThat(party.thrown()).isInstanceOf(BarrierBrokenException.class).hasMessageMatching(message);
    }

    @Test
    void await_ofAllParties_passesThemTogether_withOneLeader() throws InterruptedException {
        List<Blocked.Runner> others = parties(2);
        assertThat(barrier.stats()).isEqualTo(new BarrierStats("phase", 3, 2, 0, false));
        assertThat(barrier).hasToString("Barrier[phase, 2/3 waiting, generation 0]");
        assertThat(barrier.await()).isEqualTo(new Arrival(true, 0));
        for (Blocked.Runner other : others) {
            other.finish();
        }
        assertThat(arrivals).containsExactly(new Arrival(false, 0), new Arrival(false, 0));
    }

    @Test
    void await_again_isTheNextGeneration() throws InterruptedException {
        for (int generation = 0; generation < 3; generation++) {
            List<Blocked.Runner> others = parties(2);
            assertThat(barrier.await()).isEqualTo(new Arrival(true, generation));
            for (Blocked.Runner other : others) {
                other.finish();
            }
        }
        assertThat(arrivals).extracting(Arrival::generation).containsExactly(0L, 0L, 1L, 1L, 2L, 2L);
    }

    @Test
    void await_ofTheOnlyParty_passesAtOnce() throws InterruptedException {
        Barrier alone = Barrier.of(1);
        assertThat(alone.await()).isEqualTo(new Arrival(true, 0));
        assertThat(alone.tryAwait(Duration.ZERO)).contains(new Arrival(true, 1));
        assertThat(alone).hasToString("Barrier[barrier, 0/1 waiting, generation 2]");
    }

    @Test
    void of_noParties_isRefused() {
        assertThatThrownBy(() -> Barrier.of("phase", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("barrier 'phase' cannot have 0 parties: give it 1 or more");
    }

    @Test
    void interruptedParty_breaksIt_forThoseWhoWait_andThoseWhoCome() throws InterruptedException {
        List<Blocked.Runner> others = parties(1);
        Blocked.Runner leaver = party("leaver");
        awaitWaiting(2);
        leaver.thread.interrupt();
        Throwable told = leaver.thrown();
        assertThat(told)
                .isInstanceOf(OutsideInterruptException.class)
                .hasMessage("interrupted while waiting for barrier 'phase'");
        assertBroken(
                others.getFirst(),
                "barrier 'phase' is broken: thread 'leaver' was interrupted before all had arrived; reset\\(\\) mends it");
        assertThat(others.getFirst().thrown().getCause()).isSameAs(told);
        assertThatThrownBy(barrier::await)
                .isInstanceOf(BarrierBrokenException.class)
                .extracting(Throwable::getCause)
                .isSameAs(told);
        assertThat(barrier.isBroken()).isTrue();
        assertThat(barrier).hasToString("Barrier[phase, 0/3 waiting, generation 0, broken]");
    }

    @Test
    void cancelledParty_breaksIt_withTheReason() throws InterruptedException {
        List<Blocked.Runner> others = parties(1);
        assertThatThrownBy(() -> Scope.run(c -> c.withName("jobs"), scope -> {
                    scope.fork("job", () -> barrier.await());
                    awaitWaiting(2);
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertBroken(
                others.getFirst(),
                "barrier 'phase' is broken: fork 'jobs/job#1' was cancelled before all had arrived; reset\\(\\) mends it");
        assertThat(others.getFirst().thrown())
                .hasCauseInstanceOf(ScopeCancelledException.class)
                .cause()
                .hasMessageContaining("enough");
    }

    @Test
    void partyOutOfTime_breaksIt_andReturnsEmpty() throws InterruptedException {
        List<Blocked.Runner> others = parties(1);
        assertThat(barrier.tryAwait(Duration.ofMillis(1))).isEmpty();
        assertBroken(
                others.getFirst(),
                "barrier 'phase' is broken: thread '.*' was out of time before all had arrived; reset\\(\\) mends it");
        assertThat(others.getFirst().thrown()).hasNoCause();
    }

    @Test
    void partyInterruptedBefore_breaksIt_alsoIfItWouldBeTheLast() throws InterruptedException {
        List<Blocked.Runner> others = parties(2);
        Thread.currentThread().interrupt();
        assertThatThrownBy(barrier::await)
                .isInstanceOf(OutsideInterruptException.class)
                .hasMessage("interrupted before waiting for barrier 'phase'");
        for (Blocked.Runner other : others) {
            assertBroken(other, ".* was interrupted before all had arrived; .*");
        }
    }

    @Test
    void reset_mendsIt() throws InterruptedException {
        barrier.tryAwait(Duration.ZERO);
        assertThat(barrier.isBroken()).isTrue();
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        List<Blocked.Runner> others = parties(2);
        assertThat(barrier.await()).isEqualTo(new Arrival(true, 0));
        for (Blocked.Runner other : others) {
            other.finish();
        }
    }

    @Test
    void reset_whileSomeWait_tellsThem() throws InterruptedException {
        List<Blocked.Runner> others = parties(2);
        barrier.reset();
        for (Blocked.Runner other : others) {
            assertBroken(other, "barrier 'phase' is broken: it was reset by thread '.*' while parties waited");
        }
        assertThat(barrier.isBroken()).isFalse();
    }
}
