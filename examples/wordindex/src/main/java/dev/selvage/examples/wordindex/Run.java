package dev.selvage.examples.wordindex;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Searches a library from many forks while another fork replaces its index again and again. */
final class Run {
    private static final int WORDS = 1_000;
    /** Threads that compute and never wait would not let go of the few threads that carry the virtual ones. */
    private static final ThreadFactory COMPUTING = Thread.ofPlatform().factory();

    private final Path texts;
    private final Path indexes;
    private final int searchers;
    private final AtomicLong searches = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final List<WordIndex> made = new ArrayList<>();

    /** What came of it: the old indexes are those that were replaced. */
    record Outcome(long searches, long reloads, long failed, long stillMapped) {}

    Run(Path texts, Path indexes, int searchers) {
        this.texts = texts;
        this.indexes = indexes;
        this.searchers = searchers;
    }

    Outcome play(Function<WordIndex, Library> kind, Duration time)
            throws IOException, ScopeFailedException, InterruptedException {
        WordIndex first = make();
        List<String> words = sample(first);
        Library library = kind.apply(first);
        AtomicBoolean over = new AtomicBoolean();
        long end = System.nanoTime() + time.toNanos();
        try {
            Scope.run(c -> c.withName("searching").withThreadFactory(COMPUTING), scope -> {
                for (int i = 0; i < searchers; i++) {
                    scope.fork("searcher", () -> search(library, words, over));
                }
                scope.fork("reloader", () -> {
                    try {
                        while (System.nanoTime() - end < 0) {
                            library.replace(make());
                        }
                    } finally {
                        over.set(true);
                    }
                });
            });
        } finally {
            library.close();
        }
        long stillMapped = made.stream().filter(WordIndex::isMapped).count();
        Outcome outcome = new Outcome(searches.get(), made.size() - 1L, failed.get(), stillMapped);
        for (WordIndex left : made) {
            if (left.isMapped()) {
                left.close(); // what the run has left behind
            }
        }
        return outcome;
    }

    /**
     * Replaces the index between the two halves of a search: where it was looked up, and where it is used. That is done
     * step by step: with both at the very same time, JDK 25.0.3 has been seen to crash instead of throwing.
     */
    RuntimeException searchAcrossAReload() throws IOException, ScopeFailedException, InterruptedException {
        WordIndex mine = make();
        String word = mine.word(0);
        Library library = new Library.ClosedAtOnce(mine);
        library.replace(make());
        try {
            throw new IllegalStateException("found " + mine.find(word) + " in an index that is closed");
        } catch (IllegalStateException e) {
            return e;
        } finally {
            library.close();
        }
    }

    private WordIndex make() throws IOException, ScopeFailedException, InterruptedException {
        Path file = indexes.resolve("index-" + made.size());
        IndexFile.write(texts, file);
        WordIndex index = WordIndex.open(file);
        made.add(index); // by the owner, then by the reloader alone
        return index;
    }

    private static List<String> sample(WordIndex index) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < WORDS; i++) {
            words.add(index.word((int) ((long) i * index.words() / WORDS)));
        }
        return words;
    }

    private void search(Library library, List<String> words, AtomicBoolean over) throws InterruptedException {
        while (!over.get()) {
            Scope.checkCancelled();
            try {
                String word = words.get(ThreadLocalRandom.current().nextInt(words.size()));
                if (library.find(word).isEmpty()) {
                    throw new IllegalStateException("'" + word + "' has gone from the index");
                }
                searches.incrementAndGet();
            } catch (IllegalStateException e) {
                failed.incrementAndGet();
            }
        }
    }

    /** Deletes what is left in the folder of the indexes, and the folder. */
    static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
