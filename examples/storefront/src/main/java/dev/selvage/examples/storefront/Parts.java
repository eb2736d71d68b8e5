package dev.selvage.examples.storefront;

/** What the storefront is made of. */
public record Parts(Backend catalogue, Backend prices, Backend recommendations, Database database) {}
