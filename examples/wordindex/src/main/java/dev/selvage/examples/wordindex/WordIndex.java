package dev.selvage.examples.wordindex;

import dev.selvage.examples.texts.Problem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** An index that lies in mapped memory until it is closed. Any number of threads may search it; none may afterwards. */
final class WordIndex implements AutoCloseable {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Where a word stands. */
    record Place(String file, int line) {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    private final Path file;
    private final Arena arena;
    private final MemorySegment map;
    private final int files;
    private final int words;

    private WordIndex(Path file, Arena arena, MemorySegment map) {
        this.file = file;
        this.arena = arena;
        this.map = map;
        this.files = map.get(INT, 4);
        this.words = map.get(INT, 8);
    }

    /** Maps an index file, which is the index's own from now on: it is deleted when the index is closed. */
    @SuppressWarnings("MustBeClosedChecker") // the index closes the arena
    static WordIndex open(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            if (map.byteSize() < IndexFile.HEADER || map.get(INT, 0) != IndexFile.MAGIC) {
                throw new Problem(file + " is not a word index");
            }
            return new WordIndex(file, arena, map);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    int files() {
        return files;
    }

    int words() {
        return words;
    }

    /** {@return whether the memory is mapped} */
    boolean isMapped() {
        return map.scope().isAlive();
    }

    /** {@return where the word stands, in the order of the files} */
    List<Place> find(String word) {
        int low = 0;
        int high = words - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = word(middle).compareTo(word);
            if (order == 0) {
                return places(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return List.of();
    }

    /** {@return the word with this number, from 0, in alphabetical order} */
    String word(int number) {
        return text(wordEntry(number));
    }

    private List<Place> places(int number) {
        long entry = wordEntry(number);
        int start = map.get(INT, entry + 8);
        int count = map.get(INT, entry + 12);
        List<Place> places = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long place = start + 8L * i;
            long fileEntry = IndexFile.HEADER + (long) IndexFile.FILE_ENTRY * map.get(INT, place);
            places.add(new Place(text(fileEntry), map.get(INT, place + 4)));
        }
        return places;
    }

    private long wordEntry(int number) {
        return IndexFile.HEADER + (long) IndexFile.FILE_ENTRY * files + (long) IndexFile.WORD_ENTRY * number;
    }

    private String text(long entry) {
        byte[] bytes = new byte[map.get(INT, entry + 4)];
        MemorySegment.copy(map, ValueLayout.JAVA_BYTE, map.get(INT, entry), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Unmaps the memory: who searches now or later gets an {@link IllegalStateException}. */
    @Override
    public void close() throws IOException {
        arena.close();
        Files.deleteIfExists(file);
    }
}
