package dev.selvage.examples.download;

/** The exit statuses of the program. */
final class Status {
    /** Every file is there. */
    static final int DONE = 0;
    /** A file could not be downloaded. */
    static final int FAILED = 1;
    /** The command line makes no sense. */
    static final int USAGE = 2;
    /** Ctrl-C, as shells have it. */
    static final int CANCELLED = 130;

    private Status() {}
}
