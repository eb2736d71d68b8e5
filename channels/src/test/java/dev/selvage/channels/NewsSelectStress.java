package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Selects over a broadcast, a watch and a channel: no value, no element and no wake-up is lost. */
@Timeout(120)
@Tag("carriers")
class NewsSelectStress {
    private static final int ROUNDS = Boolean.getBoolean("selvage.thorough") ? 200 : 20;
    private static final int VALUES = 1_000;
    private static final int SELECTS = 3;

    @Test
    void select_byVirtualThreads_getsAll() throws Exception {
        run(Thread.ofVirtual().factory());
    }

    @Test
    void select_byPlatformThreads_getsAll() throws Exception {
        run(Thread.ofPlatform().factory());
    }

    private static void run(ThreadFactory factory) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Broadcast<Integer> broadcast = Channel.broadcast("news", VALUES);
            Watch<Integer> watch = Channel.watch("latest", 0);
            Channel<Integer> channel = Channel.bounded("jobs", 2);
            List<Worker> workers = new ArrayList<>();
            Tally tally = new Tally();
            try (Receiver<Integer> receiver = channel.receiver()) {
                for (int i = 0; i < SELECTS; i++) {
                    BroadcastReceiver<Integer> news = broadcast.receiver();
                    WatchReceiver<Integer> latest = watch.receiver();
                    Receiver<Integer> jobs = receiver.clone();
                    workers.add(new Worker(factory, () -> select(news, latest, jobs, tally)));
                }
            }
            BroadcastSender<Integer> toAll = broadcast.sender();
            WatchSender<Integer> set = watch.sender();
            Sender<Integer> toOne = channel.sender();
            workers.add(new Worker(factory, () -> {
                try (toAll) {
                    for (int n = 1; n <= VALUES; n++) {
                        toAll.send(n);
                    }
                }
            }));
            workers.add(new Worker(factory, () -> {
                try (set) {
                    for (int n = 1; n <= VALUES; n++) {
                        set.send(n);
                    }
                }
            }));
            workers.add(new Worker(factory, () -> {
                try (toOne) {
                    for (int n = 1; n <= VALUES; n++) {
                        toOne.send(n);
                    }
                }
            }));
            Worker.finish(workers);
            long sum = (long) VALUES * (VALUES + 1) / 2;
            assertThat(tally.jobs).isEqualTo(sum);
            assertThat(tally.news).isEqualTo(SELECTS * sum);
        }
    }

    private static final class Tally {
        private long jobs;
        private long news;

        synchronized void add(long ofJobs, long ofNews) {
            jobs += ofJobs;
            news += ofNews;
        }
    }

    private static void select(
            BroadcastReceiver<Integer> news, WatchReceiver<Integer> latest, Receiver<Integer> jobs, Tally tally)
            throws InterruptedException {
        long[] sums = new long[3];
        int[] lastNews = {0};
        try (news;
                latest;
                jobs) {
            Select<Boolean> select = Select.<Boolean>builder()
                    .receive(news, n -> {
                        assertThat(n).isEqualTo(++lastNews[0]);
                        sums[0] += n;
                        return true;
                    })
                    .changed(latest, n -> {
                        assertThat((long) n).isGreaterThan(sums[1]);
                        sums[1] = n;
                        return true;
                    })
                    .receive(jobs, n -> {
                        sums[2] += n;
                        return true;
                    })
                    .skipClosed()
                    .build();
            while (true) {
                select.await();
            }
        } catch (ClosedException e) {
            tally.add(sums[2], sums[0]);
            assertThat(sums[1]).isEqualTo(VALUES); // nobody misses the last value
        }
    }
}
