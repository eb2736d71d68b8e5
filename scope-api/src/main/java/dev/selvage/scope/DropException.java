package dev.selvage.scope;

import java.util.function.Supplier;

/** Freeing something failed with a checked exception, which is the cause; it counts as freed. */
public final class DropException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DropException(String what, Exception cause) {
        super(what + " could not be freed: " + Failures.text(cause) + "; it counts as freed", cause);
    }

    /**
     * Runs a drop action. What it throws passes; a checked exception as the cause of a {@code DropException}.
     *
     * @param what what is freed; asked for only if that fails
     */
    public static void run(Supplier<String> what, Scope.Task drop) {
        try {
            drop.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DropException(what.get(), e);
        } catch (Exception e) {
            throw new DropException(what.get(), e);
        }
    }
}
