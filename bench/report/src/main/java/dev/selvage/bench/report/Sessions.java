package dev.selvage.bench.report;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** When, on what and by which JDK was measured: the lines of {@code sessions.tsv}. */
record Sessions(List<String[]> lines) {
    private static final int TIME = 1;
    private static final int LOAD = 2;
    private static final int COMMAND = 3;
    private static final int COMMIT = 4;
    private static final int MACHINE = 5;
    private static final int JDK = 6;
    private static final int RIVALS = 7; // not in the line of a single benchmark

    static Sessions parse(List<String> lines) {
        return new Sessions(lines.stream()
                .map(line -> line.split("\t", -1))
                .filter(cells -> cells.length > JDK)
                .toList());
    }

    String machine() {
        return distinct(MACHINE);
    }

    String jdk() {
        return distinct(JDK);
    }

    String commit() {
        return distinct(COMMIT);
    }

    String rivals() {
        return distinct(RIVALS);
    }

    String command() {
        return distinct(COMMAND);
    }

    String date() {
        return range(TIME);
    }

    String load() {
        return range(LOAD);
    }

    private SortedSet<String> values(int column) {
        return lines.stream()
                .filter(cells -> cells.length > column)
                .map(cells -> cells[column])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String distinct(int column) {
        SortedSet<String> values = values(column);
        return values.isEmpty() ? Format.ABSENT : String.join("; ", values);
    }

    private String range(int column) {
        SortedSet<String> values = column == LOAD ? byNumber(values(column)) : values(column);
        if (values.isEmpty()) {
            return Format.ABSENT;
        }
        return values.size() == 1 ? values.getFirst() : values.getFirst() + " to " + values.getLast();
    }

    private static SortedSet<String> byNumber(SortedSet<String> values) {
        SortedSet<String> sorted = new TreeSet<>(java.util.Comparator.comparingDouble(Double::parseDouble));
        sorted.addAll(values);
        return sorted;
    }
}
