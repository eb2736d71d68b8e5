package dev.selvage.bench.service.report;

/** What the report says whatever was measured. */
final class Words {
    static final String INTRODUCTION = """
            # A fan-out service under load

            Written by `bench/service/run` from the JSON beside the charts; do not edit it by hand.

            A service answers each request with a page for which it asks three backends at the same time. It has 300 ms. If a
            backend fails it answers 502, if the deadline passes 504. The same service is written in seven styles
            ([sources](../../bench/service/src/main/java/dev/selvage/bench/service/style)); everything else is shared.

            - **Three processes** on one machine, over real HTTP/2 on the loopback: the backends (three servers, three
              ports) in one JVM, the service in another, the clients in a third. All three share the processors. Each style
              gets processes of its own, warmed up before they are measured. Servers: Jetty with a virtual thread for each
              request; clients: the JDK's `HttpClient`.
            - **Open loop.** 200 requests a second come at random times (the same ones for each style), however long
              those before them wait. A latency counts from the time at which the client meant to send (no coordinated
              omission), and goes into an HdrHistogram.
            - **The work of a backend is waiting**, as if for a database. A caller that gives up resets its HTTP/2 stream; the
              backend then stops, except in `deaf`.
            - **In vain** is work of the backends after the outcome was settled: a call had failed, the deadline had
              passed, or the client had hung up, whatever the service knew of it. **After the answer** is the part of all work
              that came after the service had its answer. *Calls that went on* did so for more than 10 ms.
            - **Visits** and **calls** are open at the same time in the service, sampled every 10 ms. A visit holds a virtual
              thread, and so does a call, except in *future, careful*.
            """;

    static final String VERDICTS = """
            What to expect, before any figure. Where nothing goes wrong all styles do the same work, so they should draw, and what a
            scope costs should not be seen beside HTTP. Where something goes wrong the styles part along the table above: those
            that stop calls do little in vain, whether they are scopes or careful code. So Selvage should be level with
            `StructuredTaskScope` and with the careful styles, at fewer lines, and ahead of the plain ones. The last table of each
            scenario says what came of it: values within 10 % or 0.1 of the best are called level.
            """;

    static final String LIMITS = """
            ## What this does not show

            - Two processors run all three processes, so latencies hold the clients' and backends' own delays; compare
              styles, not absolute times.
            - `slow` is measured first, while the JVMs still compile: its processor time is too high, for all styles alike.
              `quiet` is measured last, when they are warm.
            - p99.9 and max rest on a handful of requests; look at the p99 of each round before you believe a difference.
            - A backend whose work is computing, and a backend over HTTP/1.1, learn of a hang-up later or never: `deaf` is
              the end of that road. There, cancelling frees the service's threads and nothing else.
            - Each call that is given up is a reset. Jetty's guard against floods of resets is off here; a server that
              keeps it may close the connection of a service that cancels much.
            - The service notices a hang-up since its server is told by HTTP/2. The plain executor styles have no place for
              that news; one could be added to them by hand, and that is what the careful one does.
            """;

    private Words() {}

    static String capital(String words) {
        return words.startsWith("`") ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
