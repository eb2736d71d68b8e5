package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.handle.HandleInUseException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The user of a receiver, step by step. */
@Timeout(20)
class SoleUserTest {
    private static final class Party extends SoleUser {
        boolean gone;
        boolean awaited;
        int several;

        @Override
        public boolean isGone() {
            return gone;
        }

        @Override
        void checkOpen() {
            if (gone) {
                throw new HandleClosedException("gone");
            }
        }

        @Override
        void severalReceivers() {
            several++;
        }

        @Override
        boolean isAwaited() {
            return awaited;
        }

        @Override
        String handle() {
            return "receiver";
        }
    }

    private final Party party = new Party();

    private static void inAnother(String name, Worker.Task task) throws InterruptedException {
        Worker.finish(List.of(new Worker(work -> Thread.ofVirtual().name(name).unstarted(work), task)));
    }

    @Test
    void use_byTheFirst_tellsTheChannelNothing() {
        party.use();
        party.use();
        party.check();
        party.moved();
        assertThat(party.several).isZero();
    }

    @Test
    void use_byAnother_makesTheChannelSafeFirst() throws Exception {
        party.use();
        inAnother("other", party::use);
        assertThat(party.several).isOne();
    }

    @Test
    void use_byAnotherWhileOneWaits_makesTheChannelSafe_andLeavesTheUser() throws Exception {
        party.use();
        party.awaited = true;
        inAnother("other", () -> assertThatThrownBy(party::use).isInstanceOf(HandleInUseException.class));
        assertThat(party.several).isOne();
        party.check(); // it is still this thread's
    }

    @Test
    void check_afterAnotherHasTakenTheHandleOver_isRefused() throws Exception {
        party.use();
        inAnother("other", party::use);
        assertThatThrownBy(party::check)
                .isInstanceOf(HandleInUseException.class)
                .hasMessageStartingWith(
                        "this handle of receiver is used by two threads at the same time, thread 'other'");
    }

    @Test
    void firstUse_ofAHandleThatIsGoneMeanwhile_isRefused() {
        party.gone = true;
        assertThatThrownBy(party::use).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void moved_byAnotherThanTheUser_makesTheChannelSafe() throws Exception {
        party.use();
        inAnother("other", party::moved);
        assertThat(party.several).isOne();
    }
}
