package dev.selvage.examples.wordindex;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The text files of a folder, and the words in them. */
final class Texts {
    private static final Pattern WORD = Pattern.compile("\\p{L}+");
    private static final int SAMPLE = 4_096;
    private static final long LARGEST = 16 << 20;

    private Texts() {}

    /** {@return the licence files of this Java installation, or null if it has none} */
    static Path ofThisJdk() {
        return Path.of(System.getProperty("java.home"), "legal");
    }

    /** {@return the text files in the folder and below, in order} */
    static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new Problem(folder + " is not a folder");
        }
        List<Path> texts;
        try (Stream<Path> files = Files.walk(folder)) {
            texts = files.filter(Files::isRegularFile)
                    .filter(Texts::isText)
                    .sorted()
                    .toList();
        }
        if (texts.isEmpty()) {
            throw new Problem("there is no text file in " + folder);
        }
        return texts;
    }

    private static boolean isText(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(SAMPLE);
            for (byte b : start) {
                if (b == 0) {
                    return false;
                }
            }
            return start.length > 0 && Files.size(file) <= LARGEST;
        } catch (IOException _) {
            return false; // it cannot be read: not one of ours
        }
    }

    /** {@return the words of a file in lower case, each with the numbers of its lines} */
    static Map<String, List<Integer>> wordsOf(Path file) throws IOException {
        Map<String, List<Integer>> words = new TreeMap<>();
        String[] lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int line = i + 1;
            Matcher matcher = WORD.matcher(lines[i]);
            while (matcher.find()) {
                List<Integer> places = words.computeIfAbsent(
                        matcher.group().toLowerCase(java.util.Locale.ROOT), _ -> new java.util.ArrayList<>());
                if (places.isEmpty() || places.getLast() != line) {
                    places.add(line);
                }
            }
        }
        return words;
    }
}
