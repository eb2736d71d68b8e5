package dev.selvage.examples.wordindex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.examples.texts.Problem;
import dev.selvage.scope.Scope;
import dev.selvage.sync.ownership.Arc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When an index is unmapped: with handles at the very moment its last user is done; with plain references too early or never. */
@Timeout(60)
class LibraryTest {
    @TempDir
    Path folder;

    private Path texts;
    private Path indexes;

    @BeforeEach
    void writeTexts() throws IOException {
        texts = Files.createDirectory(folder.resolve("texts"));
        indexes = Files.createDirectory(folder.resolve("indexes"));
        Files.writeString(texts.resolve("a.txt"), "Grant of Patent License.\nno patent here? Patent, patent\n");
        Files.writeString(texts.resolve("b.txt"), "nothing\n\nthe GRANT\n");
        Files.write(texts.resolve("binary"), new byte[] {1, 0, 2});
    }

    private WordIndex index(String name) throws Exception {
        Path file = indexes.resolve(name);
        IndexFile.write(texts, file);
        return WordIndex.open(file);
    }

    @Test
    void find_tellsFilesAndLinesInOrder() throws Exception {
        try (WordIndex index = index("one")) {
            assertThat(index.files()).isEqualTo(2);
            assertThat(index.find("patent")).hasToString("[a.txt:1, a.txt:2]");
            assertThat(index.find("grant")).hasToString("[a.txt:1, b.txt:3]");
            assertThat(index.find("zebra")).isEmpty();
            assertThat(index.find("")).isEmpty();
            for (int i = 1; i < index.words(); i++) {
                assertThat(index.word(i)).isGreaterThan(index.word(i - 1));
                assertThat(index.find(index.word(i))).isNotEmpty();
            }
        }
    }

    @Test
    void open_ofAnotherFile_isRefusedAndUnmapped() throws Exception {
        Path other = Files.writeString(indexes.resolve("other"), "this is no index");
        assertThatThrownBy(() -> WordIndex.open(other))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no");
        assertThatThrownBy(() -> WordIndex.open(Files.write(indexes.resolve("empty"), new byte[0])))
                .isInstanceOf(IOException.class);
    }

    @Test
    void oldIndex_isUnmappedAtTheMomentItsLastSearcherIsDone() throws Exception {
        WordIndex old = index("old");
        WordIndex next = index("next");
        CountDownLatch searching = new CountDownLatch(2);
        CountDownLatch firstMayEnd = new CountDownLatch(1);
        CountDownLatch lastMayEnd = new CountDownLatch(1);
        try (Arc<WordIndex> current = Arc.of("index", old)) {
            Scope.run(scope -> {
                var first = scope.fork("first", current.clone(), i -> {
                    searching.countDown();
                    firstMayEnd.await();
                    assertThat(i.get().find("patent")).hasSize(2);
                });
                var last = scope.fork("last", current.clone(), i -> {
                    searching.countDown();
                    lastMayEnd.await();
                    assertThat(i.get().find("patent")).hasSize(2);
                    assertThat(i.strongCount()).isOne();
                });
                searching.await();
                current.close(); // the reloader's part
                assertThat(old.isMapped()).isTrue();
                firstMayEnd.countDown();
                first.join();
                assertThat(old.isMapped()).isTrue();
                lastMayEnd.countDown();
                last.join();
                assertThat(old.isMapped()).isFalse(); // not later, and by no collector
                assertThat(indexes.resolve("old")).doesNotExist();
            });
        }
        next.close();
    }

    private Run.Outcome play(Function<WordIndex, Library> kind) throws Exception {
        return new Run(texts, indexes, 4).play(kind, Duration.ofMillis(800));
    }

    @Test
    void handles_underManyReloads_noSearchFailsAndNothingStaysMapped() throws Exception {
        Run.Outcome outcome = play(Library.WithHandles::new);
        assertThat(outcome.reloads()).isPositive();
        assertThat(outcome.searches()).isPositive();
        assertThat(outcome.failed()).isZero();
        assertThat(outcome.stillMapped()).isZero();
        assertThat(indexes).isEmptyDirectory();
    }

    @Test
    void plainReference_neverClosed_leavesEachOldIndexMapped() throws Exception {
        Run.Outcome outcome = play(Library.NeverClosed::new);
        assertThat(outcome.failed()).isZero();
        assertThat(outcome.stillMapped()).isEqualTo(outcome.reloads());
    }

    @Test
    void plainReference_closedAtOnce_failsWhoStillHasIt() throws Exception {
        assertThat(new Run(texts, indexes, 1).searchAcrossAReload())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Already closed");
        assertThat(indexes).isEmptyDirectory();
    }
}
