package dev.selvage.examples.texts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The text files of a folder, and the words in them. */
public final class Texts {
    private static final Pattern WORD = Pattern.compile("\\p{L}+");
    private static final int SAMPLE = 4_096;
    private static final long LARGEST = 16 << 20;

    private Texts() {}

    /** {@return the folder with the licence files of this Java installation} */
    public static Path ofThisJdk() {
        return Path.of(System.getProperty("java.home"), "legal");
    }

    /**
     * {@return the text files in the folder and below, in order}
     *
     * @throws Problem if the folder is none, or has no text file
     */
    public static List<Path> in(Path folder) throws IOException {
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

    /** Gives each word of the text to the action, in lower case. */
    public static void words(String text, Consumer<? super String> action) {
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            action.accept(matcher.group().toLowerCase(Locale.ROOT));
        }
    }
}
