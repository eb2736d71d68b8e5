package dev.selvage.scope.handle;

/**
 * Something that only one thread may use, so that no fork may have it. Such a type is no {@link Handle}, so the compiler
 * refuses it in {@code fork}; {@code Owned.of} refuses it at run time.
 */
public interface Confined {}
