package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SIGTERM cancels the scope, and the JVM waits for its forks. */
@Timeout(60)
class ShutdownHookTest {
    private static final int TERMINATED = 128 + 15;

    @Test
    void sigterm_cancelsTheScope_andTheJvmWaitsForItsForks() throws Exception {
        assertThat(terminated("cancelled"))
                .containsExactlyInAnyOrder("worker: SHUTDOWN", "worker: cleaned up", "body: the JVM is shutting down");
    }

    @Test
    void sigterm_withADrain_letsTheScopeEndByItself() throws Exception {
        assertThat(terminated("drained"))
                .containsExactly("asked to end", "worker: done, not cancelled", "body: done, not cancelled");
    }

    @Test
    void sigterm_drainTimeOver_cancelsTheScope() throws Exception {
        assertThat(terminated("stubborn")).containsExactly("asked to end", "worker: SHUTDOWN");
    }

    @Test
    void sigterm_drainThatThrows_cancelsTheScopeAtOnce() throws Exception {
        assertThat(terminated("broken"))
                .anyMatch(line -> line.contains("what was to make scope 'server' end threw; it is cancelled instead"))
                .contains("worker: SHUTDOWN");
    }

    /** Starts the probe, terminates it when it is ready, and returns what it then printed. */
    private static List<String> terminated(String kind) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShutdownProbe.class.getName(),
                        kind)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("ready");
            process.toHandle().destroy();
            // The main thread may report the cancelled scope before the JVM halts, or not.
            List<String> lines = output.lines()
                    .filter(line -> !line.startsWith("Exception") && !line.startsWith("\t"))
                    .toList();
            assertThat(process.waitFor()).isEqualTo(TERMINATED);
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
