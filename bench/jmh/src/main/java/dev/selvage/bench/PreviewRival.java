package dev.selvage.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Finds the rivals that are compiled with preview features, against which this module cannot be compiled without that
 * flag. Kept in a static final field and called with {@code invokeExact}, such a handle is compiled as a direct call.
 */
final class PreviewRival {
    private PreviewRival() {}

    /** {@return the static method of a class in {@code dev.selvage.bench.sts}} */
    static MethodHandle find(String type, String method, Class<?> result, Class<?>... parameters) {
        try {
            Class<?> rival = Class.forName("dev.selvage.bench.sts." + type);
            return MethodHandles.publicLookup().findStatic(rival, method, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the rival " + type + "." + method + " is not on the class path", e);
        }
    }
}
