package dev.selvage.scope.tracking;

import dev.selvage.scope.waiting.ThreadContext;

/**
 * The thread that alone uses an open handle, as far as is known.
 *
 * @param thread the owner
 * @param handle what handle, for messages, such as {@code sender of channel 'jobs' (made at Shop.java:41)}
 * @param born when it was made, by {@code System.nanoTime()}
 */
public record KnownOwner(ThreadContext thread, String handle, long born) {}
