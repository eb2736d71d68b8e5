package dev.selvage.examples.download;

/** A download that failed. The message is one line for the user: what happened, and the remedy. */
final class DownloadProblem extends Exception {
    private static final long serialVersionUID = 1L;

    DownloadProblem(String message) {
        super(message);
    }

    DownloadProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
