package dev.selvage.channels;

/** On whose behalf an operation is done: a handle, which another thread may close meanwhile. */
interface Party {
    /** {@return whether the handle has been given up} */
    boolean isGone();

    /** Throws if the handle has been given up. */
    void check();
}
