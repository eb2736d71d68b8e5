package dev.selvage.sync;

/** Actors may not throw checked exceptions, and nobody interrupts them. */
final class Uninterrupted {
    private Uninterrupted() {}

    /** What an actor does. */
    interface Act {
        void run() throws InterruptedException;
    }

    static void run(Act act) {
        try {
            act.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException("an actor was interrupted", e);
        }
    }

    /** What an actor asks for. */
    interface Question<T> {
        T get() throws InterruptedException;
    }

    static <T> T get(Question<T> question) {
        try {
            return question.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("an actor was interrupted", e);
        }
    }
}
