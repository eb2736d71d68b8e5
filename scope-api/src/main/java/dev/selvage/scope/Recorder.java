package dev.selvage.scope;

import dev.selvage.scope.waiting.Sites;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** The events for Flight Recorder. As long as nobody has started it, each question costs one read of a field. */
final class Recorder {
    private Recorder() {}

    /** {@return the begun event of a scope that opens, or null if nobody records} */
    static @Nullable ScopeEvent opened() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        ScopeEvent event = new ScopeEvent();
        event.begin();
        return event;
    }

    static void closed(@Nullable ScopeEvent event, ScopeCore scope) {
        if (event == null) {
            return;
        }
        event.end();
        if (event.shouldCommit()) {
            CancelReason reason = scope.cancelReason();
            event.name = scope.scopeName();
            event.joiner = scope.joinerName();
            event.forks = scope.nursery().numbered();
            event.cancelKind = reason == null ? null : reason.kind().toString();
            event.cancelMessage = reason == null ? null : reason.message();
            event.commit();
        }
    }

    /** {@return the begun event of a fork whose task starts, or null if nobody records} */
    static @Nullable ForkEvent started() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        ForkEvent event = new ForkEvent();
        event.begin();
        return event;
    }

    /** Records a fork that had no thread. */
    static void neverStarted(ForkImpl<?> fork) {
        if (FlightRecorder.isInitialized()) {
            ended(new ForkEvent(), fork);
        }
    }

    static void ended(@Nullable ForkEvent event, ForkImpl<?> fork) {
        if (event == null) {
            return;
        }
        event.end();
        if (!event.shouldCommit()) {
            return;
        }
        event.name = fork.name();
        event.scope = fork.scope.scopeName();
        event.state = fork.state().toString();
        event.age = fork.age().toMillis();
        switch (fork.outcome().orElse(null)) {
            case Outcome.Failed<?>(Throwable cause) -> event.failure = Failures.text(cause);
            case Outcome.Cancelled<?>(CancelReason reason) -> event.cancelMessage = reason.message();
            case Outcome.NotStarted<?>(CancelReason reason) -> event.cancelMessage = reason.message();
            case null, default -> {}
        }
        event.commit();
    }

    static void cancelled(ScopeCore scope, CancelReason reason) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        CancelledEvent event = new CancelledEvent();
        if (event.shouldCommit()) {
            event.scope = scope.scopeName();
            event.kind = reason.kind().toString();
            event.message = reason.message();
            event.source = reason.source();
            event.commit();
        }
    }

    static void stalled(ForkImpl<?> fork, CancelReason reason, StackTraceElement[] stack) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        StallEvent event = new StallEvent();
        if (event.shouldCommit()) {
            event.fork = fork.name();
            event.scope = fork.scope.scopeName();
            event.cancelMessage = reason.message();
            StackTraceElement place = Sites.innermost(stack);
            event.where = place == null ? null : place.toString();
            event.commit();
        }
    }
}
