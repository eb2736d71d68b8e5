package dev.selvage.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** How the cells of an array of elements are read and written. An empty cell is null. */
final class Cells {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Object[].class);

    private Cells() {}

    static @Nullable Object look(@Nullable Object[] cells, int at) {
        return CELL.getAcquire(cells, at);
    }

    static void put(@Nullable Object[] cells, int at, Object element) {
        CELL.setRelease(cells, at, element);
    }

    static void clear(@Nullable Object[] cells, int at) {
        CELL.setRelease(cells, at, (Object) null);
    }
}
