package dev.selvage.bench.service.style;

import java.util.Locale;

/** The ways in which the service is written. What each promises is checked by the tests. */
public enum Style {
    /** A scope of Selvage. */
    SELVAGE("Selvage", true, true, true, true),
    /** The JDK's scope, a preview feature. */
    STS("StructuredTaskScope", true, true, true, true),
    /** A shared executor, futures read in turn. */
    EXECUTOR("executor, shared", false, true, false, false),
    /** An executor for each visit, closed by try-with-resources. */
    EXECUTOR_CLOSED("executor, closed", false, false, false, false),
    /** An executor for each visit, with a completion service and cancellation. */
    EXECUTOR_CAREFUL("executor, careful", true, true, true, true),
    /** CompletableFuture with allOf and orTimeout. */
    FUTURE("future, plain", false, true, false, true),
    /** CompletableFuture on an asynchronous client, with cancellation. */
    FUTURE_CAREFUL("future, careful", true, true, true, true);

    private final String title;
    private final boolean failsFast;
    private final boolean keepsDeadline;
    private final boolean stopsCalls;
    private final boolean noticesHangUp;

    Style(String title, boolean failsFast, boolean keepsDeadline, boolean stopsCalls, boolean noticesHangUp) {
        this.title = title;
        this.failsFast = failsFast;
        this.keepsDeadline = keepsDeadline;
        this.stopsCalls = stopsCalls;
        this.noticesHangUp = noticesHangUp;
    }

    /** {@return the style of that name, such as {@code executor-careful}} */
    public static Style named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** {@return the name on the command line} */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return the name in the report} */
    public String title() {
        return title;
    }

    /** {@return the service in this style} */
    public Pages open() {
        return switch (this) {
            case SELVAGE -> new SelvagePages();
            case STS -> new StsPages();
            case EXECUTOR -> new ExecutorPages();
            case EXECUTOR_CLOSED -> new ClosedExecutorPages();
            case EXECUTOR_CAREFUL -> new CarefulExecutorPages();
            case FUTURE -> new FuturePages();
            case FUTURE_CAREFUL -> new CarefulFuturePages();
        };
    }

    /** {@return whether it answers at the first failure, whichever call it is} */
    public boolean failsFast() {
        return failsFast;
    }

    /** {@return whether it answers when the deadline passes, though a call goes on} */
    public boolean keepsDeadline() {
        return keepsDeadline;
    }

    /** {@return whether it stops the other calls when its answer is known} */
    public boolean stopsCalls() {
        return stopsCalls;
    }

    /** {@return whether its own thread ends its wait when the client hangs up} */
    public boolean noticesHangUp() {
        return noticesHangUp;
    }
}
