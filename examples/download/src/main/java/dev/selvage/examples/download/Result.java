package dev.selvage.examples.download;

import dev.selvage.scope.CancelReason;
import dev.selvage.scope.Outcome;

/** How the download of a file ended. */
sealed interface Result {
    /** {@return the file} */
    Item item();

    /**
     * The file is complete, under its own name.
     *
     * @param item the file
     * @param bytes its size
     * @param resumedAt how many of these bytes an earlier run had left
     */
    record Saved(Item item, long bytes, long resumedAt) implements Result {}

    /**
     * The download failed.
     *
     * @param item the file
     * @param cause a {@link DownloadProblem}, unless this program is wrong
     */
    record Failed(Item item, Throwable cause) implements Result {}

    /**
     * The download was cancelled.
     *
     * @param item the file
     * @param reason why
     */
    record Stopped(Item item, CancelReason reason) implements Result {}

    /** {@return the result that the end of a fork means} */
    static Result of(Item item, Outcome<Saved> outcome) {
        return switch (outcome) {
            case Outcome.Succeeded<Saved>(Saved saved) -> saved;
            case Outcome.Failed<Saved>(Throwable cause) -> new Failed(item, cause);
            case Outcome.Cancelled<Saved>(CancelReason reason) -> new Stopped(item, reason);
            case Outcome.NotStarted<Saved>(CancelReason reason) -> new Stopped(item, reason);
        };
    }
}
