package dev.selvage.sync;

/**
 * What a {@link Barrier} looked like at one instant.
 *
 * @param name the name
 * @param parties how many have to arrive
 * @param waiting how many have arrived and wait
 * @param generation how often all have met
 * @param broken whether a party has left
 */
public record BarrierStats(String name, int parties, int waiting, long generation, boolean broken) {}
