package dev.selvage.scope.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.waiting.ThreadContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose a handle is, as far as that is known. The level in tests is paranoid. */
@Timeout(20)
class KnownOwnersTest {
    private static final class Lamp extends HandleTarget {
        @Override
        public String label() {
            return "'red'";
        }
    }

    private static final class Switch extends AbstractHandle<Lamp> implements Handle<Switch> {
        private static final HandleKind<Lamp> KIND = new HandleKind<>("switch", lamp -> {});

        Switch(Lamp lamp) {
            super(lamp, KIND);
        }

        private Switch(Lamp lamp, Object before) {
            super(lamp, KIND, before);
        }

        void use() {
            target();
        }

        void outlive() {
            outliveOwner();
        }

        @Override
        protected String noun() {
            return "switch";
        }

        @Override
        public Switch move() {
            Object before = giveUpForMove();
            return new Switch(targetAlways(), before);
        }

        @Override
        public void close() {
            giveUp(Fate.CLOSED);
        }
    }

    private final Lamp lamp = new Lamp();

    private List<String> owners(int count) {
        return lamp.knownOwners("switch", count).stream()
                .map(owner -> owner.thread().describeThread())
                .toList();
    }

    @Test
    void handle_notUsed_mayBeOnItsWay_andHasNoKnownOwner() {
        try (Switch mine = new Switch(lamp)) {
            assertThat(owners(1)).isEmpty();
            mine.use();
            assertThat(lamp.knownOwners("switch", 1)).singleElement().satisfies(owner -> {
                assertThat(owner.thread()).isSameAs(ThreadContext.current());
                assertThat(owner.handle()).matches("switch 'red' \\(made at .*:\\d+\\)");
            });
            try (Switch moved = mine.move()) {
                assertThat(owners(1)).isEmpty();
                moved.use();
                assertThat(owners(1)).hasSize(1);
            }
        }
        assertThat(owners(0)).isEmpty();
        assertThat(lamp.followed("switch")).isZero();
    }

    @Test
    void handle_ofAFork_hasTheForkForItsOwner_alsoUnused() throws Exception {
        Scope.run(
                c -> c.withName("house"),
                scope -> scope.fork(
                        "room",
                        new Switch(lamp),
                        mine -> assertThat(owners(1)).containsExactly("fork 'house/room#1'")));
    }

    @Test
    void handle_thatAnotherThreadHasUsed_hasNoKnownOwner() throws Exception {
        try (Switch mine = new Switch(lamp)) {
            mine.use();
            Thread.ofVirtual().start(mine::use).join();
            mine.use();
            assertThat(owners(1)).isEmpty();
        }
    }

    @Test
    void handle_thatIsDetached_hasNoKnownOwner() {
        try (Switch mine = new Switch(lamp)) {
            mine.use();
            mine.outlive();
            assertThat(owners(1)).isEmpty();
        }
    }

    @Test
    void owners_ifThereAreMoreHandlesThanAreFollowed_areNotKnown() {
        try (Switch one = new Switch(lamp);
                Switch other = new Switch(lamp)) {
            one.use();
            other.use();
            assertThat(owners(2)).hasSize(2);
            assertThat(owners(3)).isEmpty();
            assertThat(owners(1)).isEmpty();
            assertThat(lamp.followed("switch")).isEqualTo(2);
            assertThat(lamp.followed("plug")).isZero();
        }
    }
}
