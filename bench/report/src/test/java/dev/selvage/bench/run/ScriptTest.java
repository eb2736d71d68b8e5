package dev.selvage.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The script {@code bench/run} itself, but for the build: Maven is not started within Maven. */
@DisabledOnOs(OS.WINDOWS)
class ScriptTest {
    private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();

    /** What a call printed, and its status. */
    private record Result(int status, String text) {}

    private static Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", PROJECT.resolve("bench/run").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("BENCH_JAR", "as-it-is");
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), text);
    }

    @Test
    void run_withoutArguments_saysHowToUseIt() throws Exception {
        Result result = run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.text()).contains("usage: bench/run quick | main | full");
    }

    @Test
    void report_ofASelectionWithoutResults_saysWhatToRun() throws Exception {
        Result result = run("report", "nothing");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.text())
                .contains("no results in bench/jmh/target/results/nothing: run bench/run nothing first");
    }

    /** All but the measuring: the JDK, the stamp of the sources, the commit, the driver, its status. */
    @Test
    void smoke_withoutTime_startsTheDriverAndPassesItsStatusOn() throws Exception {
        assumeTrue(Files.exists(PROJECT.resolve("bench/jmh/target/benchmarks.jar"))); // from verify on
        assumeTrue(Files.exists(PROJECT.resolve(".git")));

        Result result = run("smoke", "0");

        assertThat(result.text()).contains("measurements left: the same command goes on");
        assertThat(result.status()).isEqualTo(RunBenchmarks.MORE_TO_DO);
        assertThat(PROJECT.resolve("bench/jmh/target/results/smoke/sessions.tsv"))
                .content()
                .contains("bench/run smoke");
    }
}
