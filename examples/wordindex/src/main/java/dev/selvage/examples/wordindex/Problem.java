package dev.selvage.examples.wordindex;

import java.io.IOException;

/** Something that the user can put right, told in one line. */
final class Problem extends IOException {
    private static final long serialVersionUID = 1L;

    Problem(String message) {
        super(message);
    }
}
