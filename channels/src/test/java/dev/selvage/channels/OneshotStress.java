package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value is sent while its receiver waits, is interrupted, and goes: it has one fate. */
@Tag("carriers")
@Timeout(120)
class OneshotStress {
    private static final int ROUNDS = Boolean.getBoolean("selvage.thorough") ? 50_000 : 2_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void value_isReceived_undelivered_orBack(boolean virtual) throws Exception {
        ThreadFactory threads =
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        AtomicInteger fates = new AtomicInteger();
        int rounds = virtual ? ROUNDS : ROUNDS / 10;
        for (int round = 0; round < rounds; round++) {
            Oneshot<Integer> oneshot = Channel.oneshot();
            oneshot.onUndelivered(value -> fates.incrementAndGet());
            Worker receiving = new Worker(threads, () -> {
                try (Receiver<Integer> receiver = oneshot.receiver()) {
                    receiver.receive();
                    fates.incrementAndGet();
                } catch (InterruptedException e) {
                    // nothing was taken
                }
            });
            Worker sending = new Worker(threads, () -> {
                if (!oneshot.sender().trySend(1).isSent()) {
                    fates.incrementAndGet();
                }
            });
            receiving.thread.interrupt();
            sending.finish();
            receiving.finish();
            assertThat(fates).hasValue(round + 1);
        }
    }
}
