package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Row;
import dev.selvage.bench.report.Measurement.Estimate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** All measurements of a run. A row of another program has no carriers and stands for any number of them. */
final class Measurements {
    private record Key(Row row, Optional<Carriers> carriers) {}

    private final Map<Key, Measurement> all = new java.util.HashMap<>();
    private final Map<String, SortedSet<Row>> rows = new TreeMap<>();

    void add(Row row, Optional<Carriers> carriers, Measurement measurement) {
        all.merge(new Key(row, carriers), measurement, Measurement::and);
        rows.computeIfAbsent(row.question(), question -> new TreeSet<>()).add(row);
    }

    Optional<Measurement> find(Row row, Carriers carriers) {
        return Optional.ofNullable(all.get(new Key(row, Optional.of(carriers))))
                .or(() -> Optional.ofNullable(all.get(new Key(row, Optional.empty()))));
    }

    /** {@return the processor time of a row in terms of another's, if both were measured} */
    Optional<Estimate> processorRatio(Row row, Row other, Carriers carriers) {
        Optional<Estimate> rest = find(other, carriers).flatMap(Measurement::processorTime);
        return find(row, carriers).flatMap(Measurement::processorTime).flatMap(mine -> rest.map(mine::over));
    }

    /** {@return whether a row of the question was measured with so many carriers, or one whatever their number} */
    boolean has(String question, Optional<Carriers> carriers) {
        return of(question).stream().anyMatch(row -> all.containsKey(new Key(row, carriers)));
    }

    SortedSet<Row> of(String question) {
        return rows.getOrDefault(question, new TreeSet<>());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }
}
