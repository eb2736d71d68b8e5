package dev.selvage.bench.service.experiment;

import dev.selvage.bench.service.backend.Scenario;
import dev.selvage.bench.service.report.Cell;
import dev.selvage.bench.service.report.Machine;
import dev.selvage.bench.service.report.Results;
import dev.selvage.bench.service.style.Style;
import dev.selvage.bench.service.wire.Child;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the styles in the scenarios, and writes the results as JSON. */
@Command(name = "experiment", mixinStandardHelpOptions = true, description = "Measures a fan-out service over HTTP.")
public final class Experiment implements Callable<Integer> {
    @Option(names = "--styles", split = ",", description = "such as selvage,executor-careful; default: all")
    private List<String> styles =
            EnumSet.allOf(Style.class).stream().map(Style::id).toList();

    @Option(names = "--scenarios", split = ",", description = "such as quiet,slow; default: all")
    private List<String> scenarios = warmestLast();

    @Option(names = "--round", description = "the number of the round; the order of the styles turns with it")
    private int round = 1;

    @Option(names = "--rate", description = "requests a second")
    private double rate = 200;

    @Option(names = "--seconds", description = "how long each measurement sends")
    private double seconds = 15;

    @Option(names = "--lead", description = "seconds of the same load before each measurement")
    private double lead = 1;

    @Option(names = "--warm", description = "seconds of each of the three parts of the warm-up")
    private double warm = 4;

    @Option(names = "--commit", description = "the commit of this code")
    private String commit = "unknown";

    @Option(names = "--note", description = "what else a reader should know, such as that the machine did other work")
    private String note = "";

    @Option(names = "--out", required = true, description = "the file of the results")
    private Path out = Path.of("results.json");

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Experiment()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Machine machine = Machine.here(commit, String.join(" ", Child.OPTIONS), seconds, note);
        List<Style> order = new ArrayList<>(styles.stream().map(Style::named).toList());
        Collections.rotate(order, 1 - round);
        List<Cell> cells = new ArrayList<>();
        for (Style style : order) {
            try (Bench bench = new Bench(style, rate)) {
                bench.warm(warm);
                for (String scenario : scenarios) {
                    Cell cell = bench.measure(Scenario.named(scenario), round, seconds, lead);
                    cells.add(cell);
                    tell(cell);
                    new Results(machine, cells).write(out);
                }
            }
        }
        return 0;
    }

    /** The quiet scenario is where the code itself counts, so the JVMs get the longest time to compile before it. */
    private static List<String> warmestLast() {
        List<Scenario> order = new ArrayList<>(EnumSet.complementOf(EnumSet.of(Scenario.QUIET)));
        order.add(Scenario.QUIET);
        return order.stream().map(Scenario::id).toList();
    }

    private static void tell(Cell cell) {
        System.out.printf(
                "%-17s %-8s p50 %7.1f ms  p99 %7.1f ms  in vain %7.1f ms a request, processor %.2f ms a request%n",
                cell.style(),
                cell.scenario(),
                cell.answers().getValueAtPercentile(50) / 1000.0,
                cell.answers().getValueAtPercentile(99) / 1000.0,
                cell.vainMicros() / 1000.0 / cell.sent(),
                (double) cell.cpuMillis() / cell.sent());
    }
}
