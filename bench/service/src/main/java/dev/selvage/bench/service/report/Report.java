package dev.selvage.bench.service.report;

import dev.selvage.bench.service.backend.Scenario;
import dev.selvage.bench.service.style.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the report from the results of one or more experiments: {@code service.md}, and charts in {@code service/}. */
@Command(name = "report", mixinStandardHelpOptions = true, description = "Writes the report of experiments.")
public final class Report implements Callable<Integer> {
    private static final String NAME = "service";

    @Option(names = "--out", required = true, description = "the folder of the report")
    private Path out = Path.of(".");

    @Parameters(arity = "1..*", description = "the results")
    private List<Path> files = List.of();

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Report()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Results> results = files.stream().map(Report::read).toList();
        write(results, out);
        return 0;
    }

    private static Results read(Path file) {
        try {
            return Results.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("no results in " + file + ": " + e.getMessage(), e);
        }
    }

    /** Writes the report into the folder. */
    static void write(List<Results> results, Path folder) throws IOException {
        List<Cell> cells = results.stream().flatMap(r -> r.cells().stream()).toList();
        List<Scenario> scenarios = Arrays.stream(Scenario.values())
                .filter(scenario ->
                        cells.stream().anyMatch(cell -> cell.scenario().equals(scenario.id())))
                .toList();
        List<Summary> all = scenarios.stream()
                .flatMap(scenario -> Arrays.stream(Style.values()).map(style -> Summary.of(style, scenario, cells)))
                .filter(Summary::isMeasured)
                .toList();
        Charts charts = new Charts(folder.resolve(NAME));
        for (Scenario scenario : scenarios) {
            charts.latencies(
                    scenario, all.stream().filter(s -> s.scenario() == scenario).toList());
        }
        charts.measure("in-vain", "Work of the backends in vain", scenarios, all, Summary::vain);
        charts.measure("processor", "Processor time of the service", scenarios, all, s -> s.each(Cell::cpuMillis));
        Files.writeString(folder.resolve(NAME + ".md"), new Page(results, NAME).write(scenarios, all));
    }
}
