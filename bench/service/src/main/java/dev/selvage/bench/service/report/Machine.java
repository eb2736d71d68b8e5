package dev.selvage.bench.service.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/**
 * Where and when an experiment ran.
 *
 * @param system the operating system and the processors
 * @param jdk the JDK of all processes
 * @param options the options of the children
 * @param commit the commit of the code
 * @param begun when it began
 * @param seconds how long each measurement sent requests
 * @param load the load of the machine before it began
 * @param note what else a reader should know, such as that the machine did other work
 */
public record Machine(
        String system,
        String jdk,
        String options,
        String commit,
        String begun,
        double seconds,
        String load,
        String note) {

    /** {@return this machine, now} */
    public static Machine here(String commit, String options, double seconds, String note) {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", " + processor() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
        String jdk = System.getProperty("java.vm.vendor") + " " + Runtime.version();
        String begun = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Machine(system, jdk, options, commit, begun, seconds, String.valueOf(load), note);
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst("^[^:]*: *", ""))
                    .findFirst()
                    .orElse("processor unknown");
        } catch (IOException e) {
            return "processor unknown";
        }
    }
}
