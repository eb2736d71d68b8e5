package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An element that goes through a bounded channel without a wait costs no allocation. */
@Timeout(60)
class AllocationTest {
    private static final int ELEMENTS = 50_000;
    private static final Integer ELEMENT = 1;

    /** The smallest object has 16 bytes, or 8 with compact headers. */
    private static final double BYTES_FOR_ONE_IN_FOUR = 2;

    private static volatile Object sink = ELEMENT;

    private interface Step {
        void run(Sender<Integer> sender, Receiver<Integer> receiver) throws InterruptedException;
    }

    /** {@return how many bytes this thread allocates in a step, after some that are not counted} */
    private static double bytesPerElement(int receivers, Step step) throws InterruptedException, JMException {
        Channel<Integer> channel = Channel.bounded("frugal", 16);
        try (Sender<Integer> sender = channel.sender();
                Receiver<Integer> receiver = channel.receiver();
                Receiver<Integer> other = receivers == 1 ? receiver.move() : receiver.clone()) {
            Receiver<Integer> used = receivers == 1 ? other : receiver;
            run(step, sender, used);
            long before = allocatedBytes();
            run(step, sender, used);
            return (double) (allocatedBytes() - before) / ELEMENTS;
        }
    }

    /** {@return how many bytes this thread has ever allocated} Asked by name: the module does not read {@code jdk.management}. */
    private static long allocatedBytes() throws JMException {
        ObjectName threads = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
        return (long) ManagementFactory.getPlatformMBeanServer().getAttribute(threads, "CurrentThreadAllocatedBytes");
    }

    private static void run(Step step, Sender<Integer> sender, Receiver<Integer> receiver) throws InterruptedException {
        for (int i = 0; i < ELEMENTS; i++) {
            step.run(sender, receiver);
        }
    }

    @Test
    void sendAndReceive_allocateNothing() throws Exception {
        for (int receivers = 1; receivers <= 2; receivers++) {
            assertThat(bytesPerElement(receivers, (sender, receiver) -> {
                        sender.send(ELEMENT);
                        receiver.receive();
                    }))
                    .as("with %d receivers", receivers)
                    .isLessThan(BYTES_FOR_ONE_IN_FOUR);
        }
    }

    @Test
    void trySend_allocatesNothing() throws Exception {
        assertThat(bytesPerElement(1, (sender, receiver) -> {
                    sender.trySend(ELEMENT);
                    receiver.receive();
                }))
                .isLessThan(BYTES_FOR_ONE_IN_FOUR);
    }

    /** The measurement sees one small object an element. */
    @Test
    void oneObjectForEachElement_isSeen() throws Exception {
        assertThat(bytesPerElement(1, (sender, receiver) -> {
                    sender.send(ELEMENT);
                    receiver.receive();
                    sink = new Object();
                }))
                .isGreaterThan(BYTES_FOR_ONE_IN_FOUR);
        assertThat(sink).isNotNull();
    }
}
