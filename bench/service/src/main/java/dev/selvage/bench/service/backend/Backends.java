package dev.selvage.bench.service.backend;

import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.CallRecord;
import dev.selvage.bench.service.wire.LoopbackServer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The three backends, each on a port of its own. */
public final class Backends implements AutoCloseable {
    private final Map<Backend, LoopbackServer> servers = new EnumMap<>(Backend.class);
    private volatile Shift shift;

    /** Starts the servers. */
    public Backends(Plan plan) throws Exception {
        shift = new Shift(plan);
        for (Backend backend : Backend.values()) {
            servers.put(backend, new LoopbackServer((id, hangUp) -> shift.answer(backend, id, hangUp)));
        }
    }

    /** Changes the plan for the calls to come, and forgets the calls so far. */
    public void begin(Plan plan) {
        shift.release();
        shift = new Shift(plan);
    }

    /** Ends all work of the current plan at once, and work that arrives from here on. */
    public void release() {
        shift.release();
    }

    /** {@return how many calls are open} */
    public int open() {
        return shift.open();
    }

    /** {@return the calls that have ended, since the plan began} */
    public List<CallRecord> records() {
        return shift.records();
    }

    /** {@return the port of a backend} */
    public int port(Backend backend) {
        return servers.get(backend).port();
    }

    @Override
    public void close() {
        shift.release();
        servers.values().forEach(LoopbackServer::close);
    }
}
