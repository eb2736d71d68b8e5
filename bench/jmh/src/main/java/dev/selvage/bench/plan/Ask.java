package dev.selvage.bench.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A choice among the rows of one benchmark class.
 *
 * @param carriers the settings in which they are measured
 * @param methods a regular expression that the whole name of the method matches
 * @param parameters values that replace those of the class; of the others, all that the class has are measured
 */
public record Ask(List<Carriers> carriers, String methods, Map<String, List<String>> parameters) {
    /** Copies. */
    public Ask {
        carriers = List.copyOf(carriers);
        parameters = Map.copyOf(parameters);
    }

    /** {@return all rows of a class, with both settings} */
    public static Ask all() {
        return new Ask(List.of(Carriers.values()), ".*", Map.of());
    }

    /** {@return the rows of these methods, separated by bars, with both settings} */
    public static Ask methods(String methods) {
        return new Ask(List.of(Carriers.values()), methods, Map.of());
    }

    /** {@return the same with one setting} */
    public Ask only(Carriers one) {
        return new Ask(List.of(one), methods, parameters);
    }

    /** {@return the same with these values of a parameter} */
    public Ask with(String parameter, String... values) {
        Map<String, List<String>> more = new TreeMap<>(parameters);
        more.put(parameter, List.of(values));
        return new Ask(carriers, methods, more);
    }
}
