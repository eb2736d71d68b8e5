package dev.selvage.scope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which scopes are watched. */
class LostScopesTest {
    @Test
    void level_withoutTheProperty_isAllUnderAssertions_elseASample() {
        assertThat(LostScopes.level(null, true)).isEqualTo(LostScopes.Level.ALL);
        assertThat(LostScopes.level(null, false)).isEqualTo(LostScopes.Level.SAMPLED);
    }

    @Test
    void level_withTheProperty_isThatOne() {
        assertThat(LostScopes.level("off", true)).isEqualTo(LostScopes.Level.OFF);
        assertThat(LostScopes.level("Sampled", true)).isEqualTo(LostScopes.Level.SAMPLED);
        assertThat(LostScopes.level("ALL", false)).isEqualTo(LostScopes.Level.ALL);
    }

    @Test
    void level_thatDoesNotExist_isReportedAndTheDefaultHolds() {
        assertThat(LostScopes.level("some", true)).isEqualTo(LostScopes.Level.ALL);
        assertThat(LostScopes.level("some", false)).isEqualTo(LostScopes.Level.SAMPLED);
    }

    @Test
    void watchesNext_underAssertions_isAlways() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(LostScopes.watchesNext()).isTrue();
        }
    }
}
