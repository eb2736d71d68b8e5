package dev.selvage.bench;

import com.softwaremill.jox.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jctools.queues.MpscBlockingConsumerArrayQueue;

/** What all that is compared can do. */
interface Pipe extends AutoCloseable {
    void send(Integer element) throws InterruptedException;

    Integer receive() throws InterruptedException;

    /** {@return what one of several threads receives at; most need nothing of their own} */
    default End end() {
        return this::receive;
    }

    @Override
    default void close() {
        // most need not be closed
    }

    /** Where one thread receives. */
    interface End extends AutoCloseable {
        Integer receive() throws InterruptedException;

        @Override
        default void close() {
            // most need not be closed
        }
    }

    /**
     * {@return a new one; the names of rivals are those of the parameters}
     *
     * @param severalReceivers whether each receiver has an {@link #end()} of its own
     */
    static Pipe of(String rival, int capacity, boolean severalReceivers) {
        return switch (rival) {
            case "selvage" -> selvage(capacity, severalReceivers);
            case "jox" -> jox(capacity);
            case "ABQ" -> of(new ArrayBlockingQueue<>(capacity));
            case "LBQ" -> of(capacity < 0 ? new LinkedBlockingQueue<>() : new LinkedBlockingQueue<>(capacity));
            case "LTQ" -> of(new LinkedTransferQueue<>());
            case "SQ" -> of(new SynchronousQueue<>());
            case "Agrona" -> agrona(capacity);
            case "JCTools" -> jcTools(capacity);
            default -> throw new IllegalArgumentException("no rival is called " + rival);
        };
    }

    private static Pipe of(BlockingQueue<Integer> queue) {
        return new Pipe() {
            @Override
            public void send(Integer element) throws InterruptedException {
                queue.put(element);
            }

            @Override
            public Integer receive() throws InterruptedException {
                return queue.take();
            }
        };
    }

    private static Pipe jcTools(int capacity) {
        MpscBlockingConsumerArrayQueue<Integer> queue = new MpscBlockingConsumerArrayQueue<>(capacity);
        return yielding(queue, queue::take);
    }

    /** Agrona's makes neither side wait: its own idle strategies spin, yield or sleep, of which only this is for others, too. */
    private static Pipe agrona(int capacity) {
        ManyToOneConcurrentArrayQueue<Integer> queue = new ManyToOneConcurrentArrayQueue<>(capacity);
        return yielding(queue, () -> {
            Integer element = queue.poll();
            while (element == null) {
                giveWay();
                element = queue.poll();
            }
            return element;
        });
    }

    /** A full queue that cannot park its producers makes them wait by turns of yielding. */
    private static Pipe yielding(Queue<Integer> queue, End consumer) {
        return new Pipe() {
            @Override
            public void send(Integer element) {
                while (!queue.offer(element)) {
                    giveWay();
                }
            }

            @Override
            public Integer receive() throws InterruptedException {
                return consumer.receive();
            }
        };
    }

    @SuppressWarnings("ThreadPriorityCheck") // it is all that there is
    private static void giveWay() {
        Thread.yield();
    }

    private static Pipe jox(int capacity) {
        Channel<Integer> channel = switch (capacity) {
            case -1 -> Channel.newUnlimitedChannel();
            case 0 -> Channel.newRendezvousChannel();
            default -> Channel.newBufferedChannel(capacity);
        };
        return new Pipe() {
            @Override
            public void send(Integer element) throws InterruptedException {
                channel.send(element);
            }

            @Override
            public Integer receive() throws InterruptedException {
                return channel.receive();
            }
        };
    }

    private static Pipe selvage(int capacity, boolean severalReceivers) {
        dev.selvage.channels.Channel<Integer> channel = capacity < 0
                ? dev.selvage.channels.Channel.unbounded("bench")
                : dev.selvage.channels.Channel.bounded("bench", capacity);
        Sender<Integer> sender = channel.sender();
        Receiver<Integer> receiver = channel.receiver();
        return new Pipe() {
            @Override
            public void send(Integer element) throws InterruptedException {
                sender.send(element);
            }

            @Override
            public Integer receive() throws InterruptedException {
                return receiver.receive();
            }

            @Override
            public End end() {
                return severalReceivers ? endOf(receiver.clone()) : this::receive; // a handle is for one thread
            }

            @Override
            public void close() {
                sender.close();
                receiver.close();
            }
        };
    }

    private static End endOf(Receiver<Integer> receiver) {
        return new End() {
            @Override
            public Integer receive() throws InterruptedException {
                return receiver.receive();
            }

            @Override
            public void close() {
                receiver.close();
            }
        };
    }
}
