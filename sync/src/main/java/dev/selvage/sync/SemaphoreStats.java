package dev.selvage.sync;

/**
 * What a {@link Semaphore} looked like at one instant.
 *
 * @param name the name
 * @param permits how many permits there are, taken or not
 * @param available how many of them can be taken
 * @param waiting how many threads wait
 * @param closed whether it is closed
 */
public record SemaphoreStats(String name, long permits, int available, int waiting, boolean closed) {}
