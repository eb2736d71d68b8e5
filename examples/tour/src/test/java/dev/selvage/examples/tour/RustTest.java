package dev.selvage.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selvage.examples.docs.Docs;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Rust programs, compiled and run where there is a compiler. Their first line is the error that the compiler must
 * report, or a comment; the lines at the end that start with {@code // >} are what they print.
 */
@Timeout(60)
class RustTest {
    private static final String ERROR = "// error[";
    private static final String PRINTED = "// > ";

    @TempDir
    Path folder;

    private record Ran(int status, String out, String err) {}

    static List<Path> programs() throws IOException {
        return Docs.rustSources();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void program_doesWhatItSays(Path program) throws Exception {
        assumeTrue(onPath("rustc"), "rustc is not on the PATH: the Rust programs of the tour are not compiled");
        List<String> lines = Files.readAllLines(program);
        Path executable = folder.resolve("program");
        Ran compiler = run("rustc", "--edition", "2021", "-o", executable.toString(), program.toString());
        if (lines.getFirst().startsWith(ERROR)) {
            assertThat(compiler.status()).as("the compiler's status").isNotZero();
            assertThat(compiler.err().lines()).contains(lines.getFirst().substring("// ".length()));
            return;
        }
        assertThat(compiler.err()).isEmpty(); // not even a warning
        Ran ran = run(executable.toString());
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out().lines()).containsExactlyElementsOf(printed(lines));
    }

    private static List<String> printed(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(PRINTED))
                .map(line -> line.substring(PRINTED.length()))
                .toList();
    }

    private static boolean onPath(String command) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private Ran run(String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("the end of %s", String.join(" ", command))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ran(process.exitValue(), read(out), read(err));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, Charset.defaultCharset());
    }
}
