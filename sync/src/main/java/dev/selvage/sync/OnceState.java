package dev.selvage.sync;

/**
 * What a forced initialiser finds. The counterpart of Rust's {@code OnceState}.
 *
 * @param poisoned whether an initialiser has failed before
 */
public record OnceState(boolean poisoned) {}
