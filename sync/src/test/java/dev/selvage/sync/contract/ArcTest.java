package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.DropException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.handle.HandleOwner;
import dev.selvage.sync.ownership.Arc;
import dev.selvage.sync.ownership.Weak;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arc and Weak: each operation, its result as Rust documents it, and its misuse. */
@Timeout(30)
class ArcTest {
    /** What is freed counts how often. */
    record Buffer(AtomicInteger freed) {
        Buffer() {
            this(new AtomicInteger());
        }

        void release() {
            freed.incrementAndGet();
        }
    }

    private final Buffer buffer = new Buffer();
    private final Arc<Buffer> arc = Arc.of("frame", buffer, Buffer::release);

    // ---- the count

    @Test
    void close_ofTheLastHandle_freesTheValueOnce() {
        Arc<Buffer> other = arc.clone();
        assertThat(other.get()).isSameAs(buffer);
        assertThat(arc.strongCount()).isEqualTo(2);
        arc.close();
        arc.close();
        assertThat(buffer.freed()).hasValue(0);
        assertThat(other.strongCount()).isEqualTo(1);
        other.close();
        assertThat(buffer.freed()).hasValue(1);
        other.close();
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void close_ofAnAutoCloseable_closesIt() {
        AtomicInteger closed = new AtomicInteger();
        AutoCloseable closeable = closed::incrementAndGet;
        Arc.of(closeable).close();
        Arc.of("named", closeable).close();
        Arc.of("inner", Arc.of(closeable)).close();
        assertThat(closed).hasValue(3);
        arc.close();
    }

    @Test
    void close_ofPlainData_doesNothing() {
        Arc<String> text = Arc.of("text");
        assertThat(text.toString()).isEqualTo("Arc[of String, open, 1 strong, 0 weak]");
        text.close();
        arc.close();
    }

    @Test
    void dropAction_thatThrows_reachesTheCloseThatCausedIt_andTheValueCountsAsFreed() {
        IllegalStateException unchecked = new IllegalStateException("unchecked");
        IOException checked = new IOException("checked");
        AtomicInteger runs = new AtomicInteger();
        Arc<Buffer> first = Arc.of("first", buffer, b -> {
            runs.incrementAndGet();
            throw unchecked;
        });
        Weak<Buffer> weak = first.downgrade();
        assertThatThrownBy(first::close).isSameAs(unchecked);
        first.close();
        assertThat(weak.upgrade()).isEmpty();
        weak.close();
        assertThat(runs).hasValue(1);
        Arc<Buffer> second = Arc.of("second", buffer, b -> {
            throw checked;
        });
        assertThatThrownBy(second::close)
                .isInstanceOf(DropException.class)
                .hasMessage("arc 'second' could not be freed: java.io.IOException: checked; it counts as freed")
                .hasCause(checked);
        arc.close();
    }

    @Test
    void counts_areThoseOfRust() {
        Weak<Buffer> weak = arc.downgrade();
        Weak<Buffer> other = weak.clone();
        assertThat(arc.weakCount()).isEqualTo(2);
        assertThat(weak.weakCount()).isEqualTo(2);
        assertThat(weak.strongCount()).isEqualTo(1);
        assertThat(weak.sameAs(other)).isTrue();
        arc.close();
        assertThat(weak.strongCount()).isZero();
        assertThat(weak.weakCount()).isZero(); // as in Rust, once the value is gone
        assertThat(weak.upgrade()).isEmpty();
        assertThat(weak.toString()).isEqualTo("Weak['frame', open, 0 strong, 2 weak]");
        other.close();
        weak.close();
        weak.close();
        assertThat(weak.toString()).startsWith("Weak['frame', closed").endsWith(", 0 strong, 0 weak]");
    }

    // ---- after the end

    static Stream<Function<Arc<Buffer>, Object>> uses() {
        return Stream.of(
                Arc::get,
                Arc::clone,
                Arc::move,
                Arc::downgrade,
                Arc::tryUnwrap,
                Arc::intoInner,
                Arc::getMut,
                a -> a.makeMut(b -> b),
                Arc::leak,
                Arc::strongCount,
                Arc::weakCount,
                a -> a.sameAs(a),
                Arc::owners,
                Arc::detach);
    }

    @ParameterizedTest
    @MethodSource("uses")
    void use_ofAClosedOrMovedHandle_namesTheValueAndWhatHappened(Function<Arc<Buffer>, Object> use) {
        Arc<Buffer> moved = arc.move();
        assertThatThrownBy(() -> use.apply(arc))
                .isInstanceOf(HandleClosedException.class)
                .hasMessageStartingWith("this handle of arc 'frame' was moved by thread '")
                .hasMessageContaining("ArcTest.java:")
                .hasMessageEndingWith("use the handle that it was moved to, or clone it before");
        arc.close();
        assertThat(moved.strongCount()).isEqualTo(1);
        moved.close();
        assertThatThrownBy(() -> use.apply(moved))
                .isInstanceOf(HandleClosedException.class)
                .hasMessageStartingWith("this handle of arc 'frame' was closed by thread '")
                .hasMessageEndingWith("it cannot be used any more; use a clone that is still open");
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void use_ofAClosedWeakHandle_fails() {
        Weak<Buffer> weak = arc.downgrade();
        Weak<Buffer> moved = weak.move();
        weak.close();
        assertThat(moved.weakCount()).isEqualTo(1);
        assertThatThrownBy(weak::upgrade)
                .isInstanceOf(HandleClosedException.class)
                .hasMessageContaining("weak arc 'frame' was moved");
        moved.close();
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                moved::upgrade,
                moved::clone,
                moved::move,
                moved::strongCount,
                moved::weakCount,
                () -> moved.sameAs(moved),
                moved::detach)) {
            assertThatThrownBy(use)
                    .isInstanceOf(HandleClosedException.class)
                    .hasMessageContaining("weak arc 'frame' was closed");
        }
        arc.close();
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void of_nothing_isRefused() {
        assertThatThrownBy(() -> Arc.of((Object) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Arc.of((String) null, "x")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Arc.of(7, (Scope.Action<Integer>) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> arc.makeMut(null)).isInstanceOf(NullPointerException.class);
        arc.close();
    }

    // ---- taking the value out

    @Test
    void tryUnwrap_ofTheOnlyHandle_givesTheValueUndropped() {
        Weak<Buffer> weak = arc.downgrade();
        assertThat(arc.tryUnwrap()).containsSame(buffer);
        assertThat(weak.upgrade()).isEmpty();
        weak.close();
        arc.close();
        assertThat(buffer.freed()).hasValue(0);
        assertThatThrownBy(arc::get).hasMessageContaining("was unwrapped");
    }

    @Test
    void tryUnwrap_besideAnother_givesNothingAndTheHandleStaysOpen() {
        Arc<Buffer> other = arc.clone();
        assertThat(arc.tryUnwrap()).isEmpty();
        assertThat(arc.get()).isSameAs(buffer);
        assertThat(arc.owners()).hasSize(2);
        other.close();
        assertThat(arc.tryUnwrap()).isPresent();
    }

    @Test
    void intoInner_byManyThreads_hasExactlyOneWinner() throws Exception {
        arc.close();
        for (int round = 0; round < 500; round++) {
            Buffer value = new Buffer();
            Arc<Buffer> first = Arc.of("round", value, Buffer::release);
            List<Arc<Buffer>> handles = List.of(first, first.clone(), first.clone(), first.clone());
            AtomicInteger winners = new AtomicInteger();
            Scope.run(scope -> handles.forEach(
                    handle -> scope.fork(() -> handle.intoInner().ifPresent(v -> winners.incrementAndGet()))));
            assertThat(winners).hasValue(1);
            assertThat(value.freed()).hasValue(0);
        }
    }

    @Test
    void leak_isCountedAndNeverFreed() {
        long before = Arc.leaked();
        Arc<Buffer> other = arc.clone();
        assertThat(arc.leak()).isSameAs(buffer);
        assertThat(Arc.leaked()).isEqualTo(before + 1);
        assertThatThrownBy(arc::get).hasMessageContaining("was leaked");
        assertThat(other.owners()).hasSize(1);
        other.close();
        assertThat(buffer.freed()).hasValue(0);
    }

    // ---- changing the value

    @Test
    void getMut_onlyForTheOnlyHandle_weakOnesIncluded() {
        assertThat(arc.getMut()).containsSame(buffer);
        Weak<Buffer> weak = arc.downgrade();
        assertThat(arc.getMut()).isEmpty();
        weak.close();
        Arc<Buffer> other = arc.clone();
        assertThat(arc.getMut()).isEmpty();
        other.close();
        assertThat(arc.getMut()).isPresent();
        arc.close();
    }

    @Test
    void makeMut_ofTheOnlyHandle_doesNotCopy() {
        assertThat(arc.makeMut(b -> {
                    throw new AssertionError("must not copy");
                }))
                .isSameAs(buffer);
        arc.close();
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void makeMut_besideAnother_copies_andEachValueIsFreedByItsOwnLast() {
        Buffer copy = new Buffer();
        Arc<Buffer> other = arc.clone();
        assertThat(arc.makeMut(b -> copy)).isSameAs(copy);
        assertThat(arc.get()).isSameAs(copy);
        assertThat(other.get()).isSameAs(buffer);
        assertThat(arc.sameAs(other)).isFalse();
        assertThat(arc.owners()).singleElement().extracting(HandleOwner::handle).isEqualTo("arc 'frame'");
        assertThat(other.owners()).hasSize(1);
        arc.close();
        assertThat(copy.freed()).hasValue(1);
        assertThat(buffer.freed()).hasValue(0);
        other.close();
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void makeMut_besideWeakOnesOnly_takesTheValueFromThem() {
        Weak<Buffer> weak = arc.downgrade();
        assertThat(arc.makeMut(b -> {
                    throw new AssertionError("must not copy");
                }))
                .isSameAs(buffer);
        assertThat(weak.upgrade()).isEmpty();
        assertThat(arc.weakCount()).isZero();
        weak.close();
        assertThat(buffer.freed()).hasValue(0);
        arc.close();
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void makeMut_whoseCopierFails_changesNothing() {
        IllegalStateException failure = new IllegalStateException("no memory");
        Arc<Buffer> other = arc.clone();
        assertThatThrownBy(() -> arc.makeMut(b -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(arc.sameAs(other)).isTrue();
        assertThat(arc.strongCount()).isEqualTo(2);
        arc.close();
        other.close();
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void makeMut_theOtherClosesMeanwhile_freesTheOldValue() {
        Buffer copy = new Buffer();
        Arc<Buffer> other = arc.clone();
        arc.makeMut(b -> {
            other.close();
            return copy;
        });
        assertThat(buffer.freed()).hasValue(1);
        arc.close();
        assertThat(copy.freed()).hasValue(1);
    }

    // ---- weak handles

    @Test
    void upgrade_ofALiveValue_isAHandleOfItsOwn() {
        Weak<Buffer> weak = arc.downgrade();
        Arc<Buffer> again = weak.upgrade().orElseThrow();
        assertThat(again.sameAs(arc)).isTrue();
        arc.close();
        assertThat(again.get()).isSameAs(buffer);
        again.close();
        assertThat(weak.upgrade()).isEmpty();
        weak.close();
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void emptyWeak_givesNothing() {
        Weak<Buffer> empty = Weak.empty();
        assertThat(empty.upgrade()).isEmpty();
        assertThat(empty.clone().upgrade()).isEmpty();
        assertThat(empty.move().strongCount()).isZero();
        assertThat(Weak.<Buffer>empty().weakCount()).isZero();
        assertThat(Weak.empty().sameAs(Weak.empty())).isTrue();
        assertThat(Weak.empty().toString()).isEqualTo("Weak[of nothing, open, 0 strong, 0 weak]");
        arc.close();
    }

    @Test
    void newCyclic_holdsItself_andIsFreedAllTheSame() {
        record Node(Weak<Node> self, AtomicInteger freed) implements AutoCloseable {
            @Override
            public void close() {
                freed.incrementAndGet();
                self.close();
            }
        }
        AtomicInteger freed = new AtomicInteger();
        AtomicReference<Optional<Arc<Node>>> early = new AtomicReference<>();
        Arc<Node> node = Arc.newCyclic("node", self -> {
            early.set(self.upgrade());
            return new Node(self.clone(), freed);
        });
        assertThat(early.get()).isEmpty();
        Arc<Node> again = node.get().self().upgrade().orElseThrow();
        assertThat(again.sameAs(node)).isTrue();
        assertThat(node.weakCount()).isEqualTo(1);
        assertThat(node.toString()).startsWith("Arc['node', open, 2 strong");
        again.close();
        node.close();
        assertThat(freed).hasValue(1);
        arc.close();
    }

    @Test
    void newCyclic_whoseFunctionFails_leavesAWeakHandleToNothing() {
        AtomicReference<Weak<Buffer>> kept = new AtomicReference<>();
        IllegalStateException failure = new IllegalStateException("no");
        assertThatThrownBy(() -> Arc.<Buffer>newCyclic("node", self -> {
                    kept.set(self.clone());
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(kept.get().upgrade()).isEmpty();
        kept.get().close();
        arc.close();
    }

    // ---- forks

    @Test
    void forks_eachWithAClone_theLastFreesTheValue() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Scope.run(scope -> {
            for (int i = 0; i < 2; i++) {
                scope.fork(arc.clone(), a -> {
                    both.countDown();
                    both.await();
                    assertThat(a.get().freed()).hasValue(0);
                });
            }
            arc.close();
        });
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void fork_thatFails_freesTheMovedValue() {
        assertThatThrownBy(() -> Scope.run(scope -> scope.fork(arc.move(), a -> {
                    throw new IOException("no");
                })))
                .isInstanceOf(ScopeFailedException.class);
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void owners_nameForkThreadAndPlace() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        Weak<Buffer> weak = arc.downgrade();
        Scope.run(c -> c.withName("video"), scope -> {
            scope.fork("encoder", arc.clone(), a -> seen.await());
            List<HandleOwner> owners = arc.owners();
            assertThat(owners).extracting(HandleOwner::handle).contains("arc 'frame'", "weak arc 'frame'");
            assertThat(owners).extracting(HandleOwner::owner).contains("fork 'video/encoder#1'");
            assertThat(owners).allSatisfy(owner -> {
                assertThat(owner.madeAt().orElseThrow().getFileName()).isEqualTo("ArcTest.java");
                assertThat(owner.age()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
            });
            assertThat(owners).hasSize(3);
            seen.countDown();
        });
        assertThat(arc.owners()).hasSize(2);
        weak.close();
        arc.close();
    }

    // ---- lost handles

    private static void lose(AutoCloseable handle) {
        assertThat(handle.toString()).contains("open");
    }

    @Test
    void lostHandle_isCountedDown_andTheValueFreedByTheLast() {
        lose(arc.clone());
        lose(arc.downgrade());
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return arc.strongCount() == 1 && arc.weakCount() == 0;
        });
        assertThat(buffer.freed()).hasValue(0);
        arc.close();
        assertThat(buffer.freed()).hasValue(1);
        Buffer other = new Buffer();
        lose(Arc.of("lost", other, Buffer::release));
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return other.freed().get() == 1;
        });
    }
}
