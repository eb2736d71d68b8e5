package dev.selvage.examples.wordcount;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Select;
import dev.selvage.channels.Sender;
import dev.selvage.channels.Ticker;
import dev.selvage.examples.texts.Texts;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Counts words in three stages that run at the same time: a reader, several tokenizers, a merger. */
final class Pipeline {
    private static final Duration PROGRESS = Duration.ofMillis(500);

    private final int tokenizers;
    private final Consumer<? super Counts> progress;

    /** @param progress is given the counts so far from time to time, by the merger */
    Pipeline(int tokenizers, Consumer<? super Counts> progress) {
        this.tokenizers = tokenizers;
        this.progress = progress;
    }

    Counts count(List<Path> files) throws ScopeFailedException, InterruptedException {
        // region pipeline
        Channel<String> texts = Channel.bounded("texts", 16);
        Channel<Counts> partial = Channel.bounded("partial counts", 16);
        return Scope.call(c -> c.withName("wordcount"), scope -> {
            try (Receiver<String> in = texts.receiver();
                    Sender<Counts> out = partial.sender()) {
                scope.fork("reader", texts.sender(), sender -> read(files, sender));
                for (int i = 0; i < tokenizers; i++) {
                    scope.fork("tokenizer", in.clone(), out.clone(), Pipeline::tokenize);
                }
            } // ours are closed: the stages end one after the other, each when the one before has ended
            Fork<Counts> merger = scope.forkCall("merger", partial.receiver(), this::merge);
            return merger.join();
        });
        // endregion
    }

    // region stages
    private static void read(List<Path> files, Sender<String> texts) throws Exception {
        for (Path file : files) {
            texts.send(new String(
                    Files.readAllBytes(file), StandardCharsets.UTF_8)); // waits while the tokenizers are busy
        }
    }

    private static void tokenize(Receiver<String> texts, Sender<Counts> partial) throws Exception {
        for (String text : texts) {
            Counts counts = new Counts();
            Texts.words(text, counts::add);
            counts.textDone();
            partial.send(counts);
        }
    }
    // endregion

    // region merge
    private Counts merge(Receiver<Counts> partial) throws Exception {
        Counts all = new Counts();
        try (Receiver<Instant> ticks = Ticker.every(PROGRESS)) {
            Select<Boolean> select = Select.<Boolean>builder()
                    .receive(partial, counts -> add(all, counts), ended -> false)
                    .receive(ticks, tick -> show(all))
                    .build();
            boolean more = true;
            while (more) {
                more = select.await();
            }
        }
        return all;
    }
    // endregion

    private static boolean add(Counts all, Counts counts) {
        all.add(counts);
        return true;
    }

    private boolean show(Counts soFar) {
        progress.accept(soFar);
        return true;
    }
}
