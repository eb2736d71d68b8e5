package dev.selvage.examples.storefront;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The service: a scope in which everything runs that it has begun. */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final int WAITING = 500;

    private final Settings settings;
    private final Routes routes;
    private final Orders orders;
    private final Schema schema;
    private final Channel<Exchange> requests = Channel.bounded("requests", WAITING);

    Service(Settings settings, Routes routes, Orders orders, Schema schema) {
        this.settings = settings;
        this.routes = routes;
        this.orders = orders;
        this.schema = schema;
    }

    // region service
    /** Serves until {@link #stop} or SIGTERM; what has been begun by then is finished. */
    void run(IntConsumer listening) throws Exception {
        Scope.run(
                c -> c.withName("storefront").withShutdownHook(settings.grace(), settings.drainTime(), this::stop),
                service -> {
                    service.fork("order-writer", orders.channel().receiver(), orders::writeAll);
                    try (Receiver<Exchange> incoming = requests.receiver();
                            Sender<Order> _ = orders.channel().sender(); // its end is the end of the writer
                            Server server = Server.listen(
                                    settings.port(), requests.sender().detach())) {
                        listening.accept(server.port());
                        Fork<?> tables = service.fork("schema", schema::create);
                        serve(incoming);
                        tables.cancel("nobody needs them any more"); // if there was no database all the time
                    }
                });
    }

    /** Takes no more requests. */
    void stop() {
        requests.close();
    }

    private void serve(Receiver<Exchange> incoming) throws ScopeFailedException, InterruptedException {
        Scope.supervise(
                c -> c.withName("requests"), failure -> LOG.error("a request failed", failure.cause()), scope -> {
                    for (Exchange exchange : incoming) { // ends when it is closed and empty
                        scope.fork("request", () -> serve(exchange));
                    }
                }); // waits for those that are under way
    }
    // endregion

    private void serve(Exchange exchange) throws InterruptedException {
        MDC.put("request", exchange.id());
        long start = System.nanoTime();
        Answer answer = answer(exchange);
        LOG.info("{}: {} after {} ms", exchange, answer.status(), (System.nanoTime() - start) / 1_000_000);
        exchange.answer(answer);
    }

    // region request
    private Answer answer(Exchange exchange) {
        try {
            return Scope.call(
                    c -> c.withName("request").withDeadline(exchange.arrived().plus(settings.deadline())), scope -> {
                        Fork<?> hangUp = scope.fork("hang-up", () -> {
                            exchange.awaitHangUp();
                            scope.cancel("the client hung up");
                        });
                        Answer answer = routes.answer(exchange);
                        hangUp.cancel("the answer is there");
                        return answer;
                    });
        } catch (Exception e) {
            return Answer.problem(Problem.of(e), exchange.wantsJson());
        }
    }
    // endregion
}
