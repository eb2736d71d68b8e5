package dev.selvage.examples.tour;

import dev.selvage.scope.Scope;
import dev.selvage.sync.Barrier;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.UpgradableGuard;
import dev.selvage.sync.WriteGuard;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Many readers and one writer, and the reader that becomes the writer. */
final class ManyReaders implements Chapter {
    private static final int READERS = 4;

    @Override
    public void wrong(Story story) throws Exception {
        // region wrong
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        lock.readLock().lock();
        try {
            // "not there, so I write it": lock() here waits for ever for the reader that calls it
            boolean written = lock.writeLock().tryLock(200, TimeUnit.MILLISECONDS);
            story.say("a reader that wants to write " + (written ? "may" : "waits for itself"));
        } finally {
            lock.readLock().unlock();
        }
        // endregion
    }

    @Override
    public void right(Story story) throws Exception {
        // region right
        RwLock<String> config = RwLock.of("config", "v1");
        Barrier allInside = Barrier.of("all readers are inside", READERS);
        Scope.run(scope -> {
            for (int i = 0; i < READERS; i++) {
                scope.fork("reader", () -> config.read(value -> allInside.await()));
            }
        });
        story.say(READERS + " readers were inside at the same time");
        try (UpgradableGuard<String> reader = config.upgradableRead()) {
            try (WriteGuard<String> writer = reader.upgrade()) { // nobody writes between
                writer.set(writer.get() + ", v2");
            }
        }
        story.say("a reader has become the writer: " + config.read(value -> value));
        // endregion
    }
}
