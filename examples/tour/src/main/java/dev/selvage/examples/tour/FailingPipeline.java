package dev.selvage.examples.tour;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A reader, a parser that fails, and a sum. */
final class FailingPipeline implements Chapter {
    private static final List<String> LINES = List.of("1", "2", "three", "4", "5", "6", "7", "8");

    @Override
    public void wrong(Story story) throws Exception {
        // region wrong
        BlockingQueue<String> lines = new ArrayBlockingQueue<>(1);
        BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reader = executor.submit(() -> {
                for (String line : LINES) {
                    lines.put(line); // waits for a parser that is dead
                }
                return null;
            });
            Future<?> parser = executor.submit(() -> {
                while (true) {
                    numbers.put(Integer.parseInt(lines.take())); // fails, and nobody looks at its future
                }
            });
            int sum = 0;
            Integer number = numbers.take();
            while (number != null) {
                sum += number;
                number = numbers.poll(500, TimeUnit.MILLISECONDS); // with take(), it waits for ever
            }
            story.say("the sum is " + sum + "?");
            story.say("the parser: " + parser.state() + ", the reader: " + reader.state());
            executor.shutdownNow(); // else close() waits for ever, too
        }
        // endregion
    }

    @Override
    public void right(Story story) throws Exception {
        // region right
        Channel<String> lines = Channel.bounded("lines", 1);
        Channel<Integer> numbers = Channel.bounded("numbers", 1);
        try {
            int sum = Scope.call(c -> c.withName("pipeline"), scope -> {
                scope.fork("reader", lines.sender(), out -> out.sendAll(LINES));
                scope.fork("parser", lines.receiver(), numbers.sender(), FailingPipeline::parse);
                return scope.forkCall("sum", numbers.receiver(), FailingPipeline::sum)
                        .join();
            });
            story.say("the sum is " + sum);
        } catch (ScopeFailedException e) {
            story.say(e);
        }
        // endregion
        story.say("left: " + (lines.senderCount() + numbers.senderCount()) + " senders, "
                + (lines.receiverCount() + numbers.receiverCount()) + " receivers, "
                + Scope.dump().lines().toList().getLast());
    }

    private static void parse(Receiver<String> lines, Sender<Integer> numbers) throws InterruptedException {
        for (String line : lines) {
            numbers.send(Integer.parseInt(line));
        }
    }

    private static int sum(Receiver<Integer> numbers) {
        int sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        return sum;
    }
}
