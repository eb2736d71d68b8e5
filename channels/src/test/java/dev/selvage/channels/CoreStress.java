package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.waiting.OutsideInterruptException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Senders and receivers that use every operation, give up, are interrupted: each element arrives once, in order. */
@Tag("carriers")
@Timeout(300)
class CoreStress {
    private static final int ELEMENTS = Boolean.getBoolean("selvage.thorough") ? 100_000 : 5_000;
    private static final Party NOBODY = Nobody.NOBODY;

    /** The operations that an interrupt has ended. */
    private static final AtomicInteger INTERRUPTS = new AtomicInteger();

    private record Element(int sender, int number) {}

    static Stream<Arguments> shapes() {
        List<Arguments> shapes = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (boolean virtual : new boolean[] {true, false}) {
                for (boolean disturbed : new boolean[] {false, true}) {
                    shapes.add(Arguments.of(kind, virtual, 1, 1, disturbed));
                    shapes.add(Arguments.of(kind, virtual, 4, 1, disturbed));
                    shapes.add(Arguments.of(kind, virtual, 4, 4, disturbed));
                }
            }
        }
        return shapes.stream();
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    /** A sender: sends its numbers in their order, each until it has gone in. */
    private static void sendAll(Core<Element> core, int sender, int many) {
        int next = 0;
        while (next < many) {
            try {
                next += sendSome(core, sender, next, many);
            } catch (OutsideInterruptException e) {
                INTERRUPTS.incrementAndGet(); // nothing was sent or taken: again
            } catch (SendException e) {
                assertThat(e).hasCauseInstanceOf(OutsideInterruptException.class);
                assertThat(Thread.interrupted()).isTrue();
                next += e.accepted();
            }
        }
    }

    private static int sendSome(Core<Element> core, int sender, int next, int many) throws OutsideInterruptException {
        Element element = new Element(sender, next);
        switch (random(core.capacity() == 0 ? 4 : 6)) {
            case 0 -> {
                if (core.offer(element)) {
                    return 1;
                }
            }
            case 1 -> {
                return core.send(element, NOBODY, true, System.nanoTime() + random(20_000)) ? 1 : 0;
            }
            case 2 -> {
                List<Element> batch = new ArrayList<>();
                for (int i = next; i < Math.min(many, next + 1 + random(10)); i++) {
                    batch.add(new Element(sender, i));
                }
                return core.sendAll(batch, NOBODY, random(2) == 0, System.nanoTime() + random(20_000));
            }
            case 4 -> {
                if (core.reserve(NOBODY, true, System.nanoTime() + random(20_000))) {
                    if (random(2) == 0) {
                        core.unreserve();
                        return 0;
                    }
                    assertThat(core.offerReserved(element)).isTrue();
                    return 1;
                }
                return 0;
            }
            default -> {}
        }
        core.send(element, NOBODY, false, 0);
        return 1;
    }

    /** A receiver: takes until the end. */
    private static void receiveAll(Core<Element> core, List<Element> got) {
        while (true) {
            try {
                Element element = random(4) == 0 ? core.poll() : null;
                switch (element != null ? 3 : random(3)) {
                    case 0 -> element = core.receive(NOBODY, true, System.nanoTime() + random(20_000));
                    case 1 -> element = core.receive(NOBODY, false, 0);
                    case 2 -> core.receiveMany(got, 1 + random(10), NOBODY, random(2) == 0, System.nanoTime());
                    default -> {}
                }
                if (element != null) {
                    got.add(element);
                }
            } catch (OutsideInterruptException e) {
                INTERRUPTS.incrementAndGet(); // nothing was sent or taken: again
            } catch (ClosedException e) {
                return;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void elements_arriveOnce_inOrder(Kind kind, boolean virtual, int senders, int receivers, boolean disturbed)
            throws Exception {
        ThreadFactory threads =
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        Core<Element> core = kind.make("stress");
        int each = ELEMENTS / senders;
        List<Worker> sending = new ArrayList<>();
        List<Worker> receiving = new ArrayList<>();
        List<List<Element>> got = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            core.senders.tryAdd();
        }
        for (int i = 0; i < receivers; i++) {
            List<Element> mine = new ArrayList<>();
            got.add(mine);
            if (i > 0) {
                core.severalReceivers();
            }
            receiving.add(new Worker(threads, () -> receiveAll(core, mine)));
        }
        AtomicInteger left = new AtomicInteger(senders);
        for (int i = 0; i < senders; i++) {
            int sender = i;
            sending.add(new Worker(threads, () -> {
                try {
                    sendAll(core, sender, each);
                } finally {
                    left.decrementAndGet();
                    core.removeSender();
                }
            }));
        }
        if (disturbed) {
            List<Worker> all = new ArrayList<>(sending);
            all.addAll(receiving);
            while (left.get() > 0) {
                all.get(random(all.size())).thread.interrupt();
                for (int i = random(2_000); i > 0; i--) {
                    Thread.onSpinWait();
                }
            }
        }
        Worker.finish(sending);
        Worker.finish(receiving);
        check(got, senders, each);
        assertThat(core.size()).isZero();
        assertThat(core.sendersWaiting() + core.receiversWaiting()).isZero();
        assertThat(core.received()).isEqualTo((long) senders * each);
    }

    private static void check(List<List<Element>> got, int senders, int each) {
        Set<Element> all = new HashSet<>();
        int total = 0;
        for (List<Element> mine : got) {
            Map<Integer, Integer> last = new HashMap<>();
            for (Element element : mine) {
                Integer before = last.put(element.sender(), element.number());
                assertThat(before == null || before < element.number())
                        .as("%s after %s", element, before)
                        .isTrue();
                all.add(element);
                total++;
            }
        }
        assertThat(all).hasSize(senders * each);
        assertThat(total).isEqualTo(senders * each);
    }
}
