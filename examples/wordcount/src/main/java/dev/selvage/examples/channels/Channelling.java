package dev.selvage.examples.channels;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Permit;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.SendException;
import dev.selvage.channels.Sender;
import dev.selvage.channels.TrySend;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The code of the guide to channels. */
final class Channelling {
    private Channelling() {}

    static List<String> firstChannel() throws ScopeFailedException, InterruptedException {
        // region first
        Channel<String> channel = Channel.bounded("jobs", 128);
        return Scope.call(scope -> {
            Sender<String> sender = channel.sender();
            for (int i = 1; i <= 4; i++) {
                String job = "job " + i;
                scope.fork("producer", sender.clone(), s -> s.send(job)); // closed when the fork ends
            }
            sender.close(); // ours
            Fork<List<String>> consumer = scope.forkCall("consumer", channel.receiver(), receiver -> {
                List<String> jobs = new ArrayList<>();
                for (String job : receiver) { // ends when the last sender is gone
                    jobs.add(job);
                }
                return jobs;
            });
            return consumer.join();
        });
        // endregion
    }

    static String full(Sender<String> sender, String job) throws InterruptedException {
        // region full
        return switch (sender.trySend(job, Duration.ofMillis(5))) {
            case TrySend.Sent<String> _ -> "sent";
            case TrySend.Full<String>(String back) -> "try later: " + back;
            case TrySend.Closed<String>(String back, var cause) -> "nobody wants " + back;
        };
        // endregion
    }

    static void reserve(Sender<String> sender, Queue<String> database) throws InterruptedException {
        // region permit
        try (Permit<String> place = sender.reserve()) { // waits for room, before anything is taken
            String job = database.remove();
            place.send(job); // cannot wait
        }
        // endregion
    }

    static int batches(Sender<String> sender, Receiver<String> receiver, List<String> jobs)
            throws InterruptedException {
        // region batches
        sender.sendAll(jobs); // as many by one claim as there is room for
        List<String> some = receiver.receiveMany(64); // waits for one, takes what is there
        // endregion
        return some.size();
    }

    static List<String> undelivered(List<String> jobs) throws InterruptedException {
        List<String> rest = new ArrayList<>();
        // region undelivered
        Channel<String> channel = Channel.<String>bounded("jobs", 128).onUndelivered(rest::add);
        // endregion
        try (Sender<String> sender = channel.sender()) {
            channel.receiver().close();
            for (String job : jobs) {
                try {
                    sender.send(job);
                } catch (SendException e) {
                    rest.add((String) e.element()); // it came back
                }
            }
        }
        return rest;
    }

    static SendException receiverGone() throws ScopeFailedException, InterruptedException {
        Channel<String> channel = Channel.bounded("jobs", 2);
        return Scope.call(scope -> {
            try (Sender<String> sender = channel.sender()) {
                // region receiver-gone
                Fork<?> consumer = scope.fork("consumer", channel.receiver(), receiver -> receiver.receive());
                sender.send("print");
                consumer.join();
                try {
                    sender.send("scan");
                } catch (SendException e) { // at once, however much room there is
                    return e;
                }
                // endregion
            }
            throw new IllegalStateException("sent to nobody");
        });
    }

    static void closeWithCause(Channel<String> channel) {
        // region close
        channel.close(new IOException("the printer is on fire")); // receivers drain what is there, then get the cause
        // endregion
    }
}
