package dev.selvage.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a wait looks before it parks, and for how long. */
@Timeout(60)
class SpinTest {
    /** So many looks that fail, or succeed, one after the other change what the next waits do. */
    private static final int A_FEW = 8;

    private static int waitsUntilDue(Spin spin) {
        int waits = 1;
        while (!spin.isDue()) {
            waits++;
        }
        return waits;
    }

    @Test
    void withOneCarrierNothingIsLookedFor() {
        assumeTrue(Spin.ALONE);
        Spin spin = Spin.hopeful();
        for (int i = 0; i < Spin.FIRST_PROBE; i++) {
            assertFalse(spin.isDue(), "the other side cannot come meanwhile");
        }
    }

    @Test
    void theHopefulLooksAtOnce() {
        assumeFalse(Spin.ALONE);
        Spin spin = Spin.hopeful();
        assertTrue(spin.isDue());
        assertTrue(spin.isDue());
    }

    @Test
    void theDoubtfulProbesLaterAndLater() {
        assumeFalse(Spin.ALONE);
        Spin spin = Spin.doubtful();
        for (int expected = Spin.FIRST_PROBE; expected < Spin.LAST_PROBE; expected *= 2) {
            assertEquals(expected, waitsUntilDue(spin));
            assertFalse(spin.until(() -> false));
        }
        assertEquals(Spin.LAST_PROBE, waitsUntilDue(spin));
        assertEquals(Spin.LAST_PROBE, waitsUntilDue(spin), "not later than that");
    }

    @Test
    void afterAFewSuccessesEachWaitLooks() {
        assumeFalse(Spin.ALONE);
        Spin spin = Spin.doubtful();
        waitsUntilDue(spin);
        for (int i = 0; i < A_FEW; i++) {
            assertTrue(spin.until(() -> true));
            assertTrue(spin.isDue(), "a success lets the next wait look, too");
        }
        assertFalse(spin.until(() -> false));
        assertTrue(spin.isDue(), "one failure is forgiven");
    }

    @Test
    void oneSuccessOfManyIsNotEnough() {
        assumeFalse(Spin.ALONE);
        Spin spin = Spin.doubtful();
        waitsUntilDue(spin);
        assertTrue(spin.until(() -> true));
        assertTrue(spin.isDue());
        assertFalse(spin.until(() -> false));
        assertEquals(2 * Spin.FIRST_PROBE, waitsUntilDue(spin), "the distance was begun anew, and doubled");
    }

    @Test
    void afterAFewFailuresOnlyProbesLook() {
        assumeFalse(Spin.ALONE);
        Spin spin = Spin.hopeful();
        for (int i = 0; i < A_FEW; i++) {
            assertFalse(spin.until(() -> false));
        }
        assertEquals(Spin.FIRST_PROBE, waitsUntilDue(spin));
    }

    @Test
    void whoIsInAStreamDoesNotLook() {
        assumeFalse(Spin.ALONE);
        Spin spin = Spin.hopeful();
        long served = Spin.FEW;
        assertTrue(spin.isDue(served));
        assertTrue(spin.isDue(served), "nothing since the last wait");
        assertTrue(spin.isDue(served += Spin.FEW));
        assertFalse(spin.isDue(served += Spin.FEW + 1));
        assertTrue(spin.isDue(served), "one burst is forgiven");
    }

    @Test
    void afterAFewBurstsOnlyProbesLook() {
        assumeFalse(Spin.ALONE);
        Spin spin = Spin.hopeful();
        long served = 0;
        for (int i = 0; i < A_FEW; i++) {
            assertFalse(spin.isDue(served += Spin.FEW + 1));
        }
        for (int i = 1; i < Spin.FIRST_PROBE; i++) {
            assertFalse(spin.isDue(served));
        }
        assertTrue(spin.isDue(served));
    }

    @Test
    void looksUntilThereIsSomething() {
        AtomicInteger looks = new AtomicInteger();
        assertTrue(Spin.hopeful().until(() -> looks.incrementAndGet() == 3));
        assertEquals(3, looks.get());
    }

    @Test
    void aProbeLooksForLonger() {
        assertTrue(nanosInVain(Spin.hopeful()) >= Spin.LOOK_NANOS);
        assertTrue(nanosInVain(Spin.doubtful()) >= Spin.PROBE_NANOS, "the other side must be woken meanwhile");
    }

    private static long nanosInVain(Spin spin) {
        long start = System.nanoTime();
        assertFalse(spin.until(() -> false));
        return System.nanoTime() - start;
    }
}
