package dev.selvage.bench.service.wire;

import java.util.Locale;

/** The three backends of the page. */
public enum Backend {
    /** Always quick. */
    USER,
    /** The one that is slow. */
    ORDERS,
    /** The one that fails. */
    OFFERS;

    /** {@return the right answer for a page} */
    public String answer(long id) {
        return name().toLowerCase(Locale.ROOT) + "-" + id;
    }
}
