package dev.selvage.examples.wordcount;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often words occur, in so many texts. */
final class Counts {
    private final Map<String, Integer> words = new HashMap<>();
    private int texts;

    /** A word and how often it occurs. */
    record Count(String word, int times) {}

    /** Counts one more word. */
    void add(String word) {
        words.merge(word, 1, Integer::sum);
    }

    /** Says that all words of a text have been added. */
    void textDone() {
        texts++;
    }

    /** Adds what others have counted. */
    void add(Counts others) {
        others.words.forEach((word, times) -> words.merge(word, times, Integer::sum));
        texts += others.texts;
    }

    int texts() {
        return texts;
    }

    int distinct() {
        return words.size();
    }

    long total() {
        return words.values().stream().mapToLong(Integer::intValue).sum();
    }

    /** {@return the most frequent words, those that occur equally often in alphabetical order} */
    List<Count> top(int most) {
        return words.entrySet().stream()
                .map(entry -> new Count(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(Count::times).reversed().thenComparing(Count::word))
                .limit(most)
                .toList();
    }
}
