package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.Scope;
import dev.selvage.sync.Barrier;
import dev.selvage.sync.Condvar;
import dev.selvage.sync.Lazy;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.Once;
import dev.selvage.sync.OnceCell;
import dev.selvage.sync.Permit;
import dev.selvage.sync.PoisonedException;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.Semaphore;
import dev.selvage.sync.atomic.AtomicBool;
import dev.selvage.sync.atomic.AtomicI64;
import dev.selvage.sync.atomic.AtomicRef;
import dev.selvage.sync.atomic.Ordering;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The examples in the Javadoc of this module: they compile as they are, and do what they say. The javadoc tool finds them
 * with {@code --snippet-path sync/src/test/java}.
 */
@Timeout(10)
class SnippetsTest {
    private final AtomicInteger calls = new AtomicInteger();

    // @start region=mutex
    private final Mutex<Map<String, Integer>> stock = Mutex.of("stock", new HashMap<>());

    void deliver(String item) throws InterruptedException {
        stock.run(map -> map.merge(item, 1, Integer::sum));
    }

    boolean sell(String item) throws InterruptedException {
        try (MutexGuard<Map<String, Integer>> guard = stock.lock()) {
            return guard.get().computeIfPresent(item, (name, count) -> count == 1 ? null : count - 1) != null;
        }
    }
    // @end

    @Test
    void mutex_closureAndGuard() throws Exception {
        deliver("apple");
        deliver("apple");
        assertThat(stock.<Map<String, Integer>, RuntimeException>call(Map::copyOf))
                .containsEntry("apple", 2);
        assertThat(sell("apple")).isTrue();
        assertThat(sell("pear")).isFalse();
    }

    // @start region=recover
    void repair() throws InterruptedException {
        stock.recover(map -> {
            map.values().removeIf(count -> count < 0);
            return map;
        });
    }
    // @end

    @Test
    void mutex_recover() throws Exception {
        assertThatThrownBy(() -> stock.run(map -> {
                    map.put("apple", -1);
                    throw new IOException("half done");
                }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> deliver("pear")).isInstanceOf(PoisonedException.class);
        repair();
        assertThat(stock.<Boolean, RuntimeException>call(Map::isEmpty)).isTrue();
    }

    // @start region=rwlock
    record Config(String host, int port) {}

    private final RwLock<Config> config = RwLock.of("config", new Config("localhost", 80));

    String address() throws InterruptedException {
        return config.read(c -> c.host() + ":" + c.port());
    }

    void moveTo(int port) throws InterruptedException {
        config.update(c -> new Config(c.host(), port));
    }
    // @end

    @Test
    void rwLock_readAndUpdate() throws Exception {
        moveTo(8080);
        assertThat(address()).isEqualTo("localhost:8080");
    }

    // @start region=condvar
    private final Mutex<Deque<String>> jobs = Mutex.of("jobs", new ArrayDeque<>());
    private final Condvar notEmpty = jobs.newCondvar("not empty");

    String take() throws InterruptedException {
        return jobs.call(queue -> {
            notEmpty.awaitWhile(queue::isEmpty); // without the mutex meanwhile
            return queue.remove();
        });
    }

    void put(String job) throws InterruptedException {
        jobs.run(queue -> {
            queue.add(job);
            notEmpty.signal();
        });
    }
    // @end

    @Test
    void condvar_takeWaitsForPut() throws Exception {
        String taken = Scope.call(scope -> {
            var taker = scope.fork(this::take);
            put("print");
            return taker.join();
        });
        assertThat(taken).isEqualTo("print");
    }

    // @start region=semaphore
    private final Semaphore uploads = Semaphore.of("uploads", 4);

    void upload(Runnable upload) throws InterruptedException {
        uploads.run(upload::run);
    }

    void uploadInBackground(Scope scope, Runnable upload) throws InterruptedException {
        Permit permit = uploads.acquire(); // before the fork, so that there are never more than four
        scope.fork(() -> {
            try (permit) {
                upload.run();
            }
        });
    }
    // @end

    @Test
    void semaphore_closureAndHandle() throws Exception {
        upload(calls::incrementAndGet);
        Scope.run(scope -> {
            for (int i = 0; i < 10; i++) {
                uploadInBackground(scope, calls::incrementAndGet);
            }
        });
        assertThat(calls).hasValue(11);
        assertThat(uploads.available()).isEqualTo(4);
    }

    private void createTables() {
        calls.incrementAndGet();
    }

    // @start region=once
    private final Once schema = Once.of("schema");

    void ensureSchema() throws InterruptedException {
        schema.callOnce(() -> createTables());
    }
    // @end

    @Test
    void once_runsOnce() throws Exception {
        ensureSchema();
        ensureSchema();
        assertThat(calls).hasValue(1);
    }

    // @start region=once-cell
    private final OnceCell<String> token = OnceCell.of("token");

    String token() throws IOException, InterruptedException {
        return token.getOrInit(() -> login()); // tried again by the next caller if it fails
    }
    // @end

    private String login() throws IOException {
        if (calls.incrementAndGet() == 1) {
            throw new IOException("the server is down");
        }
        return "secret";
    }

    @Test
    void onceCell_isTriedAgain() throws Exception {
        assertThatThrownBy(this::token).isInstanceOf(IOException.class);
        assertThat(token()).isEqualTo("secret");
        assertThat(token()).isEqualTo("secret");
        assertThat(calls).hasValue(2);
    }

    // @start region=lazy
    private final Lazy<Pattern> word = Lazy.of("word", () -> Pattern.compile("\\w+"));

    boolean isWord(String text) throws InterruptedException {
        return word.get().matcher(text).matches();
    }
    // @end

    @Test
    void lazy_isComputedWhenAskedFor() throws Exception {
        assertThat(word.isInitialised()).isFalse();
        assertThat(isWord("selvage")).isTrue();
    }

    // @start region=barrier
    void simulate(int parts, int rounds) throws Exception {
        Barrier step = Barrier.of("step", parts);
        Scope.run(scope -> {
            for (int i = 0; i < parts; i++) {
                scope.fork(() -> {
                    for (int round = 0; round < rounds; round++) {
                        compute();
                        if (step.await().leader()) {
                            publish();
                        }
                    }
                });
            }
        });
    }
    // @end

    private final AtomicInteger published = new AtomicInteger();

    private void compute() {
        calls.incrementAndGet();
    }

    private void publish() {
        published.incrementAndGet();
    }

    @Test
    void barrier_hasALeaderARound() throws Exception {
        simulate(3, 5);
        assertThat(calls).hasValue(15);
        assertThat(published).hasValue(5);
    }

    // @start region=counter
    private final AtomicI64 hits = AtomicI64.of(0);

    void hit() {
        hits.fetchAdd(1, Ordering.RELAXED); // a count orders nothing
    }
    // @end

    @Test
    void atomicI64_counts() {
        hit();
        hit();
        assertThat(hits.load(Ordering.RELAXED)).isEqualTo(2);
    }

    // @start region=flag
    private final AtomicBool stopped = AtomicBool.of(false);

    boolean stop() {
        return !stopped.swap(true, Ordering.ACQ_REL); // true for the first who stops it
    }
    // @end

    @Test
    void atomicBool_isSwappedOnce() {
        assertThat(List.of(stop(), stop())).containsExactly(true, false);
    }

    // @start region=reference
    private final AtomicRef<List<String>> listeners = AtomicRef.of(List.of());

    void add(String listener) {
        listeners.update(Ordering.ACQ_REL, Ordering.ACQUIRE, before -> {
            List<String> after = new ArrayList<>(before);
            after.add(listener);
            return List.copyOf(after);
        });
    }
    // @end

    @Test
    void atomicRef_isUpdated() {
        add("first");
        add("second");
        assertThat(listeners.load(Ordering.ACQUIRE)).containsExactly("first", "second");
    }

    private static final Pattern SNIPPET = Pattern.compile("\\{@snippet file=\"(\\S+)\" region=\"(\\S+)\"}");

    @Test
    void everySnippetOfTheJavadoc_isARegionOfATest() throws IOException {
        List<MatchResult> snippets;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            snippets = sources.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> SNIPPET.matcher(read(file)).results())
                    .toList();
        }
        assertThat(snippets).hasSizeGreaterThanOrEqualTo(12);
        for (MatchResult snippet : snippets) {
            Path file = Path.of("src/test/java", snippet.group(1));
            assertThat(read(file)).containsPattern("(?m)^ +/{2} @start region=" + snippet.group(2) + "$");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
