package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.sync.ownership.Arc;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One handle of an Arc used in two ways at once: nothing is freed twice, freed early, or kept for ever. */
@Timeout(30)
class ArcMisuseTest {
    private final AtomicInteger dropped = new AtomicInteger();

    private Arc<StringBuilder> arc() {
        return Arc.of("text", new StringBuilder("a"), text -> dropped.incrementAndGet());
    }

    @Test
    void makeMut_insideItsOwnCopier_releasesTheOldOnce() {
        Arc<StringBuilder> arc = arc();
        Arc<StringBuilder> other = arc.clone();
        arc.makeMut(v -> arc.makeMut(StringBuilder::new));
        assertThat(other.strongCount()).isEqualTo(1);
        assertThat(dropped).hasValue(0);
        other.close();
        arc.close();
        assertThat(dropped).hasValue(2);
    }

    @Test
    void makeMut_handleClosedWhileItCopies_throwsAndReleasesOnce() {
        Arc<StringBuilder> arc = arc();
        Arc<StringBuilder> other = arc.clone();
        assertThatThrownBy(() -> arc.makeMut(v -> {
                    arc.close();
                    return new StringBuilder(v);
                }))
                .isInstanceOf(HandleClosedException.class);
        assertThat(other.strongCount()).isEqualTo(1);
        assertThat(dropped).hasValue(0);
        other.close();
        assertThat(dropped).hasValue(1);
    }

    @Test
    void tryUnwrapOrMakeMut_whileAnotherThreadClosesTheHandle_loseNoClose() throws Exception {
        for (int round = 0; round < 4_000; round++) {
            Arc<StringBuilder> kept = arc();
            Arc<StringBuilder> misused = kept.clone().detach();
            boolean unwraps = round % 2 == 0;
            Scope.run(scope -> {
                scope.fork(misused::close);
                try {
                    Optional<?> _ = unwraps ? misused.tryUnwrap() : Optional.of(misused.makeMut(StringBuilder::new));
                } catch (HandleClosedException e) {
                    assertThat(e).hasMessageContaining("was closed");
                }
            });
            assertThat(misused.toString()).contains("closed");
            assertThat(kept.strongCount()).isEqualTo(1);
            assertThat(kept.get()).isNotNull();
            dropped.set(0);
            kept.close();
            assertThat(dropped).hasValue(1);
        }
    }
}
