package dev.selvage.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }

    @Test
    void in_pageWithTwoBlocks_findsTextAndAttributes() throws IOException {
        Path page = file("# Title\n```java region=A/b\nint i;\n```\ntext\n```text shown=c\nout\n\nput\n```\n");

        assertThat(Block.in(page))
                .containsExactly(
                        new Block(page, 2, "java region=A/b", "int i;"),
                        new Block(page, 6, "text shown=c", "out\n\nput"));
        assertThat(Block.in(page).getFirst().attribute("region")).contains("A/b");
        assertThat(Block.in(page).getFirst().attribute("shown")).isEmpty();
        assertThat(Block.in(page).getFirst().language()).isEqualTo("java");
    }

    @Test
    void in_blockNeverClosed_isRefused() throws IOException {
        Path page = file("```java\nint i;\n");

        assertThatThrownBy(() -> Block.in(page)).hasMessageContaining("the block at " + page + ":1 is never closed");
    }

    @Test
    void rewrite_oneOfTwo_leavesTheRest() throws IOException {
        Path page = file("```java region=A/b\nint i;\nint j;\n```\ntext\n```text\nout\n```\n");

        Block.in(page).getFirst().rewrite("int k;");

        assertThat(page).hasContent("```java region=A/b\nint k;\n```\ntext\n```text\nout\n```\n");
    }

    @Test
    void region_indented_isCutOutWithoutIndentation() throws IOException {
        Path source =
                file("class A {\n    // region b\n    int i() {\n        return 1;\n    }\n    // endregion\n}\n");

        assertThat(Region.in(source)).containsOnlyKeys("b").containsValue("int i() {\n    return 1;\n}");
    }

    @Test
    void region_neverClosed_isRefused() throws IOException {
        Path source = file("// region b\nint i;\n");

        assertThatThrownBy(() -> Region.in(source)).hasMessageEndingWith("region 'b' is never closed");
    }

    @Test
    void normal_timesAndLinesDiffer_areTheSame() {
        assertThat(Docs.normal("by x at 2026-01-02T03:04:05.678Z (A.java:12)\n"))
                .isEqualTo(Docs.normal("by x at 2027-01-02T03:04:05Z (A.java:7)"))
                .isNotEqualTo(Docs.normal("by y at 2027-01-02T03:04:05Z (A.java:7)"));
    }
}
