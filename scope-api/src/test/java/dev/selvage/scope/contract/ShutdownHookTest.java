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
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShutdownProbe.class.getName())
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
            assertThat(lines)
                    .containsExactlyInAnyOrder(
                            "worker: SHUTDOWN", "worker: cleaned up", "body: the JVM is shutting down");
            assertThat(process.waitFor()).isEqualTo(TERMINATED);
        } finally {
            process.destroyForcibly();
        }
    }
}
