package dev.selvage.bench.plan;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a benchmark class asks, and what of it is measured.
 *
 * @param name the simple name of the class
 * @param title the question
 * @param quick what {@code bench/run quick} measures, nothing if it is empty
 * @param full what {@code bench/run full} measures
 * @param pace how long a row is measured by {@code quick}
 * @param elsewhere rows that programs in Rust measure: absent if those were not run
 * @param growth the parameter along which cost grows, if that is the question
 * @param split a method's name into what is done (group 1) and who does it (group 2), if both are in it
 */
public record Question(
        String name,
        String title,
        List<Ask> quick,
        List<Ask> full,
        Pace pace,
        List<String> elsewhere,
        Optional<String> growth,
        Optional<Pattern> split) {

    /** How long a row is measured by {@code quick}. */
    public enum Pace {
        /** Nanoseconds of simple code: it is compiled at once. */
        FINE,
        /** Threads that come and go. */
        COARSE
    }

    /** Copies. */
    public Question {
        quick = List.copyOf(quick);
        full = List.copyOf(full);
        elsewhere = List.copyOf(elsewhere);
    }

    /** {@return a question all of whose rows are measured by both commands} */
    static Question of(String name, String title) {
        return new Question(
                name,
                title,
                List.of(Ask.all()),
                List.of(Ask.all()),
                Pace.COARSE,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    Question inQuick(Ask... asks) {
        return new Question(name, title, List.of(asks), full, pace, elsewhere, growth, split);
    }

    Question inFull(Ask... asks) {
        return new Question(name, title, quick, List.of(asks), pace, elsewhere, growth, split);
    }

    Question fine() {
        return new Question(name, title, quick, full, Pace.FINE, elsewhere, growth, split);
    }

    Question besides(String... rows) {
        return new Question(name, title, quick, full, pace, List.of(rows), growth, split);
    }

    Question growsWith(String parameter) {
        return new Question(name, title, quick, full, pace, elsewhere, Optional.of(parameter), split);
    }

    Question split(String pattern) {
        return new Question(name, title, quick, full, pace, elsewhere, growth, Optional.of(Pattern.compile(pattern)));
    }

    /** {@return who did the row: the parameter {@code rival}, or the method, or the end of its name} */
    public String rivalOf(Row row) {
        String rival = row.parameters().get("rival");
        if (rival != null) {
            return rival;
        }
        return splitOf(row).map(m -> m.group(2)).orElse(row.method());
    }

    /** {@return what was done in the row, the same for all rivals that are compared; empty if there is one thing only} */
    public String workOf(Row row) {
        StringBuilder work = new StringBuilder(
                splitOf(row).map(m -> m.group(1)).orElse(row.parameters().containsKey("rival") ? row.method() : ""));
        row.parameters().forEach((parameter, value) -> {
            if (!parameter.equals("rival")) {
                work.append(work.isEmpty() ? "" : ", ")
                        .append(parameter)
                        .append(' ')
                        .append(value);
            }
        });
        return work.toString();
    }

    private Optional<Matcher> splitOf(Row row) {
        return split.map(pattern -> pattern.matcher(row.method())).filter(Matcher::matches);
    }
}
