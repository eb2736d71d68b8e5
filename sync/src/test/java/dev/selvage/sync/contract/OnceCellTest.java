package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.DeadlockException;
import dev.selvage.sync.InitialisationStats;
import dev.selvage.sync.OnceCell;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OnceCellTest extends InitialisationContract {
    private final OnceCell<String> cell = OnceCell.of("config");

    @Override
    Subject subject(Supplier<String> initialiser) {
        return new Subject() {
            @Override
            public String call() throws InterruptedException {
                return cell.getOrInit(initialiser::get);
            }

            @Override
            public InitialisationStats stats() {
                return cell.stats();
            }

            @Override
            public String toString() {
                return cell.toString();
            }
        };
    }

    @Override
    String description() {
        return "once cell 'config'";
    }

    @Test
    void set_ofAnEmptyCell_isTaken() throws InterruptedException {
        assertThat(cell.get()).isEmpty();
        assertThat(cell.set("first")).isEmpty();
        assertThat(cell.get()).contains("first");
        assertThat(cell.getOrInit(() -> "other")).isEqualTo("first");
        assertThat(cell).hasToString("OnceCell[config, complete]");
    }

    @Test
    void set_ofAFullCell_givesTheValueBack() throws InterruptedException {
        cell.set("first");
        assertThat(cell.set("second")).contains("second");
        assertThat(cell.get()).contains("first");
    }

    @Test
    void set_whileAnInitialiserRuns_waits_andGivesTheValueBack() throws InterruptedException {
        Blocked.Runner runner = Blocked.start("runner", () -> cell.getOrInit(this::gated));
        running.await();
        Blocked.Runner setter =
                Blocked.start("setter", () -> assertThat(cell.set("second")).contains("second"));
        awaitWaiting(cell::stats, 1);
        assertThat(cell.get()).isEmpty();
        gate.countDown();
        runner.finish();
        setter.finish();
        assertThat(cell.get()).contains("value");
    }

    @Test
    void set_inTheInitialiser_isRefused() {
        assertThatThrownBy(() -> cell.getOrInit(() -> cell.set("x").orElse("y")))
                .isInstanceOf(DeadlockException.class);
    }

    @Test
    void getOrInit_afterAFailure_triesAgain() throws InterruptedException {
        IOException boom = new IOException("disk full");
        assertThatThrownBy(() -> cell.getOrInit(() -> {
                    throw boom;
                }))
                .isSameAs(boom);
        assertThat(cell.get()).isEmpty();
        assertThat(cell).hasToString("OnceCell[config, incomplete]");
        assertThat(cell.getOrInit(() -> "second")).isEqualTo("second");
    }

    @Test
    void waiter_whenTheRunFails_triesItself() throws InterruptedException {
        IllegalStateException boom = new IllegalStateException("boom");
        Blocked.Runner runner = Blocked.start(
                "runner",
                () -> cell.getOrInit(() -> {
                    gated();
                    throw boom;
                }));
        running.await();
        Blocked.Runner waiter = Blocked.start(
                "waiter", () -> assertThat(cell.getOrInit(() -> "second")).isEqualTo("second"));
        awaitWaiting(cell::stats, 1);
        gate.countDown();
        assertThat(runner.thrown()).isSameAs(boom);
        waiter.finish();
        assertThat(cell.get()).contains("second");
    }

    @Test
    void initialiser_thatReturnsNull_isRefused_andTheCellStaysEmpty() throws InterruptedException {
        assertThatThrownBy(() -> cell.getOrInit(() -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the initialiser of once cell 'config' returned null, which a cell cannot hold: return an"
                        + " Optional");
        assertThat(cell.getOrInit(() -> "second")).isEqualTo("second");
    }
}
