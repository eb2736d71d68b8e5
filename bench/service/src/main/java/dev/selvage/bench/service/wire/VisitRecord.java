package dev.selvage.bench.service.wire;

import java.util.List;

/**
 * One visit as the service saw it; times of {@link Micros}.
 *
 * @param id the page
 * @param arrived when the request came
 * @param answered when the service had its answer
 * @param status 200, 502 (a backend failed), 504 (too late), 499 (nobody was there any more)
 */
public record VisitRecord(long id, long arrived, long answered, int status) {
    /** {@return the record as a line of text} */
    public String line() {
        return id + " " + arrived + " " + answered + " " + status;
    }

    /** {@return the record of a line} */
    public static VisitRecord parse(String line) {
        List<String> part = List.of(line.split(" ", -1));
        return new VisitRecord(
                Long.parseLong(part.get(0)),
                Long.parseLong(part.get(1)),
                Long.parseLong(part.get(2)),
                Integer.parseInt(part.get(3)));
    }
}
