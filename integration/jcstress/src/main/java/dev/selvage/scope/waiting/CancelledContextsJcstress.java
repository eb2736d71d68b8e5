package dev.selvage.scope.waiting;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The body of a scope ends while the scope is cancelled: its context does not stay in the count of those with cancelled
 * code. The frame is of the kind that writes least: it interrupts nobody, and lies on that of a thread that is no fork.
 */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not counted, or taken out by one of the two")
@Outcome(expect = Expect.FORBIDDEN, desc = "counted for ever: each lock looks its context up from now on")
@State
public class CancelledContextsJcstress {
    private final ThreadContext context = new Root(Thread.currentThread());
    private final Body body = new Body();

    public CancelledContextsJcstress() {
        context.push(body);
    }

    private static final class Body extends Frame {
        volatile boolean cancelled;

        Body() {
            super(OPEN);
        }

        @Override
        protected boolean isCancelled() {
            return cancelled;
        }

        @Override
        protected boolean interruptsThread() {
            return false;
        }

        @Override
        protected String description() {
            return "a body";
        }
    }

    @Actor
    public void owner() {
        context.leave(body);
        context.pop(body, false);
    }

    @Actor
    public void canceller() {
        body.cancelled = true;
        context.signal(body);
    }

    @Arbiter
    public void arbiter(I_Result result) {
        result.r1 = context.marks() & ThreadContext.COUNTED;
    }
}
