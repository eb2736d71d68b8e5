package dev.selvage.sync.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Counts at their ends: an error at the limit, and no wrap-around; nothing after the death of the value. */
@Tag("unfollowed")
class CountLimitTest {
    @Test
    void arc_atTheLimit_countsNoMore() {
        Shared<String> shared = new Shared<>("many", "value", null, 1);
        Arc<String> handle = new Arc<>(shared);
        Weak<String> weak = handle.downgrade();
        shared.setCounts(Shared.MAX_STRONG, Shared.MAX_COUNT);
        assertThat(handle.strongCount()).isEqualTo(Shared.MAX_STRONG);
        assertThat(handle.weakCount()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(handle::clone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "arc 'many' has 1073741824 strong handles: no more can be counted; look for handles that are "
                                + "cloned in a loop and never closed");
        assertThatThrownBy(weak::upgrade).hasMessageContaining("1073741824 strong");
        assertThatThrownBy(handle::downgrade).hasMessageContaining("2147483647 weak");
        assertThatThrownBy(weak::clone).hasMessageContaining("2147483647 weak");
        assertThat(handle.strongCount()).isEqualTo(Shared.MAX_STRONG);
        assertThat(handle.weakCount()).isEqualTo(Integer.MAX_VALUE);
        shared.setCounts(1, 1);
        weak.close();
        handle.close();
        assertThat(shared.strong()).isZero();
    }

    @Test
    void arc_clonesOfTheDead_countNothing() {
        Shared<String> shared = new Shared<>("dead", "value", null, 1);
        Arc<String> handle = new Arc<>(shared);
        Weak<String> weak = handle.downgrade();
        handle.close();
        for (int i = 0; i < 3; i++) { // of threads that have found the handle open, before it was closed by another
            assertThat(shared.tryAddStrong()).isFalse();
            assertThat(shared.tryUpgrade()).isFalse();
            assertThat(shared.strong()).isZero();
        }
        assertThat(shared.weak()).isOne();
        weak.close();
        assertThat(shared.weak()).isZero();
    }

    @Test
    void arc_clonesOfWhatWasTakenOut_countNothing() {
        Shared<String> shared = new Shared<>("taken", "value", null, 2);
        assertThat(shared.removeOnlyStrong()).isFalse();
        assertThat(shared.removeStrong()).isFalse();
        assertThat(shared.removeOnlyStrong()).isTrue();
        assertThat(shared.tryAddStrong()).isFalse();
        assertThat(shared.tryUpgrade()).isFalse();
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
