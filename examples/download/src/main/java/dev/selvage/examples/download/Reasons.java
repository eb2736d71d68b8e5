package dev.selvage.examples.download;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import javax.net.ssl.SSLException;

/** Exceptions in the user's words. */
final class Reasons {
    private Reasons() {}

    /** {@return what the exception says, in one line} */
    static String text(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "access denied";
            case NoSuchFileException _ -> "no such directory";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : firstLine(e.getMessage());
        };
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** {@return why no answer came, with the remedy} */
    static String noAnswer(IOException e) {
        if (e instanceof HttpConnectTimeoutException) {
            return "the server did not take the connection in time; check the address, or try again later";
        }
        if (e instanceof ConnectException) {
            return isUnresolved(e)
                    ? "there is no such host; check the address and the network"
                    : "connection refused; check the address, or whether the server runs";
        }
        if (e instanceof SSLException) {
            return "no secure connection (" + text(e) + "); check the server's certificate";
        }
        return "the server closed the connection without an answer (" + text(e) + "); run the same command again";
    }

    private static boolean isUnresolved(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** {@return what a status other than success means, with the remedy} */
    static String status(int status) {
        return switch (status) {
            case 401, 403 ->
                "the server refuses access (" + status + "); it may want a login that this program has not";
            case 404, 410 -> "there is no such file on the server (" + status + "); check the address";
            case 429, 503 -> "the server is overloaded (" + status + "); run the same command again later";
            default ->
                status >= 500
                        ? "the server failed (" + status + "); run the same command again later"
                        : "the server answered " + status + "; check the address";
        };
    }
}
