package dev.selvage.examples.wordindex;

import dev.selvage.examples.texts.Texts;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes an index. The file has four parts, all numbers four bytes, big-endian: the header (magic, number of files, number
 * of words); an entry for each file (start and length of its name); an entry for each word, in order (start and length of
 * the word, start and number of its places); the names, words and places (file, line) themselves.
 */
final class IndexFile {
    static final int MAGIC = 0x53454C56;
    static final int HEADER = 12;
    static final int FILE_ENTRY = 8;
    static final int WORD_ENTRY = 16;
    private static final int READ_AT_ONCE = 4;

    private record Place(int file, int line) {}

    private IndexFile() {}

    /** Reads the texts, several at a time, and writes their index. */
    static void write(Path folder, Path index) throws IOException, ScopeFailedException, InterruptedException {
        List<Path> texts = Texts.in(folder);
        List<Map<String, List<Integer>>> words = Scope.map(texts, READ_AT_ONCE, IndexFile::linesOfWords);
        Map<String, List<Place>> places = new TreeMap<>();
        for (int file = 0; file < texts.size(); file++) {
            int number = file;
            words.get(file)
                    .forEach((word, lines) -> lines.forEach(line ->
                            places.computeIfAbsent(word, _ -> new ArrayList<>()).add(new Place(number, line))));
        }
        Files.write(index, encode(folder, texts, places));
    }

    /** {@return the words of a file, each with the numbers of its lines, from 1} */
    private static Map<String, List<Integer>> linesOfWords(Path file) throws IOException {
        Map<String, List<Integer>> words = new TreeMap<>();
        String[] lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int line = i + 1;
            Texts.words(lines[i], word -> {
                List<Integer> places = words.computeIfAbsent(word, _ -> new ArrayList<>());
                if (places.isEmpty() || places.getLast() != line) {
                    places.add(line);
                }
            });
        }
        return words;
    }

    private static byte[] encode(Path folder, List<Path> texts, Map<String, List<Place>> places) throws IOException {
        ByteArrayOutputStream headBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream bodyBytes = new ByteArrayOutputStream();
        int bodyStart = HEADER + texts.size() * FILE_ENTRY + places.size() * WORD_ENTRY;
        try (DataOutputStream head = new DataOutputStream(headBytes);
                DataOutputStream body = new DataOutputStream(bodyBytes)) {
            head.writeInt(MAGIC);
            head.writeInt(texts.size());
            head.writeInt(places.size());
            for (Path text : texts) {
                writeText(head, body, bodyStart, folder.relativize(text).toString());
            }
            for (Map.Entry<String, List<Place>> entry : places.entrySet()) {
                writeText(head, body, bodyStart, entry.getKey());
                head.writeInt(bodyStart + body.size());
                head.writeInt(entry.getValue().size());
                for (Place place : entry.getValue()) {
                    body.writeInt(place.file);
                    body.writeInt(place.line);
                }
            }
        }
        headBytes.writeBytes(bodyBytes.toByteArray());
        return headBytes.toByteArray();
    }

    private static void writeText(DataOutputStream head, DataOutputStream body, int bodyStart, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        head.writeInt(bodyStart + body.size());
        head.writeInt(bytes.length);
        body.write(bytes);
    }
}
