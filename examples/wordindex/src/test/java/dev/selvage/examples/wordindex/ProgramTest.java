package dev.selvage.examples.wordindex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as its user sees it. */
@Timeout(60)
class ProgramTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Program.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
    }

    @Test
    void words_areLookedUp() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "red\ngreen red\n");
        assertThat(run("--texts", folder.toString(), "red", "blue")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("red: 2 lines", "    a.txt:1", "    a.txt:2", "blue: nowhere");
        assertThat(err.size()).isZero();
    }

    @Test
    void withoutWords_showsTheThreeKinds() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "red\ngreen red\n");
        assertThat(run("--texts", folder.toString(), "--seconds", "1", "--searchers", "2"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("handles \\(Arc\\) +\\d+ +\\d+ +0 +0\n")
                .contains("plain reference, never closed")
                .contains("java.lang.IllegalStateException: Already closed");
    }

    @Test
    void folderThatIsNone_isOneClearLine() {
        Path none = folder.resolve("none");
        assertThat(run("--texts", none.toString(), "red")).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(none + " is not a folder");
    }

    @Test
    void folderWithoutTexts_isOneClearLine() {
        assertThat(run("--texts", folder.toString(), "red")).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("there is no text file in " + folder);
    }

    @Test
    void numbersOutOfRange_areRefused() {
        assertThat(run("--searchers", "0")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("--searchers and --seconds must be at least 1, not 0 and 2 (see --help)");
    }
}
