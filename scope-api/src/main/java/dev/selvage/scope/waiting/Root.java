package dev.selvage.scope.waiting;

/** The context of a thread that is not a fork. Nothing cancels it. */
final class Root extends ThreadContext {
    private final Thread thread;

    Root(Thread thread) {
        super(OPEN);
        this.thread = thread;
    }

    @Override
    protected Thread contextThread() {
        return thread;
    }

    @Override
    protected boolean isCancelled() {
        return false;
    }

    @Override
    protected String description() {
        return "thread '" + nameOf(thread) + "'";
    }

    @Override
    public void uncaughtException(Thread t, Throwable e) {
        throw new IllegalStateException("the context of thread '" + t.getName() + "' handles no exceptions", e);
    }
}
