package dev.selvage.channels;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.SubscriberPuppet;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.WhiteboxSubscriberProbe;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;

/** What Reactive Streams asks of a subscriber, asked of a channel of a publisher with a look inside. */
public class SubscriberWhiteboxTck extends FlowSubscriberWhiteboxVerification<Integer> {
    public SubscriberWhiteboxTck() {
        super(new TestEnvironment(Tck.TIMEOUT, Tck.NO_SIGNALS));
    }

    @Override
    protected Flow.Subscriber<Integer> createFlowSubscriber(WhiteboxSubscriberProbe<Integer> probe) {
        return new Probed(probe);
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }

    /** The subscriber under test, with what the probe has to be told. */
    private static final class Probed implements Flow.Subscriber<Integer>, SubscriberPuppet {
        private final PublishedCore<Integer> core = new PublishedCore<>("tck", 4);
        private final WhiteboxSubscriberProbe<Integer> probe;

        Probed(WhiteboxSubscriberProbe<Integer> probe) {
            this.probe = probe;
            core.receivers.tryAdd();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            core.onSubscribe(subscription);
            probe.registerOnSubscribe(this);
        }

        @Override
        public void onNext(Integer element) {
            core.onNext(element);
            probe.registerOnNext(element);
        }

        @Override
        public void onError(Throwable cause) {
            core.onError(cause);
            probe.registerOnError(cause);
        }

        @Override
        public void onComplete() {
            core.onComplete();
            probe.registerOnComplete();
        }

        /** Makes room by receiving. */
        @Override
        public void triggerRequest(long elements) {
            for (long n = 0; n < elements && core.poll() != null; n++) {
                // each makes room for one
            }
        }

        @Override
        public void signalCancel() {
            core.removeReceiver();
        }
    }
}
