package dev.selvage.channels;

/** Receivers that wait for an element of a channel with a buffer. */
final class ElementLine extends Line {
    private final BufferedCore<?> core;
    private final Words words;

    ElementLine(BufferedCore<?> core) {
        super(new Wanted.Element(core, "an element"));
        this.core = core;
        this.words = core.words;
    }

    @Override
    boolean announce() {
        while (true) {
            long h = words.head; // before the tail: what is seen may be too much, never too little
            long t = words.tail;
            if ((t & Words.OVER) != 0 || core.claimed(t) - Words.index(h) > granted()) {
                return false;
            }
            if ((t & Words.RECEIVER_WAITS) != 0 || words.casTail(t, t | Words.RECEIVER_WAITS)) {
                return true;
            }
        }
    }

    @Override
    boolean hasPlace() {
        long h = words.head;
        return core.claimed(words.tail) - Words.index(h) > granted();
    }

    @Override
    void rule() {
        words.setHeadBits(Words.RECEIVERS_RULED);
    }

    @Override
    void unrule() {
        words.clearHeadBits(Words.RECEIVERS_RULED);
    }
}
