package dev.selvage.channels;

import java.util.function.Function;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What was written before an element was sent is seen by whoever has received it. */
public final class ChannelJcstress {
    private ChannelJcstress() {}

    /** A writer and a reader with a channel between them that has been around its cells before. */
    private abstract static class Publication {
        private final Core<Object> core;
        private int data;

        Publication(Function<String, Core<Object>> kind) {
            core = kind.apply("jcstress");
            core.offer("before");
            core.poll();
        }

        Publication several() {
            core.severalReceivers();
            return this;
        }

        void write() {
            data = 1;
            core.offer("sent");
        }

        void read(II_Result result) {
            result.r1 = core.poll() == null ? 0 : 1;
            result.r2 = result.r1 == 0 ? 0 : data;
        }
    }

    /** A bounded channel. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "not yet, or with the data")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an element without what was written before")
    @State
    public static class Bounded extends Publication {
        /** Creates the state. */
        public Bounded() {
            super(name -> new BoundedCore<>(name, 1));
        }

        @Actor
        public void writer() {
            write();
        }

        @Actor
        public void reader(II_Result result) {
            read(result);
        }
    }

    /** A bounded channel with the rule for several receivers. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "not yet, or with the data")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an element without what was written before")
    @State
    public static class Several extends Publication {
        /** Creates the state. */
        public Several() {
            super(name -> new BoundedCore<>(name, 1));
            several();
        }

        @Actor
        public void writer() {
            write();
        }

        @Actor
        public void reader(II_Result result) {
            read(result);
        }
    }

    /** An unbounded channel. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "not yet, or with the data")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an element without what was written before")
    @State
    public static class Unbounded extends Publication {
        /** Creates the state. */
        public Unbounded() {
            super(UnboundedCore::new);
        }

        @Actor
        public void writer() {
            write();
        }

        @Actor
        public void reader(II_Result result) {
            read(result);
        }
    }
}
