package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import dev.selvage.scope.JoinScope;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.handle.HandleClosedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver as a publisher. */
@Timeout(20)
class PublisherTest {
    private final Channel<String> news = Channel.unbounded("news");

    @Test
    void openScope_servesASubscriberInAFork_andJoinsIt() throws Exception {
        Listener listener = new Listener();
        try (JoinScope<@Nullable Object, @Nullable Void> scope = Scope.open()) {
            try (Sender<String> sender = news.sender()) {
                news.receiver().asPublisher(scope).subscribe(listener);
                sender.send("a");
                sender.send("b");
                listener.subscription.request(10);
                listener.await("a", "b");
            }
            scope.join();
            assertThat(listener.got).containsExactly("a", "b", "complete");
            Listener late = new Listener();
            Channel<String> other = Channel.unbounded("other");
            other.receiver().asPublisher(scope).subscribe(late);
            assertThat(late.got).singleElement().asString().startsWith("error the fork that was to serve a subscriber");
            assertThat(other.receiverCount()).isZero();
        }
    }

    /** A subscriber that asks for nothing by itself. */
    private static class Listener implements Flow.Subscriber<String> {
        final List<String> got = new CopyOnWriteArrayList<>();
        final CountDownLatch subscribed = new CountDownLatch(1);
        Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription mine) {
            subscription = mine;
            subscribed.countDown();
        }

        @Override
        public void onNext(String element) {
            got.add(element);
        }

        @Override
        public void onError(Throwable e) {
            got.add("error " + e.getMessage());
        }

        @Override
        public void onComplete() {
            got.add("complete");
        }

        void await(String... expected) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .untilAsserted(() -> assertThat(got).containsExactly(expected));
        }
    }

    private final Listener listener = new Listener();

    @Test
    void subscriber_getsWhatItAsksFor_andTheEndUnasked() throws Exception {
        Sender<String> sender = news.sender();
        Scope.run(scope -> {
            news.receiver().asPublisher(scope).subscribe(listener);
            sender.sendAll(List.of("a", "b", "c"));
            listener.subscription.request(2);
            listener.await("a", "b");
            assertThat(news.size()).isOne();
            assertThat(Scope.dump().toString()).contains("a request of the subscriber of channel 'news'");
            listener.subscription.request(1);
            listener.await("a", "b", "c");
            sender.close();
            listener.await("a", "b", "c", "complete");
        });
        assertThat(news.receiverCount()).isZero();
    }

    @Test
    void end_beforeAllWasRequested_isToldAfterTheRest() throws Exception {
        Scope.run(scope -> {
            news.receiver().asPublisher(scope).subscribe(listener);
            try (Sender<String> sender = news.sender()) {
                sender.send("a");
            }
            listener.subscription.request(1);
            listener.await("a", "complete");
        });
    }

    @Test
    void closeNow_endsASubscriberThatAsksForNothing() throws Exception {
        Scope.run(scope -> {
            news.receiver().asPublisher(scope).subscribe(listener);
            news.sender().send("a");
            news.closeNow(new IllegalStateException("over"));
            listener.await("error over");
        });
    }

    @Test
    void secondSubscriber_getsAnError_andACloneServesAnother() throws Exception {
        Receiver<String> receiver = news.receiver();
        Receiver<String> other = receiver.clone();
        Listener second = new Listener();
        Scope.run(scope -> {
            Flow.Publisher<String> publisher = receiver.asPublisher(scope);
            publisher.subscribe(listener);
            publisher.subscribe(second);
            assertThat(second.got).singleElement().asString().contains("receiver of channel 'news' was moved");
            assertThatThrownBy(receiver::receive).isInstanceOf(HandleClosedException.class);
            Listener third = new Listener();
            other.asPublisher(scope).subscribe(third);
            listener.subscription.cancel();
            third.subscription.request(1);
            news.sender().send("a");
            third.await("a");
            third.subscription.cancel();
        });
        assertThat(listener.got).isEmpty();
        assertThat(news.receiverCount()).isZero();
    }

    @Test
    void cancel_whileTheForkWaitsForAnElement_closesTheReceiver() throws Exception {
        Scope.run(scope -> {
            news.receiver().asPublisher(scope).subscribe(listener);
            listener.subscription.request(1);
            await().until(() -> news.stats().receiversWaiting() == 1);
            listener.subscription.cancel();
        });
        assertThat(news.isClosed()).isTrue();
        assertThat(listener.got).isEmpty();
    }

    @Test
    void request_ofZero_isAnError() throws Exception {
        Scope.run(scope -> {
            news.receiver().asPublisher(scope).subscribe(listener);
            listener.subscription.request(0);
        });
        assertThat(listener.got)
                .containsExactly("error a subscriber of channel 'news' has requested 0 elements: rule 3.9 of Reactive "
                        + "Streams wants a positive number");
    }

    @Test
    void scope_cancelled_tellsTheSubscriber_andClosesTheReceiver() {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    news.receiver().asPublisher(scope).subscribe(listener);
                    listener.subscription.request(1);
                    await().until(() -> news.stats().receiversWaiting() == 1);
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(listener.got).singleElement().asString().startsWith("error ").contains("enough");
        assertThat(news.receiverCount()).isZero();
    }

    @Test
    void subscribe_inACancelledScope_tellsTheSubscriber() {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.cancel("enough");
                    news.receiver().asPublisher(scope).subscribe(listener);
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(listener.got).singleElement().asString().startsWith("error ");
        assertThat(listener.subscribed.getCount()).isZero();
        assertThat(news.receiverCount()).isZero();
    }

    @Test
    void onNext_thatThrows_failsTheFork_andClosesTheReceiver() throws Exception {
        news.sender().send("a");
        Listener failing = new Listener() {
            @Override
            public void onNext(String element) {
                throw new IllegalStateException("no " + element);
            }
        };
        assertThatThrownBy(() -> Scope.run(scope -> {
                    news.receiver().asPublisher(scope).subscribe(failing);
                    failing.subscription.request(1);
                }))
                .isInstanceOf(ScopeFailedException.class)
                .hasStackTraceContaining("no a");
        assertThat(failing.got).isEmpty();
        assertThat(news.receiverCount()).isZero();
    }
}
