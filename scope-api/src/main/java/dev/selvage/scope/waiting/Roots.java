package dev.selvage.scope.waiting;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The contexts of threads that are no forks, for dumps; held weakly, so that they end with their threads. */
final class Roots {
    private static final Set<Reference<ThreadContext>> ALL = ConcurrentHashMap.newKeySet();
    private static final ReferenceQueue<ThreadContext> COLLECTED = new ReferenceQueue<>();

    private Roots() {}

    static void add(ThreadContext root) {
        for (Reference<?> gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
            ALL.remove(gone);
        }
        ALL.add(new WeakReference<>(root, COLLECTED));
    }

    static List<ThreadContext> all() {
        List<ThreadContext> roots = new ArrayList<>();
        for (Reference<ThreadContext> reference : ALL) {
            ThreadContext root = reference.get();
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
