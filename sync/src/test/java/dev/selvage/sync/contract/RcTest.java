package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.DropException;
import dev.selvage.scope.Owned;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.sync.ownership.Arc;
import dev.selvage.sync.ownership.Rc;
import dev.selvage.sync.ownership.WeakRc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rc and WeakRc: the results of Arc, on one thread, and nowhere else. */
@Timeout(60)
class RcTest {
    private record Buffer(AtomicInteger freed) {
        Buffer() {
            this(new AtomicInteger());
        }

        void release() {
            freed.incrementAndGet();
        }
    }

    private final Buffer buffer = new Buffer();
    private final Rc<Buffer> rc = Rc.of("frame", buffer, Buffer::release);

    @Test
    @Tag("unfollowed")
    void close_ofTheLastHandle_freesTheValueOnce() {
        Rc<Buffer> other = rc.clone();
        Rc<Buffer> moved = other.move();
        assertThatThrownBy(other::get).hasMessageContaining("rc 'frame' was moved");
        other.close();
        assertThat(rc.strongCount()).isEqualTo(2);
        assertThat(rc.sameAs(moved)).isTrue();
        rc.close();
        rc.close();
        assertThat(moved.get()).isSameAs(buffer);
        assertThat(buffer.freed()).hasValue(0);
        moved.close();
        assertThat(buffer.freed()).hasValue(1);
        assertThatThrownBy(moved::get)
                .isInstanceOf(HandleClosedException.class)
                .hasMessageContaining("rc 'frame' was closed");
        assertThatThrownBy(other::clone).hasMessageContaining("rc 'frame' was moved");
    }

    @Test
    void close_ofAnAutoCloseable_closesIt_andWhatThrowsPasses() {
        AtomicInteger closed = new AtomicInteger();
        AutoCloseable closeable = closed::incrementAndGet;
        Rc.of(closeable).close();
        Rc.of("named", closeable).close();
        assertThat(closed).hasValue(2);
        IOException no = new IOException("no");
        Rc<Integer> failing = Rc.of(7, number -> {
            throw no;
        });
        assertThatThrownBy(failing::close)
                .isInstanceOf(DropException.class)
                .hasMessageStartingWith("rc of Integer")
                .hasCause(no);
        rc.close();
    }

    @Test
    void weakHandles_doNotKeepTheValue() {
        WeakRc<Buffer> weak = rc.downgrade();
        WeakRc<Buffer> other = weak.clone();
        assertThat(rc.weakCount()).isEqualTo(2);
        assertThat(weak.weakCount()).isEqualTo(2);
        assertThat(weak.sameAs(other)).isTrue();
        Rc<Buffer> again = weak.upgrade().orElseThrow();
        assertThat(weak.strongCount()).isEqualTo(2);
        again.close();
        rc.close();
        assertThat(weak.upgrade()).isEmpty();
        assertThat(weak.weakCount()).isZero();
        other.move().close();
        weak.close();
        weak.close();
        assertThat(WeakRc.empty().clone().upgrade()).isEmpty();
        assertThat(WeakRc.empty().toString()).isEqualTo("WeakRc[of nothing, open]");
    }

    @Test
    @Tag("unfollowed")
    void unwrapping_asForArc() {
        Rc<Buffer> other = rc.clone();
        assertThat(rc.tryUnwrap()).isEmpty();
        assertThat(other.intoInner()).isEmpty();
        assertThat(rc.tryUnwrap()).containsSame(buffer);
        assertThatThrownBy(rc::get).hasMessageContaining("was unwrapped");
        assertThat(buffer.freed()).hasValue(0);
        long before = Arc.leaked();
        Rc<Buffer> leaked = Rc.of("leaked", buffer, Buffer::release);
        assertThat(leaked.leak()).isSameAs(buffer);
        assertThat(Arc.leaked()).isEqualTo(before + 1);
        assertThatThrownBy(leaked::get).hasMessageContaining("rc 'leaked' was leaked");
        assertThat(buffer.freed()).hasValue(0);
    }

    @Test
    @Tag("unfollowed")
    void changing_asForArc() {
        assertThat(rc.getMut()).containsSame(buffer);
        Buffer copy = new Buffer();
        Rc<Buffer> other = rc.clone();
        assertThat(rc.getMut()).isEmpty();
        assertThat(rc.makeMut(b -> copy)).isSameAs(copy);
        assertThat(other.get()).isSameAs(buffer);
        assertThat(rc.makeMut(b -> new Buffer())).isSameAs(copy);
        WeakRc<Buffer> weak = rc.downgrade();
        assertThat(rc.makeMut(b -> new Buffer())).isSameAs(copy);
        assertThat(weak.upgrade()).isEmpty();
        weak.close();
        rc.close();
        other.close();
        assertThat(copy.freed()).hasValue(1);
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    @Tag("unfollowed")
    void makeMut_theOtherClosesMeanwhile_freesTheOldValue() {
        Buffer copy = new Buffer();
        Rc<Buffer> other = rc.clone();
        rc.makeMut(b -> {
            other.close();
            return copy;
        });
        assertThat(buffer.freed()).hasValue(1);
        rc.close();
        assertThat(copy.freed()).hasValue(1);
    }

    @Test
    void newCyclic_holdsItself() {
        Rc<WeakRc<Object>> self = Rc.newCyclic("self", weak -> {
            @SuppressWarnings("unchecked")
            WeakRc<Object> kept = (WeakRc<Object>) (WeakRc<?>) weak.clone();
            return kept;
        });
        Rc<Object> again = self.get().upgrade().orElseThrow();
        assertThat(self.strongCount()).isEqualTo(2);
        again.close();
        self.get().close();
        self.close();
        rc.close();
    }

    // ---- one thread

    @Test
    @Tag("unfollowed")
    void eachOperation_onAnotherThread_isRefusedAndChangesNothing() throws Exception {
        WeakRc<Buffer> weak = rc.downgrade();
        List<ThrowingCallable> operations = List.of(
                rc::get,
                rc::clone,
                rc::move,
                rc::close,
                rc::downgrade,
                rc::tryUnwrap,
                rc::intoInner,
                rc::getMut,
                () -> rc.makeMut(b -> b),
                rc::leak,
                rc::strongCount,
                rc::weakCount,
                () -> rc.sameAs(rc),
                rc::owners,
                rc::detach,
                weak::upgrade,
                weak::clone,
                weak::move,
                weak::close,
                weak::strongCount,
                weak::weakCount,
                () -> weak.sameAs(weak));
        for (ThrowingCallable operation : operations) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread.ofVirtual()
                    .name("stranger")
                    .start(() -> thrown.set(catchThrowable(operation)))
                    .join();
            assertThat(thrown.get())
                    .isInstanceOf(WrongThreadException.class)
                    .hasMessageMatching("thread 'stranger' cannot use (weak )?rc 'frame': it is confined to thread '"
                            + Thread.currentThread().getName()
                            + "', which made it; use an Arc to share a value between threads");
        }
        assertThat(rc.strongCount()).isEqualTo(1);
        assertThat(rc.weakCount()).isEqualTo(1);
        weak.close();
        rc.close();
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void owned_ofAnRc_isRefused() {
        assertThatThrownBy(() -> Owned.of(rc))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Rc['frame', open] is confined to its thread");
        rc.close();
    }

    // ---- lost handles

    private static void lose(AutoCloseable handle) {
        assertThat(handle.toString()).contains("open");
    }

    @Test
    void lostHandle_isCountedDownByTheOwnersThread() {
        lose(rc.clone());
        lose(rc.downgrade());
        await().pollInSameThread().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return rc.strongCount() == 1 && rc.weakCount() == 0;
        });
        rc.close();
        assertThat(buffer.freed()).hasValue(1);
    }

    @Test
    void lostHandle_theLastStrongOne_isFreedWhenAWeakOneAsks() {
        WeakRc<Buffer> weak = rc.downgrade();
        Rc<Buffer> last = rc.move();
        lose(last.move());
        await().pollInSameThread().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return weak.upgrade()
                    .map(strong -> {
                        strong.close();
                        return false;
                    })
                    .orElse(true);
        });
        assertThat(buffer.freed()).hasValue(1);
        weak.close();
    }
}
