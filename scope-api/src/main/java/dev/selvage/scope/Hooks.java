package dev.selvage.scope;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Waiter;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The cancel hooks of one frame. */
final class Hooks {
    /*
     * Overview. Registering adds the hook, then reads the reason; a canceller writes the reason, then reads the list.
     * Both run a hook by the same compare-and-set, so it runs once.
     *
     * States of a hook. REGISTERED -> RUNNING -> DONE, or REGISTERED -> REMOVED.
     *
     * Checked by: CancellationTest.
     */
    private static final int REGISTERED = 0;
    private static final int RUNNING = 1;
    private static final int DONE = 2;
    private static final int REMOVED = 3;

    private static final Awaited END_OF_HOOK = Awaited.named("the end of a cancel hook");

    private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();

    /** Adds a hook, and runs it at once if its frame is cancelled. */
    Scope.Hook register(Cancellable frame, Consumer<? super CancelReason> action) {
        Entry entry = new Entry(action);
        entries.add(entry);
        CancelReason reason = frame.cancelReason();
        if (reason != null) {
            entry.run(reason);
        }
        return entry;
    }

    /** Runs the hooks that have not run. */
    void run(CancelReason reason) {
        for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
            entry.run(reason);
        }
    }

    private final class Entry implements Scope.Hook {
        private final Consumer<? super CancelReason> action;
        private final AtomicInteger state = new AtomicInteger(REGISTERED);
        private volatile @Nullable Thread runner;
        private volatile @Nullable Waiter closer;

        Entry(Consumer<? super CancelReason> action) {
            this.action = action;
        }

        void run(CancelReason reason) {
            if (!state.compareAndSet(REGISTERED, RUNNING)) {
                return;
            }
            runner = Thread.currentThread();
            try {
                action.accept(reason);
            } catch (Throwable e) {
                LoggerFactory.getLogger(Scope.class)
                        .warn("a cancel hook threw; the cancellation goes on ({})", reason, e);
            } finally {
                state.set(DONE);
                Waiter waiting = closer;
                if (waiting != null) {
                    waiting.tryWake();
                }
            }
        }

        @Override
        public void close() {
            if (state.compareAndSet(REGISTERED, REMOVED)) {
                entries.remove(this);
                return;
            }
            if (state.get() != RUNNING || runner == Thread.currentThread()) {
                return;
            }
            Waiter waiter = new Waiter(END_OF_HOOK);
            closer = waiter;
            if (state.get() != RUNNING) {
                waiter.tryWake();
            }
            waiter.awaitUninterruptibly();
        }
    }
}
