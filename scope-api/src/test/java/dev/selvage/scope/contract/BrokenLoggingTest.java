package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** A logger that throws: stands for any error inside the framework, on the thread of a fork. */
@Timeout(30)
class BrokenLoggingTest {
    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final TurboFilter broken = new TurboFilter() {
        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] arguments, Throwable thrown) {
            if (format != null && format.contains("was never closed")) {
                throw new IllegalStateException("the logger is broken");
            }
            return FilterReply.NEUTRAL;
        }
    };

    @BeforeEach
    void breakIt() {
        loggers.addTurboFilter(broken);
    }

    @AfterEach
    void mendIt() {
        loggers.getTurboFilterList().remove(broken);
    }

    @Test
    void errorBeforeTheForkHasAnEnd_isItsFailure_andItsPermitComesBack() {
        Limiter limiter = Limiter.of("db", 1);
        Throwable thrown = catchThrowable(() -> Scope.run(c -> c.withName("job").withLimiter(limiter), scope -> {
            scope.fork("careless", () -> {
                var _ = Scope.open(c -> c.withName("forgotten"));
            });
        }));
        assertThat(thrown)
                .isInstanceOf(ScopeFailedException.class)
                .hasMessageContaining(
                        "fork 'job/careless#1' failed: java.lang.IllegalStateException: the logger is broken");
        assertThat(limiter.stats()).isEqualTo(new Limiter.Stats(1, 0, 0));
    }
}
