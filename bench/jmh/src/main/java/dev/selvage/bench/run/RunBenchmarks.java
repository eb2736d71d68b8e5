package dev.selvage.bench.run;

import dev.selvage.bench.ProcessCpu;
import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures the rows of a selection in rounds: in each every row once, question by question, each in a JVM of its own, in an
 * order that changes from round to round. JMH alone would run all JVMs of one rival, then all of the next. A run that is
 * stopped after its first round has a figure for every row.
 */
public final class RunBenchmarks {
    /** Time was up before all was measured: the same command goes on. */
    static final int MORE_TO_DO = 75;

    private final Selection selection;
    private final Settings settings;
    private final Results results;
    private final PrintStream out;
    private final long end;
    private final List<String> failures = new ArrayList<>();
    private int left;

    private RunBenchmarks(Selection selection, Results results, Duration most, PrintStream out) {
        this.selection = selection;
        this.settings = Settings.of(selection);
        this.results = results;
        this.out = out;
        this.end = System.nanoTime() + most.toNanos();
    }

    /** Does what {@link #measure} does, and ends the JVM with its status. */
    public static void main(String[] arguments) throws IOException {
        System.exit(measure(System.out, arguments));
    }

    /**
     * Measures: {@code quick|main|full|smoke FOLDER SECONDS STAMP COMMIT}.
     *
     * @return 0 if all is measured, 1 if a row failed, 75 if the time was up
     */
    public static int measure(PrintStream out, String... arguments) throws IOException {
        if (arguments.length != 5) {
            throw new IllegalArgumentException("wanted: quick|main|full|smoke FOLDER SECONDS STAMP COMMIT");
        }
        Selection selection = Selection.named(arguments[0]);
        String stamp =
                String.join("\n", arguments[0], Settings.of(selection).toString(), arguments[3], Session.rivals());
        Results results = Results.in(Path.of(arguments[1]), stamp);
        Session session = new Session("bench/run " + arguments[0], arguments[4]);
        results.note(session.line("start"));
        int status = new RunBenchmarks(selection, results, Duration.ofSeconds(Long.parseLong(arguments[2])), out).run();
        results.note(session.line("end"));
        return status;
    }

    private int run() throws IOException {
        List<Schedule.Measurement> all = Schedule.of(selection);
        out.printf(
                Locale.ROOT,
                "%d measurements, planned to take %.1f minutes%n",
                all.size(),
                Schedule.planned(all).toMillis() / 60_000.0);
        for (Schedule.Measurement measurement : all) {
            measure(measurement);
        }
        failures.forEach(failure -> out.println("FAILED: " + failure));
        if (left > 0) {
            out.println("time is up with " + left + " measurements left: the same command goes on");
            return MORE_TO_DO;
        }
        return failures.isEmpty() ? 0 : 1;
    }

    private void measure(Schedule.Measurement measurement) throws IOException {
        Row row = measurement.row();
        Carriers carriers = measurement.carriers();
        if (results.has(row, carriers, measurement.round())) {
            return;
        }
        if (System.nanoTime() > end) {
            left++;
            return;
        }
        try {
            Collection<RunResult> measured = new Runner(options(measurement)).run();
            results.put(row, carriers, measurement.round(), measured);
            measured.forEach(result -> tell(row, carriers, result));
        } catch (RunnerException e) {
            failures.add(row + ", carriers " + carriers + ": " + e);
        }
    }

    private void tell(Row row, Carriers carriers, RunResult result) {
        out.printf(
                Locale.ROOT,
                "%-70s carriers %-3s %,16.2f %s%n",
                row,
                carriers,
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreUnit());
        out.flush();
    }

    private Options options(Schedule.Measurement measurement) {
        Row row = measurement.row();
        OptionsBuilder options = new OptionsBuilder();
        options.include("^" + Pattern.quote(Rows.PACKAGE + row.question() + "." + row.method()) + "$")
                .forks(settings.forks())
                .addProfiler(GCProfiler.class)
                .addProfiler(ProcessCpu.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        if (settings.forks() > 0) {
            options.jvmArgsPrepend(measurement.carriers().options().toArray(new String[0]));
        }
        row.parameters().forEach(options::param);
        measurement.times().into(options);
        return options.build();
    }
}
