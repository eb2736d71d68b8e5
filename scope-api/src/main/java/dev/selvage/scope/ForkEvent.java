package dev.selvage.scope;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The run of a fork's task, in Flight Recorder; the thread is the fork's, if it had one. */
@Name("dev.selvage.Fork")
@Label("Fork")
@Description("The run of a fork's task; without a duration if it never started")
@Category("Selvage")
@StackTrace(false)
final class ForkEvent extends Event {
    @Label("Name")
    @Nullable
    String name;

    @Label("Scope")
    @Nullable
    String scope;

    @Label("State")
    @Nullable
    String state;

    @Label("Age")
    @Description("The time since the fork was made, right to a few hundredths of a second; the rest was in the queue")
    @Timespan(Timespan.MILLISECONDS)
    long age;

    @Label("Failure")
    @Nullable
    String failure;

    @Label("Cancelled Because")
    @Nullable
    String cancelMessage;
}
