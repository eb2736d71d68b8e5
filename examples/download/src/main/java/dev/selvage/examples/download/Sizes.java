package dev.selvage.examples.download;

import java.util.Locale;

/** Numbers of bytes as text. */
final class Sizes {
    private static final long KIBIBYTE = 1L << 10;
    private static final long MEBIBYTE = 1L << 20;

    private Sizes() {}

    /** {@return such as {@code 28.4 MiB}} */
    static String text(long bytes) {
        if (bytes < KIBIBYTE) {
            return bytes + " B";
        }
        return bytes < MEBIBYTE
                ? String.format(Locale.ROOT, "%.1f KiB", (double) bytes / KIBIBYTE)
                : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MEBIBYTE);
    }
}
