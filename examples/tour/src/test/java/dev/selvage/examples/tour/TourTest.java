package dev.selvage.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.examples.docs.Docs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole tour, run once as its user runs it; what it prints is what the guide shows. */
@Timeout(120)
class TourTest {
    private static Map<String, String> told = Map.of();

    @BeforeAll
    static void run(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process tour = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-ea",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Tour.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = tour.waitFor(100, TimeUnit.SECONDS);
        tour.destroyForcibly();
        String output = Files.readString(out, Charset.defaultCharset());
        assertThat(ended).as("the end of the tour after %s", output).isTrue();
        assertThat(tour.exitValue())
                .as("the status after %s%s", output, Files.readString(err, Charset.defaultCharset()))
                .isZero();
        told = Arrays.stream(output.split("\\R\\R"))
                .collect(Collectors.toMap(
                        chapter -> chapter.substring(0, chapter.indexOf(':')),
                        Function.identity(),
                        (one, _) -> one,
                        LinkedHashMap::new));
    }

    /** {@return the text without what differs from run to run} */
    private static String masked(String text) {
        String masked = text.replaceAll("\\.java:\\d+", ".java:1")
                .replaceAll("(?<=10 threads, 1000 increments each: )\\d+", "N")
                .replaceAll("(?<=the count says )-?\\d+", "N")
                .replaceAll(" +[\\d.]+ ns", " N ns")
                .replaceAll("\\d+ processors", "N processors");
        masked = withoutEarlyGreetings(masked);
        return masked.contains("DeadlockException: deadlock: fork 'orders/bob#2'")
                ? masked.lines().map(TourTest::theOtherWayRound).collect(Collectors.joining("\n"))
                : masked;
    }

    /** {@return the text without what a thread may say before the JVM has ended} If it says all three, it has not vanished. */
    private static String withoutEarlyGreetings(String text) {
        int right = Math.max(text.indexOf("  right"), 0);
        return text.substring(0, right).replaceAll(" *hi number [12] from the thread\n", "") + text.substring(right);
    }

    /** {@return what a deadlock's other member would have said} */
    private static String theOtherWayRound(String line) {
        return line.contains("deadlock: fork")
                ? line.replace("ann#1", "ANN")
                        .replace("bob#2", "ann#1")
                        .replace("ANN", "bob#2")
                        .replace("apples", "APPLES")
                        .replace("pears", "apples")
                        .replace("APPLES", "pears")
                : line;
    }

    private static String told(String chapter) {
        return told.getOrDefault(chapter, "nothing");
    }

    @Test
    void vanish_mainReturns_onlyForksGoOn() throws IOException {
        Docs.assertShown("tour-vanish", told("vanish"), TourTest::masked);
    }

    @Test
    void borrow_arrayIsReused_forksHaveEnded() throws IOException {
        Docs.assertShown("tour-borrow", told("borrow"), TourTest::masked);
    }

    @Test
    void forget_scopeIsNotClosed_isReported() throws IOException {
        Docs.assertShown("tour-forget", told("forget"), TourTest::masked);
    }

    @Test
    void move_useAfterIt_isRefused() throws IOException {
        Docs.assertShown("tour-move", told("move"), TourTest::masked);
    }

    @Test
    void arc_cloneEnds_originalLives() throws IOException {
        Docs.assertShown("tour-arc", told("arc"), TourTest::masked);
    }

    @Test
    void rc_onAnotherThread_isRefused() throws IOException {
        Docs.assertShown("tour-rc", told("rc"), TourTest::masked);
    }

    @Test
    void statics_firstAttemptFails_isTriedAgain() throws IOException {
        Docs.assertShown("tour-static", told("static"), TourTest::masked);
    }

    @Test
    void counter_manyForks_loseNothing() throws IOException {
        Docs.assertShown("tour-counter", told("counter"), TourTest::masked);
    }

    @Test
    void poison_sectionFails_isToldAndRepaired() throws IOException {
        Docs.assertShown("tour-poison", told("poison"), TourTest::masked);
    }

    @Test
    void readers_areInsideTogether_oneBecomesTheWriter() throws IOException {
        Docs.assertShown("tour-readers", told("readers"), TourTest::masked);
    }

    @Test
    void deadlock_ofVirtualThreads_isNamed() throws IOException {
        Docs.assertShown("tour-deadlock", told("deadlock"), TourTest::masked);
    }

    @Test
    void ready_releasedAndAcquired_dataIsThere() throws IOException {
        Docs.assertShown("tour-ready", told("ready"), TourTest::masked);
    }

    @Test
    void atomics_twoClaim_oneHasIt() throws IOException {
        Docs.assertShown("tour-atomics", told("atomics"), TourTest::masked);
    }

    @Test
    void mpsc_oneFails_consumerEnds() throws IOException {
        Docs.assertShown("tour-mpsc", told("mpsc"), TourTest::masked);
    }

    @Test
    void pipeline_stageFails_allEnd() throws IOException {
        Docs.assertShown("tour-pipeline", told("pipeline"), TourTest::masked);
    }

    @Test
    void chapters_areToldInTheirOrder() {
        assertThat(told.keySet())
                .containsExactlyElementsOf(Arrays.asList(Tour.names().split(", ")));
    }

    @Test
    void run_ofOneChapter_tellsIt() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(run(out, err, "borrow")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("borrow: ")
                .contains("  right")
                .doesNotContain("vanish");
        assertThat(err.size()).isZero();
    }

    @Test
    void run_ofNoChapter_isOneClearLine() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(run(out, err, "borrow", "brrow")).isEqualTo(2);

        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "there is no chapter 'brrow'; the chapters are vanish, borrow, forget, move, arc, rc,"
                                + " static, counter, poison, readers, deadlock, ready, atomics, mpsc, pipeline");
    }

    private static int run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
        return Tour.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }
}
