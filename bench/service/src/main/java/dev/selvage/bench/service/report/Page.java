package dev.selvage.bench.service.report;

import dev.selvage.bench.service.backend.Scenario;
import dev.selvage.bench.service.style.Style;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The text of the report. */
final class Page {
    private final List<Results> results;
    private final String charts;
    private final StringBuilder text = new StringBuilder();

    Page(List<Results> results, String charts) {
        this.results = results;
        this.charts = charts;
    }

    /** {@return the whole page} */
    String write(List<Scenario> scenarios, List<Summary> all) {
        text.append(Words.INTRODUCTION).append('\n');
        machines();
        promises();
        line("## In short", "");
        line(Words.VERDICTS, "");
        line("![work in vain](" + charts + "/in-vain.svg)", "");
        line("![processor time](" + charts + "/processor.svg)", "");
        for (Scenario scenario : scenarios) {
            scenario(
                    scenario, all.stream().filter(s -> s.scenario() == scenario).toList());
        }
        text.append(Words.LIMITS);
        return text.toString();
    }

    private void line(String... lines) {
        text.append(Text.lines(lines));
    }

    private void machines() {
        line("## Where and when", "", "| Begun (UTC) | Commit | Seconds each | Load before | Styles | Note |");
        line("| --- | --- | ---: | ---: | --- | --- |");
        for (Results result : results) {
            Machine m = result.machine();
            List<String> styles = result.cells().stream()
                    .map(cell -> cell.style() + " (" + cell.round() + ")")
                    .distinct()
                    .toList();
            line(Text.row(
                    m.begun(), m.commit(), Text.number(m.seconds()), m.load(), String.join(", ", styles), m.note()));
        }
        Machine first = results.getFirst().machine();
        line("", "In brackets: the round. All on " + first.system() + "; JDK: " + first.jdk() + "; options of the");
        line("JVMs of service and backends: `" + first.options() + "`; one carrier thread for each processor.", "");
    }

    private void promises() {
        line("## The styles, and what each promises", "");
        line(
                "Checked by `StyleTest`. A *no* is what the plain style gives; the *careful* ones add by hand what is missing.");
        line(
                "",
                "| Style | Fails at the first failure | Keeps the deadline | Stops the other calls | Notices a hang-up |");
        line("| --- | --- | --- | --- | --- |");
        for (Style style : Style.values()) {
            line(Text.row(
                    style.title(),
                    yes(style.failsFast()),
                    yes(style.keepsDeadline()),
                    yes(style.stopsCalls()),
                    yes(style.noticesHangUp())));
        }
        line("");
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    private void scenario(Scenario scenario, List<Summary> summaries) {
        line("## " + scenario.id(), "", Words.capital(scenario.words()) + ".", "");
        line("![latencies](" + charts + "/" + scenario.id() + ".svg)", "");
        line("All answers, milliseconds from the time at which the client meant to send:", "");
        line(Text.head("Style", "p50", "p90", "p99", "p99.9", "max", "p99 of each round", "answers a second"));
        summaries.forEach(this::latencies);
        line("");
        line(Text.head("Style", "pages", "502", "504", "hung up", "502 and 504: p50", "p99"));
        summaries.forEach(this::outcomes);
        line("");
        line(Text.head(
                "Style",
                "calls a request",
                "work, ms a request",
                "in vain, ms a request",
                "after the answer, ms a request",
                "calls that went on, of all",
                "most visits",
                "most calls",
                "mean calls",
                "processor, ms a request"));
        summaries.forEach(this::work);
        line("");
        verdicts(summaries);
    }

    private void latencies(Summary s) {
        Histogram h = s.answers();
        line(Text.row(
                s.style().title(),
                Text.number(Summary.millis(h, 50)),
                Text.number(Summary.millis(h, 90)),
                Text.number(Summary.millis(h, 99)),
                Text.number(Summary.millis(h, 99.9)),
                Text.number(h.getMaxValue() / 1000.0),
                Text.numbers(s.rounds(99)),
                Text.number(h.getTotalCount()
                        / s.cells().stream().mapToDouble(Cell::seconds).sum())));
    }

    private void outcomes(Summary s) {
        Histogram failures = s.failures();
        boolean any = failures.getTotalCount() > 0;
        line(Text.row(
                s.style().title(),
                Text.percent(s.sum(Cell::ok), s.sum(Cell::sent)),
                Text.percent(s.sum(Cell::failed), s.sum(Cell::sent)),
                Text.percent(s.sum(Cell::late), s.sum(Cell::sent)),
                Text.percent(s.sum(Cell::hungUp), s.sum(Cell::sent)),
                any ? Text.number(Summary.millis(failures, 50)) : "-",
                any ? Text.number(Summary.millis(failures, 99)) : "-"));
    }

    private void work(Summary s) {
        line(Text.row(
                s.style().title(),
                Text.number(s.each(Cell::calls)),
                Text.number(s.each(Cell::workMicros) / 1000),
                Text.number(s.vain()),
                Text.number(s.each(Cell::orphanMicros) / 1000),
                Text.percent(s.sum(Cell::orphans), s.sum(Cell::calls)),
                String.valueOf(s.most(Cell::mostVisits)),
                String.valueOf(s.most(Cell::mostCalls)),
                Text.number(s.mean(Cell::meanCalls)),
                Text.number(s.each(Cell::cpuMillis))));
    }

    private void verdicts(List<Summary> summaries) {
        List<Summary> others =
                summaries.stream().filter(s -> s.style() != Style.SELVAGE).toList();
        if (others.isEmpty() || others.size() == summaries.size()) {
            return;
        }
        Summary ours = summaries.stream()
                .filter(s -> s.style() == Style.SELVAGE)
                .findFirst()
                .orElseThrow();
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(Verdict.of("p50, ms", ours, others, s -> Summary.millis(s.answers(), 50)));
        verdicts.add(Verdict.of("p99, ms", ours, others, s -> Summary.millis(s.answers(), 99)));
        if (summaries.stream().allMatch(s -> s.failures().getTotalCount() > 0)) {
            verdicts.add(Verdict.of("502 and 504: p50, ms", ours, others, s -> Summary.millis(s.failures(), 50)));
        }
        verdicts.add(Verdict.of("in vain, ms a request", ours, others, Summary::vain));
        verdicts.add(Verdict.of("processor, ms a request", ours, others, s -> s.each(Cell::cpuMillis)));
        line(
                "| Less is better | Selvage | best other | worst other | Selvage is |",
                "| --- | ---: | ---: | ---: | --- |");
        verdicts.forEach(verdict -> line(verdict.row()));
        line("");
    }
}
