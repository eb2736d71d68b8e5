package dev.selvage.sync;

/** A hold of a mutex by a guard. */
final class MutexHold extends Hold {
    private final Mutex<?> mutex;

    MutexHold(Mutex<?> mutex) {
        super(mutex.core.place());
        this.mutex = mutex;
        mutex.hold = this;
    }

    @Override
    void release() {
        mutex.hold = null;
        mutex.core.unlock();
    }

    /** Lets go of the mutex for a while. */
    void suspend() {
        pause();
        release();
    }

    /** Takes the mutex again, whatever happens meanwhile. */
    void resume() {
        mutex.core.relock();
        mutex.hold = this;
        unpause();
    }

    @Override
    PoisonFlag flag() {
        return mutex.flag;
    }

    @Override
    public String description() {
        return mutex.core.description();
    }
}
