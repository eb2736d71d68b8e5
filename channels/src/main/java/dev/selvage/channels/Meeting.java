package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Backoff;
import dev.selvage.scope.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The place of a sender or a receiver that waits for the other side of a rendezvous. */
class Meeting<E> extends Waiting {
    /*
     * Overview. A meeting waits in the seat of its channel or in a line. As long as its thread looks at the state, a claim
     * is the state; then it makes a waiter, which decides from there on. So a thread that need not park makes no waiter,
     * and nobody unparks it.
     *
     * States. In the seat: LOOKING -> ASLEEP, by its thread. LOOKING or ASLEEP -> TAKEN -> CLAIMED, by whoever meets it;
     * or with LINED, by its thread or under the lock of the channel; or LEFT, by its thread. All but LOOKING and ASLEEP
     * are the end of the stay in the seat. In a line, the state keeps LINED: LOOKING -> ASLEEP, LOOKING -> CLAIMED.
     *
     * Once asleep, its thread looks at the waiter only. Whoever meets it claims the state first, and asks the waiter then: a
     * thread that went by the state could be gone before, and the other would believe that they have not met.
     */
    private static final int LOOKING = 0;
    private static final int ASLEEP = 1;
    private static final int LINED = 2;
    private static final int TAKEN = 4;
    private static final int CLAIMED = 8;
    private static final int LEFT = 16;

    static final int NOT_TAKEN = -1;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Meeting.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What the sender offers, or what the receiver was handed. Written before the claim by whoever took it out. */
    @Nullable
    E element;

    /** It was claimed, but not to meet anybody. Written before the claim by whoever took it out. */
    boolean refused;

    final boolean sends;

    private volatile int state;

    /** The how manieth it is that sits down. Written by its thread before it does. */
    private long number;

    /** @param element what is offered, or null for a receiver */
    Meeting(Party party, @Nullable E element) {
        super(party);
        this.element = element;
        this.sends = element != null;
    }

    /** Makes one of several places of a thread that waits once for all of them. */
    Meeting(Party party, Waiter waiter, @Nullable E element) {
        super(party, waiter);
        this.element = element;
        this.sends = element != null;
    }

    // ---- its own thread

    /** Has claims wake the waiter from the start. Called before others see it. */
    final void startAsleep(Awaited what) {
        begin(what);
        STATE.set(this, ASLEEP);
    }

    /** Counts on from the last that sat. Called before others see it. */
    final void follow(@Nullable Meeting<?> last) {
        number = last == null ? 1 : last.number + 1;
    }

    /** {@return whether its waiter decides} Its thread knows: the state may be past ASLEEP while the waiter is being woken. */
    final boolean isAsleep() {
        return hasBegun();
    }

    /** {@return whether it was claimed while its thread looked} */
    final boolean isClaimed() {
        return (state & CLAIMED) != 0;
    }

    /** Makes a waiter, which claims wake from now on. Returns false if it has been claimed. */
    final boolean fallAsleep(Awaited what) {
        begin(what);
        Backoff backoff = null;
        while (true) {
            int now = state;
            if ((now & CLAIMED) != 0) {
                return false;
            }
            if ((now & TAKEN) != 0) { // whoever meets it is between two writes
                backoff = backoff == null ? new Backoff() : backoff;
                backoff.pause();
            } else if (STATE.compareAndSet(this, now, now | ASLEEP)) {
                return true;
            }
        }
    }

    /** Ends its stay in the seat after its wait has ended. Returns false if it was not there any more. */
    final boolean leaveSeat() {
        return STATE.compareAndSet(this, ASLEEP, LEFT);
    }

    /** Lets go of what it refers to, apart from what a receiver was handed: the seat may keep it for long. */
    final void end() {
        if (sends) {
            element = null;
        }
        forget();
    }

    /** {@return what the receiver was handed} */
    final @Nullable E takeElement() {
        E mine = element;
        element = null;
        return mine;
    }

    // ---- the seat

    final boolean isSeated() {
        return state <= ASLEEP;
    }

    final boolean isLined() {
        return (state & LINED) != 0;
    }

    /** Ends its stay in the seat in favour of a line. Returns false if it had ended. */
    final boolean moveToLine() {
        int now = state;
        while (now <= ASLEEP) {
            if (STATE.compareAndSet(this, now, now | LINED)) {
                return true;
            }
            now = state;
        }
        return false;
    }

    /** Takes it out of the seat for {@link #claimTaken}. Returns what that needs, or {@link #NOT_TAKEN}. */
    final int take() {
        int now = state;
        return now <= ASLEEP && STATE.compareAndSet(this, now, TAKEN) ? now : NOT_TAKEN;
    }

    /** Claims it after it has been taken out of the seat. Returns false if it has left. */
    final boolean claimTaken(int before) {
        STATE.setRelease(this, CLAIMED);
        return before == LOOKING || super.claim();
    }

    /** {@return how many have sat, this one included} */
    final long number() {
        return number;
    }

    // ---- a line

    @Override
    boolean claim() {
        int now = state;
        return ((now & ASLEEP) == 0 && STATE.compareAndSet(this, now, now | CLAIMED)) || super.claim();
    }
}
