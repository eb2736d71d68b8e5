package dev.selvage.bench.service.front;

import dev.selvage.bench.service.style.Style;
import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.Child;
import dev.selvage.bench.service.wire.VisitRecord;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The service in a JVM of its own: {@code STYLE DEADLINE-MILLIS USER-PORT ORDERS-PORT OFFERS-PORT}. */
public final class FrontMain {
    private FrontMain() {}

    /** Serves until its input ends. */
    public static void main(String[] args) throws Exception {
        Map<Backend, Integer> ports = new EnumMap<>(Backend.class);
        int next = 2;
        for (Backend backend : Backend.values()) {
            ports.put(backend, Integer.valueOf(args[next++]));
        }
        try (Front front = new Front(Style.named(args[0]), ports, Duration.ofMillis(Long.parseLong(args[1])));
                Sampler sampler = new Sampler(front)) {
            Child.serve(question -> switch (question) {
                case "port" -> List.of(String.valueOf(front.port()));
                case "open" -> List.of(String.valueOf(front.openVisits() + front.openCalls()));
                case "begin" -> {
                    front.take();
                    sampler.begin();
                    yield List.of();
                }
                case "samples" -> sampler.result();
                case "take" -> front.take().stream().map(VisitRecord::line).toList();
                default -> throw new IllegalArgumentException("the service knows no question '" + question + "'");
            });
        }
    }
}
