package dev.selvage.bench.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** When, on what machine, by which JDK and beside which rivals rows are measured: a line with tabs for its start, one for its end. */
record Session(String command, String commit) {
    String line(String event) {
        return String.join(
                "\t",
                event,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                String.format(
                        Locale.ROOT,
                        "%.2f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()),
                command,
                commit,
                machine(),
                Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                rivals());
    }

    /** {@return the versions of the rivals that are not the JDK's} */
    static String rivals() {
        try (InputStream text = Session.class.getResourceAsStream("rivals.txt")) {
            return new String(Objects.requireNonNull(text, "rivals.txt").readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the versions of the rivals", e);
        }
    }

    private static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", " + processor() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("processor unknown");
        } catch (IOException e) {
            return "processor unknown"; // only Linux has that file
        }
    }
}
