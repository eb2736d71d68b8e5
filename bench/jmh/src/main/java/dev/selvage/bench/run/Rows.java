package dev.selvage.bench.run;

import dev.selvage.bench.plan.Ask;
import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The rows that questions ask for, among the benchmarks that were compiled. */
final class Rows {
    static final String PACKAGE = "dev.selvage.bench.";

    private Rows() {}

    /** {@return the rows of a selection that are measured with so many carriers, without those of other programs} */
    static List<Row> of(Question question, Selection selection, Carriers carriers) {
        Set<Row> rows = new LinkedHashSet<>();
        selection
                .named(carriers)
                .filter(row -> row.question().equals(question.name()))
                .forEach(rows::add);
        question.elsewhereRows().forEach(rows::remove);
        for (Ask ask : selection.besides(question)) {
            if (ask.carriers().contains(carriers)) {
                rows.addAll(of(question, ask));
            }
        }
        return selection == Selection.SMOKE ? firstOfEach(question, rows) : List.copyOf(rows);
    }

    private static List<Row> of(Question question, Ask ask) {
        List<Row> rows = new ArrayList<>();
        for (BenchmarkListEntry entry : benchmarks(question.name(), ask.methods())) {
            Map<String, List<String>> parameters = parametersOf(entry);
            ask.parameters().forEach(parameters::replace);
            combine(entry.getUsername(), List.copyOf(parameters.entrySet()), new TreeMap<>(), rows);
        }
        return rows;
    }

    private static Collection<BenchmarkListEntry> benchmarks(String question, String methods) {
        String pattern = "^" + (PACKAGE + question + ".").replace(".", "\\.") + "(" + methods + ")$";
        return BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        List.of(pattern),
                        List.of());
    }

    private static Map<String, List<String>> parametersOf(BenchmarkListEntry entry) {
        Map<String, List<String>> parameters = new TreeMap<>();
        entry.getParams().orElse(Map.of()).forEach((name, values) -> parameters.put(name, List.of(values)));
        return parameters;
    }

    /** {@return whether there is a benchmark of that name with those parameters and no others, but for {@code busy=0}} */
    static boolean isBenchmark(Row row) {
        Map<String, String> given = new TreeMap<>(row.parameters());
        given.remove("busy");
        return benchmarks(row.question(), row.method()).stream().anyMatch(entry -> {
            Map<String, List<String>> parameters = parametersOf(entry);
            parameters.remove("busy");
            return parameters.keySet().equals(given.keySet());
        });
    }

    private static void combine(
            String benchmark, List<Map.Entry<String, List<String>>> left, Map<String, String> chosen, List<Row> rows) {
        if (left.isEmpty()) {
            rows.add(Row.of(benchmark, chosen));
            return;
        }
        for (String value : left.getFirst().getValue()) {
            chosen.put(left.getFirst().getKey(), value);
            combine(benchmark, left.subList(1, left.size()), chosen, rows);
        }
    }

    private static List<Row> firstOfEach(Question question, Collection<Row> rows) {
        Set<String> seen = new HashSet<>();
        return rows.stream()
                .filter(row -> seen.add(row.method() + " " + question.rivalOf(row)))
                .toList();
    }

    /** {@return the rows in the order of a round: another one is first, and every other round goes backwards} */
    static List<Row> rotated(List<Row> rows, int round, int rounds) {
        int first = round * rows.size() / rounds;
        int step = round % 2 == 0 ? 1 : -1;
        List<Row> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            order.add(rows.get(Math.floorMod(first + step * i, rows.size())));
        }
        return order;
    }
}
