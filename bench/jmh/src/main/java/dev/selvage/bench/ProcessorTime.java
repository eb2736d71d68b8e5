package dev.selvage.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;

/** A clock of processor time. */
interface ProcessorTime {
    /** {@return nanoseconds that all threads together have run, those of the JVM among them} */
    long nanos();

    /**
     * {@return the finest clock of this process that there is}
     *
     * <p>On Linux the JDK's own steps by ten milliseconds ({@code times(2)}), a fifth of our shortest iterations. C's
     * {@code clock} steps by one microsecond there; elsewhere it may be anything, and the JDK's is good enough.
     */
    static ProcessorTime ofThisProcess() {
        if (System.getProperty("os.name").equals("Linux") && ValueLayout.ADDRESS.byteSize() == Long.BYTES) {
            return ofLinux();
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system::getProcessCpuTime;
    }

    @SuppressWarnings("restricted") // a function without arguments
    private static ProcessorTime ofLinux() {
        Linker linker = Linker.nativeLinker();
        MethodHandle clock = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock"), FunctionDescriptor.of(ValueLayout.JAVA_LONG));
        return () -> {
            try {
                return (long) clock.invokeExact() * 1_000; // POSIX: a million a second, whatever the resolution
            } catch (Throwable e) {
                throw new IllegalStateException("cannot read the clock of this process", e);
            }
        };
    }
}
