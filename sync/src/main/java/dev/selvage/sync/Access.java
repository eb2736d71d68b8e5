package dev.selvage.sync;

/** What a thread wants of, or has in, an rwlock. */
enum Access {
    READ("reading"),
    /** One holder, who reads beside the readers and may upgrade. */
    UPGRADABLE("upgradable reading"),
    WRITE("writing"),
    /** An upgradable holder who waits for the readers to leave. */
    UPGRADE("writing");

    private final String gerund;

    Access(String gerund) {
        this.gerund = gerund;
    }

    /** {@return whether it excludes all readers} */
    boolean writes() {
        return this == WRITE || this == UPGRADE;
    }

    String gerund() {
        return gerund;
    }
}
