package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.PoisonedException;
import dev.selvage.sync.Poisoning;
import java.io.IOException;
import java.io.InputStream;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which guards poison when their block fails. */
@Timeout(10)
public class GuardPoisonTest {
    private final Logged logged = new Logged(MutexGuard.class);

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logged.stop();
    }

    /** What a block does with its guard. */
    public interface Use<T extends @Nullable Object> {
        /** Uses the guard. */
        void with(MutexGuard<T> guard) throws Exception;
    }

    /** A block that does something with its guard and fails. */
    public static final class FailingBlock {
        /** Locks, uses the guard, fails. */
        public static <T extends @Nullable Object> void run(Mutex<T> mutex, Use<T> use) throws Exception {
            try (MutexGuard<T> guard = mutex.lock()) {
                use.with(guard);
                throw new IOException("disk full");
            }
        }
    }

    private static <T extends @Nullable Object> boolean poisons(T value, Use<T> use) {
        Mutex<T> mutex = Mutex.of("m", value);
        assertThatThrownBy(() -> FailingBlock.run(mutex, use)).hasMessage("disk full");
        return mutex.isPoisoned();
    }

    record Point(int x, int y) {}

    static Stream<Object> immutables() {
        return Stream.of(
                1,
                2L,
                true,
                'c',
                1.5,
                "text",
                DayOfWeek.MONDAY,
                new Point(1, 2),
                Instant.now(),
                Optional.of(1),
                java.util.UUID.randomUUID());
    }

    @ParameterizedTest
    @MethodSource("immutables")
    void get_ofAnImmutableValue_isARead(Object value) {
        assertThat(poisons(value, MutexGuard::get)).isFalse();
    }

    @Test
    void get_ofNull_isARead() {
        assertThat(GuardPoisonTest.<@Nullable String>poisons(null, MutexGuard::get))
                .isFalse();
    }

    @Test
    void get_ofAnyOtherValue_handsItOutForChange() {
        assertThat(poisons(new ArrayList<>(), MutexGuard::get)).isTrue();
        assertThat(poisons(new int[1], MutexGuard::get)).isTrue();
        assertThat(poisons(new Object(), MutexGuard::get)).isTrue();
    }

    @Test
    void changes_ofAnImmutableValue_poison() {
        assertThat(poisons(1, guard -> guard.set(2))).isTrue();
        assertThat(poisons(1, guard -> guard.replace(2))).isTrue();
        assertThat(poisons(1, guard -> guard.update(n -> n + 1))).isTrue();
    }

    @Test
    void update_thatThrows_leavesAnImmutableValueUnchanged_andDoesNotPoison() {
        Mutex<Integer> mutex = Mutex.of("m", 1);
        assertThatThrownBy(() -> FailingBlock.run(
                        mutex,
                        guard -> guard.update(n -> {
                            throw new IOException("in the update");
                        })))
                .hasMessage("in the update");
        assertThat(mutex.isPoisoned()).isFalse();
        assertThat(mutex.intoInner()).isEqualTo(1);
    }

    @Test
    void untouchedGuard_doesNotPoison() {
        assertThat(poisons(new ArrayList<>(), guard -> {})).isFalse();
    }

    @Test
    void mappedGuard_ofAnImmutablePartOfARecord_isARead() throws Exception {
        Mutex<Point> mutex = Mutex.of("m", new Point(1, 2));
        assertThatThrownBy(() -> {
                    try (var x = mutex.lock().map(Point::x)) {
                        assertThat(x.get()).isEqualTo(1);
                        throw new IOException("disk full");
                    }
                })
                .hasMessage("disk full");
        assertThat(mutex.isPoisoned()).isFalse();
    }

    @Test
    void poisonedException_ofAGuard_namesThePlaceOfTheLockAndOfTheClose() {
        Mutex<List<String>> mutex = Mutex.of("rows", new ArrayList<>());
        assertThatThrownBy(() -> FailingBlock.run(mutex, guard -> guard.get().add("half")))
                .hasMessage("disk full");
        assertThatThrownBy(mutex::lock)
                .isInstanceOf(PoisonedException.class)
                .hasMessageMatching("mutex 'rows' is poisoned: thread '.+' left the block of its guard \\(locked at"
                        + " GuardPoisonTest.java:\\d+\\) with an exception at GuardPoisonTest.java:\\d+, at .*");
    }

    @Test
    void closureOnlyAndOff_doNotPoisonThroughGuards() {
        for (Poisoning poisoning : List.of(Poisoning.CLOSURE_ONLY, Poisoning.OFF)) {
            Mutex<List<String>> mutex = Mutex.of(c -> c.withPoisoning(poisoning), new ArrayList<>());
            assertThatThrownBy(() -> FailingBlock.run(mutex, MutexGuard::get)).hasMessage("disk full");
            assertThat(mutex.isPoisoned()).as(poisoning.name()).isFalse();
        }
    }

    @Test
    void blockWithoutAClassFile_countsAsNormal_andIsReportedOnce() throws Exception {
        Mutex<List<String>> mutex = Mutex.of("m", new ArrayList<>());
        Class<?> block = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                return name.equals(FailingBlock.class.getName()) ? define() : super.loadClass(name, resolve);
            }

            private Class<?> define() {
                byte[] bytes = bytesOf(FailingBlock.class);
                return defineClass(FailingBlock.class.getName(), bytes, 0, bytes.length);
            }

            @Override
            public @Nullable InputStream getResourceAsStream(String name) {
                return null;
            }
        }.loadClass(FailingBlock.class.getName());
        var run = block.getMethod("run", Mutex.class, Use.class);
        run.setAccessible(true);
        Use<List<String>> use = MutexGuard::get;
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> run.invoke(null, mutex, use)).hasRootCauseMessage("disk full");
        }
        assertThat(mutex.isPoisoned()).isFalse();
        assertThat(logged.events())
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .matches("whether a block that ends at .*FailingBlock.run\\(GuardPoisonTest.java:\\d+\\) fails"
                                + " cannot be seen \\(there is no class file of .*FailingBlock\\): its exceptions do not"
                                + " poison; use the closure form, or Poisoning.CLOSURE_ONLY to silence this"));
    }

    private static byte[] bytesOf(Class<?> type) {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream stream = type.getResourceAsStream(file)) {
            if (stream == null) {
                throw new AssertionError("no class file of " + type);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError("the class file of " + type + " cannot be read", e);
        }
    }
}
