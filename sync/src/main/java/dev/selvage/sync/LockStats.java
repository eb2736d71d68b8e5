package dev.selvage.sync;

import java.util.Optional;

/**
 * What a lock looked like at one instant, and what has happened to it. The counts are of the slow paths only: a lock that
 * is free when it is asked for counts nothing.
 *
 * @param name the name of the lock
 * @param locked whether it is held
 * @param holder the fork or thread that holds it, if it is known
 * @param waiting how many threads wait for it
 * @param poisoned whether it is poisoned
 * @param waits how often a thread has begun to wait for it
 * @param handOvers how often it was handed to the longest waiter
 * @param leaves how often a thread gave up waiting: by timeout, interrupt or cancellation
 */
public record LockStats(
        String name,
        boolean locked,
        Optional<String> holder,
        int waiting,
        boolean poisoned,
        long waits,
        long handOvers,
        long leaves) {}
