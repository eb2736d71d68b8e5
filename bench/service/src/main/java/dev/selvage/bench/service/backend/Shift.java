package dev.selvage.bench.service.backend;

import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.CallRecord;
import dev.selvage.bench.service.wire.CallRecord.End;
import dev.selvage.bench.service.wire.HangUp;
import dev.selvage.bench.service.wire.LoopbackServer.Answer;
import dev.selvage.bench.service.wire.Micros;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The work of the backends under one plan, and the record of it. */
final class Shift {
    private final Plan plan;
    private final Map<Backend, Semaphore> limits = new EnumMap<>(Backend.class);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();
    private final Queue<CallRecord> records = new ConcurrentLinkedQueue<>();

    Shift(Plan plan) {
        this.plan = plan;
        for (Backend backend : Backend.values()) {
            limits.put(backend, new Semaphore(plan.limit(backend), true));
        }
    }

    Answer answer(Backend backend, long id, HangUp hangUp) {
        open.incrementAndGet();
        try {
            if (!plan.deaf()) {
                hangUp.on(Thread.currentThread()::interrupt);
            }
            return switch (work(backend, id)) {
                case DONE -> new Answer(200, backend.answer(id));
                case FAILED -> new Answer(503, "no offers today");
                case STOPPED -> new Answer(499, "the caller has gone");
            };
        } finally {
            hangUp.close();
            Thread.interrupted(); // given just after the work had ended
            open.decrementAndGet();
        }
    }

    private End work(Backend backend, long id) {
        Work work = plan.work(backend, id);
        Semaphore limit = limits.get(backend);
        long began = Long.MAX_VALUE;
        End end = End.STOPPED;
        try {
            limit.acquire();
            try {
                began = Micros.now();
                spend(work.time());
                end = work.fails() ? End.FAILED : End.DONE;
            } finally {
                limit.release();
            }
        } catch (InterruptedException e) {
            end = End.STOPPED;
        }
        long ended = Micros.now();
        records.add(new CallRecord(id, backend, Math.min(began, ended), ended, end));
        return end;
    }

    /** Lets the time pass, unless the work is released before. */
    private void spend(Duration time) throws InterruptedException {
        @SuppressWarnings("unused") // both ends of the wait are the end of the work
        boolean early = released.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    void release() {
        released.countDown();
    }

    int open() {
        return open.get();
    }

    List<CallRecord> records() {
        return List.copyOf(records);
    }
}
