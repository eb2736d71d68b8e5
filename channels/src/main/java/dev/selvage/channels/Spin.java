package dev.selvage.channels;

import java.util.function.BooleanSupplier;

/**
 * How long a thread that waits for another goes on looking before it parks: as long as that has paid of late, and never longer
 * than a switch of threads takes. One for each place where threads wait.
 */
final class Spin {
    /*
     * Overview. A look that succeeds saves two threads a switch; one in vain costs about three. So a wait looks as long as at
     * least every other look of late has succeeded (an average that forgets). If not, only every so many waits probe: a
     * success lets the next wait probe, too, and a failure doubles the distance. A probe looks for longer, because the other
     * side parks, too, as long as looks fail: to be woken takes it longer than to answer. A side that was served more than a
     * few times since its last wait does not look: a stream is cheaper if a receiver parks while the other side goes ahead
     * than if each element goes from processor to processor; and a look would succeed, so that it must not begin. The clock
     * ends a look, not a number of pauses: a pause lasts 2 ns on one processor and 60 on another, and a carrier may be taken
     * away.
     *
     * Memory ordering. The fields are plain and raced for: a wrong value costs a look.
     *
     * Checked by: SpinTest.
     */
    static final long LOOK_NANOS = 3_000;
    static final long PROBE_NANOS = 10_000;
    static final int FIRST_PROBE = 64;
    static final int LAST_PROBE = 16_384;
    private static final int CLOCK_EVERY = 16;
    private static final int ALWAYS = 1_024;
    private static final int WORTH_IT = ALWAYS / 2;
    private static final int MEMORY = 8;

    /** The other side cannot come while one looks. */
    static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1
            || Integer.getInteger("jdk.virtualThreadScheduler.parallelism", 2) == 1;

    /** A side that was served more often than that since its last wait is in a stream. */
    static final int FEW = 2;

    private int success;
    private int waits;
    private int probe = FIRST_PROBE;
    private long servedBefore;

    private Spin(int success) {
        this.success = success;
    }

    /** Makes one that looks from the first wait on: the other side is expected at once. */
    static Spin hopeful() {
        return new Spin(ALWAYS);
    }

    /** Makes one that begins with a probe after some waits: many places see few waits, and long ones. */
    static Spin doubtful() {
        return new Spin(0);
    }

    /** Looks until there is something, if that is soon. Returns whether there was. */
    boolean until(BooleanSupplier there) {
        long most = isWorthIt() ? LOOK_NANOS : PROBE_NANOS;
        long end = 0;
        for (int i = 1; !there.getAsBoolean(); i++) {
            Thread.onSpinWait();
            if (i % CLOCK_EVERY == 0) {
                long now = System.nanoTime();
                if (end == 0) {
                    end = now + most;
                } else if (end - now < 0) {
                    failed();
                    return false;
                }
            }
        }
        succeeded();
        return true;
    }

    private void failed() {
        success -= success / MEMORY;
    }

    /** Writes nothing if all is well: a write takes the cache line from the other side. */
    private void succeeded() {
        int more = (ALWAYS - success) / MEMORY;
        if (more != 0) {
            success += more;
        }
        if (waits != FIRST_PROBE) {
            waits = FIRST_PROBE; // the next wait is due
            probe = FIRST_PROBE;
        }
    }

    private boolean isWorthIt() {
        return success >= WORTH_IT;
    }

    /**
     * {@return whether it is worth while to look} To be asked once before each wait.
     *
     * @param served how often somebody was served so far, waits or no waits
     */
    boolean isDue(long served) {
        long sinceLast = served - servedBefore;
        servedBefore = served;
        if (sinceLast > FEW) {
            failed();
            return false;
        }
        return isDue();
    }

    /** {@return whether it is worth while to look, if no stream is possible} To be asked once before each wait. */
    boolean isDue() {
        if (ALONE) {
            return false;
        }
        if (isWorthIt()) {
            return true;
        }
        if (++waits < probe) {
            return false;
        }
        waits = 0;
        probe = Math.min(probe * 2, LAST_PROBE);
        return true;
    }
}
