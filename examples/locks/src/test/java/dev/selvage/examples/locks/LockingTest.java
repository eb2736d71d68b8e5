package dev.selvage.examples.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.sync.PoisonedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the guide to locks shows, run. */
@Timeout(10)
class LockingTest {
    private final Locking locking = new Locking();

    @Test
    void closuresAndGuards_reachTheValue() throws Exception {
        assertThat(locking.closures()).isEqualTo(1);
        locking.guards();
        assertThat(locking.closures()).isEqualTo(2);
    }

    @Test
    void poison_isRepairedInBothWays() throws Exception {
        locking.fail();
        assertThatThrownBy(locking::closures).isInstanceOf(PoisonedException.class);
        locking.repair();
        assertThat(locking.closures()).isEqualTo(1);
        locking.fail();
        assertThat(locking.look()).isEqualTo(1);
        assertThat(locking.closures()).isEqualTo(2);
    }

    @Test
    void condvar_passesAJobOn() throws Exception {
        Scope.run(scope -> {
            Fork<String> consumer = scope.fork("consumer", locking::consume);
            scope.fork("producer", () -> locking.produce("print"));
            assertThat(consumer.join()).isEqualTo("print");
        });
    }

    @Test
    void rwLock_readsAndUpgrades() throws Exception {
        assertThat(locking.upgrade()).isEqualTo(8080);
        assertThat(locking.upgrade()).isEqualTo(8080);
        assertThat(locking.reads()).isEqualTo("localhost:8080");
    }

    @Test
    void semaphore_letsTheUploadRun() throws Exception {
        List<String> done = new ArrayList<>();
        locking.upload(() -> done.add("upload"));
        assertThat(done).containsExactly("upload");
    }
}
