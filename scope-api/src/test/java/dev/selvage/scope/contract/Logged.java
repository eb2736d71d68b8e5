package dev.selvage.scope.contract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.selvage.scope.Scope;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What scopes, or another class, log while a test listens. */
final class Logged extends AppenderBase<ILoggingEvent> {
    private final Logger logger;
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    Logged() {
        this(Scope.class);
    }

    Logged(Class<?> of) {
        this.logger = (Logger) LoggerFactory.getLogger(of);
    }

    @Override
    public void start() {
        super.start();
        logger.addAppender(this);
        logger.setLevel(Level.WARN);
    }

    @Override
    public void stop() {
        logger.detachAppender(this);
        logger.setLevel(null);
        super.stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    List<ILoggingEvent> events() {
        return List.copyOf(events);
    }

    List<String> messages() {
        return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
