package dev.selvage.bench.service.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The clock that the processes of an experiment share: the machine's wall clock, in microseconds. */
public final class Micros {
    private Micros() {}

    /** {@return the time} */
    public static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
