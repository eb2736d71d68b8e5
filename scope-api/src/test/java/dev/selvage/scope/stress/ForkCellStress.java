package dev.selvage.scope.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several joiners meet the end of a fork: each must wake, and see what the fork wrote before it ended. */
@Tag("carriers")
@Timeout(300)
class ForkCellStress {
    private static final class Box {
        int plain;
    }

    @ParameterizedTest
    @EnumSource(Owners.class)
    void joinersRacingTheEnd_allWake_andSeeTheWrites(Owners owners) throws Exception {
        owners.call(() -> {
            for (int round = 1; round <= Owners.rounds(10_000); round++) {
                int value = round;
                Scope.run(scope -> {
                    int delay = ThreadLocalRandom.current().nextInt(100);
                    Box box = new Box();
                    Fork<Box> source = scope.fork(() -> {
                        spin(delay);
                        box.plain = value;
                        return box;
                    });
                    for (int i = 0; i < 3; i++) {
                        scope.fork(() -> assertThat(source.join().plain).isEqualTo(value));
                    }
                    scope.fork(() -> timed(source, value));
                    assertThat(source.join().plain).isEqualTo(value);
                });
            }
            return null;
        });
    }

    private static void timed(Fork<Box> source, int value) throws Exception {
        while (true) {
            try {
                assertThat(source.join(Duration.ofNanos(1_000)).plain).isEqualTo(value);
                return;
            } catch (TimeoutException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
