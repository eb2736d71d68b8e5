package dev.selvage.bench.plan;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One thing that is measured: a benchmark with the values of its parameters, written {@code BusyLock.selvageRun(threads=8)}.
 *
 * @param question the simple name of the class
 * @param method the method of the class, or the name that a program in another language gives to what it does
 * @param parameters their values by name, without {@code busy=0}; unmodifiable
 */
public record Row(String question, String method, SortedMap<String, String> parameters) implements Comparable<Row> {
    /** Checks the names. */
    public Row {
        if (question.isBlank() || method.isBlank()) {
            throw new IllegalArgumentException("a row has a class and a method, not '" + question + "." + method + "'");
        }
        SortedMap<String, String> mine = new TreeMap<>(parameters);
        mine.remove("busy", "0"); // a machine that does nothing else goes without saying
        parameters = Collections.unmodifiableSortedMap(mine);
    }

    /** {@return the row of a benchmark, whose name may have a package} */
    public static Row of(String benchmark, Map<String, String> parameters) {
        int dot = benchmark.lastIndexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("'" + benchmark + "' is not of the form Class.method");
        }
        String question = benchmark.substring(benchmark.lastIndexOf('.', dot - 1) + 1, dot);
        return new Row(question, benchmark.substring(dot + 1), new TreeMap<>(parameters));
    }

    /** {@return the row that is written so} */
    public static Row parse(String text) {
        int open = text.indexOf('(');
        if (open < 0) {
            return of(text, Map.of());
        }
        if (!text.endsWith(")")) {
            throw new IllegalArgumentException("'" + text + "' does not end in ')'");
        }
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : text.substring(open + 1, text.length() - 1).split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + pair + "' in '" + text + "' is not of the form name=value");
            }
            parameters.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return of(text.substring(0, open), parameters);
    }

    @Override
    public int compareTo(Row other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        String name = question + "." + method;
        if (parameters.isEmpty()) {
            return name;
        }
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(",", name + "(", ")"));
    }
}
