package dev.selvage.examples.tour;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import dev.selvage.scope.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Four producers, one of which fails, and a consumer that wants to know when all are done. */
final class FourProducers implements Chapter {
    private static final int PRODUCERS = 4;
    private static final int JOBS = 3;
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static String job(int producer, int number) throws IOException {
        if (producer == 4 && number == 2) {
            throw new IOException("no more paper");
        }
        return "producer " + producer;
    }

    @Override
    public void wrong(Story story) throws Exception {
        BlockingQueue<Optional<String>> queue = new LinkedBlockingQueue<>();
        for (int p = 1; p <= PRODUCERS; p++) {
            int producer = p;
            Thread.ofVirtual().start(() -> produce(queue, producer));
        }
        // region wrong
        int ended = 0;
        int jobs = 0;
        while (ended < PRODUCERS) { // one pill from each: then all is done
            Optional<String> job = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (job == null) {
                break; // take() would wait here for ever
            }
            ended += job.isEmpty() ? 1 : 0;
            jobs += job.isEmpty() ? 0 : 1;
        }
        // endregion
        story.say(jobs + " jobs, " + ended + " of " + PRODUCERS
                + " producers have said that they are done; the consumer waits for the last");
    }

    // region pill
    private static void produce(BlockingQueue<Optional<String>> queue, int producer) {
        try {
            for (int i = 1; i <= JOBS; i++) {
                queue.add(Optional.of(job(producer, i)));
            }
            queue.add(Optional.empty()); // the pill: not sent by one that fails
        } catch (IOException e) {
            // nobody is told
        }
    }
    // endregion

    @Override
    public void right(Story story) throws Exception {
        // region right
        Channel<String> channel = Channel.bounded("jobs", 16);
        Map<String, Integer> jobs = new TreeMap<>();
        Scope.supervise(failure -> story.say(failure.fork().name() + ": " + failure.cause()), scope -> {
            try (Sender<String> sender = channel.sender()) {
                for (int p = 1; p <= PRODUCERS; p++) {
                    int producer = p;
                    scope.fork("producer", sender.clone(), mine -> {
                        for (int i = 1; i <= JOBS; i++) {
                            mine.send(job(producer, i));
                        }
                    }); // its sender is closed when it ends, and when it fails
                }
            } // ours
            try (Receiver<String> receiver = channel.receiver()) {
                for (String job : receiver) { // ends with the last sender
                    jobs.merge(job, 1, Integer::sum);
                }
            }
        });
        // endregion
        story.say("the consumer knows that all have ended: " + jobs);
    }
}
