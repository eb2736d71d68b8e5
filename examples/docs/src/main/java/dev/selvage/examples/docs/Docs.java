package dev.selvage.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The pages of {@code docs/guide} and {@code docs/migration}, and the sources that their blocks are cut from. */
public final class Docs {
    /** Whether blocks that differ are rewritten: {@code -Dselvage.golden=write}. Look at the difference afterwards. */
    public static final boolean WRITE = "write".equals(System.getProperty("selvage.golden"));

    private Docs() {}

    /** {@return the folder of the whole project} */
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        Path folder = start;
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no folder above " + start + " holds the project's mvnw");
            }
        }
        return folder;
    }

    /** {@return the guides, the migration pages and the README} */
    public static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(root().resolve("README.md")));
        for (String folder : List.of("guide", "migration")) {
            pages.addAll(files(root().resolve("docs").resolve(folder), ".md"));
        }
        return pages;
    }

    /** {@return the Java sources of the examples} */
    public static List<Path> sources() throws IOException {
        return files(root().resolve("examples"), ".java").stream()
                .filter(path -> path.toString().contains("/src/"))
                .toList();
    }

    /** {@return the Rust programs of the examples} */
    public static List<Path> rustSources() throws IOException {
        return files(root().resolve("examples"), ".rs").stream()
                .filter(path -> path.getParent().endsWith("rust"))
                .toList();
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Checks that the pages show this very text, in blocks marked {@code shown=id}. Times and line numbers may
     * differ.
     */
    public static void assertShown(String id, String actual) throws IOException {
        assertShown(id, actual, UnaryOperator.identity());
    }

    /**
     * Checks that the pages show this text, in blocks marked {@code shown=id}.
     *
     * @param mask takes out what differs from run to run, from both texts, besides times and line numbers
     */
    public static void assertShown(String id, String actual, UnaryOperator<String> mask) throws IOException {
        UnaryOperator<String> comparable = text -> mask.apply(normal(text));
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages()) {
            for (Block block : Block.in(page)) {
                if (block.attribute("shown").filter(id::equals).isPresent()) {
                    blocks.add(block);
                }
            }
        }
        assertThat(blocks).as("blocks marked shown=%s", id).isNotEmpty();
        for (Block block : blocks) {
            if (WRITE && !comparable.apply(actual).equals(comparable.apply(block.text()))) {
                block.rewrite(actual.strip());
            } else {
                assertThat(comparable.apply(actual))
                        .as("what %s shows", block)
                        .isEqualTo(comparable.apply(block.text()));
            }
        }
    }

    /** {@return the text with one time, duration, line number and thread number for all} */
    static String normal(String text) {
        return text.strip()
                .replaceAll("\\d\\d:\\d\\d:\\d\\d\\.\\d+ \\(\\d{4}-\\d\\d-\\d\\d\\)", "12:00:00.000 (2026-11-24)")
                .replaceAll("(duration|age) = .*", "$1 = 1 ms")
                .replaceAll("\\b\\d+\\.\\d\\d s\\b", "0.01 s")
                .replaceAll("([tT]hread|javaThreadId =) \\d+", "$1 1")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "2026-11-24T12:00:00Z")
                .replaceAll("\\.java:\\d+\\)", ".java:1)")
                .replaceAll("lambda\\$(\\w+)\\$\\d+", "lambda\\$$1\\$1")
                .replaceAll("(?m)[ \t]+$", "");
    }
}
