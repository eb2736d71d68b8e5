package dev.selvage.slf4j;

import dev.selvage.scope.spi.ContextCarrier;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The carrier of SLF4J's mapped diagnostic context: a fork logs with the entries that its maker had when it forked. The
 * fork has a copy, so that neither sees what the other changes. With this module on the class path or module path, the
 * {@code ServiceLoader} finds it and every scope uses it.
 *
 * <p>Costs one copy of the map for each fork on the forking thread, and one in the fork; nothing if the map is empty.
 */
public final class MdcCarrier implements ContextCarrier {
    private static final Restore CLEAR = MDC::clear;

    /** Creates the carrier; the {@code ServiceLoader} does. */
    public MdcCarrier() {}

    @Override
    public Snapshot capture() {
        Map<String, String> carried = MDC.getCopyOfContextMap();
        return carried == null || carried.isEmpty() ? MdcCarrier::applyNothing : () -> apply(carried);
    }

    private static Restore apply(Map<String, String> carried) {
        Restore restore = restoreOf(MDC.getCopyOfContextMap());
        MDC.setContextMap(carried);
        return restore;
    }

    /** A thread of the user's factory may bring entries of its own, which the maker did not have. */
    private static Restore applyNothing() {
        Map<String, String> before = MDC.getCopyOfContextMap();
        if (before == null || before.isEmpty()) {
            return CLEAR;
        }
        MDC.clear();
        return restoreOf(before);
    }

    private static Restore restoreOf(@Nullable Map<String, String> before) {
        return before == null || before.isEmpty() ? CLEAR : () -> MDC.setContextMap(before);
    }
}
