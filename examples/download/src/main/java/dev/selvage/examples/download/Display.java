package dev.selvage.examples.download;

import java.io.Console;
import java.io.PrintStream;
import java.util.OptionalLong;

/** What the user sees while the files come in. Its methods may be called by any thread. */
interface Display extends AutoCloseable {
    /** The progress of one file. Used by one thread. */
    interface Meter extends AutoCloseable {
        /** Adds bytes that have arrived. */
        void advance(int bytes);

        /** Ends the progress, at whatever point it is. */
        @Override
        void close();
    }

    /** {@return bars on a terminal, plain lines elsewhere} */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 has gone back to null where there is no terminal
    static Display on(PrintStream out) {
        Console console = System.console();
        boolean terminal = out == System.out && console != null && console.isTerminal();
        return terminal ? new BarDisplay() : new LineDisplay(out);
    }

    /** Begins the progress of a file, of which some bytes may be there already. */
    Meter begin(Item item, long resumedAt, OptionalLong total);

    /** Tells that a file is complete. */
    void saved(Result.Saved saved);

    /** Ends the display. */
    @Override
    void close();
}
