package dev.selvage.sync;

/**
 * What a {@link Condvar} looked like at one instant.
 *
 * @param name the name, or "" if it has none
 * @param mutex the name of its mutex
 * @param waiting how many threads wait
 */
public record CondvarStats(String name, String mutex, int waiting) {}
