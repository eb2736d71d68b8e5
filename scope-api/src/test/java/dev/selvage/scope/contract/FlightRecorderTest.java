package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The events, read back from a recording. */
@Timeout(60)
class FlightRecorderTest {
    @TempDir
    private Path folder;

    private List<RecordedEvent> record(Runnable work) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.selvage.Scope").withoutThreshold();
            recording.enable("dev.selvage.Fork").withoutThreshold();
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.selvage."))
                .toList();
    }

    private static List<RecordedEvent> of(String name, List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    @Test
    void scopeAndForks_areRecorded_withNamesStatesAndDurations() throws Exception {
        List<RecordedEvent> events = record(() -> {
            Throwable thrown = catchThrowable(() -> Scope.run(c -> c.withName("job"), scope -> {
                scope.fork("slow", () -> LockSupport.parkNanos(50_000_000)).join();
                scope.fork("fails", () -> {
                    throw new IllegalStateException("no");
                });
            }));
            assertThat(thrown).isNotNull();
        });
        assertThat(of("dev.selvage.Scope", events)).singleElement().satisfies(event -> {
            assertThat(event.getString("name")).isEqualTo("job");
            assertThat(event.getString("joiner")).isEqualTo("fail-fast");
            assertThat(event.getInt("forks")).isEqualTo(2);
            assertThat(event.getString("cancelKind")).isEqualTo("SIBLING_FAILED");
            assertThat(event.getString("cancelMessage")).contains("job/fails#2");
            assertThat(event.getDuration()).isGreaterThan(Duration.ofMillis(30));
        });
        assertThat(of("dev.selvage.Fork", events)).hasSize(2).anySatisfy(event -> {
            assertThat(event.getString("name")).isEqualTo("job/slow#1");
            assertThat(event.getString("scope")).isEqualTo("job");
            assertThat(event.getString("state")).isEqualTo("SUCCEEDED");
            assertThat(event.getDuration()).isGreaterThan(Duration.ofMillis(30));
        });
        assertThat(of("dev.selvage.Fork", events)).anySatisfy(event -> {
            assertThat(event.getString("state")).isEqualTo("FAILED");
            assertThat(event.getString("failure")).isEqualTo("java.lang.IllegalStateException: no");
        });
        assertThat(of("dev.selvage.ScopeCancelled", events)).singleElement().satisfies(event -> {
            assertThat(event.getString("scope")).isEqualTo("job");
            assertThat(event.getString("kind")).isEqualTo("SIBLING_FAILED");
            assertThat(event.getString("source")).isEqualTo("job/fails#2");
        });
    }

    @Test
    void forkThatNeverStarted_andStall_areRecorded() throws Exception {
        List<RecordedEvent> events = record(() -> {
            Throwable thrown = catchThrowable(() ->
                    Scope.run(c -> c.withName("job").withStallWarning(Duration.ofMillis(20)), scope -> {
                        long before = Scope.problems().stalledForks();
                        CountDownLatch running = new CountDownLatch(1);
                        scope.fork("stubborn", () -> {
                            running.countDown();
                            await().until(() -> Scope.problems().stalledForks() > before);
                        });
                        var _ = catchThrowable(running::await);
                        scope.cancel("enough");
                        scope.fork("late", () -> {});
                    }));
            assertThat(thrown).isNotNull();
        });
        assertThat(of("dev.selvage.Fork", events)).anySatisfy(event -> {
            assertThat(event.getString("state")).isEqualTo("NOT_STARTED");
            assertThat(event.getString("cancelMessage")).isEqualTo("enough");
        });
        assertThat(of("dev.selvage.ForkStall", events)).singleElement().satisfies(event -> {
            assertThat(event.getString("fork")).isEqualTo("job/stubborn#1");
            assertThat(event.getString("cancelMessage")).isEqualTo("enough");
            assertThat(event.getString("where")).startsWith("org.awaitility.");
        });
    }

    @Test
    void withoutARecording_nothingIsRecorded() throws Exception {
        List<RecordedEvent> events = record(() -> {});
        assertThat(catchThrowable(() -> Scope.run(scope -> scope.fork(() -> {}))))
                .isNull();
        assertThat(events).isEmpty();
    }
}
