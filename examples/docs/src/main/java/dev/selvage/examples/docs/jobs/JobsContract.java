package dev.selvage.examples.docs.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.examples.docs.jobs.Server.Connection;
import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.examples.docs.jobs.Shop.Page;
import dev.selvage.examples.docs.jobs.Shop.User;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the two versions of a job must have in common: the same visible result. */
@Timeout(30)
public abstract class JobsContract {
    private static final int LIMIT = 4;
    private static final Page PAGE = new Page(new User("ann"), List.of(new Order("book")));

    private final FakeShop shop = new FakeShop();

    /** Makes the jobs under test. */
    protected abstract Jobs jobs(Shop shop);

    /** A shop that answers at once unless it is told otherwise. */
    private static final class FakeShop implements Shop {
        final AtomicInteger inside = new AtomicInteger();
        final CountDownLatch full = new CountDownLatch(1);
        final CountDownLatch tooMany = new CountDownLatch(1);
        final CountDownLatch asked = new CountDownLatch(1);
        volatile boolean slow;
        volatile IOException problem;

        @Override
        public User user(long id) throws InterruptedException {
            asked.countDown();
            if (slow) {
                forever();
            }
            return new User("ann");
        }

        @Override
        public List<Order> orders(long id) throws IOException {
            if (problem != null) {
                throw problem;
            }
            return List.of(new Order("book"));
        }

        @Override
        public String image(String url) throws InterruptedException {
            int now = inside.incrementAndGet();
            if (now > LIMIT) {
                tooMany.countDown();
            }
            if (now >= LIMIT) {
                tooMany.await(50, TimeUnit.MILLISECONDS); // time for one too many to come in
                full.countDown();
            }
            full.await();
            inside.decrementAndGet();
            return "picture of " + url;
        }
    }

    private static void forever() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void page_bothAnswer_isComplete() throws Exception {
        assertThat(jobs(shop).page(1)).isEqualTo(PAGE);
    }

    @Test
    void page_oneFails_failureIsTheCause() {
        shop.problem = new IOException("no such table");

        Throwable thrown = catchThrowable(() -> jobs(shop).page(1));

        assertThat(causes(thrown)).contains(shop.problem);
    }

    private static List<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, t -> t != null, Throwable::getCause).toList();
    }

    @Test
    void firstQuote_oneMirrorFailsAndOneHangs_isThatOfTheThird() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        Mirror broken = () -> {
            throw new IOException("refused");
        };
        Mirror hanging = () -> {
            try {
                forever();
                return "never";
            } finally {
                stopped.countDown();
            }
        };

        assertThat(jobs(shop).firstQuote(List.of(broken, hanging, () -> "42"))).isEqualTo("42");
        stopped.await();
    }

    @Test
    void pageWithin_answersInTime_isThere() throws Exception {
        assertThat(jobs(shop).pageWithin(1, Duration.ofSeconds(20))).contains(PAGE);
    }

    @Test
    void pageWithin_takesTooLong_isEmpty() throws Exception {
        shop.slow = true;

        assertThat(jobs(shop).pageWithin(1, Duration.ofMillis(50))).isEmpty();
    }

    @Test
    void pageFor_patientClient_isThere() throws Exception {
        assertThat(jobs(shop).pageFor(_ -> {}, 1)).isEqualTo(PAGE);
    }

    @Test
    void pageFor_clientHangsUp_isCancelled() {
        shop.slow = true;
        Client impatient = action -> Thread.ofVirtual().start(() -> {
            awaitUninterruptibly(shop.asked);
            action.run();
        });

        assertThat(catchThrowable(() -> jobs(shop).pageFor(impatient, 1))).isInstanceOf(CancellationException.class);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the network", e);
        }
    }

    @Test
    void pageOrProblem_oneFails_throwsTheProblemItself() {
        shop.problem = new IOException("no such table");

        assertThat(catchThrowable(() -> jobs(shop).pageOrProblem(1))).isSameAs(shop.problem);
    }

    @Test
    void images_many_areInOrderAndNotTooManyAtOnce() throws Exception {
        List<String> urls = IntStream.range(0, 10).mapToObj(i -> "u" + i).toList();

        assertThat(jobs(shop).images(urls))
                .isEqualTo(urls.stream().map(url -> "picture of " + url).toList());
        assertThat(shop.tooMany.getCount()).as("1 until too many are inside").isOne();
    }

    @Test
    void serve_oneConnectionFails_othersAreServedAndItIsReported() throws Exception {
        AtomicInteger served = new AtomicInteger();
        Queue<String> log = new ConcurrentLinkedQueue<>();
        Connection broken = () -> {
            throw new IOException("reset");
        };
        Queue<Connection> connections =
                new ArrayDeque<>(List.of(broken, served::incrementAndGet, served::incrementAndGet));

        jobs(shop).serve(() -> Optional.ofNullable(connections.poll()), log::add);

        assertThat(served).hasValue(2);
        assertThat(log).containsExactly("connection failed: java.io.IOException: reset");
    }

    @Test
    void tenants_bound_areSeenByBothTasks() throws Exception {
        List<String> seen =
                ScopedValue.where(Jobs.TENANT, "acme").call(() -> jobs(shop).tenants());

        assertThat(seen).containsExactly("acme", "acme");
    }
}
