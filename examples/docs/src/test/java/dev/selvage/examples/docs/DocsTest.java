package dev.selvage.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages show code that is compiled and run, letter for letter. */
class DocsTest {
    /** A link without a scheme: its file, and its anchor with the sign. */
    private static final Pattern LINK = Pattern.compile("\\]\\(([^():# ]*)(#[^() ]+)?\\)");

    @Test
    void blocks_withARegion_areThatRegion() throws IOException {
        Map<String, String> regions = regions();
        int compared = 0;
        for (Block block : blocks().reversed()) {
            String key = block.attribute("region").orElse(null);
            if (key != null) {
                assertThat(regions).as("the regions, for %s", block).containsKey(key);
                if (Docs.WRITE && !block.text().equals(regions.get(key))) {
                    block.rewrite(regions.get(key));
                    continue;
                }
                assertThat(block.text()).as("%s and its region", block).isEqualTo(regions.get(key));
                compared++;
            }
        }
        assertThat(compared).as("blocks compared").isPositive();
    }

    @Test
    void regions_inTheSources_areShownSomewhere() throws IOException {
        Set<String> unused = new TreeSet<>(regions().keySet());
        for (Block block : blocks()) {
            block.attribute("region").ifPresent(unused::remove);
        }
        assertThat(unused).as("regions that no page shows").isEmpty();
    }

    @Test
    void programs_inTheGuides_allHaveARegion() throws IOException {
        List<Block> loose = new ArrayList<>();
        for (Block block : blocks()) {
            boolean guide = block.page().getParent().getParent().endsWith("docs");
            if (guide
                    && Set.of("java", "rust").contains(block.language())
                    && block.attribute("region").isEmpty()) {
                loose.add(block);
            }
        }
        assertThat(loose).as("blocks of code that nothing compiles").isEmpty();
    }

    @Test
    void shownBlocks_areEachCheckedByATest() throws IOException {
        StringBuilder tests = new StringBuilder();
        for (Path source : Docs.sources()) {
            if (source.toString().contains("/src/test/")) {
                tests.append(Files.readString(source));
            }
        }
        for (Block block : blocks()) {
            block.attribute("shown")
                    .ifPresent(id -> assertThat(tests.indexOf("assertShown(\"" + id + "\""))
                            .as("the place that checks %s", block)
                            .isNotNegative());
        }
    }

    @Test
    void links_intoTheProject_leadSomewhere() throws IOException {
        for (Path page : Docs.pages()) {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                String file = links.group(1);
                Path target = file.isEmpty() ? page : page.resolveSibling(file);
                assertThat(target).as("the link %s of %s", links.group(), page).exists();
                if (links.group(2) != null) {
                    assertThat(anchors(target))
                            .as("the headings of %s", target)
                            .contains(links.group(2).substring(1));
                }
            }
        }
    }

    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
                .toList();
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path page : Docs.pages()) {
            blocks.addAll(Block.in(page));
        }
        return blocks;
    }

    /** {@return the regions of all examples, by the simple name of their file, a slash, and their own name} */
    private static Map<String, String> regions() throws IOException {
        Map<String, String> regions = new LinkedHashMap<>();
        List<Path> sources = new ArrayList<>(Docs.sources());
        sources.addAll(Docs.rustSources());
        for (Path source : sources) {
            String type = source.getFileName().toString().replaceFirst("\\.(java|rs)$", "");
            Region.in(source)
                    .forEach((name, text) -> assertThat(regions.put(type + "/" + name, text))
                            .as("another region %s/%s", type, name)
                            .isNull());
        }
        return regions;
    }
}
