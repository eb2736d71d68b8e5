package dev.selvage.bench.report;

import dev.selvage.bench.plan.Claim;
import dev.selvage.bench.plan.Claims;
import dev.selvage.bench.plan.Goals;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Questions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report: its text, and its charts by file name. */
record Page(String markdown, Map<String, String> charts) {
    /** {@return the report of a run; the page about the fan-out service is linked if it is there} */
    static Page of(Measurements measurements, Sessions sessions, boolean service) throws IOException {
        Map<String, String> charts = new LinkedHashMap<>();
        GoalTable goals = new GoalTable(Goals.all(), measurements);
        StringBuilder page = new StringBuilder(head(sessions));
        page.append("## In short\n\n").append(goals.summary()).append('\n');
        page.append(CostTable.of(measurements, sessions)).append('\n');
        page.append("## Where we lose\n\n")
                .append(new Losses(measurements, goals).text().strip())
                .append("\n\n");
        page.append("## What people say\n\n");
        for (Claim claim : Claims.all()) {
            page.append(new ClaimSection(measurements).of(claim));
        }
        page.append("## Question by question\n\n");
        List<String> absent = new ArrayList<>();
        for (Question question : Questions.all()) {
            QuestionSection section = new QuestionSection(question, measurements);
            if (section.hasNone()) {
                absent.add("`" + question.name() + "`: " + question.title());
                continue;
            }
            page.append("### ")
                    .append(question.name())
                    .append("\n\n")
                    .append(question.title())
                    .append("\n\n");
            page.append(section.table()).append('\n');
            String table = goals.of(question);
            page.append(table).append(table.isEmpty() ? "" : "\n");
            Map<String, String> own = new Charts(question, measurements).svgs();
            own.keySet()
                    .forEach(file -> page.append("![")
                            .append(file.replace(".svg", ""))
                            .append("](")
                            .append(file)
                            .append(")\n"));
            page.append(own.isEmpty() ? "" : "\n");
            charts.putAll(own);
        }
        if (!absent.isEmpty()) {
            page.append("### Absent from this run\n\n");
            absent.forEach(line -> page.append("- ").append(line).append('\n'));
            page.append('\n');
        }
        page.append("## Bytes\n\n")
                .append(new BytesSection(measurements).text())
                .append('\n');
        page.append("## A service under load\n\n")
                .append(
                        service
                                ? "See [the fan-out service](service.md).\n"
                                : "Tail latency of a fan-out service: absent.\n");
        return new Page(page.toString(), charts);
    }

    private static String head(Sessions sessions) {
        return "# Benchmarks\n\n"
                + "<!-- Written by bench/run report: do not edit. -->\n\n"
                + Format.head(List.of("", ""))
                + Format.row(List.of("Machine", sessions.machine()))
                + Format.row(List.of("JDK", sessions.jdk()))
                + Format.row(List.of("Rivals", sessions.rivals()))
                + Format.row(List.of("Commit", sessions.commit()))
                + Format.row(List.of("Date", sessions.date()))
                + Format.row(List.of("Load average", sessions.load()))
                + Format.row(List.of("Command", "`" + sessions.command() + "`"))
                + "\n"
                + """
                How it is measured is written in [bench/README.md](../../bench/README.md). Figures are nanoseconds an operation,
                less is better: the mean of the middle three fifths of all iterations of all JVMs, with its error of 99.9 %.
                *One carrier* is
                `-Djdk.virtualThreadScheduler.parallelism=1`, *all carriers* as many as there are processors. A ratio is between
                two rows of this run; its error is that of both. *Processor* is the processor time of the whole process for
                an operation, with that of compiling and of collecting garbage, or its ratio to that of the same rival: what
                others do on the machine scatters it less than time, and a wait that spins is seen in it. It decides no
                verdict, programs in Rust have none, and where no thread waits only the ratio is shown. What was not
                measured is *absent*. Bars are multiples
                of the cheapest, on a logarithmic axis if one costs more than twenty times as much. Lines have logarithmic axes,
                too; there an error larger than nine tenths of its value is drawn so long only. Rows named `rust...` are programs in
                Rust on threads of the system: they stand in both columns, since carriers are no matter to them. Rows with
                `busy 1` are measured while another thread keeps a processor busy, whose own processor time is not counted.
                Rivals that *cannot wait* try again and again, with a yield in between, if a queue is full or empty: no goal is told by them.

                The command says how much is measured, and for how long: `quick` what the goals compare, in two short JVMs
                each, `main` besides the goals of a busy machine, what people say, and curves, in four, three or two, `full`
                all, in more. The error of `quick` is the largest.

                """;
    }
}
