package dev.selvage.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    /** Before the first report there is no figure in the README either. */
    @Test
    void costs_inTheReadme_areThoseOfTheReport() throws IOException {
        Path project = Path.of("../..");
        Path report = project.resolve("docs/benchmarks/index.md");
        Optional<String> reported = Files.exists(report)
                ? CostTable.in(Files.readString(report))
                : Optional.of(CostTable.BEGIN + CostTable.END);

        assertThat(CostTable.in(Files.readString(project.resolve("README.md"))))
                .isPresent()
                .isEqualTo(reported);
    }
}
