package dev.selvage.scope;

/**
 * The failure of a fork in a supervised scope.
 *
 * @param fork the fork that failed
 * @param cause what its task threw
 */
public record ForkFailure(Fork<?> fork, Throwable cause) {}
