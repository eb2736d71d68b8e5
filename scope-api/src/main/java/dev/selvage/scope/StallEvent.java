package dev.selvage.scope;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A fork that goes on after its cancellation, in Flight Recorder. */
@Name("dev.selvage.ForkStall")
@Label("Fork Stall")
@Description("A fork still runs a while after its cancellation, and its scope waits for it")
@Category("Selvage")
@StackTrace(false)
final class StallEvent extends Event {
    @Label("Fork")
    @Nullable
    String fork;

    @Label("Scope")
    @Nullable
    String scope;

    @Label("Cancelled Because")
    @Nullable
    String cancelMessage;

    @Label("Where")
    @Description("The innermost place of its stack that is neither the JDK's nor of the framework")
    @Nullable
    String where;
}
