package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is measured for one question: works and rivals. */
final class QuestionSection {
    private final Question question;
    private final Measurements measurements;

    QuestionSection(Question question, Measurements measurements) {
        this.question = question;
        this.measurements = measurements;
    }

    /** {@return the rows, those that are missing among them, by what is done} */
    Map<String, List<Row>> works() {
        SortedSet<Row> rows =
                new TreeSet<>(Comparator.comparing(QuestionSection::sizes).thenComparing(Row::toString));
        rows.addAll(measurements.of(question.name()));
        rows.addAll(question.elsewhereRows());
        Map<String, List<Row>> works = new LinkedHashMap<>();
        for (Row row : rows) {
            works.computeIfAbsent(question.workOf(row), work -> new ArrayList<>())
                    .add(row);
        }
        return works;
    }

    /** Makes 8 come before 64: numbers are filled up with zeros. */
    private static String sizes(Row row) {
        StringBuilder sizes = new StringBuilder();
        row.parameters().forEach((name, value) -> {
            if (!name.equals("rival")) {
                sizes.append(value.matches("\\d+") ? "0".repeat(12 - value.length()) + value : value)
                        .append(' ');
            }
        });
        return sizes.toString();
    }

    boolean hasNone() {
        return works().values().stream()
                .flatMap(List::stream)
                .flatMap(row -> Stream.of(Carriers.values()).map(c -> measurements.find(row, c)))
                .noneMatch(Optional::isPresent);
    }

    String table() {
        boolean bytes = hasAny(m -> m.bytesEach().orElse(0) >= 1);
        boolean processor =
                question.sharesProcessors() && hasAny(m -> !m.processor().isEmpty());
        List<String> head =
                new ArrayList<>(List.of("What", "Who", "One carrier, " + unit(), "All carriers, " + unit()));
        if (processor) {
            head.add("Processor, all carriers, ns");
        }
        if (bytes) {
            head.add("Bytes allocated");
        }
        StringBuilder table = new StringBuilder(Format.head(head));
        works().forEach((work, rows) -> {
            for (Row row : rows) {
                String who = "`" + question.rivalOf(row) + "`" + (question.waits(row) ? "" : " (cannot wait)");
                List<String> cells = new ArrayList<>(List.of(work, who));
                for (Carriers carriers : Carriers.values()) {
                    cells.add(Format.score(measurements.find(row, carriers)));
                }
                if (processor) {
                    cells.add(measurements
                            .find(row, Carriers.ALL)
                            .flatMap(Measurement::processorTime)
                            .map(Format::withError)
                            .orElse(Format.ABSENT));
                }
                if (bytes) {
                    cells.add(Format.bytes(
                            measurements.find(row, Carriers.ALL).or(() -> measurements.find(row, Carriers.ONE))));
                }
                table.append(Format.row(cells));
            }
        });
        return table.toString();
    }

    private boolean hasAny(Predicate<Measurement> what) {
        return measurements.of(question.name()).stream()
                .flatMap(row -> Stream.of(Carriers.values()).flatMap(c -> measurements.find(row, c).stream()))
                .anyMatch(what);
    }

    String unit() {
        return measurements.of(question.name()).stream()
                .flatMap(row -> measurements.find(row, Carriers.ALL).stream())
                .map(Measurement::unit)
                .findFirst()
                .orElse("ns");
    }
}
