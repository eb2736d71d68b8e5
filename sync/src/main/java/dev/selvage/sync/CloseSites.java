package dev.selvage.sync;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Tells whether a {@code close()} is the clean-up of a block that an exception has left, from the place of its call. */
final class CloseSites {
    private record Site(String method, String descriptor, int bci) {}

    private static final String OURS = CloseSites.class.getPackageName();

    /** The frames between the caller and the walk are three or four. */
    private static final StackWalker WALKER =
            StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE), 5);

    /** The verdicts live as long as the class they are about. */
    private static final ClassValue<Map<Site, Boolean>> VERDICTS = new ClassValue<>() {
        @Override
        protected Map<Site, Boolean> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private CloseSites() {}

    /** {@return whether the innermost call from outside of this package is the clean-up of a failed block} */
    static boolean isCleanUpOfFailure() {
        return WALKER.walk(CloseSites::judge);
    }

    private static boolean judge(Stream<StackFrame> frames) {
        Iterator<StackFrame> walk = frames.iterator();
        while (walk.hasNext()) {
            StackFrame frame = walk.next();
            Class<?> type = frame.getDeclaringClass();
            if (!type.getPackageName().equals(OURS)) {
                Site site = new Site(frame.getMethodName(), frame.getDescriptor(), frame.getByteCodeIndex());
                Map<Site, Boolean> verdicts = VERDICTS.get(type);
                Boolean known = verdicts.get(site);
                return known != null ? known : classify(frame, type, site, verdicts);
            }
        }
        return false;
    }

    private static boolean classify(StackFrame frame, Class<?> type, Site site, Map<Site, Boolean> verdicts) {
        boolean failure = false;
        String trouble = null;
        try {
            failure = CloseCallAnalysis.of(type, site.method(), site.descriptor(), site.bci())
                    .isCleanUpOfFailure();
        } catch (CloseCallAnalysis.UnknownCodeException e) {
            trouble = e.getMessage();
        }
        if (verdicts.putIfAbsent(site, failure) == null && trouble != null) {
            LoggerFactory.getLogger(MutexGuard.class)
                    .warn(
                            "whether a block that ends at {} fails cannot be seen ({}): its exceptions do not poison; use"
                                    + " the closure form, or Poisoning.CLOSURE_ONLY to silence this",
                            frame.toStackTraceElement(),
                            trouble);
        }
        return failure;
    }
}
