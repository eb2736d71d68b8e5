package dev.selvage.examples.storefront;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * An order on its way into the database.
 *
 * @param written whether it is there (true), or was refused since there is no such product (false)
 */
record Order(UUID id, long product, int quantity, CompletableFuture<Boolean> written) {
    Order(long product, int quantity) {
        this(UUID.randomUUID(), product, quantity, new CompletableFuture<>());
    }
}
