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
 * @param more what {@code bench/run main} measures besides the rows of goals and claims, such as a curve
 * @param full what {@code bench/run full} measures besides
 * @param pace how long a row is measured
 * @param heavy the rows one operation of which takes a tenth of a second or more
 * @param elsewhere rows that programs in Rust measure: absent if those were not run
 * @param growth the parameter along which cost grows, if that is the question
 * @param split a method's name into what is done (group 1) and who does it (group 2), if both are in it
 * @param spinning rivals that cannot wait: they try again and again, and are shown beside the others, but no goal and no
 *     loss is told by them
 */
public record Question(
        String name,
        String title,
        List<Ask> more,
        List<Ask> full,
        Pace pace,
        Optional<Pattern> heavy,
        List<String> elsewhere,
        Optional<String> growth,
        Optional<Pattern> split,
        List<String> spinning) {

    /** How long a row is measured. */
    public enum Pace {
        /** Nanoseconds of simple code: it is compiled at once. */
        FINE,
        /** Threads that come and go: it takes a second until all of it is compiled. */
        COARSE,
        /** Scopes that come and go with little in them: all is compiled, and compiled again, for up to three seconds. */
        LATE,
        /** So many threads that an operation outlasts an iteration. */
        HEAVY
    }

    /** Copies. */
    public Question {
        more = List.copyOf(more);
        full = List.copyOf(full);
        elsewhere = List.copyOf(elsewhere);
        spinning = List.copyOf(spinning);
    }

    /** {@return a question of which {@code main} measures what goals and claims need, and {@code full} all} */
    static Question of(String name, String title) {
        return new Question(
                name,
                title,
                List.of(),
                List.of(Ask.all()),
                Pace.COARSE,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    Question inMain(Ask... asks) {
        return new Question(name, title, List.of(asks), full, pace, heavy, elsewhere, growth, split, spinning);
    }

    Question inFull(Ask... asks) {
        return new Question(name, title, more, List.of(asks), pace, heavy, elsewhere, growth, split, spinning);
    }

    Question fine() {
        return new Question(name, title, more, full, Pace.FINE, heavy, elsewhere, growth, split, spinning);
    }

    Question late() {
        return new Question(name, title, more, full, Pace.LATE, heavy, elsewhere, growth, split, spinning);
    }

    Question spinning(String... rivals) {
        return new Question(name, title, more, full, pace, heavy, elsewhere, growth, split, List.of(rivals));
    }

    Question heavy(String pattern) {
        return new Question(
                name,
                title,
                more,
                full,
                pace,
                Optional.of(Pattern.compile(pattern)),
                elsewhere,
                growth,
                split,
                spinning);
    }

    Question besides(String... rows) {
        return new Question(name, title, more, full, pace, heavy, List.of(rows), growth, split, spinning);
    }

    Question growsWith(String parameter) {
        return new Question(name, title, more, full, pace, heavy, elsewhere, Optional.of(parameter), split, spinning);
    }

    Question split(String pattern) {
        return new Question(
                name,
                title,
                more,
                full,
                pace,
                heavy,
                elsewhere,
                growth,
                Optional.of(Pattern.compile(pattern)),
                spinning);
    }

    /** {@return how long a row is measured} */
    public Pace paceOf(Row row) {
        return heavy.filter(pattern -> pattern.matcher(row.toString()).find()).isPresent() ? Pace.HEAVY : pace;
    }

    /** {@return whether processor time says more than time: fine rows have no thread that waits or that does not last} */
    public boolean sharesProcessors() {
        return pace != Pace.FINE;
    }

    /** {@return the rows of programs in Rust} */
    public List<Row> elsewhereRows() {
        return elsewhere.stream().map(row -> Row.parse(name + "." + row)).toList();
    }

    /** {@return who did the row: the parameter {@code rival}, or the method, or the end of its name} */
    public String rivalOf(Row row) {
        String rival = row.parameters().get("rival");
        if (rival != null) {
            return rival;
        }
        return splitOf(row).map(m -> m.group(2)).orElse(row.method());
    }

    /** {@return whether the row is that of a rival that waits for room or for an element, as ours does} */
    public boolean waits(Row row) {
        return !spinning.contains(rivalOf(row));
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
