package dev.selvage.examples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A fenced block of a page.
 *
 * @param page the file
 * @param line the number of its opening fence
 * @param info what stands behind the opening fence, such as {@code java region=Before/fan-out}
 * @param text the lines between the fences
 */
public record Block(Path page, int line, String info, String text) {
    private static final String FENCE = "```";

    /** {@return the blocks of a page, in their order} */
    public static List<Block> in(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                int end = endOf(lines, i);
                if (end == lines.size()) {
                    throw new IllegalStateException("the block at " + page + ":" + (i + 1) + " is never closed");
                }
                String info = lines.get(i).substring(FENCE.length()).strip();
                blocks.add(new Block(page, i + 1, info, String.join("\n", lines.subList(i + 1, end))));
                i = end;
            }
        }
        return blocks;
    }

    private static int endOf(List<String> lines, int start) {
        for (int i = start + 1; i < lines.size(); i++) {
            if (lines.get(i).equals(FENCE)) {
                return i;
            }
        }
        return lines.size();
    }

    /** {@return the language, the first word of the info string; empty if there is none} */
    public String language() {
        return info.split(" ", 2)[0];
    }

    /** {@return the value of a {@code name=value} word of the info string} */
    public Optional<String> attribute(String name) {
        return Arrays.stream(info.split(" "))
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst();
    }

    /** Puts another text between the fences. Blocks below it are moved: rewrite those of a page from the last to the first. */
    public void rewrite(String other) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(page));
        List<String> body = lines.subList(line, endOf(lines, line - 1));
        body.clear();
        body.addAll(other.lines().toList());
        Files.write(page, lines);
    }

    @Override
    public String toString() {
        return page.getFileName() + ":" + line + " (" + info + ")";
    }
}
