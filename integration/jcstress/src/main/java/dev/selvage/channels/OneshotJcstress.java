package dev.selvage.channels;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The value of a oneshot is sent while the receiver goes: it comes back, or it is undelivered. */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "came back, or was undelivered")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or both")
@State
public class OneshotJcstress {
    private final AtomicInteger undelivered = new AtomicInteger();
    private final Oneshot<Object> oneshot =
            Channel.oneshot("jcstress").onUndelivered(v -> undelivered.incrementAndGet());

    @Actor
    public void sender(II_Result result) {
        result.r1 = oneshot.sender().trySend("value").isSent() ? 1 : 0;
    }

    @Actor
    public void receiver() {
        oneshot.receiver().close();
    }

    @Arbiter
    public void look(II_Result result) {
        result.r2 = undelivered.get();
    }
}
