package dev.selvage.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    /** A real run of a few rows, with what Rust's programs wrote. */
    private static final Path RUN = Path.of("src/test/resources/run");

    private static final Path GOLDEN = Path.of("src/test/resources/index.md");

    private static Page page() throws IOException {
        return Page.of(ResultFiles.read(RUN), ResultFiles.readSessions(RUN), false);
    }

    @Test
    void markdown_ofRealResults_isAsWritten() throws IOException {
        String markdown = page().markdown();
        if (System.getProperty("selvage.golden", "").equals("write")) {
            Files.writeString(GOLDEN, markdown);
        }
        assertThat(markdown).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void charts_ofRowsThatGrow_areLinesAndOfOthersBars() throws IOException {
        Page page = page();

        assertThat(page.charts())
                .containsOnlyKeys(
                        "OpenTwoForksJoin-one.svg",
                        "OpenTwoForksJoin-all.svg",
                        "ThousandForks-all.svg",
                        "CountedHandles-all.svg");
        page.charts()
                .values()
                .forEach(svg -> assertThat(svg)
                        .contains("<svg")
                        .containsPattern(
                                "<text[^>]*>selvageOpen<|<text[^>]*>rustArc<") // letters, no outlines of letters
                        .hasSizeLessThan(30_000));
        page.charts().keySet().forEach(file -> assertThat(page.markdown()).contains("](" + file + ")"));
    }

    @Test
    void write_twice_leavesTheSameFiles(@TempDir Path project) throws IOException {
        Path readme = project.resolve("README.md");
        Files.writeString(readme, "# Title\n\n" + CostTable.BEGIN + "old\n" + CostTable.END + "\nThe end.\n");
        Report.write(RUN, project);
        String first = Files.readString(project.resolve("docs/benchmarks/index.md"));
        Files.writeString(project.resolve("docs/benchmarks/BusyLock-one.svg"), "of an older report");
        Files.writeString(project.resolve("docs/benchmarks/service-latency.svg"), "of another page");

        Report.write(RUN, project);

        assertThat(project.resolve("docs/benchmarks/index.md")).hasContent(first);
        assertThat(project.resolve("docs/benchmarks/BusyLock-one.svg")).doesNotExist();
        assertThat(project.resolve("docs/benchmarks/service-latency.svg")).exists();
        assertThat(readme)
                .content()
                .startsWith("# Title\n")
                .endsWith("\nThe end.\n")
                .doesNotContain("old\n");
        assertThat(CostTable.in(Files.readString(readme)))
                .isEqualTo(CostTable.in(first))
                .isPresent();
    }

    @Test
    void write_ofAFolderWithoutResults_saysWhatToRun(@TempDir Path empty) {
        assertThatThrownBy(() -> Report.write(empty, empty))
                .isInstanceOf(IOException.class)
                .hasMessage(empty + " has no results: run bench/run main first");
    }

    @Test
    void of_withAPageAboutTheService_linksIt() throws IOException {
        assertThat(Page.of(ResultFiles.read(RUN), ResultFiles.readSessions(RUN), true)
                        .markdown())
                .contains("[the fan-out service](service.md)");
        assertThat(page().markdown()).contains("Tail latency of a fan-out service: absent.");
    }
}
