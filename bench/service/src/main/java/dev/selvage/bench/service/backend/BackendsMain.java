package dev.selvage.bench.service.backend;

import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.CallRecord;
import dev.selvage.bench.service.wire.Child;
import java.util.Arrays;
import java.util.List;

/** The backends in a JVM of their own. */
public final class BackendsMain {
    private BackendsMain() {}

    /** Serves until its input ends. */
    public static void main(String[] args) throws Exception {
        try (Backends backends = new Backends(Scenario.QUIET)) {
            Child.serve(question -> switch (question) {
                case "ports" ->
                    Arrays.stream(Backend.values())
                            .map(backend -> String.valueOf(backends.port(backend)))
                            .toList();
                case "open" -> List.of(String.valueOf(backends.open()));
                case "take" -> backends.records().stream().map(CallRecord::line).toList();
                default -> {
                    backends.begin(Scenario.named(question));
                    yield List.of();
                }
            });
        }
    }
}
