package dev.selvage.scope;

/**
 * How often this JVM has seen scopes used wrongly, since its start.
 *
 * @param lostScopes scopes from {@code open} that were never closed
 * @param forgottenJoins scopes that were closed with forks and without {@code join}
 * @param stalledForks forks that went on for longer than the stall warning after their cancellation
 */
public record ScopeProblems(long lostScopes, long forgottenJoins, long stalledForks) {}
