package dev.selvage.architecture.broken.internal;

import dev.selvage.architecture.broken.Offender;

/** A public type in an internal package, in a cycle with the package above. */
public final class Exposed {
    /** Closes the cycle. */
    public void back(Offender offender) throws InterruptedException {
        offender.offend();
    }
}
