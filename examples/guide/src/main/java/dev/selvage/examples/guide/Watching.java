package dev.selvage.examples.guide;

import com.sun.net.httpserver.HttpServer;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeProblems;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjLongConsumer;

/** The code of {@code docs/guide/on-call.md}. */
public final class Watching {
    private Watching() {}

    static void endpoint(HttpServer server) {
        // region endpoint
        server.createContext("/scopes", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (Writer out = new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8)) {
                Scope.dump(out); // written as it is found: 50,000 forks need no memory
            }
        });
        // endregion
    }

    static void gauges(ObjLongConsumer<String> gauge) throws IOException {
        // region problems
        ScopeProblems problems = Scope.problems();
        gauge.accept("selvage.scopes.lost", problems.lostScopes());
        gauge.accept("selvage.scopes.forgotten_joins", problems.forgottenJoins());
        gauge.accept("selvage.forks.stalled", problems.stalledForks());
        // endregion
    }
}
