package dev.selvage.scope;

/**
 * At most so many samples in each tick of the {@link CoarseClock}. Where scopes are opened by the million, watching each
 * 128th would be the dearest part of them, and would find no more.
 */
final class SampleLimit {
    /*
     * Memory ordering. Racy on purpose: threads that meet here may admit a few samples too many, or too few.
     */
    private final int most;
    private int tick;
    private int admitted;

    SampleLimit(int most) {
        this.most = most;
    }

    /** {@return whether one more sample may be taken in the given tick} */
    boolean admits(int now) {
        if (tick != now) {
            tick = now;
            admitted = 0;
        }
        if (admitted >= most) {
            return false;
        }
        admitted++;
        return true;
    }
}
