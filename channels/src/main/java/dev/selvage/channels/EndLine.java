package dev.selvage.channels;

/** Those who wait until a channel takes no more elements. */
final class EndLine extends Line {
    private final Core<?> core;

    EndLine(Core<?> core) {
        super(() -> "the end of " + core.description());
        this.core = core;
    }

    @Override
    boolean announce() {
        return !core.isClosed();
    }

    @Override
    boolean hasPlace() {
        return false;
    }

    @Override
    void rule() {
        // nobody competes for the end
    }

    @Override
    void unrule() {
        // nobody competes for the end
    }
}
