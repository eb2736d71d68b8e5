package dev.selvage.examples.tour;

import java.io.PrintStream;

/** Where chapters print what happens. Any thread may. */
final class Story {
    private static final String INDENT = "    ";

    private final PrintStream out;

    Story(PrintStream out) {
        this.out = out;
    }

    /** Prints a line. */
    void say(String line) {
        out.println(INDENT + line);
    }

    /** Prints an exception as a log would, without its stack. */
    void say(Throwable thrown) {
        say(thrown.toString());
    }

    /** Prints the title of a chapter or of one of its parts. */
    void title(String title) {
        out.println(title);
    }
}
