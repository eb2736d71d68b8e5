package dev.selvage.examples.guide;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.selvage.scope.Scope;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What scopes log while a test listens. */
final class Logs extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Scope.class);
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    static Logs listen() {
        Logs logs = new Logs();
        logs.start();
        logs.logger.addAppender(logs);
        logs.logger.setLevel(Level.WARN);
        logs.logger.setAdditive(false); // what a test expects is no news for the console
        return logs;
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** {@return the lines as a log would have them, without what the pattern adds} */
    List<String> lines() {
        return events.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    /** {@return the first event} */
    ILoggingEvent first() {
        return events.element();
    }
}
