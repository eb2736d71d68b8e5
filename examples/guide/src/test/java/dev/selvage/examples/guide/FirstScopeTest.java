package dev.selvage.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.examples.docs.Docs;
import dev.selvage.examples.docs.jobs.Server.Connection;
import dev.selvage.examples.docs.jobs.Shop;
import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.examples.docs.jobs.Shop.Page;
import dev.selvage.examples.docs.jobs.Shop.User;
import dev.selvage.examples.docs.jobs.WatchedShop;
import dev.selvage.examples.docs.jobs.WatchedShop.End;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FirstScopeTest {
    private static final Page PAGE = new Page(new User("ann"), List.of(new Order("book")));

    /** A shop that answers at once. */
    private static final class OpenShop implements Shop {
        @Override
        public User user(long id) {
            return PAGE.user();
        }

        @Override
        public List<Order> orders(long id) {
            return PAGE.orders();
        }

        @Override
        public String image(String url) {
            return "picture of " + url;
        }
    }

    private final FirstScope first = new FirstScope(new OpenShop());

    @Test
    void hello_run_printsTheGreeting() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FirstScope.main(new String[0]);
        } finally {
            System.setOut(before);
        }

        Docs.assertShown("hello", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void page_inEachForm_isComplete() throws Exception {
        assertThat(first.page(1)).isEqualTo(PAGE);
        assertThat(first.par(1)).isEqualTo(PAGE);
        assertThat(first.open(1)).isEqualTo(PAGE);
    }

    @Test
    void page_oneForkFails_otherIsInterruptedAndTheMessageNamesTheFork() throws Exception {
        WatchedShop shop = new WatchedShop(true);

        Throwable thrown = catchThrowable(() -> new FirstScope(shop).page(1));

        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
        assertThat(shop.release()).isEqualTo(End.INTERRUPTED);
        Docs.assertShown("page-failure", thrown + "\nCaused by: " + thrown.getCause());
    }

    @Test
    void locals_borrowed_haveTheirFinalValue() throws Exception {
        assertThat(FirstScope.sumOfSquares(new int[] {1, 2, 3})).isEqualTo(14);
    }

    @Test
    void fork_ofAFork_isJoined() throws Exception {
        assertThat(FirstScope.grandchild(() -> "a", () -> "b")).isEqualTo("ab");
    }

    @Test
    void race_oneHangs_otherWins() throws Exception {
        assertThat(FirstScope.race(() -> "near", () -> {
                    new CountDownLatch(1).await();
                    return "far";
                }))
                .isEqualTo("near");
    }

    @Test
    void map_items_areInOrder() throws Exception {
        assertThat(first.map(List.of("a", "b"))).containsExactly("picture of a", "picture of b");
    }

    @Test
    void supervise_oneFails_isReportedByName() throws Exception {
        Queue<String> log = new ConcurrentLinkedQueue<>();
        Connection broken = () -> {
            throw new IOException("reset");
        };
        Queue<Connection> connections = new ArrayDeque<>(List.of(() -> {}, broken));

        FirstScope.supervise(() -> Optional.ofNullable(connections.poll()), log::add);

        Docs.assertShown("supervised", String.join("\n", log));
    }

    @Test
    void fork_afterTheEnd_isRefused() throws Exception {
        Docs.assertShown("escaped", catchThrowable(FirstScope::escape).toString());
    }

    @Test
    void fork_fromAForeignThread_isRefused() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread owner = Thread.ofVirtual().name("request-7").unstarted(() -> {
            Throwable none = catchThrowable(() -> Scope.run(
                    c -> c.withName("page"),
                    scope -> Thread.ofVirtual()
                            .name("timer")
                            .start(() -> thrown.complete(catchThrowable(() -> scope.fork(() -> "late"))))
                            .join()));
            assertThat(none).isNull();
        });
        owner.start();

        Docs.assertShown("foreign-thread", thrown.get().toString());
        owner.join();
    }
}
