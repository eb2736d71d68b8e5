package dev.selvage.scope;

import java.util.concurrent.ThreadFactory;

/** Makes threads that run what they are told, as those of a fork do, and not the subtask of the JDK. */
final class ToldThreads implements ThreadFactory {
    private final ThreadFactory threads;
    private Runnable work = () -> {};

    ToldThreads(ThreadFactory threads) {
        this.threads = threads;
    }

    void start(Object scope, Runnable work) {
        this.work = work;
        JdkScope.start(scope);
    }

    @Override
    public Thread newThread(Runnable notRun) {
        return threads.newThread(work);
    }
}
