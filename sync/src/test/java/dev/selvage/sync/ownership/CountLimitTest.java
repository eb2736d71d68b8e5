package dev.selvage.sync.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Counts at their limit: an error, and no wrap-around. */
class CountLimitTest {
    @Test
    void arc_atTheLimit_countsNoMore() {
        Shared<String> shared = new Shared<>("many", "value", null, 1);
        Arc<String> handle = new Arc<>(shared);
        Weak<String> weak = handle.downgrade();
        shared.setCounts(Shared.MAX_COUNT, Shared.MAX_COUNT);
        assertThat(handle.strongCount()).isEqualTo(Integer.MAX_VALUE);
        assertThat(handle.weakCount()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(handle::clone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "arc 'many' has 2147483647 strong handles: no more can be counted; look for handles that are "
                                + "cloned in a loop and never closed");
        assertThatThrownBy(weak::upgrade).hasMessageContaining("2147483647 strong");
        assertThatThrownBy(handle::downgrade).hasMessageContaining("2147483647 weak");
        assertThatThrownBy(weak::clone).hasMessageContaining("2147483647 weak");
        assertThat(handle.strongCount()).isEqualTo(Integer.MAX_VALUE);
        assertThat(handle.weakCount()).isEqualTo(Integer.MAX_VALUE);
        shared.setCounts(1, 1);
        weak.close();
        handle.close();
        assertThat(shared.strong()).isZero();
    }

    @Test
    void rc_atTheLimit_countsNoMore() {
        RcShared<String> shared = new RcShared<>("many", "value", null, 1);
        Rc<String> handle = new Rc<>(shared);
        shared.setCounts(Shared.MAX_COUNT, Shared.MAX_COUNT);
        assertThatThrownBy(handle::clone).hasMessageContaining("rc 'many' has 2147483647 strong handles");
        assertThatThrownBy(handle::downgrade).hasMessageContaining("rc 'many' has 2147483647 weak handles");
        shared.setCounts(1, 0);
        handle.close();
    }
}
