package dev.selvage.channels.contract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What one logger gets, from WARN up, while a test listens; it does not reach the console. */
final class Logged extends AppenderBase<ILoggingEvent> {
    private final Logger logger;
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    Logged(Class<?> name) {
        this.logger = (Logger) LoggerFactory.getLogger(name);
    }

    @Override
    public void start() {
        super.start();
        logger.addAppender(this);
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
    }

    @Override
    public void stop() {
        logger.detachAppender(this);
        logger.setLevel(null);
        logger.setAdditive(true);
        super.stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    Queue<ILoggingEvent> events() {
        return events;
    }
}
