package dev.selvage.bench.service.experiment;

import dev.selvage.bench.service.wire.CallRecord;
import dev.selvage.bench.service.wire.CallRecord.End;
import dev.selvage.bench.service.wire.VisitRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The work of the backends, and how much of it was in vain.
 *
 * @param calls how many calls they got
 * @param workMicros how long they worked for them, in all
 * @param vainMicros how much of it came after the outcome was settled: a call had failed, the deadline had passed, or the
 *     client had hung up, whatever the service knew of it
 * @param orphanMicros how much of it came after the service had answered
 * @param orphans how many calls went on after the answer, for longer than it takes to tell a backend
 */
record Waste(long calls, long workMicros, long vainMicros, long orphanMicros, long orphans) {
    /** What a reset may take on its way to the backend. */
    private static final long GRACE_MICROS = 10_000;

    /** Works it out from what the backends, the service and the clients have written down. */
    static Waste of(
            Collection<CallRecord> calls, Collection<VisitRecord> visits, Map<Long, Long> hangUps, Duration deadline) {
        Map<Long, Long> settled = new HashMap<>(hangUps);
        Map<Long, Long> answered = new HashMap<>();
        for (VisitRecord visit : visits) {
            settled.merge(visit.id(), visit.arrived() + deadline.toNanos() / 1000, Math::min);
            answered.put(visit.id(), visit.answered());
        }
        for (CallRecord call : calls) {
            if (call.end() == End.FAILED) {
                settled.merge(call.id(), call.ended(), Math::min);
            }
        }
        long work = 0;
        long vain = 0;
        long orphan = 0;
        long orphans = 0;
        for (CallRecord call : calls) {
            work += call.ended() - call.began();
            vain += after(settled.getOrDefault(call.id(), Long.MAX_VALUE), call);
            long alone = after(answered.getOrDefault(call.id(), Long.MAX_VALUE), call);
            orphan += alone;
            orphans += alone > GRACE_MICROS ? 1 : 0;
        }
        return new Waste(calls.size(), work, vain, orphan, orphans);
    }

    private static long after(long instant, CallRecord call) {
        return Math.max(0, call.ended() - Math.max(instant, call.began()));
    }
}
