package dev.selvage.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Scope;
import dev.selvage.sync.Mutex;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cycle of waits through several modules, which do not know of each other, is found. */
@Timeout(20)
class DeadlockAcrossModulesTest {
    @Test
    void cycle_throughAMutexAndAChannel_isTold() {
        assertThat(DeadlockDetection.action()).isEqualTo(DeadlockDetection.Action.THROW);
        Mutex<int[]> stock = Mutex.of("stock", new int[1]);
        Channel<String> jobs = Channel.bounded("jobs", 4);
        CountDownLatch locked = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        assertThatThrownBy(() -> Scope.run(c -> c.withName("shop"), scope -> {
                    scope.fork(
                            "taker",
                            jobs.receiver(),
                            in -> stock.run(value -> {
                                locked.countDown();
                                in.receive();
                            }));
                    scope.fork("maker", jobs.sender(), out -> {
                        locked.await();
                        stock.run(value -> value[0]++);
                        out.send("a");
                    });
                }))
                .satisfies(thrown::set);
        Throwable cause = thrown.get();
        while (cause != null && !(cause instanceof DeadlockException)) {
            cause = cause.getCause();
        }
        assertThat(cause)
                .isNotNull()
                .hasMessageContaining("fork 'shop/taker#1', which holds mutex 'stock'")
                .hasMessageContaining("waits for an element of channel 'jobs'")
                .hasMessageContaining("fork 'shop/maker#2', which holds sender of channel 'jobs'")
                .hasMessageContaining("waits for mutex 'stock'")
                .hasMessageContaining("take locks in one order everywhere")
                .hasMessageContaining("close a handle of a channel that you will not use");
    }
}
