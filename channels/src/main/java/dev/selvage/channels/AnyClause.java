package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.ThreadContext;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a select waits for: any of its clauses. */
final class AnyClause implements Awaited {
    private final List<? extends Clause<?, ?>> clauses;
    private final boolean skipClosed;

    AnyClause(List<? extends Clause<?, ?>> clauses, boolean skipClosed) {
        this.clauses = clauses;
        this.skipClosed = skipClosed;
    }

    /** {@return the clauses that the select waits for: one whose channel has ended may be left out} */
    private Stream<Awaited> open() {
        return clauses.stream()
                .filter(clause -> !skipClosed || !clause.isOver())
                .map(Clause::awaited);
    }

    private List<ThreadContext> all(Function<Awaited, List<ThreadContext>> threads) {
        return open().flatMap(awaited -> threads.apply(awaited).stream())
                .distinct()
                .toList();
    }

    @Override
    public List<ThreadContext> holders() {
        return all(Awaited::holders);
    }

    @Override
    public List<ThreadContext> proxies() {
        return all(Awaited::proxies);
    }

    @Override
    public boolean mayEndWithout(Predicate<ThreadContext> idle) {
        return open().anyMatch(awaited -> awaited.mayEndWithout(idle));
    }

    @Override
    public @Nullable String shareOf(ThreadContext holder) {
        String shares = open().map(awaited -> awaited.shareOf(holder))
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining(" and "));
        return shares.isEmpty() ? null : shares;
    }

    @Override
    public String description() {
        return clauses.stream().map(Clause::wanted).collect(Collectors.joining(", or "));
    }
}
