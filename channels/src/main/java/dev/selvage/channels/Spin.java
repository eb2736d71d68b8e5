package dev.selvage.channels;

/**
 * How long the first that waits for the other side of a rendezvous goes on looking before it parks: as long as that has paid
 * of late, and never longer than a switch of threads takes.
 */
final class Spin {
    /*
     * Overview. A spin that succeeds saves two threads a switch; one in vain costs about three. So the first in line spins as
     * long as at least every other spin of late has succeeded (an average that forgets). If not, only every so many waits
     * probe: a success lets the next wait probe, too, and a failure doubles the distance. The clock ends a spin, too: a pause
     * lasts 2 ns on one processor and 60 on another, and a carrier may be taken away.
     *
     * Memory ordering. The fields are plain and raced for: a wrong value costs a spin.
     */
    private static final int PAUSES = 128;
    private static final int LOOK_EVERY = 16;
    private static final long MOST_NANOS = 3_000;
    private static final int FIRST_PROBE = 64;
    private static final int LAST_PROBE = 16_384;
    private static final int ALWAYS = 1_024;
    private static final int WORTH_IT = ALWAYS / 2;
    private static final int MEMORY = 8;

    private static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1
            || Integer.getInteger("jdk.virtualThreadScheduler.parallelism", 2) == 1;

    private int success = ALWAYS;
    private int waits;
    private int probe = FIRST_PROBE;

    /** Spins until it is claimed, if that is soon. Returns whether it was. */
    boolean until(Meeting<?> meeting) {
        long end = 0;
        for (int i = 1; i <= PAUSES; i++) {
            if (meeting.isClaimed()) {
                succeeded();
                return true;
            }
            Thread.onSpinWait();
            if (i % LOOK_EVERY == 0) {
                long now = System.nanoTime();
                if (end == 0) {
                    end = now + MOST_NANOS;
                } else if (end - now < 0) {
                    break;
                }
            }
        }
        success -= success / MEMORY;
        return false;
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

    /** {@return whether it is worth while to spin} To be asked once before each wait. */
    boolean isDue() {
        if (ALONE) {
            return false;
        }
        if (success >= WORTH_IT) {
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
