package dev.selvage.examples.locks;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Owned;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.sync.ownership.Arc;
import dev.selvage.sync.ownership.Rc;
import dev.selvage.sync.ownership.Weak;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The code of the guide to ownership. */
final class Owning {
    /** A buffer outside the heap, say. */
    record Buffer(int size, AtomicInteger freed) {
        void release() {
            freed.incrementAndGet();
        }

        int sum(int part) {
            return size * part;
        }
    }

    private Owning() {}

    static int share(Buffer allocated) throws ScopeFailedException, InterruptedException {
        // region share
        Arc<Buffer> buffer = Arc.of("frame", allocated, Buffer::release);
        int total = Scope.call(scope -> {
            List<Fork<Integer>> parts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int part = i;
                parts.add(scope.forkCall(buffer.clone(), b -> b.get().sum(part))); // each fork has a handle
            }
            buffer.close(); // ours; the last of the forks frees the buffer
            int sum = 0;
            for (Fork<Integer> part : parts) {
                sum += part.join();
            }
            return sum;
        });
        // endregion
        return total;
    }

    static HandleClosedException useAfterMove(Buffer allocated) throws ScopeFailedException, InterruptedException {
        Arc<Buffer> buffer = Arc.of("frame", allocated, Buffer::release);
        return Scope.call(c -> c.withName("video"), scope -> {
            // region move
            scope.fork("encoder", buffer.move(), b -> encode(b.get()));
            try {
                encode(buffer.get()); // no longer ours
            } catch (HandleClosedException e) {
                return e;
            }
            // endregion
            throw new IllegalStateException("the old handle still works");
        });
    }

    private static void encode(Buffer buffer) {
        buffer.sum(1);
    }

    static void own(Socket socket) throws ScopeFailedException, InterruptedException {
        Scope.run(scope -> {
            // region owned
            scope.fork(
                    "connection",
                    Owned.of(socket),
                    s -> s.get().getInputStream().read());
            // endregion
        });
    }

    static boolean cache(Arc<Buffer> buffer) {
        // region weak
        Weak<Buffer> weak = buffer.downgrade(); // does not keep the buffer
        Optional<Arc<Buffer>> again = weak.upgrade(); // empty once it has been freed
        // endregion
        boolean alive = again.isPresent();
        again.ifPresent(Arc::close);
        weak.close();
        return alive;
    }

    static void leaveOpen(ConcurrentLinkedQueue<Arc<Buffer>> cache, Arc<Buffer> buffer)
            throws ScopeFailedException, InterruptedException {
        Scope.run(c -> c.withName("video"), scope -> {
            // region left-open
            scope.fork("encoder", buffer.clone(), b -> {
                cache.add(b.clone()); // whose is it when the scope has ended?
            });
            // endregion
        });
    }

    static String owners(Arc<Buffer> buffer) {
        // region owners
        return buffer.owners().toString(); // who has a handle, since when, and where it was made
        // endregion
    }

    static int confined(Buffer allocated) {
        // region rc
        try (Rc<Buffer> buffer = Rc.of("frame", allocated, Buffer::release)) {
            Rc<Buffer> other = buffer.clone(); // a plain count: this thread's only
            other.close();
            return buffer.strongCount();
        }
        // endregion
    }
}
