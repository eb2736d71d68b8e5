package dev.selvage.sync.atomic;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.ACQ_REL;
import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static dev.selvage.sync.atomic.Ordering.RELEASE;
import static dev.selvage.sync.atomic.Ordering.SEQ_CST;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIIIII_Result;

/** No update of two threads is lost, whatever its ordering. */
@JCStressTest
@Outcome(id = "3, 3, 2, 3, 3, 1", expect = Expect.ACCEPTABLE, desc = "both updates happened")
@Outcome(expect = Expect.FORBIDDEN, desc = "an update was lost")
@State
public class AtomicUpdatesJcstress {
    private final AtomicI32 added = AtomicI32.of(0);
    private final AtomicI64 updated = AtomicI64.of(0);
    private final AtomicI32 greatest = AtomicI32.of(0);
    private final AtomicI64 exchanged = AtomicI64.of(0);
    private final AtomicRef<String> appended = AtomicRef.of("");
    private final AtomicBool negated = AtomicBool.of(true);

    @Actor
    public void first() {
        run(1, RELAXED, "a");
    }

    @Actor
    public void second() {
        run(2, RELEASE, "bc");
    }

    private void run(int number, Ordering order, String text) {
        added.fetchAdd(number, order);
        updated.update(order, RELAXED, n -> n + number);
        greatest.fetchMax(number, order);
        AtomicI64.Exchange end = exchanged.compareExchange(0, number, ACQ_REL, ACQUIRE);
        while (!end.succeeded()) {
            end = exchanged.compareExchange(end.witness(), end.witness() + number, SEQ_CST, RELAXED);
        }
        appended.update(ACQ_REL, ACQUIRE, s -> s + text);
        negated.fetchNot(order);
    }

    @Arbiter
    public void sum(IIIIII_Result result) {
        result.r1 = added.load(RELAXED);
        result.r2 = (int) updated.load(RELAXED);
        result.r3 = greatest.load(RELAXED);
        result.r4 = (int) exchanged.load(RELAXED);
        result.r5 = appended.load(RELAXED).length();
        result.r6 = negated.load(RELAXED) ? 1 : 0;
    }
}
