package dev.selvage.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleLimitTest {
    private final SampleLimit limit = new SampleLimit(3);

    @Test
    void admits_manyInOneTick_isTrueSoManyTimes() {
        assertThat(admitted(100, 7)).isEqualTo(3);
    }

    @Test
    void admits_nextTick_beginsAgain() {
        admitted(100, 7);

        assertThat(admitted(100, 8)).isEqualTo(3);
    }

    @Test
    void admits_fewInEachTick_isAlwaysTrue() {
        for (int tick = 1; tick <= 1_000; tick++) {
            assertThat(admitted(3, tick)).isEqualTo(3);
        }
    }

    private long admitted(int asked, int tick) {
        return IntStream.range(0, asked).filter(_ -> limit.admits(tick)).count();
    }
}
