package dev.selvage.scope;

import dev.selvage.scope.waiting.ThreadContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The dump for people. */
final class DumpText implements Dump.Format {
    private static final int INDENTED = 40;

    private final Appendable out;

    DumpText(Appendable out) {
        this.out = out;
    }

    @Override
    public void begin(Instant at) throws IOException {
        out.append("Selvage scopes at ").append(at.toString()).append('\n');
    }

    @Override
    public void scope(Dump.ScopeLine line) throws IOException {
        ScopeCore scope = line.scope();
        indent(line.depth());
        out.append("scope '").append(scope.scopeName()).append("' (").append(scope.joinerName());
        out.append(", owner '").append(ThreadContext.nameOf(scope.owner())).append('\'');
        out.append(", open for ").append(seconds(scope.age()));
        if (scope.site != null) {
            out.append(", opened at ").append(scope.site.toString());
        }
        if (scope.hasDeadline()) {
            Duration left = scope.timeLeft();
            out.append(left.isNegative() ? ", deadline passed " : ", deadline in ")
                    .append(seconds(left.abs()));
            out.append(left.isNegative() ? " ago" : "");
        }
        Limits limits = scope.limits();
        if (limits != null) {
            for (int i = 0; i < limits.count(); i++) {
                out.append(", ").append(limits.limiter(i).toString());
            }
            out.append(", ").append(Integer.toString(limits.queuedForks())).append(" queued");
        }
        out.append(", ").append(count(line.liveForks(), "live fork")).append(')');
        cancelled(scope.cancelReason());
        doing(line.doing());
        out.append('\n');
    }

    @Override
    public void fork(Dump.ForkLine line) throws IOException {
        ForkImpl<?> fork = line.fork();
        indent(line.depth());
        out.append("fork '")
                .append(fork.name())
                .append("' ")
                .append(fork.state().toString());
        out.append(' ').append(seconds(fork.age()));
        cancelled(fork.ownReason());
        Dump.Doing doing = line.doing();
        if (doing != null) {
            doing(doing);
        } else {
            held(line.held());
        }
        out.append('\n');
    }

    private void cancelled(@Nullable CancelReason reason) throws IOException {
        if (reason != null) {
            out.append(", cancelled: ").append(reason.toString());
        }
    }

    private void doing(Dump.@Nullable Doing doing) throws IOException {
        if (doing == null) {
            return;
        }
        if (doing.awaits() != null) {
            out.append(", waits for ").append(doing.awaits());
            if (!doing.heldBy().isEmpty()) {
                out.append(" held by ").append(String.join(", ", doing.heldBy()));
            }
        } else if (doing.jvm() != null) {
            out.append(", ").append(doing.jvm());
        }
        held(doing.held());
    }

    private void held(List<String> held) throws IOException {
        if (!held.isEmpty()) {
            out.append(", holds ").append(String.join(", ", held));
        }
    }

    @Override
    public void leave() {}

    @Override
    public void end(int scopes, int forks) throws IOException {
        out.append(count(scopes, "scope"))
                .append(", ")
                .append(count(forks, "fork"))
                .append('\n');
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private void indent(int depth) throws IOException {
        out.append("  ".repeat(Math.min(depth, INDENTED)));
        if (depth > INDENTED) {
            out.append('(').append(Integer.toString(depth)).append(") ");
        }
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1_000.0);
    }
}
