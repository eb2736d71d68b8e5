package dev.selvage.bench.service.wire;

import java.util.List;

/**
 * One call as a backend saw it; times of {@link Micros}.
 *
 * @param id the page that it belongs to
 * @param backend the backend
 * @param began when the work began, after a wait for the backend's limit, if it has one; the end, if it never began
 * @param ended when the work ended
 * @param end how
 */
public record CallRecord(long id, Backend backend, long began, long ended, End end) {
    /** How a call ended. */
    public enum End {
        /** The work was done to its end. */
        DONE,
        /** The backend failed. */
        FAILED,
        /** The caller went away, and the work was stopped. */
        STOPPED
    }

    /** {@return the record as a line of text} */
    public String line() {
        return id + " " + backend + " " + began + " " + ended + " " + end;
    }

    /** {@return the record of a line} */
    public static CallRecord parse(String line) {
        List<String> part = List.of(line.split(" ", -1));
        return new CallRecord(
                Long.parseLong(part.get(0)),
                Backend.valueOf(part.get(1)),
                Long.parseLong(part.get(2)),
                Long.parseLong(part.get(3)),
                End.valueOf(part.get(4)));
    }
}
