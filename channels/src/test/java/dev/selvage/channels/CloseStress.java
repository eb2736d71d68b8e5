package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.waiting.OutsideInterruptException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Channels that end in the middle of everything: each element is received, undelivered, or back at its sender, once. */
@Tag("carriers")
@Timeout(300)
class CloseStress {
    private static final int ROUNDS = Boolean.getBoolean("selvage.thorough") ? 5_000 : 150;
    private static final int SENDERS = 3;
    private static final int RECEIVERS = 2;

    private enum End {
        CLOSE,
        CLOSE_NOW,
        RECEIVERS_GONE
    }

    static Stream<Arguments> shapes() {
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(Arguments.of(kind, true), Arguments.of(kind, false)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void elements_haveOneFate(Kind kind, boolean virtual) throws Exception {
        ThreadFactory threads =
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        for (int round = 0; round < (virtual ? ROUNDS : ROUNDS / 5); round++) {
            oneRound(kind, threads, End.values()[round % 3], round % 2 == 0);
        }
    }

    private static void oneRound(Kind kind, ThreadFactory threads, End end, boolean permits) throws Exception {
        Core<Integer> core = kind.make("close");
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        core.onUndelivered(seen::add);
        core.severalReceivers();
        List<Worker> workers = new ArrayList<>();
        int[] next = new int[SENDERS];
        for (int s = 0; s < SENDERS; s++) {
            int sender = s;
            core.senders.tryAdd();
            workers.add(new Worker(threads, () -> next[sender] = sendUntilTheEnd(core, sender, seen, permits)));
        }
        for (int r = 0; r < RECEIVERS; r++) {
            core.receivers.tryAdd();
            workers.add(new Worker(threads, () -> receiveUntilTheEnd(core, seen)));
        }
        for (int i = ThreadLocalRandom.current().nextInt(20_000); i > 0; i--) {
            Thread.onSpinWait();
        }
        switch (end) {
            case CLOSE -> core.end(Ending.closed(null), false);
            case CLOSE_NOW -> core.end(Ending.closed(null), true);
            case RECEIVERS_GONE -> {
                core.removeReceiver();
                core.removeReceiver();
            }
        }
        Worker.finish(workers);
        List<Integer> all = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
            for (int n = 0; n < next[s]; n++) {
                all.add(n * SENDERS + s);
            }
        }
        Collections.sort(all);
        Collections.sort(seen);
        assertThat(seen).isEqualTo(all);
        assertThat(core.size()).isZero();
        assertThat(core.sendersWaiting() + core.receiversWaiting()).isZero();
    }

    /** Returns how many elements were sent, or came back. */
    private static int sendUntilTheEnd(Core<Integer> core, int sender, List<Integer> seen, boolean permits)
            throws OutsideInterruptException {
        for (int n = 0; ; n++) {
            int element = n * SENDERS + sender;
            try {
                if (permits && core.capacity() > 0 && n % 4 == 0) {
                    core.reserve(Nobody.NOBODY, false, 0);
                    if (!core.offerReserved(element)) {
                        seen.add(element);
                        return n + 1;
                    }
                } else {
                    core.send(element, Nobody.NOBODY, false, 0);
                }
            } catch (SendException e) {
                seen.add((Integer) e.element());
                return n + 1;
            } catch (ClosedException e) {
                return n;
            }
        }
    }

    private static void receiveUntilTheEnd(Core<Integer> core, List<Integer> seen) throws OutsideInterruptException {
        try {
            while (true) {
                Integer element = core.receive(Nobody.NOBODY, false, 0);
                seen.add(element);
            }
        } catch (ClosedException e) {
            assertThat(core.isClosed()).isTrue();
        }
    }
}
