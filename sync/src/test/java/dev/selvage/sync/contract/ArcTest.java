package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.selvage.scope.DropException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.sync.ownership.Arc;
import dev.selvage.sync.ownership.Weak;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Arc and Weak, operation by operation, with the results that Rust documents. */
@Timeout(60)
class ArcTest {
    private final AtomicInteger dropped = new AtomicInteger();

    private Arc<StringBuilder> arc() {
        return Arc.of("text", new StringBuilder("a"), text -> dropped.incrementAndGet());
    }

    @Test
    void close_lastOfTwoHandles_dropsOnce() {
        Arc<StringBuilder> first = arc();
        Arc<StringBuilder> second = first.clone();
        assertThat(second.get()).isSameAs(first.get());
        assertThat(first.sameAs(second)).isTrue();
        assertThat(first.strongCount()).isEqualTo(2);
        first.close();
        first.close();
        assertThat(dropped).hasValue(0);
        assertThat(second.strongCount()).isEqualTo(1);
        second.close();
        assertThat(dropped).hasValue(1);
    }

    @Test
    void close_autoCloseableValueAndNestedArc_areClosed() {
        Arc<AutoCloseable> inner = Arc.of(dropped::incrementAndGet);
        Arc<Arc<AutoCloseable>> outer = Arc.of("outer", inner.move());
        outer.clone().close();
        assertThat(dropped).hasValue(0);
        outer.close();
        assertThat(dropped).hasValue(1);
    }

    @Test
    void use_afterClose_namesValueThreadPlaceAndRemedy() {
        Arc<StringBuilder> arc = arc();
        arc.close();
        String message = "this handle of arc 'text' was closed by thread '.*' at .*ArcTest.java:\\d+\\): it cannot be "
                + "used any more; use a clone that is still open";
        for (Runnable use : List.<Runnable>of(
                arc::get,
                () -> {
                    try (Arc<StringBuilder> _ = arc.clone()) {
                        throw new AssertionError("cloned after close");
                    }
                },
                arc::move,
                arc::downgrade,
                arc::tryUnwrap,
                arc::intoInner,
                arc::getMut,
                () -> arc.makeMut(StringBuilder::new),
                arc::leak,
                arc::strongCount,
                arc::weakCount,
                arc::owners,
                arc::detach,
                () -> arc.sameAs(arc))) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(HandleClosedException.class)
                    .hasMessageMatching(message);
        }
        assertThat(dropped).hasValue(1);
    }

    @Test
    void move_leavesTheOldHandleUnusable() {
        Arc<StringBuilder> old = arc();
        Arc<StringBuilder> arc = old.move();
        assertThatThrownBy(old::get)
                .isInstanceOf(HandleClosedException.class)
                .hasMessageMatching(
                        "this handle of arc 'text' was moved by thread '.*' at .*ArcTest.java:\\d+\\): use the "
                                + "handle that it was moved to, or clone it before");
        old.close();
        assertThat(dropped).hasValue(0);
        assertThat(arc.strongCount()).isEqualTo(1);
        arc.close();
        assertThat(dropped).hasValue(1);
    }

    @Test
    void close_dropActionThrows_passesAndCountsAsDropped() {
        IOException full = new IOException("disk full");
        Arc<String> checked = Arc.of("index", "v", v -> {
            throw full;
        });
        Weak<String> weak = checked.downgrade();
        assertThatThrownBy(checked::close)
                .isInstanceOf(DropException.class)
                .hasMessage("arc 'index' could not be freed: java.io.IOException: disk full; it counts as freed")
                .hasCause(full);
        checked.close();
        assertThat(weak.upgrade()).isEmpty();
        weak.close();
        IllegalArgumentException own = new IllegalArgumentException("own");
        Arc<Integer> unchecked = Arc.of(1, v -> {
            throw own;
        });
        assertThatThrownBy(unchecked::close).isSameAs(own);
    }

    @Test
    void tryUnwrap_onlyTheLastHandleGetsTheValueUndropped() {
        Arc<StringBuilder> arc = arc();
        StringBuilder value = arc.get();
        Arc<StringBuilder> other = arc.clone();
        assertThat(arc.tryUnwrap()).isEmpty();
        assertThat(arc.get()).isSameAs(value);
        other.close();
        Weak<StringBuilder> weak = arc.downgrade();
        assertThat(arc.tryUnwrap()).containsSame(value);
        assertThat(weak.upgrade()).isEmpty();
        weak.close();
        arc.close();
        assertThatThrownBy(arc::get).hasMessageContaining("was unwrapped by thread");
        assertThat(dropped).hasValue(0);
    }

    @Test
    void intoInner_ofAllHandlesAtOnce_hasExactlyOneWinner() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            AtomicInteger winners = new AtomicInteger();
            Arc<StringBuilder> arc = arc();
            Scope.run(scope -> {
                for (int i = 0; i < 3; i++) {
                    Arc<StringBuilder> mine = arc.clone().detach();
                    scope.fork(() -> {
                        mine.intoInner().ifPresent(v -> winners.incrementAndGet());
                    });
                }
                arc.intoInner().ifPresent(v -> winners.incrementAndGet());
            });
            assertThat(winners).hasValue(1);
        }
        assertThat(dropped).hasValue(0);
    }

    @Test
    void getMut_onlyWithoutOtherHandles() {
        Arc<StringBuilder> arc = arc();
        assertThat(arc.getMut()).containsSame(arc.get());
        try (Arc<StringBuilder> _ = arc.clone()) {
            assertThat(arc.getMut()).isEmpty();
        }
        try (Weak<StringBuilder> _ = arc.downgrade()) {
            assertThat(arc.getMut()).isEmpty();
        }
        assertThat(arc.getMut()).isPresent();
        arc.close();
    }

    @Test
    void makeMut_unique_doesNotCopy() {
        Arc<StringBuilder> arc = arc();
        assertThat(arc.makeMut(v -> {
                    throw new AssertionError();
                }))
                .isSameAs(arc.get());
        arc.close();
        assertThat(dropped).hasValue(1);
    }

    @Test
    void makeMut_otherStrongHandle_copiesAndLeavesItTheOld() {
        Arc<StringBuilder> arc = arc();
        Arc<StringBuilder> other = arc.clone();
        arc.makeMut(StringBuilder::new).append("b");
        assertThat(arc.get().toString()).isEqualTo("ab");
        assertThat(other.get().toString()).isEqualTo("a");
        assertThat(arc.sameAs(other)).isFalse();
        assertThat(arc.owners()).hasSize(1);
        assertThat(other.owners()).hasSize(1);
        arc.close();
        assertThat(dropped).hasValue(1);
        other.close();
        assertThat(dropped).hasValue(2);
    }

    @Test
    void makeMut_onlyWeakHandles_theyLoseTheValue() {
        Arc<StringBuilder> arc = arc();
        StringBuilder value = arc.get();
        Weak<StringBuilder> weak = arc.downgrade();
        assertThat(arc.makeMut(StringBuilder::new)).isSameAs(value);
        assertThat(weak.upgrade()).isEmpty();
        assertThat(arc.weakCount()).isZero();
        weak.close();
        arc.close();
        assertThat(dropped).hasValue(1);
    }

    @Test
    void makeMut_copierFails_nothingHasChanged() {
        Arc<StringBuilder> arc = arc();
        Arc<StringBuilder> other = arc.clone();
        IllegalStateException no = new IllegalStateException("no");
        assertThatThrownBy(() -> arc.makeMut(v -> {
                    throw no;
                }))
                .isSameAs(no);
        assertThat(arc.sameAs(other)).isTrue();
        assertThat(arc.strongCount()).isEqualTo(2);
        other.close();
        arc.close();
    }

    @Test
    void makeMut_othersCloseWhileItCopies_dropsTheOld() {
        Arc<StringBuilder> arc = arc();
        Arc<StringBuilder> other = arc.clone();
        StringBuilder copy = arc.makeMut(v -> {
            other.close();
            return new StringBuilder(v);
        });
        assertThat(dropped).hasValue(1);
        assertThat(arc.get()).isSameAs(copy);
        arc.close();
        assertThat(dropped).hasValue(2);
    }

    @Test
    void makeMut_insideItsOwnCopier_releasesTheOldOnce() {
        Arc<StringBuilder> arc = arc();
        Arc<StringBuilder> other = arc.clone();
        arc.makeMut(v -> arc.makeMut(StringBuilder::new));
        assertThat(other.strongCount()).isEqualTo(1);
        assertThat(dropped).hasValue(0);
        other.close();
        arc.close();
        assertThat(dropped).hasValue(2);
    }

    @Test
    void makeMut_handleClosedWhileItCopies_throwsAndReleasesOnce() {
        Arc<StringBuilder> arc = arc();
        Arc<StringBuilder> other = arc.clone();
        assertThatThrownBy(() -> arc.makeMut(v -> {
                    arc.close();
                    return new StringBuilder(v);
                }))
                .isInstanceOf(HandleClosedException.class);
        assertThat(other.strongCount()).isEqualTo(1);
        assertThat(dropped).hasValue(0);
        other.close();
        assertThat(dropped).hasValue(1);
    }

    @Test
    void newCyclic_weakGivesNothingWhileTheFunctionRuns_andTheValueAfterwards() {
        AtomicReference<Weak<StringBuilder>> kept = new AtomicReference<>();
        Arc<StringBuilder> arc = Arc.newCyclic("ring", weak -> {
            assertThat(weak.upgrade()).isEmpty();
            kept.set(weak.clone());
            return new StringBuilder();
        });
        try (Weak<StringBuilder> weak = kept.get();
                Arc<StringBuilder> again = weak.upgrade().orElseThrow()) {
            assertThat(again.sameAs(arc)).isTrue();
            assertThat(arc.weakCount()).isEqualTo(1);
        }
        arc.close();
    }

    @Test
    void newCyclic_functionThrows_passesAndTheWeakLeadsNowhere() {
        AtomicReference<Weak<String>> kept = new AtomicReference<>();
        IllegalStateException no = new IllegalStateException("no");
        assertThatThrownBy(() -> Arc.<String>newCyclic("ring", weak -> {
                    kept.set(weak.clone());
                    throw no;
                }))
                .isSameAs(no);
        assertThat(kept.get().upgrade()).isEmpty();
        kept.get().close();
    }

    @Test
    void leak_isCountedAndNeverDropped() {
        long before = Arc.leaked();
        Arc<StringBuilder> arc = arc();
        assertThat(arc.leak()).isNotNull();
        arc.close();
        assertThat(Arc.leaked()).isEqualTo(before + 1);
        assertThat(dropped).hasValue(0);
        assertThatThrownBy(arc::get).hasMessageContaining("was leaked by");
    }

    @Test
    void weak_countsAndUpgrade_asInRust() {
        Arc<StringBuilder> arc = arc();
        Weak<StringBuilder> weak = arc.downgrade();
        Weak<StringBuilder> second = weak.clone();
        assertThat(weak.sameAs(second)).isTrue();
        assertThat(arc.weakCount()).isEqualTo(2);
        Weak<StringBuilder> moved = second.move();
        assertThatThrownBy(second::upgrade).hasMessageContaining("this handle of weak arc 'text' was moved");
        second.close();
        moved.close();
        moved.close();
        assertThat(arc.weakCount()).isEqualTo(1);
        try (Arc<StringBuilder> again = weak.upgrade().orElseThrow()) {
            assertThat(again.strongCount()).isEqualTo(2);
        }
        arc.close();
        assertThat(weak.upgrade()).isEmpty();
        assertThat(weak.strongCount()).isZero();
        assertThat(weak.weakCount()).isZero();
        weak.close();
    }

    @Test
    void weak_empty_leadsNowhere() {
        Weak<String> empty = Weak.empty();
        assertThat(empty.upgrade()).isEmpty();
        assertThat(empty.clone().move().sameAs(Weak.empty())).isTrue();
        assertThat(empty.weakCount()).isZero();
        empty.close();
        empty.close();
        assertThatThrownBy(empty::upgrade).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void owners_tellsEachOpenHandle() throws Exception {
        Arc<StringBuilder> arc = arc();
        Scope.run(
                c -> c.withName("s"),
                scope -> scope.fork("reader", arc.clone(), h -> {
                    assertThat(h.owners()).extracting(o -> o.handle()).containsExactly("arc 'text'", "arc 'text'");
                    assertThat(h.owners().getLast().owner()).isEqualTo("fork 's/reader#1'");
                    assertThat(h.owners().getLast().madeAt().orElseThrow().getFileName())
                            .isEqualTo("ArcTest.java");
                    assertThat(Scope.dump()).containsPattern("arc 'text' for \\d+ ms from .*ArcTest.java");
                }));
        assertThat(arc.owners()).hasSize(1);
        arc.close();
    }

    @Test
    void fork_endingInEachWay_closesItsHandle() throws Exception {
        Arc<StringBuilder> arc = arc();
        Scope.run(scope -> scope.fork(arc.clone(), h -> assertThat(h.get()).isNotNull()));
        assertThat(arc.strongCount()).isEqualTo(1);
        assertThatThrownBy(() -> Scope.run(scope -> scope.fork(arc.clone(), h -> {
                    throw new IOException("no");
                })))
                .hasRootCauseMessage("no");
        assertThat(arc.strongCount()).isEqualTo(1);
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.cancel("before");
                    scope.fork(arc.clone(), h -> {});
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(arc.strongCount()).isEqualTo(1);
        AtomicReference<Scope> ended = new AtomicReference<>();
        Scope.run(ended::set);
        assertThatThrownBy(() -> ended.get().fork(arc.clone(), h -> {})).isInstanceOf(IllegalStateException.class);
        assertThat(arc.strongCount()).isEqualTo(1);
        Scope.run(scope -> scope.fork(arc.move(), h -> {}));
        assertThat(dropped).hasValue(1);
        assertThatThrownBy(arc::get).hasMessageContaining("was moved");
    }

    @Test
    void tryUnwrapOrMakeMut_whileAnotherThreadClosesTheHandle_loseNoClose() throws Exception {
        for (int round = 0; round < 4_000; round++) {
            Arc<StringBuilder> kept = arc();
            Arc<StringBuilder> misused = kept.clone().detach();
            boolean unwraps = round % 2 == 0;
            Scope.run(scope -> {
                scope.fork(misused::close);
                try {
                    Optional<?> _ = unwraps ? misused.tryUnwrap() : Optional.of(misused.makeMut(StringBuilder::new));
                } catch (HandleClosedException e) {
                    assertThat(e).hasMessageContaining("was closed");
                }
            });
            assertThat(misused.toString()).contains("closed");
            assertThat(kept.strongCount()).isEqualTo(1);
            assertThat(kept.get()).isNotNull();
            dropped.set(0);
            kept.close();
            assertThat(dropped).hasValue(1);
        }
    }

    private static void lose(Handle<?> handle) {
        assertThat(handle).isNotNull();
    }

    @Test
    void lostHandles_areReportedAndTheLastFreesTheValue() {
        Logged logged = new Logged(Handle.class);
        logged.start();
        try {
            Arc<StringBuilder> arc = arc();
            lose(arc.downgrade());
            lose(arc.clone());
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                return arc.strongCount() == 1 && arc.weakCount() == 0;
            });
            assertThat(logged.events())
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(m -> m.startsWith("arc 'text' was lost without close()"))
                    .anyMatch(m -> m.startsWith("weak arc 'text' was lost without close()"));
            lose(arc.move());
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                return dropped.get() == 1;
            });
        } finally {
            logged.stop();
        }
    }
}
