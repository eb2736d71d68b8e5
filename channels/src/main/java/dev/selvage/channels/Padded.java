package dev.selvage.channels;

/**
 * Fields that are each alone on their cache lines. The JVM lays out the fields of a superclass before those of its
 * subclasses, so 128 bytes lie between any two of them: two lines, because processors fetch lines in pairs.
 */
final class Padded {
    private Padded() {}

    abstract static class BeforeTail {
        long a0;
        long a1;
        long a2;
        long a3;
        long a4;
        long a5;
        long a6;
        long a7;
        long a8;
        long a9;
        long a10;
        long a11;
        long a12;
        long a13;
        long a14;
    }

    abstract static class Tail extends BeforeTail {
        volatile long tail;
    }

    abstract static class BeforeHead extends Tail {
        long b0;
        long b1;
        long b2;
        long b3;
        long b4;
        long b5;
        long b6;
        long b7;
        long b8;
        long b9;
        long b10;
        long b11;
        long b12;
        long b13;
        long b14;
    }

    abstract static class Head extends BeforeHead {
        volatile long head;
    }

    abstract static class BeforeCaches extends Head {
        long c0;
        long c1;
        long c2;
        long c3;
        long c4;
        long c5;
        long c6;
        long c7;
        long c8;
        long c9;
        long c10;
        long c11;
        long c12;
        long c13;
        long c14;
    }

    abstract static class HeadCache extends BeforeCaches {
        long headSeen;
    }

    abstract static class BeforeTailCache extends HeadCache {
        long d0;
        long d1;
        long d2;
        long d3;
        long d4;
        long d5;
        long d6;
        long d7;
        long d8;
        long d9;
        long d10;
        long d11;
        long d12;
        long d13;
        long d14;
    }

    abstract static class TailCache extends BeforeTailCache {
        long tailSeen;
    }

    abstract static class AfterTailCache extends TailCache {
        long e0;
        long e1;
        long e2;
        long e3;
        long e4;
        long e5;
        long e6;
        long e7;
        long e8;
        long e9;
        long e10;
        long e11;
        long e12;
        long e13;
        long e14;
    }
}
