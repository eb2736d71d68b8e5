package dev.selvage.examples.tour;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/** A program that runs in a JVM of its own, for chapters about the end of {@code main}. */
final class SecondJvm {
    private SecondJvm() {}

    /** Runs the class's {@code main}. {@return the lines that it prints} */
    static List<String> run(Class<?> program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.getInputStream()) {
            List<String> lines = new String(output.readAllBytes(), Charset.defaultCharset())
                    .lines()
                    .toList();
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(program.getName() + " ended with status " + status + ": " + lines);
            }
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
