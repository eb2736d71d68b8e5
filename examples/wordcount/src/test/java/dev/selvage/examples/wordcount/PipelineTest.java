package dev.selvage.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.examples.texts.Texts;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipeline and the program around it. */
@Timeout(60)
class PipelineTest {
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

    private List<Path> texts(int many) throws Exception {
        for (int i = 0; i < many; i++) {
            Files.writeString(folder.resolve("text-" + i), "red Green red\nblue " + "w".repeat(i + 1) + "\n");
        }
        return Texts.in(folder);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void count_countsEachWordOfEachText(int tokenizers) throws Exception {
        List<Path> files = texts(100);
        Counts counts = new Pipeline(tokenizers, soFar -> {}).count(files);
        assertThat(counts.texts()).isEqualTo(100);
        assertThat(counts.total()).isEqualTo(500);
        assertThat(counts.distinct()).isEqualTo(103);
        assertThat(counts.top(3))
                .containsExactly(
                        new Counts.Count("red", 200), new Counts.Count("blue", 100), new Counts.Count("green", 100));
    }

    @Test
    void count_ofRealTexts_isThatOfTheOtherWay() throws Exception {
        List<Path> files = Texts.in(Texts.ofThisJdk());
        Counts ours = new Pipeline(3, soFar -> {}).count(files);
        Counts theirs = new PoisonPills(3).count(files);
        assertThat(ours.total()).isPositive().isEqualTo(theirs.total());
        assertThat(ours.top(1_000)).isEqualTo(theirs.top(1_000));
        assertThat(ours.texts()).isEqualTo(files.size());
    }

    @Test
    void count_aFileThatIsGone_failsAndLeavesNoStageWaiting() throws Exception {
        List<Path> files = new ArrayList<>(texts(100));
        files.add(50, folder.resolve("gone"));
        assertThatThrownBy(() -> new Pipeline(4, soFar -> {}).count(files))
                .isInstanceOf(ScopeFailedException.class)
                .hasRootCauseInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("wordcount/reader#1");
        assertThat(Scope.dump()).doesNotContain("wordcount/");
    }

    @Test
    void count_cancelled_endsAllStages() throws Exception {
        List<Path> files = texts(100);
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(() -> new Pipeline(2, soFar -> {})
                            .count(files.stream()
                                    .flatMap(file -> java.util.Collections.nCopies(10_000, file).stream())
                                    .toList()));
                    scope.fork(() -> {
                        while (!Scope.dump().contains("wordcount/merger")) {
                            Scope.checkCancelled();
                        }
                        scope.cancel("enough");
                    });
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(Scope.dump()).doesNotContain("wordcount/");
    }

    @Test
    void program_printsTheMostFrequentWords() throws Exception {
        var _ = texts(2);
        assertThat(run("--top", "2", folder.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("10 words, 5 different, in 2 texts\n       4 red\n       2 blue\n");
        assertThat(err.size()).isZero();
    }

    @Test
    void program_badInput_isOneClearLine() {
        assertThat(run(folder.resolve("none").toString())).isOne();
        assertThat(run("--tokenizers", "0")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        folder.resolve("none") + " is not a folder",
                        "--tokenizers and --top must be at least 1, not 0 and 10 (see --help)");
    }
}
