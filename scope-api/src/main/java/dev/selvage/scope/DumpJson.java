package dev.selvage.scope;

import dev.selvage.scope.waiting.ThreadContext;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dump for programs: {@code {"at", "scopes": [...], "scopeCount", "forkCount"}}. A scope and a fork have
 * {@code children}, in which a {@code kind} of {@code "scope"} or {@code "fork"} tells what each is. Times are in
 * milliseconds. A field without a value is left out.
 */
final class DumpJson implements Dump.Format {
    private final Appendable out;
    /** For each open list of children, whether it has one already. */
    private final ArrayDeque<Boolean> filled = new ArrayDeque<>();

    DumpJson(Appendable out) {
        this.out = out;
    }

    @Override
    public void begin(Instant at) throws IOException {
        out.append("{\"at\":");
        string(at.toString());
        out.append(",\"scopes\":[");
        filled.push(false);
    }

    @Override
    public void scope(Dump.ScopeLine line) throws IOException {
        ScopeCore scope = line.scope();
        open("scope");
        field("name", scope.scopeName());
        field("joiner", scope.joinerName());
        field("owner", ThreadContext.nameOf(scope.owner()));
        field("ageMillis", scope.age().toMillis());
        if (scope.site != null) {
            field("openedAt", scope.site.toString());
        }
        if (scope.hasDeadline()) {
            field("deadlineInMillis", scope.timeLeft().toMillis());
        }
        Limits limits = scope.limits();
        if (limits != null) {
            out.append(",\"limits\":[");
            for (int i = 0; i < limits.count(); i++) {
                out.append(i == 0 ? "{\"name\":" : ",{\"name\":");
                string(limits.limiter(i).name());
                Limiter.Stats stats = limits.limiter(i).stats();
                field("permits", stats.permits());
                field("inUse", stats.inUse());
                field("waiting", stats.waiting());
                out.append('}');
            }
            out.append(']');
            field("queued", limits.queuedForks());
        }
        field("liveForks", line.liveForks());
        reason(scope.cancelReason());
        doing(line.doing());
        children();
    }

    @Override
    public void fork(Dump.ForkLine line) throws IOException {
        ForkImpl<?> fork = line.fork();
        open("fork");
        field("name", fork.name());
        field("state", fork.state().toString());
        field("ageMillis", fork.age().toMillis());
        reason(fork.ownReason());
        Dump.Doing doing = line.doing();
        if (doing != null) {
            doing(doing);
        } else {
            strings("holds", line.held());
        }
        children();
    }

    private void open(String kind) throws IOException {
        boolean first = !filled.pop();
        filled.push(true);
        out.append(first ? "{\"kind\":\"" : ",{\"kind\":\"").append(kind).append('"');
    }

    private void children() throws IOException {
        out.append(",\"children\":[");
        filled.push(false);
    }

    private void reason(@Nullable CancelReason reason) throws IOException {
        if (reason == null) {
            return;
        }
        out.append(",\"cancelled\":{\"kind\":");
        string(reason.kind().toString());
        field("message", reason.message());
        field("source", reason.source());
        field("at", reason.at().toString());
        out.append('}');
    }

    private void doing(Dump.@Nullable Doing doing) throws IOException {
        if (doing == null) {
            return;
        }
        if (doing.awaits() != null) {
            field("waitsFor", doing.awaits());
        }
        strings("heldBy", doing.heldBy());
        if (doing.jvm() != null) {
            field("thread", doing.jvm());
        }
        strings("holds", doing.held());
    }

    private void strings(String name, List<String> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.append(",\"").append(name).append("\":[");
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            string(values.get(i));
        }
        out.append(']');
    }

    @Override
    public void leave() throws IOException {
        filled.pop();
        out.append("]}");
    }

    @Override
    public void end(int scopes, int forks) throws IOException {
        out.append(']');
        field("scopeCount", scopes);
        field("forkCount", forks);
        out.append("}\n");
    }

    private void field(String name, String value) throws IOException {
        out.append(",\"").append(name).append("\":");
        string(value);
    }

    private void field(String name, long value) throws IOException {
        out.append(",\"").append(name).append("\":").append(Long.toString(value));
    }

    private void string(String value) throws IOException {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
