package dev.selvage.examples.storefront;

import dev.selvage.scope.Scope;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the answer to a request. */
final class Routes {
    private static final Pattern PRODUCT = Pattern.compile("/products/([^/]+)");
    private static final Pattern ORDERS = Pattern.compile("/products/([^/]+)/orders");
    private static final Pattern ORDER = Pattern.compile("/orders/([^/]+)");
    private static final Pattern SWITCH = Pattern.compile("/backends/([^/]+)/([^/]+)");
    private static final String FIND_ORDER = "select product, quantity from storefront_orders where id = ?";
    private static final String SCOPES = Html.resource("scopes.html");
    private static final int SOME = 10;

    private final Pages pages;
    private final Orders orders;
    private final Database database;
    private final Switches switches;

    /** What makes the backends of the demonstration slow, failing or dead. */
    @FunctionalInterface
    interface Switches {
        void set(String backend, String mode) throws Problem;
    }

    Routes(Pages pages, Orders orders, Database database, Switches switches) {
        this.pages = pages;
        this.orders = orders;
        this.database = database;
        this.switches = switches;
    }

    Answer answer(Exchange exchange) throws Exception {
        return switch (exchange.method()) {
            case "GET" -> get(exchange);
            case "POST" -> post(exchange);
            default -> throw new Problem(405, "there is GET and POST, no " + exchange.method());
        };
    }

    private Answer get(Exchange exchange) throws Exception {
        String path = exchange.path();
        Matcher product = PRODUCT.matcher(path);
        if (product.matches()) {
            ProductPage page = pages.page(number("product", product.group(1)));
            return exchange.wantsJson() ? Answer.json(page.json()) : Answer.html(page.html());
        }
        Matcher order = ORDER.matcher(path);
        if (order.matches()) {
            return order(order.group(1));
        }
        return switch (path) {
            case "/" -> Answer.html(index());
            case "/scopes" -> exchange.wantsJson() ? Answer.json(Scope.dumpJson()) : Answer.html(SCOPES);
            case "/scopes.json" -> Answer.json(Scope.dumpJson());
            default -> throw new Problem(404, "there is nothing at " + path);
        };
    }

    private Answer post(Exchange exchange) throws Exception {
        Matcher order = ORDERS.matcher(exchange.path());
        if (order.matches()) {
            return place(number("product", order.group(1)), exchange.parameter("quantity"));
        }
        Matcher backend = SWITCH.matcher(exchange.path());
        if (backend.matches()) {
            switches.set(backend.group(1), backend.group(2));
            return Answer.json(
                    new JsonObject().put(backend.group(1), backend.group(2)).encode());
        }
        throw new Problem(404, "nothing can be posted to " + exchange.path());
    }

    private Answer place(long product, Optional<String> quantity) throws Exception {
        long count = number("quantity", quantity.orElse("1"));
        if (count < 1 || count > 1000) {
            throw new Problem(400, "quantity must be from 1 to 1000, not " + count);
        }
        Order order = new Order(product, (int) count);
        orders.place(order);
        return new Answer(
                201,
                "application/json",
                new JsonObject().put("order", order.id().toString()).encode());
    }

    private Answer order(String text) throws Exception {
        UUID id = uuid(text);
        Optional<JsonObject> found = database.query(
                FIND_ORDER,
                id,
                rows -> rows.next()
                        ? Optional.of(new JsonObject()
                                .put("order", id.toString())
                                .put("product", rows.getLong(1))
                                .put("quantity", rows.getInt(2)))
                        : Optional.empty());
        return Answer.json(found.orElseThrow(() -> new Problem(404, "there is no order " + id))
                .encode());
    }

    private static long number(String what, String text) throws Problem {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new Problem(400, what + " must be a number, not '" + text + "'");
        }
    }

    private static UUID uuid(String text) throws Problem {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw new Problem(400, "an order has a UUID, not '" + text + "'");
        }
    }

    private static String index() {
        StringBuilder links = new StringBuilder("<h1>Storefront</h1>\n<ul>\n");
        for (int id = 1; id <= SOME; id++) {
            links.append("<li><a href='/products/%d'>Product %d</a></li>%n".formatted(id, id));
        }
        return Html.page("Storefront", links + "</ul>\n<p><a href='/scopes'>live scopes</a></p>");
    }
}
