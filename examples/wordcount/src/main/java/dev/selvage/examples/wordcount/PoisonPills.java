package dev.selvage.examples.wordcount;

import dev.selvage.examples.texts.Texts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same pipeline as it is written without channels, for comparison: queues do not know who still uses them, so their end
 * is an element of its own, the poison pill; and nobody tells the other stages that one has failed.
 */
final class PoisonPills {
    private final int tokenizers;

    PoisonPills(int tokenizers) {
        this.tokenizers = tokenizers;
    }

    Counts count(List<Path> files) throws Exception {
        // region poison
        BlockingQueue<Optional<String>> texts = new ArrayBlockingQueue<>(16);
        BlockingQueue<Optional<Counts>> partial = new ArrayBlockingQueue<>(16);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> stages = new ArrayList<>();
            stages.add(executor.submit(() -> {
                for (Path file : files) {
                    texts.put(Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
                }
                for (int i = 0; i < tokenizers; i++) {
                    texts.put(Optional.empty()); // one pill for each: as many as there are tokenizers, no fewer
                }
                return null;
            }));
            for (int i = 0; i < tokenizers; i++) {
                stages.add(executor.submit(() -> {
                    for (Optional<String> text = texts.take(); text.isPresent(); text = texts.take()) {
                        Counts counts = new Counts();
                        Texts.words(text.get(), counts::add);
                        counts.textDone();
                        partial.put(Optional.of(counts));
                    }
                    partial.put(Optional.empty());
                    return null;
                }));
            }
            Counts all = new Counts();
            for (int ended = 0;
                    ended < tokenizers; ) { // if one of them fails, its pill never comes: this waits for ever
                Optional<Counts> counts = partial.take();
                counts.ifPresent(all::add);
                ended += counts.isPresent() ? 0 : 1;
            }
            for (Future<?> stage : stages) {
                stage.get();
            }
            return all;
        }
        // endregion
    }
}
