package dev.selvage.bench;

import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeConfig;
import dev.selvage.scope.spi.ContextCarrier;
import dev.selvage.scope.spi.ScopeListener;
import java.util.function.UnaryOperator;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What does each way of watching, carrying and limiting add to a fork? To be read against {@code none}. */
public class ObservedForks extends OnVirtualThread {
    private static final int FORKS = 1_000;

    /** What is on; {@code recorder} is Flight Recorder with all our events, {@code limit} a limit that is not reached. */
    @Param({"none", "listener", "carrier", "limit", "recorder"})
    public String with;

    private UnaryOperator<ScopeConfig> config;
    private Recording recording;

    @Setup(Level.Trial)
    public void setUp() {
        ThreadLocal<String> tenant = new ThreadLocal<>();
        tenant.set("acme");
        config = switch (with) {
            case "listener" -> c -> c.withListener(new ScopeListener() {});
            case "carrier" -> c -> c.withContext(ContextCarrier.of(tenant));
            case "limit" -> {
                Limiter limiter = Limiter.of("db", 2 * FORKS);
                yield c -> c.withLimiter(limiter);
            }
            default -> c -> c;
        };
        if (with.equals("recorder")) {
            recording = new Recording();
            recording.enable("dev.selvage.Scope").withoutThreshold();
            recording.enable("dev.selvage.Fork").withoutThreshold();
            recording.start();
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        if (recording != null) {
            recording.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(FORKS)
    public Object fork() throws Exception {
        return Scope.call(config, scope -> {
            for (int i = 0; i < FORKS; i++) {
                scope.fork(() -> null);
            }
            return null;
        });
    }
}
