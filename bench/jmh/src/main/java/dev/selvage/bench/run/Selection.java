package dev.selvage.bench.run;

import dev.selvage.bench.plan.Ask;
import dev.selvage.bench.plan.Question;
import java.util.List;
import java.util.Locale;

/** Which rows are measured, by the name of the command. */
enum Selection {
    /** What goals and claims need. */
    QUICK,
    /** All. */
    FULL,
    /** One case of each method and rival of {@link #QUICK}, to see that they run. */
    SMOKE;

    List<Ask> of(Question question) {
        return this == FULL ? question.full() : question.quick();
    }

    static Selection named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
