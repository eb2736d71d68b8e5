package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JDK's own thread dump shows our names. In a JVM of its own: JDK 25 may crash when it dumps virtual threads that are
 * being mounted (JDK-8364343); those of the probe all wait.
 */
@Timeout(60)
class ThreadDumpTest {
    @TempDir
    private Path folder;

    @Test
    void threadDumpOfTheJdk_asJson_showsTheNamesOfForksAndScopes() throws Exception {
        Path file = folder.resolve("threads.json");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ThreadDumpProbe.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        String dump = Files.readString(file).replace("\\/", "/");
        assertThat(dump)
                .contains("\"name\": \"orders/fetch-user#1\"", "\"name\": \"orders/fetch-address#1.1\"")
                .containsPattern("\"container\": \"orders/")
                .containsPattern("\"container\": \"scope/"); // one without a name
    }
}
