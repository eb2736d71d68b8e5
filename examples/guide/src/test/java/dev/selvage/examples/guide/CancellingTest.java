package dev.selvage.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.selvage.examples.docs.Docs;
import dev.selvage.examples.docs.jobs.Client;
import dev.selvage.examples.docs.jobs.WatchedShop;
import dev.selvage.examples.docs.jobs.WatchedShop.End;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Outcome;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeTimeoutException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CancellingTest {
    private static Client impatient(WatchedShop shop) {
        return action -> Thread.ofVirtual().name("network").start(() -> {
            assertThat(catchThrowable(shop::awaitBusy)).isNull();
            action.run();
        });
    }

    @Test
    void cancel_byTheClient_endsTheForksAndTellsTheReason() throws Exception {
        WatchedShop shop = new WatchedShop(false);
        List<String> log = new ArrayList<>();

        Throwable thrown = catchThrowable(() -> new Cancelling(shop).logged(impatient(shop), 1, log::add));

        assertThat(shop.isSearchOver()).isTrue();
        assertThat(shop.release()).isEqualTo(End.INTERRUPTED);
        assertThat(log).containsExactly("EXPLICIT: the client hung up");
        Docs.assertShown("cancelled", thrown.toString());
    }

    @Test
    void cancel_ofOneFork_leavesTheOther() throws Exception {
        String answer = Scope.call(scope -> {
            Fork<String> slow = scope.fork("slow", () -> {
                new CountDownLatch(1).await();
                return "never";
            });
            Fork<String> other = scope.fork("other", () -> ", and the other goes on");
            return Cancelling.oneFork(slow) + other.join();
        });

        assertThat(answer).isEqualTo("the answer is in the cache, and the other goes on");
    }

    @Test
    void timeout_slowShop_isEmptyAndNamesWhatWasLate() throws Exception {
        WatchedShop shop = new WatchedShop(false);

        assertThat(new Cancelling(shop).timeout(1, Duration.ofMillis(50))).isEmpty();
        assertThat(shop.release()).isEqualTo(End.INTERRUPTED);
        Throwable thrown =
                catchThrowable(() -> Scope.run(c -> c.withName("page").withTimeout(Duration.ofMillis(300)), scope -> {
                    scope.fork("user", () -> new CountDownLatch(1).await());
                    scope.fork("orders", () -> {}).join();
                    new CountDownLatch(1).await();
                }));
        Docs.assertShown("timeout", thrown.toString());
    }

    @Test
    void timeout_quickShop_isThere() throws Exception {
        WatchedShop shop = new WatchedShop(false);
        Thread.startVirtualThread(
                () -> assertThat(catchThrowable(shop::release)).isNull());

        assertThat(new Cancelling(shop).timeout(1, Duration.ofSeconds(20))).isPresent();
    }

    @Test
    void remaining_nested_isTheSmallest() throws Exception {
        assertThat(Cancelling.nested()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(Cancelling.remaining(URI.create("http://localhost/")).timeout())
                .isEmpty();
        Scope.run(
                c -> c.withTimeout(Duration.ofSeconds(20)),
                _ -> assertThat(Cancelling.remaining(URI.create("http://localhost/"))
                                .timeout())
                        .isPresent());
    }

    @Test
    void worker_thatSwallowsTheInterrupt_goesOn_andTheOtherEnds() throws Exception {
        BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        AtomicInteger logged = new AtomicInteger();
        Cancelling.Worker wrong = new Cancelling.Worker(queue);
        Thread deaf = Thread.ofVirtual().unstarted(() -> {
            try {
                wrong.wrong(() -> {
                    if (logged.incrementAndGet() == 2) {
                        throw new IllegalStateException("the test ends it");
                    }
                });
            } catch (IllegalStateException e) {
                queue.clear();
            }
        });
        deaf.start();
        deaf.interrupt();
        await().untilAtomic(logged, equalTo(1));
        queue.put("still handled");
        await().until(() -> wrong.handled() == 1);
        deaf.interrupt();
        deaf.join();
        assertThat(logged).hasValue(2);

        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            Fork<?> worker = scope.fork("worker", () -> new Cancelling.Worker(queue).right(() -> {}));
            worker.cancel("enough");
            worker.join();
        }));
        assertThat(thrown).isInstanceOf(ScopeCancelledException.class).hasMessageContaining("enough");
    }

    @Test
    void loop_cancelled_endsWithTheReason() throws Exception {
        assertThat(Cancelling.count(100)).isEqualTo(25);
        Throwable thrown = catchThrowable(() -> Scope.run(c -> c.withName("count"), scope -> {
            CountDownLatch running = new CountDownLatch(1);
            Fork<Long> primes = scope.fork("primes", () -> {
                running.countDown();
                return Cancelling.count(Long.MAX_VALUE);
            });
            running.await();
            primes.cancel("enough");
            primes.join();
        }));
        Docs.assertShown("cancelled-fork", thrown.toString());
    }

    /** Runs a fork that reads from a socket that stays silent, and cancels that fork alone. */
    private static Outcome<Integer> cancelledRead(Scope.Mapper<Socket, Integer> read) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            return Scope.call(c -> c.withThreadFactory(Thread.ofPlatform().factory()), scope -> {
                CountDownLatch reading = new CountDownLatch(1);
                Fork<Integer> reader = scope.fork("reader", () -> {
                    reading.countDown();
                    return read.apply(socket);
                });
                reading.await();
                reader.cancel("enough");
                return reader.await();
            });
        }
    }

    @Test
    void hook_blockedReadOfACancelledFork_countsAsCancelled() throws Exception {
        assertThat(cancelledRead(Cancelling::read)).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void hook_withoutCheckCancelled_failsTheScope() {
        Throwable thrown = catchThrowable(() -> cancelledRead(socket -> {
            try (var _ = Scope.onCancel(
                    _ -> assertThat(catchThrowable(socket::close)).isNull())) {
                return socket.getInputStream().read();
            }
        }));

        assertThat(thrown).isInstanceOf(ScopeFailedException.class).hasCauseInstanceOf(SocketException.class);
    }

    @Test
    void remaining_deadlinePassed_requestIsMadeAllTheSame() {
        Throwable thrown = catchThrowable(() -> Scope.run(c -> c.withTimeout(Duration.ofNanos(1)), _ -> {
            while (Scope.cancelReason().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(Scope.remaining()).contains(Duration.ZERO);
            assertThat(Cancelling.remaining(URI.create("http://localhost/")).timeout())
                    .isEmpty();
        }));

        assertThat(thrown).isInstanceOf(ScopeTimeoutException.class).hasNoSuppressedExceptions();
    }

    @Test
    void shield_rollbackThatOpensAScope_isDone() {
        AtomicReference<String> done = new AtomicReference<>();
        Cancelling.Transaction tx = new Cancelling.Transaction() {
            @Override
            public void commit() throws InterruptedException {
                new CountDownLatch(1).await();
            }

            @Override
            public void rollback() throws Exception {
                Scope.run(scope -> scope.fork(() -> done.set("rolled back")));
            }
        };

        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            CountDownLatch started = new CountDownLatch(1);
            scope.fork("transfer", () -> {
                started.countDown();
                Cancelling.transfer(tx);
            });
            started.await();
            scope.cancel("enough");
        }));

        assertThat(thrown).isInstanceOf(ScopeCancelledException.class);
        assertThat(done).hasValue("rolled back");
    }

    @Test
    void shutdownHook_bodyReturns_isGone() throws Exception {
        AtomicInteger served = new AtomicInteger();

        Cancelling.shutdown(_ -> served.incrementAndGet());

        assertThat(served).hasValue(1);
    }
}
