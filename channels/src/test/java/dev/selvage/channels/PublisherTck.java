package dev.selvage.channels;

import dev.selvage.scope.Scope;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** What Reactive Streams asks of a publisher, asked of a receiver's. */
public class PublisherTck extends FlowPublisherVerification<Long> {
    /** The scope that the kit runs in. */
    static @Nullable Scope scope;

    public PublisherTck() {
        super(new TestEnvironment(Tck.TIMEOUT, Tck.NO_SIGNALS), Tck.TIMEOUT);
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
        Scope scope = Objects.requireNonNull(PublisherTck.scope, "scope");
        Channel<Long> channel = Channel.bounded("tck", 16);
        Receiver<Long> receiver = channel.receiver();
        scope.fork(channel.sender(), sender -> {
            for (long n = 0; n < elements && sender.trySend(n, Tck.LONG).isSent(); n++) {
                // until there are enough, or nobody wants more
            }
        });
        return receiver.asPublisher(scope);
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        Channel<Long> channel = Channel.bounded("tck", 16);
        Receiver<Long> receiver = channel.receiver();
        channel.close(new IllegalStateException("failed"));
        return receiver.asPublisher(Objects.requireNonNull(scope, "scope"));
    }
}
