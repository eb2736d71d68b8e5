package dev.selvage.bench.run;

import dev.selvage.bench.plan.Ask;
import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Claim;
import dev.selvage.bench.plan.Claims;
import dev.selvage.bench.plan.Costs;
import dev.selvage.bench.plan.Goal;
import dev.selvage.bench.plan.Goals;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Row;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Which rows are measured, by the name of the command; each of the first three has those of the one before. */
enum Selection {
    /** What the goals compare on a quiet machine, and what the README shows. */
    QUICK,
    /** Besides: the goals of a busy machine, the claims, curves. */
    MAIN,
    /** All. */
    FULL,
    /** One case of each method and rival of {@link #MAIN}, to see that they run. */
    SMOKE;

    /** {@return the rows that a table names, those of programs in Rust among them} */
    Stream<Row> named(Carriers carriers) {
        return Stream.concat(deciding(carriers), carriers == Carriers.ALL ? claims() : Stream.of());
    }

    /** {@return the rows that a goal or the README compares: they are measured most often} */
    Stream<Row> deciding(Carriers carriers) {
        Stream<Row> goals = Goals.all().stream()
                .filter(goal -> goal.carriers().contains(carriers))
                .filter(goal -> this != QUICK || !goal.isOfABusyMachine())
                .flatMap(Selection::rows);
        return Stream.concat(goals, carriers == Carriers.ALL ? costs() : Stream.of());
    }

    private static Stream<Row> rows(Goal goal) {
        return Stream.concat(Stream.of(goal.ours()), goal.rivals().stream());
    }

    private static Stream<Row> costs() {
        return Costs.all().stream().flatMap(cost -> Stream.of(cost.ours(), cost.rival()));
    }

    private Stream<Row> claims() {
        Stream<Claim.Check> checks =
                this == QUICK ? Stream.of() : Claims.all().stream().flatMap(claim -> claim.checks().stream());
        return checks.flatMap(check -> Stream.concat(Stream.of(check.left()), check.others().stream()));
    }

    /** {@return what is measured besides} */
    List<Ask> besides(Question question) {
        return switch (this) {
            case QUICK -> List.of();
            case MAIN, SMOKE -> question.more();
            case FULL ->
                Stream.concat(question.more().stream(), question.full().stream())
                        .toList();
        };
    }

    static Selection named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
