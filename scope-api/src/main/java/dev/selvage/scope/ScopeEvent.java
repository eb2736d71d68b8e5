package dev.selvage.scope;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The life of a scope, in Flight Recorder; the thread is the owner. */
@Name("dev.selvage.Scope")
@Label("Scope")
@Description("From the opening of a scope until all its threads have ended")
@Category("Selvage")
@StackTrace(false)
final class ScopeEvent extends Event {
    @Label("Name")
    @Nullable
    String name;

    @Label("Joiner")
    @Nullable
    String joiner;

    @Label("Forks of the Owner")
    int forks;

    @Label("Cancelled Because")
    @Nullable
    String cancelKind;

    @Label("Cancel Message")
    @Nullable
    String cancelMessage;
}
