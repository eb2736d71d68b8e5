package dev.selvage.channels;

/** Senders that wait for room in a bounded channel. The places promised are those of permits, too. */
final class RoomLine extends Line {
    private final Words words;
    private final int capacity;

    RoomLine(BoundedCore<?> core) {
        super(new Wanted.Room(core, "room in"));
        this.words = core.words;
        this.capacity = core.capacity();
    }

    @Override
    boolean announce() {
        while (true) {
            long h = words.head;
            long t = words.tail;
            if ((t & Words.OVER) != 0 || Words.index(t) - Words.index(h) + granted() < capacity) {
                return false;
            }
            if ((h & Words.SENDER_WAITS) != 0 || words.casHead(h, h | Words.SENDER_WAITS)) {
                return true;
            }
        }
    }

    @Override
    boolean hasPlace() {
        long t = words.tail;
        long h = words.head;
        return (t & Words.OVER) == 0 && Words.index(t) - Words.index(h) + granted() < capacity;
    }

    @Override
    void rule() {
        words.setTailBits(Words.SENDERS_RULED);
    }

    @Override
    void unrule() {
        words.clearTailBits(Words.SENDERS_RULED);
    }
}
