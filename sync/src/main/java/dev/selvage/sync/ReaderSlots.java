package dev.selvage.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The readers of an rwlock who did not change its word: each has a cache line for itself, with its thread's number in it. */
final class ReaderSlots {
    /*
     * Overview. A reader of a closure takes the slot that its thread is mapped to, by one compare-and-set, then looks at
     * the word of the lock (see RwCore). If the word is open it is in. If not, or if the slot is taken, it goes by the word.
     * A writer closes the word first, by WRITER, ANNOUNCED or QUEUED, then looks at the slots. Slots are few, so that a
     * writer's look is short.
     *
     * States. A slot: 0, or the number of a thread. The thread has entered, or is about to find that it has not.
     *
     * Invariants. (1) Only the thread in a slot empties it. (2) Say the word has been closed without a break, and a slot
     * was seen empty meanwhile. Then nobody has entered by that slot since, and nobody will before the word is open again:
     * a thread that is seen in it later finds the word closed, and gives it back. So each slot need be seen empty only
     * once, and not all at the same time.
     *
     * No lost wake-ups. A reader leaves with a release store and then looks whether somebody is queued. The two are not
     * fenced, or a read would cost a second atomic operation; so the look may miss a writer who has queued before the
     * store is seen. That writer has looked at the slots after it queued, and found this one taken: it looks again, first
     * without a pause, then by a clock, until it has seen the slots empty (RwCore.awaitTurn, Lookout). This needs no more of the
     * memory than that a store is seen some time. In practice the clock wakes nobody: the look comes after all that the
     * closure did, and only a store that is still on its way while the writer spins can be missed. A thread that gives a
     * slot back does so with a volatile store before a volatile look: it misses nobody.
     *
     * Memory ordering. Reader: compare-and-set of the slot, then a volatile read of the word. Writer: compare-and-set of
     * the word, then volatile reads of the slots. These are sequentially consistent, so one of the two sees the other. What
     * a reader read happens before a write: release store of 0, volatile read of it. What was written happens before a
     * read: compare-and-set that opens the word, volatile read of it.
     *
     * Checked by: ReaderSlotsTest, SlotStress, RwLockStress, ReaderSlotsJcstress; BrokenReaders, without the fence.
     *
     * References. Dice and Kogan, "BRAVO: Biased Locking for Reader-Writer Locks", 2019, has such slots in one table for all
     * locks, and a bias that a writer takes away; here they are the lock's own, and stay.
     */

    /** No slot: taken by another, or by the same thread. */
    static final int NONE = -1;

    private static final int BITS = 3;
    private static final int SLOTS = 1 << BITS;

    /** Two cache lines, because processors fetch them in pairs. */
    private static final int STRIDE = 128 / Long.BYTES;

    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
    private static final VarHandle THREAD = MethodHandles.arrayElementVarHandle(long[].class);

    /** The first slot comes after a stride, to be away from the header and from what lies before the array. */
    private final long[] threads = new long[(SLOTS + 1) * STRIDE];

    /** Takes the slot of the current thread. Returns it, or {@code NONE}. */
    int tryTake() {
        long thread = Thread.currentThread().threadId();
        int slot = slotOf(thread);
        return THREAD.compareAndSet(threads, slot, 0L, thread) ? slot : NONE;
    }

    /** {@return the slot that a thread is mapped to, by its number} */
    static int slotOf(long thread) {
        return STRIDE + (int) ((thread * GOLDEN_RATIO) >>> (Long.SIZE - BITS)) * STRIDE;
    }

    /** Empties a slot after reading, without a fence. */
    void leave(int slot) {
        THREAD.setRelease(threads, slot, 0L);
    }

    /** Empties a slot whose thread has not entered; with a fence. */
    void giveBack(int slot) {
        THREAD.setVolatile(threads, slot, 0L);
    }

    /**
     * {@return whether each slot has been seen empty, one after the other}
     *
     * @param spins for how many turns of a loop to wait for those that are not
     */
    boolean awaitEmpty(int spins) {
        int left = spins;
        for (int slot = STRIDE; slot < threads.length; slot += STRIDE) {
            while ((long) THREAD.getVolatile(threads, slot) != 0) {
                if (left-- <= 0) {
                    return false;
                }
                Thread.onSpinWait();
            }
        }
        return true;
    }

    /** {@return how many are taken, as seen at this instant} */
    int taken() {
        int taken = 0;
        for (int slot = STRIDE; slot < threads.length; slot += STRIDE) {
            taken += (long) THREAD.getVolatile(threads, slot) != 0 ? 1 : 0;
        }
        return taken;
    }

    /** {@return whether the current thread has a slot} */
    boolean haveCurrentThread() {
        long thread = Thread.currentThread().threadId();
        for (int slot = STRIDE; slot < threads.length; slot += STRIDE) {
            if ((long) THREAD.getVolatile(threads, slot) == thread) {
                return true;
            }
        }
        return false;
    }
}
