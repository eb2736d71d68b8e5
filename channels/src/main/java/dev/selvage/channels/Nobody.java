package dev.selvage.channels;

/** The party of an operation that is done without a handle. */
final class Nobody implements Party {
    static final Nobody NOBODY = new Nobody();

    private Nobody() {}

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public void check() {
        // cannot be given up
    }
}
