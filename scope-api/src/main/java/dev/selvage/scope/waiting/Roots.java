package dev.selvage.scope.waiting;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of threads that are no forks, by the number of the thread; held weakly, so that they end with their
 * threads. A thread is never in two contexts that anybody holds.
 */
final class Roots {
    private static final ConcurrentMap<Long, Entry> ALL = new ConcurrentHashMap<>();
    private static final ReferenceQueue<ThreadContext> COLLECTED = new ReferenceQueue<>();

    private static final class Entry extends WeakReference<ThreadContext> {
        final Long thread;

        Entry(Long thread, ThreadContext root) {
            super(root, COLLECTED);
            this.thread = thread;
        }
    }

    private Roots() {}

    /** {@return the context of the thread} Called by the thread itself, who keeps it, or by another, for looking. */
    static ThreadContext ofOrNew(Thread thread) {
        for (Reference<?> gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
            ALL.remove(((Entry) gone).thread, gone);
        }
        Long number = thread.threadId();
        while (true) {
            Entry known = ALL.get(number);
            ThreadContext root = known == null ? null : known.get();
            if (root != null) {
                return root;
            }
            ThreadContext made = new Root(thread);
            Entry entry = new Entry(number, made);
            if (known == null ? ALL.putIfAbsent(number, entry) == null : ALL.replace(number, known, entry)) {
                return made;
            }
        }
    }

    static List<ThreadContext> all() {
        List<ThreadContext> roots = new ArrayList<>();
        for (Entry entry : ALL.values()) {
            ThreadContext root = entry.get();
            if (root != null && root.top() != root && isAlive(root.thread())) {
                roots.add(root);
            }
        }
        return roots;
    }

    private static boolean isAlive(@Nullable Thread thread) {
        return thread != null && thread.isAlive();
    }
}
