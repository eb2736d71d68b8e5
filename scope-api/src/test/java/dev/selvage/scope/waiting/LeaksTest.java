package dev.selvage.scope.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which handles are watched. */
class LeaksTest {
    @Test
    void level_withoutTheProperty_isParanoidUnderAssertions_elseASample() {
        assertThat(Leaks.level(null, true)).isEqualTo(Leaks.Level.PARANOID);
        assertThat(Leaks.level(null, false)).isEqualTo(Leaks.Level.SAMPLED);
    }

    @Test
    void level_withTheProperty_isThatOne() {
        assertThat(Leaks.level("off", true)).isEqualTo(Leaks.Level.OFF);
        assertThat(Leaks.level("Sampled", true)).isEqualTo(Leaks.Level.SAMPLED);
        assertThat(Leaks.level("PARANOID", false)).isEqualTo(Leaks.Level.PARANOID);
    }

    @Test
    void level_thatDoesNotExist_isReportedAndTheDefaultHolds() {
        assertThat(Leaks.level("some", true)).isEqualTo(Leaks.Level.PARANOID);
        assertThat(Leaks.level("some", false)).isEqualTo(Leaks.Level.SAMPLED);
    }

    @Test
    void watchesNext_underAssertions_isAlways() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(Leaks.watchesNext()).isTrue();
        }
    }
}
