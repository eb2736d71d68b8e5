package dev.selvage.bench.service.experiment;

import dev.selvage.bench.service.backend.BackendsMain;
import dev.selvage.bench.service.backend.Scenario;
import dev.selvage.bench.service.front.FrontMain;
import dev.selvage.bench.service.load.Load;
import dev.selvage.bench.service.load.OpenLoop;
import dev.selvage.bench.service.report.Cell;
import dev.selvage.bench.service.style.Style;
import dev.selvage.bench.service.wire.CallRecord;
import dev.selvage.bench.service.wire.Child;
import dev.selvage.bench.service.wire.VisitRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One style, with processes of its own: the backends in one, the service in another; the clients are in this one. */
final class Bench implements AutoCloseable {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Style style;
    private final double rate;
    private final Child backends;
    private final Child front;
    private final OpenLoop clients;

    Bench(Style style, double rate) throws IOException {
        this.style = style;
        this.rate = rate;
        this.backends = new Child(BackendsMain.class, List.of());
        List<String> arguments = new ArrayList<>();
        arguments.add(style.id());
        arguments.add(String.valueOf(Scenario.DEADLINE.toMillis()));
        arguments.addAll(backends.ask("ports"));
        this.front = new Child(FrontMain.class, arguments);
        this.clients = new OpenLoop(Math.toIntExact(front.askNumber("port")));
    }

    /** Makes the connections, and lets the three processes compile. */
    void warm(double seconds) throws IOException, InterruptedException {
        backends.ask(Scenario.QUIET.id());
        for (int i = 1; i <= 3; i++) {
            clients.run(Scenario.QUIET, -i, 1, rate);
        }
        int count = (int) (seconds * rate);
        for (Scenario scenario : List.of(Scenario.QUIET, Scenario.FAILING, Scenario.QUIET)) {
            backends.ask(scenario.id());
            clients.run(scenario, -count, count, rate);
            drain();
        }
    }

    /** Measures one scenario; {@code lead} seconds of the same load go before it and do not count. */
    Cell measure(Scenario scenario, int round, double seconds, double lead) throws IOException, InterruptedException {
        int before = (int) (lead * rate);
        int count = (int) (seconds * rate);
        backends.ask(scenario.id());
        clients.run(scenario, -before, before, rate);
        front.ask("begin");
        long cpu = front.cpuMillis();
        Load load = clients.run(scenario, 0, count, rate);
        cpu = front.cpuMillis() - cpu;
        List<String> samples = front.ask("samples");
        drain();
        load.check();
        List<CallRecord> calls = backends.ask("take").stream()
                .map(CallRecord::parse)
                .filter(call -> call.id() >= 0)
                .toList();
        List<VisitRecord> visits =
                front.ask("take").stream().map(VisitRecord::parse).toList();
        Waste waste = Waste.of(calls, visits, load.hangUps(), Scenario.DEADLINE);
        return new Cell(
                style.id(),
                scenario.id(),
                round,
                rate,
                load.seconds(),
                count,
                load.answers(200),
                load.answers(502),
                load.answers(504),
                load.hangUps().size(),
                waste.calls(),
                waste.workMicros(),
                waste.vainMicros(),
                waste.orphanMicros(),
                waste.orphans(),
                Long.parseLong(samples.get(0)),
                Long.parseLong(samples.get(1)),
                Long.parseLong(samples.get(2)) / 1000.0,
                cpu,
                Cell.encode(load.pages()),
                Cell.encode(load.failures()));
    }

    /** Waits until nothing is open any more: what the style has left behind has ended, too. */
    private void drain() throws IOException {
        long end = System.nanoTime() + DRAIN_NANOS;
        while (front.askNumber("open") + backends.askNumber("open") > 0) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("the calls of " + style.id() + " do not end");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void close() throws IOException {
        clients.close();
        front.close();
        backends.close();
    }
}
