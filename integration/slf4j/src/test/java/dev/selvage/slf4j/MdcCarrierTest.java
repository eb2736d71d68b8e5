package dev.selvage.slf4j;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeGatherers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The logging context in forks, read from the lines that Logback writes. */
@Timeout(30)
class MdcCarrierTest {
    private final Logger log = (Logger) LoggerFactory.getLogger("shop");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

    @BeforeEach
    void listen() {
        LoggerContext context = log.getLoggerContext();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("[%X{request}] %msg%n");
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        log.addAppender(appender);
        MDC.put("request", "r-1");
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(appender);
        MDC.clear();
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void logLineInAFork_hasTheCallersContext() throws Exception {
        Scope.run(scope -> scope.fork(() -> log.info("in the fork")));
        assertThat(lines()).containsExactly("[r-1] in the fork");
    }

    @Test
    void logLineInAForkOfAFork_hasTheContextOfItsMaker() throws Exception {
        Scope.run(scope -> scope.fork(() -> {
            MDC.put("request", "r-1/child");
            scope.fork(() -> log.info("in the grandchild"));
        }));
        assertThat(lines()).containsExactly("[r-1/child] in the grandchild");
    }

    @Test
    void logLineInAQueuedFork_hasTheContextOfItsMakerWhenItForked() throws Exception {
        Scope.run(
                c -> c.withMaxConcurrency(1),
                scope -> scope.fork(() -> {
                    MDC.put("request", "queued");
                    scope.fork(() -> log.info("later"));
                    MDC.put("request", "changed");
                }));
        assertThat(lines()).containsExactly("[queued] later");
    }

    @Test
    void logLineUnderMapAndGatherers_hasTheCallersContext() throws Exception {
        Scope.map(List.of(1, 2), 2, i -> {
            log.info("mapped");
            return i;
        });
        List<Integer> gathered = List.of(1, 2).stream()
                .gather(ScopeGatherers.<Integer, Integer>mapConcurrent(2, i -> {
                    log.info("mapped");
                    return i;
                }))
                .toList();
        assertThat(gathered).containsExactly(1, 2);
        assertThat(lines()).hasSize(4).containsOnly("[r-1] mapped");
    }

    @Test
    void failureHandlerOfASupervisedFork_logsWithTheForksContext() throws Exception {
        Scope.supervise(failure -> log.warn("failed"), scope -> {
            MDC.put("request", "r-2");
            scope.fork(() -> {
                throw new IllegalStateException("no");
            });
        });
        assertThat(lines()).containsExactly("[r-2] failed");
    }

    @Test
    void changeInAFork_staysThere_andTheCallersMapIsUnchanged() throws Exception {
        MDC.put("user", "ada");
        Scope.run(scope -> scope.fork(() -> {
                    MDC.put("request", "changed");
                    MDC.remove("user");
                })
                .join());
        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("request", "r-1", "user", "ada"));
    }

    @Test
    void threadOfAFactory_withAContextOfItsOwn_getsItBackAfterTheFork() throws Exception {
        AtomicReference<Map<String, String>> after = new AtomicReference<>();
        ThreadFactory factory = task -> Thread.ofVirtual().unstarted(() -> {
            MDC.put("pool", "p");
            task.run();
            after.set(MDC.getCopyOfContextMap());
        });
        Scope.run(c -> c.withThreadFactory(factory), scope -> scope.fork(() -> log.info("in the fork")));
        assertThat(lines()).containsExactly("[r-1] in the fork");
        assertThat(after.get()).isEqualTo(Map.of("pool", "p"));
    }

    @Test
    void callerWithoutContext_itsForksHaveNone() throws Exception {
        MDC.clear();
        AtomicReference<Map<String, String>> after = new AtomicReference<>();
        ThreadFactory factory = task -> Thread.ofVirtual().unstarted(() -> {
            MDC.put("request", "pool");
            task.run();
            after.set(MDC.getCopyOfContextMap());
        });
        Scope.run(c -> c.withThreadFactory(factory), scope -> scope.fork(() -> log.info("in the fork")));
        assertThat(lines()).containsExactly("[] in the fork");
        assertThat(after.get()).isEqualTo(Map.of("request", "pool"));
    }
}
