package dev.selvage.examples.storefront;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a client sees of a product.
 *
 * @param stock how many there are, if the database has said so
 * @param recommendations names of other products, perhaps none
 * @param missing what the page had to do without, and why
 */
public record ProductPage(
        long id,
        String name,
        String description,
        int cents,
        OptionalInt stock,
        List<String> recommendations,
        List<String> missing) {
    String json() {
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("name", name)
                .put("description", description)
                .put("price", price());
        stock.ifPresent(count -> json.put("stock", count));
        return json.put("recommendations", new JsonArray(recommendations))
                .put("missing", new JsonArray(missing))
                .encodePrettily();
    }

    String html() {
        StringBuilder html = new StringBuilder();
        html.append("<h1>").append(Html.escape(name)).append("</h1>\n");
        html.append("<p>").append(Html.escape(description)).append("</p>\n");
        html.append("<p id=price>").append(price()).append("</p>\n");
        html.append("<p id=stock>")
                .append(stock.isPresent() ? stock.getAsInt() + " in stock" : "stock unknown at the moment")
                .append("</p>\n");
        html.append("<form method=post action='/products/")
                .append(id)
                .append("/orders?quantity=1'><button>Order one</button></form>\n");
        if (!recommendations.isEmpty()) {
            html.append("<h2>Others bought</h2>\n<ul id=recommendations>\n");
            recommendations.forEach(
                    other -> html.append("<li>").append(Html.escape(other)).append("</li>\n"));
            html.append("</ul>\n");
        }
        missing.forEach(what -> html.append("<p class=missing>without ")
                .append(Html.escape(what))
                .append("</p>\n"));
        return Html.page(name, html.toString());
    }

    private String price() {
        return "%d.%02d EUR".formatted(cents / 100, cents % 100);
    }
}
