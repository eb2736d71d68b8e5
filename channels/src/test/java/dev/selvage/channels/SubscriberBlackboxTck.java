package dev.selvage.channels;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;

/** What Reactive Streams asks of a subscriber, asked of a channel of a publisher from outside. */
public class SubscriberBlackboxTck extends FlowSubscriberBlackboxVerification<Integer> {
    public SubscriberBlackboxTck() {
        super(new TestEnvironment(Tck.TIMEOUT, Tck.NO_SIGNALS));
    }

    @Override
    public Flow.Subscriber<Integer> createFlowSubscriber() {
        PublishedCore<Integer> core = new PublishedCore<>("tck", 4);
        core.receivers.tryAdd();
        return core;
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
