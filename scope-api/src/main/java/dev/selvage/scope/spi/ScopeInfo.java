package dev.selvage.scope.spi;

import java.time.Instant;

/**
 * What a listener is told about a scope.
 *
 * @param id a number that no other scope of this JVM has
 * @param name its name
 * @param owner the name of the fork or thread that opened it
 * @param openedAt when it was opened
 */
public record ScopeInfo(long id, String name, String owner, Instant openedAt) {}
