package dev.selvage.examples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of a source file between {@code // region name} and {@code // endregion}. */
public final class Region {
    private static final String START = "// region ";
    private static final String END = "// endregion";

    private Region() {}

    /** {@return the text of each region of the file, without common indentation, by name} */
    public static Map<String, String> in(Path source) throws IOException {
        Map<String, String> regions = new LinkedHashMap<>();
        String name = null;
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(source)) {
            String stripped = line.strip();
            if (stripped.startsWith(START)) {
                requireThat(name == null, source, "region '" + name + "' holds another one");
                name = stripped.substring(START.length());
                lines.clear();
            } else if (stripped.equals(END)) {
                requireThat(name != null, source, "an endregion without a region");
                requireThat(regions.put(name, dedent(lines)) == null, source, "two regions '" + name + "'");
                name = null;
            } else {
                lines.add(line);
            }
        }
        requireThat(name == null, source, "region '" + name + "' is never closed");
        return regions;
    }

    private static void requireThat(boolean condition, Path source, String complaint) {
        if (!condition) {
            throw new IllegalStateException(source + ": " + complaint);
        }
    }

    private static String dedent(List<String> lines) {
        return String.join("\n", lines).stripIndent().strip();
    }
}
