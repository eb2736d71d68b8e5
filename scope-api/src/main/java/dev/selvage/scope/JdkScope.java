package dev.selvage.scope;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.WrongMethodTypeException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JDK's structured task scope, driven without the preview flag. Nothing else in the code base names it. */
final class JdkScope {
    /*
     * Overview. A class file that names a preview API is bound to one JDK and to --enable-preview. Method handles are
     * not: the few methods that we need are looked up once, when this class is initialised, and kept in static final
     * fields, so that the JIT compiles them as direct calls. The shape is found by looking, not by the version: JDK 25
     * opens with a Function, 26 and later with a UnaryOperator (which is a Function), 27 and 28 have one more open and a
     * third type parameter, which erasure hides. A shape that lacks something is kept as a message, not thrown from the
     * initialiser, so that every open() says why.
     *
     * Only open, fork, join and close are used. The JDK's subtask is never run: the factory gives a thread that runs our
     * fork instead, which has a result cell of its own, and a subtask that has not ended is what the JDK's scope has
     * after a cancellation, too. Its join and close count threads, not subtasks. So its joiner
     * (awaitAllSuccessfulOrThrow, present in all versions) hears of no end, and never cancels. A joiner serves one scope,
     * so each open() makes its own.
     *
     * Memory ordering. Starting a thread happens before what it runs. The JDK's count of threads, which each thread
     * lowers by an atomic operation as its last act, orders that before the return of join.
     *
     * Checked by: JdkScopeTest, JdkShapesTest (stand-ins for the shapes that the running JDK does not have).
     *
     * References. JEP 505, 525, 533, 543.
     */
    private static final String TYPE = "java.util.concurrent.StructuredTaskScope";

    private static final Callable<?> NEVER_RUN = () -> {
        throw new IllegalStateException("a task of the JDK's scope was run, and not what its thread was made for");
    };

    private static final @Nullable String REFUSAL;
    private static final String SHAPE;
    private static final MethodHandle JOINER;
    private static final MethodHandle OPEN;
    private static final MethodHandle FORK;
    private static final MethodHandle JOIN;
    private static final MethodHandle CLOSE;
    private static final MethodHandle WITH_NAME;
    private static final MethodHandle WITH_THREAD_FACTORY;

    static {
        Link link = Link.to(TYPE);
        REFUSAL = link.refusal();
        SHAPE = link.shape();
        JOINER = link.handle("joiner");
        OPEN = link.handle("open");
        FORK = link.handle("fork");
        JOIN = link.handle("join");
        CLOSE = link.handle("close");
        WITH_NAME = link.handle("withName");
        WITH_THREAD_FACTORY = link.handle("withThreadFactory");
    }

    private JdkScope() {}

    /** {@return the shape that was found, such as "JDK 25"} */
    static String shape() {
        return SHAPE;
    }

    /**
     * Opens a scope owned by the current thread.
     *
     * @param name for dumps; a scope without one would make itself one from its hash, which takes two fifths of the opening
     * @throws UnsupportedOperationException if the JDK's scope has a shape that we do not know
     */
    static Object open(String name, ThreadFactory factory) {
        if (REFUSAL != null) {
            throw new UnsupportedOperationException(REFUSAL);
        }
        UnaryOperator<Object> configuration = config -> configure(config, name, factory);
        try {
            return (Object) OPEN.invokeExact((Object) JOINER.invokeExact(), configuration);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static Object configure(Object config, String name, ThreadFactory factory) {
        try {
            return (Object) WITH_NAME.invokeExact((Object) WITH_THREAD_FACTORY.invokeExact(config, factory), name);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Starts a thread of the scope's factory, which knows what it is to run. Called by the owner. */
    static void start(Object scope) {
        try {
            FORK.invokeExact(scope, NEVER_RUN);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Waits until the threads have ended. Called by the owner. */
    static void join(Object scope) throws InterruptedException {
        try {
            JOIN.invokeExact(scope);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Waits until the threads have ended, and ends the scope. Called by the owner. */
    static void close(Object scope) {
        try {
            CLOSE.invokeExact(scope);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** {@return whether the JDK refused to start a thread because scoped values were bound since the scope was opened} */
    static boolean isStructureViolation(Throwable e) {
        return e.getClass().getName().equals("java.util.concurrent.StructureViolationException");
    }

    private static RuntimeException unchecked(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("the JDK's scope failed, although its tasks never throw: " + e, e);
    }

    /** The look-up of one shape, and what it missed. */
    static final class Link {
        private static final MethodHandle NONE = MethodHandles.empty(methodType(void.class));

        private final List<String> missing = new ArrayList<>();
        private final Map<String, MethodHandle> handles = new HashMap<>();
        private String shape = "unknown";

        /** Links the type of the given name. */
        static Link to(String typeName) {
            try {
                return to(Class.forName(typeName));
            } catch (ClassNotFoundException e) {
                Link link = new Link();
                link.missing.add("the type " + typeName);
                return link;
            }
        }

        /** Links the given type, whose shape is recognised by its methods. */
        static Link to(Class<?> scope) {
            Link link = new Link();
            Class<?> joiner = link.nested(scope, "Joiner");
            Class<?> configuration = link.nested(scope, "Configuration");
            if (joiner == null || configuration == null) {
                return link;
            }
            boolean functions = has(scope, "open", joiner, Function.class);
            Class<?> configurator = functions ? Function.class : UnaryOperator.class;
            link.add("joiner", methodType(Object.class), joiner, "awaitAllSuccessfulOrThrow");
            link.add(
                    "open",
                    methodType(Object.class, Object.class, UnaryOperator.class),
                    scope,
                    "open",
                    joiner,
                    configurator);
            link.add("fork", methodType(void.class, Object.class, Callable.class), scope, "fork", Callable.class);
            link.add("join", methodType(void.class, Object.class), scope, "join");
            link.add("close", methodType(void.class, Object.class), scope, "close");
            link.add(
                    "withName",
                    methodType(Object.class, Object.class, String.class),
                    configuration,
                    "withName",
                    String.class);
            link.add(
                    "withThreadFactory",
                    methodType(Object.class, Object.class, ThreadFactory.class),
                    configuration,
                    "withThreadFactory",
                    ThreadFactory.class);
            if (link.missing.isEmpty()) {
                boolean defaultJoiner = has(scope, "open", UnaryOperator.class);
                link.shape = functions ? "JDK 25" : defaultJoiner ? "JDK 27 or 28" : "JDK 26";
            }
            return link;
        }

        /** {@return "JDK 25", "JDK 26", "JDK 27 or 28", or "unknown"} */
        String shape() {
            return shape;
        }

        /** {@return the handle of that key, of the erased type; one that nobody calls if {@link #refusal} is not null} */
        MethodHandle handle(String key) {
            return handles.getOrDefault(key, NONE);
        }

        /** {@return why this JDK is refused, or null if it is not} */
        @Nullable
        String refusal() {
            return missing.isEmpty()
                    ? null
                    : "Selvage knows the StructuredTaskScope of JDK 25, 26, 27 and 28; the one of this JDK ("
                            + Runtime.version() + ") lacks " + String.join(", ", missing)
                            + ": use a Selvage release that knows this JDK, or one of those JDKs";
        }

        private @Nullable Class<?> nested(Class<?> scope, String name) {
            for (Class<?> type : scope.getClasses()) {
                if (type.getSimpleName().equals(name)) {
                    return type;
                }
            }
            missing.add("the type " + scope.getSimpleName() + "." + name);
            return null;
        }

        private static boolean has(Class<?> type, String name, Class<?>... parameters) {
            return Arrays.stream(type.getMethods())
                    .anyMatch(m -> m.getName().equals(name) && Arrays.equals(m.getParameterTypes(), parameters));
        }

        private void add(String key, MethodType erased, Class<?> type, String name, Class<?>... parameters) {
            try {
                Method method = type.getMethod(name, parameters);
                handles.put(key, MethodHandles.publicLookup().unreflect(method).asType(erased));
            } catch (ReflectiveOperationException | WrongMethodTypeException e) {
                missing.add(signature(type, name, parameters));
            }
        }

        private static String signature(Class<?> type, String name, Class<?>... parameters) {
            return Arrays.stream(parameters)
                    .map(Class::getSimpleName)
                    .collect(Collectors.joining(", ", type.getSimpleName() + "." + name + "(", ")"));
        }
    }
}
