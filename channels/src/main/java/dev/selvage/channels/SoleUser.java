package dev.selvage.channels;

import dev.selvage.scope.handle.HandleInUseException;
import dev.selvage.scope.waiting.ThreadContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The party of a receiver: a handle that one thread at a time uses. It knows which. */
abstract class SoleUser implements Party {
    /*
     * Overview. An operation compares the current thread with the one that used the handle last, and does nothing else if
     * they are the same. If not, the handle is taken over, which is allowed: threads may use it in turn. Only if a thread
     * waits with the handle at that time, or finds after a wait that it has been taken over, there were two at once.
     *
     * Invariants. (1) Before a second thread uses the handle, the channel has been told that it has several receivers. From
     * then on two threads are no danger to each other's claims (BoundedCore, invariants 2 and 4): so those that are not
     * found out lose nothing and get nothing twice. (2) An exception is thrown before anything is taken.
     *
     * Found out are waits. Two threads that never wait may use a handle for ever; each element goes to one of them.
     *
     * Memory ordering. The user is read plainly: a thread that reads itself has written it, and if that is stale, invariant
     * 1 holds already. Taking over writes the user, then asks whether the handle was given up; moving gives it up, then
     * asks for the user: so a thread is not unknown to whoever gets the new handle.
     *
     * Checked by: SoleUserTest, ReceiverUsersTest, SoleUserStress.
     */
    private static final VarHandle USER;

    static {
        try {
            USER = MethodHandles.lookup().findVarHandle(SoleUser.class, "user", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Thread user;

    /** Throws if the handle has been given up. */
    abstract void checkOpen();

    /** Tells the channel that several threads receive. */
    abstract void severalReceivers();

    /** {@return whether a thread waits on behalf of this party at this instant} */
    abstract boolean isAwaited();

    /** {@return the handle, for messages} */
    abstract String handle();

    /** Notes that the current thread uses the handle. Throws if another one waits with it. */
    final void use() {
        if (user != Thread.currentThread()) {
            takeOver(Thread.currentThread());
        }
    }

    private void takeOver(Thread me) {
        Thread before = userNow();
        while (before != me) {
            if (before != null) {
                severalReceivers();
                if (isAwaited()) {
                    throw inUse(before);
                }
            }
            Thread found = (Thread) USER.compareAndExchange(this, before, me);
            before = found == before ? me : found;
        }
        VarHandle.fullFence();
        checkOpen();
    }

    /** Called when the handle has been given up for a new one. */
    final void moved() {
        VarHandle.fullFence();
        Thread last = userNow();
        if (last != null && last != Thread.currentThread()) {
            severalReceivers(); // it may be in the middle of an operation
        }
    }

    @Override
    public final void check() {
        checkOpen();
        Thread now = userNow();
        if (now != null && now != Thread.currentThread()) {
            throw inUse(now);
        }
    }

    private @Nullable Thread userNow() {
        return (Thread) USER.getVolatile(this);
    }

    private HandleInUseException inUse(Thread other) {
        return new HandleInUseException("this handle of " + handle() + " is used by two threads at the same time, "
                + ThreadContext.describe(other) + " and " + ThreadContext.describe(Thread.currentThread())
                + ": it has one owner; give each thread a clone() of its own");
    }
}
