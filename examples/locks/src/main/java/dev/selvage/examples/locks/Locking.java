package dev.selvage.examples.locks;

import dev.selvage.sync.Condvar;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.Permit;
import dev.selvage.sync.ReadGuard;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.Semaphore;
import dev.selvage.sync.UpgradableGuard;
import dev.selvage.sync.WriteGuard;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The code of the guide to locks. */
public final class Locking {
    // region mutex
    private final Mutex<Map<String, Integer>> stock = Mutex.of("stock", new HashMap<>());
    private final Mutex<Integer> hits = Mutex.of("hits", 0);
    // endregion

    // region config
    record Config(String host, int port) {}

    private final RwLock<Config> config = RwLock.of("config", new Config("localhost", 80));
    // endregion

    // region queue
    private final Mutex<Deque<String>> jobs = Mutex.of("jobs", new ArrayDeque<>());
    private final Condvar notEmpty = jobs.newCondvar("not empty");
    // endregion

    private final Semaphore uploads = Semaphore.of("uploads", 3);

    int closures() throws InterruptedException {
        // region closures
        stock.run(map -> map.merge("apple", 1, Integer::sum));
        int apples = stock.call(map -> map.getOrDefault("apple", 0));
        hits.update(n -> n + 1);
        // endregion
        return apples;
    }

    void guards() throws InterruptedException {
        // region guards
        try (MutexGuard<Integer> guard = hits.lock()) {
            guard.set(guard.get() + 1);
        }
        Optional<MutexGuard<Integer>> maybe = hits.tryLock(Duration.ofMillis(50));
        // endregion
        maybe.ifPresent(MutexGuard::close);
    }

    void fail() throws InterruptedException {
        // region fail
        try {
            stock.run(map -> {
                map.put("pear", 1);
                throw new IOException("the other half was never written");
            });
        } catch (IOException e) {
            // stock.isPoisoned() is true: each way in now throws PoisonedException
        }
        // endregion
    }

    void repair() throws InterruptedException {
        // region repair
        stock.recover(map -> {
            map.remove("pear");
            return map;
        });
        // endregion
    }

    int look() throws InterruptedException {
        // region look
        try (MutexGuard<Map<String, Integer>> guard = stock.lockPoisoned()) {
            int pears = guard.get().getOrDefault("pear", 0);
            stock.clearPoison(); // it was sound after all
            return pears;
        }
        // endregion
    }

    void produce(String job) throws InterruptedException {
        // region signal
        jobs.run(queue -> {
            queue.add(job);
            notEmpty.signal();
        });
        // endregion
    }

    String consume() throws InterruptedException {
        // region await
        return jobs.call(queue -> {
            notEmpty.awaitWhile(queue::isEmpty); // without the mutex meanwhile
            return queue.remove();
        });
        // endregion
    }

    String reads() throws InterruptedException {
        // region reads
        String host = config.read(Config::host);
        int port = config.readOptimistic(Config::port); // no atomic operation; retried if somebody writes
        config.update(c -> new Config(c.host(), 8080));
        // endregion
        return host + ":" + port;
    }

    int upgrade() throws InterruptedException {
        // region upgrade
        try (UpgradableGuard<Config> guard = config.upgradableRead()) {
            if (guard.get().port() == 8080) {
                return 8080;
            }
            try (WriteGuard<Config> write = guard.upgrade()) { // nobody writes between
                write.update(c -> new Config(c.host(), 8080));
                try (ReadGuard<Config> read = write.downgrade()) {
                    return read.get().port();
                }
            }
        }
        // endregion
    }

    void upload(Runnable upload) throws InterruptedException {
        // region permit
        try (Permit _ = uploads.acquire()) {
            upload.run();
        }
        // endregion
    }

    void uploadInAClosure(Runnable upload) throws InterruptedException {
        // region permits
        uploads.run(upload::run);
        // endregion
    }
}
