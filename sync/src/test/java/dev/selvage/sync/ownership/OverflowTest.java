package dev.selvage.sync.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The limit of the counts. */
class OverflowTest {
    @Test
    void addStrong_atTheLimit_isRefusedAndChangesNothing() {
        Shared<String> shared = new Shared<>("many", "v", null, 1);
        shared.setCounts(Shared.MAX_COUNT - 1, 3);
        assertThat(shared.tryAddStrong()).isTrue();
        assertThatThrownBy(shared::tryAddStrong)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("arc 'many' has 2147483647 strong handles: no more can be counted; look for handles that "
                        + "are cloned in a loop and never closed");
        assertThat(shared.strong()).isEqualTo(Shared.MAX_COUNT);
        assertThat(shared.weak()).isEqualTo(3);
    }

    @Test
    void addWeak_atTheLimit_isRefusedAndChangesNothing() {
        Shared<String> shared = new Shared<>("many", "v", null, 1);
        shared.setCounts(2, Shared.MAX_COUNT);
        assertThatThrownBy(shared::addWeak).hasMessageContaining("2147483647 weak handles");
        assertThat(shared.strong()).isEqualTo(2);
        assertThat(shared.weak()).isEqualTo(Shared.MAX_COUNT);
    }

    @Test
    void rcAddStrong_atTheLimit_isRefused() {
        RcShared<String> shared = new RcShared<>("many", "v", null, 1);
        shared.setCounts(Shared.MAX_COUNT, Shared.MAX_COUNT);
        assertThatThrownBy(shared::tryAddStrong).hasMessageContaining("rc 'many' has 2147483647 strong handles");
        assertThatThrownBy(shared::addWeak).hasMessageContaining("2147483647 weak handles");
    }
}
