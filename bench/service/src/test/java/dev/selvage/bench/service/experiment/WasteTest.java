package dev.selvage.bench.service.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.CallRecord;
import dev.selvage.bench.service.wire.CallRecord.End;
import dev.selvage.bench.service.wire.VisitRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WasteTest {
    private static final Duration DEADLINE = Duration.ofMillis(300);

    private static CallRecord call(Backend backend, long beganMillis, long endedMillis, End end) {
        return new CallRecord(1, backend, beganMillis * 1000, endedMillis * 1000, end);
    }

    private static Waste waste(long answeredMillis, Map<Long, Long> hangUps, CallRecord... calls) {
        VisitRecord visit = new VisitRecord(1, 0, answeredMillis * 1000, 200);
        return Waste.of(List.of(calls), List.of(visit), hangUps, DEADLINE);
    }

    @Test
    void waste_allCallsEndInTime_isNone() {
        Waste waste = waste(21, Map.of(), call(Backend.USER, 1, 6, End.DONE), call(Backend.ORDERS, 1, 20, End.DONE));

        assertThat(waste).isEqualTo(new Waste(2, 24_000, 0, 0, 0));
    }

    @Test
    void waste_aCallOutlivesTheDeadline_countsFromTheDeadline() {
        Waste waste = waste(301, Map.of(), call(Backend.ORDERS, 1, 2001, End.DONE));

        assertThat(waste).isEqualTo(new Waste(1, 2_000_000, 1_701_000, 1_700_000, 1));
    }

    @Test
    void waste_aFailureIsAnsweredLate_countsFromTheFailureNotFromTheAnswer() {
        Waste waste =
                waste(201, Map.of(), call(Backend.OFFERS, 1, 1, End.FAILED), call(Backend.ORDERS, 1, 201, End.DONE));

        assertThat(waste).isEqualTo(new Waste(2, 200_000, 200_000, 0, 0));
    }

    @Test
    void waste_theClientHangsUp_countsFromThere() {
        Waste waste = waste(55, Map.of(1L, 50_000L), call(Backend.ORDERS, 1, 60, End.STOPPED));

        assertThat(waste).isEqualTo(new Waste(1, 59_000, 10_000, 5_000, 0));
    }

    @Test
    void waste_aCallBeginsAfterTheAnswer_isAllInVain() {
        Waste waste = waste(301, Map.of(), call(Backend.ORDERS, 400, 420, End.DONE));

        assertThat(waste).isEqualTo(new Waste(1, 20_000, 20_000, 20_000, 1));
    }
}
