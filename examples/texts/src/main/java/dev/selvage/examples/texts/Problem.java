package dev.selvage.examples.texts;

import java.io.IOException;

/** Something that the user can put right, told in one line. */
public final class Problem extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates it with the line. */
    public Problem(String message) {
        super(message);
    }
}
