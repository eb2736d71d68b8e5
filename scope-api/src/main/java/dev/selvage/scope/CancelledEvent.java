package dev.selvage.scope;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The cancellation of a scope, in Flight Recorder; the thread is the one that cancelled. */
@Name("dev.selvage.ScopeCancelled")
@Label("Scope Cancelled")
@Description("A scope was cancelled, by itself or with one around it")
@Category("Selvage")
@StackTrace(false)
final class CancelledEvent extends Event {
    @Label("Scope")
    @Nullable
    String scope;

    @Label("Kind")
    @Nullable
    String kind;

    @Label("Message")
    @Nullable
    String message;

    @Label("Source")
    @Nullable
    String source;
}
