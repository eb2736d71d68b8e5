package dev.selvage.bench.service.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.bench.service.backend.Scenario;
import dev.selvage.bench.service.report.Cell;
import dev.selvage.bench.service.style.Style;
import org.junit.jupiter.api.Test;

class BenchTest {
    @Test
    void measure_withProcessesOfItsOwn_accountsForEachRequest() throws Exception {
        try (Bench bench = new Bench(Style.SELVAGE, 100)) {
            bench.warm(0.1);
            Cell gone = bench.measure(Scenario.GONE, 1, 0.4, 0);

            assertThat(gone.ok() + gone.failed() + gone.late() + gone.hungUp()).isEqualTo(gone.sent());
            assertThat(gone.answers().getTotalCount()).isEqualTo(gone.sent() - gone.hungUp());
            assertThat(gone.hungUp()).isPositive();
            assertThat(gone.calls()).isPositive();
        }
    }
}
