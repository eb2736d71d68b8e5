package dev.selvage.examples.locks;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.selvage.examples.docs.Docs;
import dev.selvage.examples.locks.Owning.Buffer;
import dev.selvage.scope.handle.Handle;
import dev.selvage.sync.ownership.Arc;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What the guide to ownership shows, run. */
@Timeout(10)
class OwningTest {
    private final Buffer allocated = new Buffer(10, new AtomicInteger());

    @Test
    void sharedBuffer_isFreedOnceByTheLastFork() throws Exception {
        assertThat(Owning.share(allocated)).isEqualTo(60);
        assertThat(allocated.freed()).hasValue(1);
    }

    @Test
    void movedHandle_namesWhatHappened() throws Exception {
        Docs.assertShown("ownership-moved", Owning.useAfterMove(allocated).toString());
        assertThat(allocated.freed()).hasValue(1);
    }

    @Test
    void socket_isClosedByItsFork() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
            server.accept().close();
            Owning.own(client);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void weakHandle_doesNotKeepTheBuffer() {
        try (Arc<Buffer> buffer = Arc.of("frame", allocated, Buffer::release)) {
            assertThat(Owning.cache(buffer)).isTrue();
            assertThat(Owning.owners(buffer)).contains("arc 'frame' of thread");
        }
        assertThat(allocated.freed()).hasValue(1);
    }

    @Test
    void handleLeftOpen_isReportedByTheScope() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(Handle.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        ConcurrentLinkedQueue<Arc<Buffer>> cache = new ConcurrentLinkedQueue<>();
        try (Arc<Buffer> buffer = Arc.of("frame", allocated, Buffer::release)) {
            Owning.leaveOpen(cache, buffer);
        } finally {
            logger.detachAppender(logged);
        }
        assertThat(allocated.freed()).hasValue(0);
        cache.forEach(Arc::close);
        assertThat(allocated.freed()).hasValue(1);
        String message = logged.list.getFirst().getFormattedMessage();
        Docs.assertShown("ownership-left-open", message.replaceAll("\\b\\d+ ms", "1 ms"));
    }

    @Test
    void rc_countsOnOneThread() {
        assertThat(Owning.confined(allocated)).isEqualTo(1);
        assertThat(allocated.freed()).hasValue(1);
    }
}
