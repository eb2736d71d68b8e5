package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a channel keeps: nothing of operations that gave up, of elements that were taken, of segments that were left. */
@Timeout(60)
class MemoryTest {
    private static final int MANY = 10_000;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void operationsThatGaveUp_leaveNothing(Kind kind) throws Exception {
        Core<Object> core = kind.make("memory");
        while (core.size() < core.capacity() && core.size() < 64) {
            core.offer("filler");
        }
        List<WeakReference<Object>> elements = new ArrayList<>();
        for (int i = 0; i < MANY && core.capacity() < Integer.MAX_VALUE; i++) {
            Object element = new Object();
            elements.add(new WeakReference<>(element));
            assertThat(core.send(element, Nobody.NOBODY, true, System.nanoTime()))
                    .isFalse();
        }
        List<Object> fillers = new ArrayList<>();
        core.pollMany(fillers, Integer.MAX_VALUE);
        for (int i = 0; i < MANY; i++) {
            assertThat(core.receive(Nobody.NOBODY, true, System.nanoTime())).isNull();
        }
        assertThat(core.sendersWaiting() + core.receiversWaiting()).isZero();
        awaitCollected(elements);
        assertThat(core.offer("still works")).isEqualTo(core.capacity() > 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RENDEZVOUS"},
            mode = EnumSource.Mode.EXCLUDE)
    void elementsThatWereTaken_areNotKept(Kind kind) {
        Core<Object> core = kind.make("memory");
        List<WeakReference<Object>> elements = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Object element = new Object();
            elements.add(new WeakReference<>(element));
            assertThat(core.offer(element)).isTrue();
            assertThat(core.poll()).isSameAs(element);
        }
        awaitCollected(elements);
        assertThat(core.received()).isEqualTo(MANY);
    }

    private static void awaitCollected(List<WeakReference<Object>> elements) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            System.gc();
            return elements.stream().allMatch(element -> element.refersTo(null));
        });
    }
}
