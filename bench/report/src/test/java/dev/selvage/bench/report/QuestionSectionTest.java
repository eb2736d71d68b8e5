package dev.selvage.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Questions;
import dev.selvage.bench.plan.Row;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuestionSectionTest {
    private static String table(String row) {
        Measurements measurements = new Measurements();
        Measurement measurement = new Measurement(List.of(10.0), List.of(), List.of(15.0), "ns");
        measurements.add(Row.parse(row), Optional.of(Carriers.ALL), measurement);
        return new QuestionSection(Questions.named(Row.parse(row).question()), measurements).table();
    }

    @Test
    void table_ofThreadsThatWaitForEachOther_tellsProcessorTime() {
        assertThat(table("BusyLock.selvageRun(threads=8)"))
                .contains("| Processor, all carriers, ns |", "| absent | 10.0 | 15.0 |");
    }

    @Test
    void table_ofOneThread_tellsTimeOnly() {
        assertThat(table("FreeLock.selvageRun")).doesNotContain("Processor", "15.0");
    }
}
