package dev.selvage.scope.tracking;

import java.util.function.Consumer;

/**
 * A kind of handle.
 *
 * @param noun what messages call it: {@code arc}, {@code sender}
 * @param release what giving up a handle of this kind does to its target; runs once for a lost handle, on the thread of the
 *     leak detection, which logs what it throws
 * @param <S> the target
 */
public record HandleKind<S extends HandleTarget>(String noun, Consumer<? super S> release) {}
