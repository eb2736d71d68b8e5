import dev.selvage.sync.MappedGuard;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import java.util.concurrent.Callable;

/** Blocks with a guard. Those whose names begin with "fails" are left by an exception; the others are not. */
public final class CloseShapes {
    public static final class Boom extends RuntimeException {
        public Boom() {
            super("boom");
        }
    }

    private static void touch(MutexGuard<StringBuilder> guard) {
        guard.get().append('x');
    }

    private static void boom() {
        throw new Boom();
    }

    private static boolean no() {
        return System.nanoTime() == 42;
    }

    // ---- left normally

    public static void normal(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
        }
    }

    public static int returned(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            return g.get().length();
        }
    }

    public static void returnedVoid_early(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            if (!no()) {
                return;
            }
            boom();
        }
    }

    public static void breaks(Mutex<StringBuilder> m) throws Exception {
        while (true) {
            try (var g = m.lock()) {
                touch(g);
                break;
            }
        }
    }

    public static void continues(Mutex<StringBuilder> m) throws Exception {
        for (int i = 0; i < 3; i++) {
            try (var g = m.lock()) {
                touch(g);
                if (i == 1) {
                    continue;
                }
                touch(g);
            }
        }
    }

    public static void labelledBreak_outOfTwoLoops(Mutex<StringBuilder> m) throws Exception {
        outer:
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                try (var g = m.lock()) {
                    touch(g);
                    if (j == 1) {
                        break outer;
                    }
                }
            }
        }
    }

    public static void caughtInside(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            try {
                touch(g);
                boom();
            } catch (Boom e) {
                touch(g);
            }
        }
    }

    public static void caughtInside_andReturned(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            try {
                touch(g);
                boom();
            } catch (Throwable e) {
                return;
            }
        }
    }

    public static void insideCatchAll(Mutex<StringBuilder> m) throws Exception {
        try {
            boom();
        } catch (Throwable t) {
            try (var g = m.lock()) {
                touch(g);
            }
        }
    }

    public static void insideSynchronized(Mutex<StringBuilder> m) throws Exception {
        synchronized (m) {
            try (var g = m.lock()) {
                touch(g);
            }
        }
    }

    public static void aroundSynchronized_caught(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            try {
                synchronized (m) {
                    touch(g);
                    boom();
                }
            } catch (Boom e) {
                touch(g);
            }
        }
    }

    public static void insideFinally_whileAnExceptionIsOnItsWay(Mutex<StringBuilder> m) throws Exception {
        try {
            boom();
        } finally {
            try (var g = m.lock()) {
                touch(g);
            }
        }
    }

    public static void insideFinally_withAFinallyOfItsOwn(Mutex<StringBuilder> m) throws Exception {
        try {
            boom();
        } finally {
            MutexGuard<StringBuilder> g = m.lock();
            try {
                touch(g);
            } finally {
                g.close();
            }
        }
    }

    public static void insideFinally_plainly(Mutex<StringBuilder> m) throws Exception {
        try {
            boom();
        } finally {
            MutexGuard<StringBuilder> g = m.lock();
            touch(g);
            g.close();
        }
    }

    public static void insideFinally_normally(Mutex<StringBuilder> m) throws Exception {
        try {
            no();
        } finally {
            try (var g = m.lock()) {
                touch(g);
            }
        }
    }

    public static void switched(Mutex<StringBuilder> m) throws Exception {
        switch (m.name().length()) {
            case 0:
                break;
            default:
                try (var g = m.lock()) {
                    touch(g);
                    break;
                }
        }
    }

    public static int switchInside(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            return switch (g.get().length()) {
                case 0 -> 1;
                case 1 -> 2;
                case 77 -> throw new Boom();
                default -> 3;
            };
        }
    }

    public static void finallyClose(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        try {
            touch(g);
        } finally {
            g.close();
        }
    }

    public static int finallyClose_returned(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        try {
            touch(g);
            if (no()) {
                return 1;
            }
            return 2;
        } finally {
            g.close();
        }
    }

    public static void finallyClose_inALoop_continued(Mutex<StringBuilder> m) throws Exception {
        for (int i = 0; i < 3; i++) {
            MutexGuard<StringBuilder> g = m.lock();
            try {
                touch(g);
                if (i == 1) {
                    continue;
                }
                touch(g);
            } finally {
                g.close();
            }
        }
    }

    public static void finallyClose_caughtInside(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        try {
            try {
                touch(g);
                boom();
            } catch (Boom e) {
                touch(g);
            } finally {
                touch(g);
            }
        } finally {
            g.close();
        }
    }

    public static void nestedFinally_sameGuard_swallowedBetween(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        try {
            touch(g);
            try {
                try {
                    boom();
                } finally {
                    touch(g);
                }
            } catch (Boom e) {
                touch(g);
            }
        } finally {
            g.close();
        }
    }

    public static void plainClose(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        touch(g);
        g.close();
    }

    public static void closeInATypedCatch(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        touch(g);
        try {
            boom();
        } catch (Boom e) {
            g.close();
        }
    }

    public static void nullableResource(Mutex<StringBuilder> m) throws Exception {
        try (MutexGuard<StringBuilder> g = no() ? null : m.lock()) {
            touch(g);
        }
    }

    public static void passedIn(Mutex<StringBuilder> m) throws Exception {
        usePassedIn(m.lock(), false);
    }

    private static void usePassedIn(MutexGuard<StringBuilder> g, boolean fail) {
        try (g) {
            touch(g);
            if (fail) {
                boom();
            }
        }
    }

    public static void unlocked_thenThrows(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            g.unlock();
            boom();
        }
    }

    public static void lambda(Mutex<StringBuilder> m) throws Exception {
        Callable<Integer> task = () -> {
            try (var g = m.lock()) {
                touch(g);
                return 1;
            }
        };
        task.call();
    }

    public static void twoResources(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock();
                var other = Mutex.of("other", new StringBuilder()).lock()) {
            touch(g);
            touch(other);
        }
    }

    public static void afterAFailedBlock_ofAnotherGuard(Mutex<StringBuilder> m) throws Exception {
        try (var other = Mutex.of("other", new StringBuilder()).lock()) {
            touch(other);
            boom();
        } catch (Boom e) {
            try (var g = m.lock()) {
                touch(g);
            }
        }
    }

    public static void mapped(Mutex<StringBuilder> m) throws Exception {
        try (MappedGuard<StringBuilder> g = m.lock().map(b -> b.append('y'))) {
            g.get().append('z');
        }
    }

    // ---- left by an exception

    public static void fails_throws(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            boom();
        }
    }

    public static void fails_throwStatement(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            throw new Boom();
        }
    }

    public static int fails_inTheReturnExpression(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            return g.get().charAt(1000);
        }
    }

    public static void fails_caughtOutside(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            boom();
        } catch (Boom e) {
            no();
        } finally {
            no();
        }
    }

    public static void fails_rethrownInside(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            try {
                touch(g);
                boom();
            } catch (Boom e) {
                throw new IllegalStateException("wrapped", e);
            }
        }
    }

    public static void fails_nested_theOuter(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            try (var inner = Mutex.of("inner", new StringBuilder()).lock()) {
                touch(inner);
                boom();
            }
        }
    }

    public static void fails_twoResources_theFirst(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock();
                var other = Mutex.of("other", new StringBuilder()).lock()) {
            touch(g);
            boom();
        }
    }

    public static void fails_twoResources_theSecond(Mutex<StringBuilder> m) throws Exception {
        try (var other = Mutex.of("other", new StringBuilder()).lock();
                var g = m.lock()) {
            touch(g);
            boom();
        }
    }

    public static void fails_whileTheSecondResourceOpens(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock();
                var other = open(g)) {
            touch(g);
        }
    }

    private static MutexGuard<StringBuilder> open(MutexGuard<StringBuilder> first) {
        touch(first);
        throw new Boom();
    }

    public static void fails_finallyClose(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        try {
            touch(g);
            boom();
        } finally {
            g.close();
        }
    }

    public static void fails_finallyClose_onlyThrow(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        try {
            touch(g);
            throw new Boom();
        } finally {
            g.close();
        }
    }

    public static void fails_finallyClose_ifNotNull(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = null;
        try {
            g = m.lock();
            touch(g);
            boom();
        } finally {
            if (g != null) {
                g.close();
            }
        }
    }

    @SuppressWarnings("finally")
    public static int fails_finallyClose_andReturns(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        try {
            touch(g);
            boom();
            return 1;
        } finally {
            g.close();
            return 2;
        }
    }

    public static void fails_finallyClose_inALoop(Mutex<StringBuilder> m) throws Exception {
        for (int i = 0; i < 3; i++) {
            MutexGuard<StringBuilder> g = m.lock();
            try {
                touch(g);
                if (i == 2) {
                    boom();
                }
            } finally {
                g.close();
            }
        }
    }

    public static void fails_finallyClose_afterACatchThatRethrows(Mutex<StringBuilder> m) throws Exception {
        MutexGuard<StringBuilder> g = m.lock();
        try {
            touch(g);
            boom();
        } catch (Boom e) {
            throw new IllegalStateException("wrapped", e);
        } finally {
            g.close();
        }
    }

    public static void fails_insideFinally(Mutex<StringBuilder> m) throws Exception {
        try {
            no();
        } finally {
            try (var g = m.lock()) {
                touch(g);
                boom();
            }
        }
    }

    public static void fails_insideFinally_whileAnExceptionIsOnItsWay(Mutex<StringBuilder> m) throws Exception {
        try {
            boom();
        } finally {
            try (var g = m.lock()) {
                touch(g);
                throw new IllegalStateException("another");
            }
        }
    }

    public static void fails_insideFinally_withAFinallyOfItsOwn(Mutex<StringBuilder> m) throws Exception {
        try {
            boom();
        } finally {
            MutexGuard<StringBuilder> g = m.lock();
            try {
                touch(g);
                boom();
            } finally {
                g.close();
            }
        }
    }

    public static void fails_insideSynchronized(Mutex<StringBuilder> m) throws Exception {
        synchronized (m) {
            try (var g = m.lock()) {
                touch(g);
                boom();
            }
        }
    }

    public static void fails_aroundSynchronized(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            synchronized (m) {
                touch(g);
                boom();
            }
        }
    }

    public static void fails_nullableResource(Mutex<StringBuilder> m) throws Exception {
        try (MutexGuard<StringBuilder> g = no() ? null : m.lock()) {
            touch(g);
            boom();
        }
    }

    public static void fails_passedIn(Mutex<StringBuilder> m) throws Exception {
        usePassedIn(m.lock(), true);
    }

    public static void fails_lambda(Mutex<StringBuilder> m) throws Exception {
        Callable<Integer> task = () -> {
            try (var g = m.lock()) {
                touch(g);
                boom();
                return 1;
            }
        };
        task.call();
    }

    public static void fails_loop(Mutex<StringBuilder> m) throws Exception {
        for (int i = 0; i < 3; i++) {
            try (var g = m.lock()) {
                touch(g);
                if (i == 2) {
                    boom();
                }
            }
        }
    }

    public static void fails_switch(Mutex<StringBuilder> m) throws Exception {
        try (var g = m.lock()) {
            touch(g);
            switch (g.get().length()) {
                case 0 -> no();
                default -> throw new Boom();
            }
        }
    }

    public static void fails_inARecord(Mutex<StringBuilder> m) throws Exception {
        new Point(1).use(m);
    }

    record Point(int x) {
        void use(Mutex<StringBuilder> m) throws Exception {
            try (var g = m.lock()) {
                touch(g);
                boom();
            }
        }
    }

    public static void fails_inADefaultMethod(Mutex<StringBuilder> m) throws Exception {
        new User() {}.use(m);
    }

    interface User {
        default void use(Mutex<StringBuilder> m) throws Exception {
            try (var g = m.lock()) {
                touch(g);
                boom();
            }
        }
    }

    public static void fails_inAConstructor(Mutex<StringBuilder> m) throws Exception {
        new Built(m);
    }

    static final class Built {
        private final MutexGuard<StringBuilder> guard;

        Built(Mutex<StringBuilder> m) throws Exception {
            guard = m.lock();
            try {
                touch(guard);
                boom();
            } finally {
                guard.close();
            }
        }
    }

    public static void fails_mapped(Mutex<StringBuilder> m) throws Exception {
        try (MappedGuard<StringBuilder> g = m.lock().map(b -> b)) {
            g.get().append('z');
            boom();
        }
    }
}
