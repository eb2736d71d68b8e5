package dev.selvage.scope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shapes of the JDK's scope that the running JDK does not have, as stand-ins patched into a JVM of their own. */
class JdkShapesTest {
    @TempDir
    private Path folder;

    @Test
    void probe_runningJdkWithoutAnyFlag_drivesTheScope() throws Exception {
        assertThat(runJava(List.of(), "forks")).isEqualTo("""
                shape: %s
                forks ran in: worker-1, worker-2
                """.formatted(JdkScope.shape()));
    }

    @Test
    void probe_jdk26_drivesTheScope() throws Exception {
        patch(standIn("26"));

        assertThat(runPatchedProbe("all")).isEqualTo("""
                shape: JDK 26
                named: stand-in orders
                forks ran in: worker-1, worker-2
                no thread: java.util.concurrent.RejectedExecutionException: no thread
                not the owner: java.lang.WrongThreadException: not the owner
                interrupted: java.lang.InterruptedException
                joined again
                closed
                """);
    }

    @Test
    void probe_jdk27Or28_drivesTheScope() throws Exception {
        patch(standIn("27"));

        assertThat(runPatchedProbe("all")).isEqualTo("""
                shape: JDK 27 or 28
                named: stand-in orders
                forks ran in: worker-1, worker-2
                no thread: java.util.concurrent.RejectedExecutionException: no thread
                not the owner: java.lang.WrongThreadException: not the owner
                interrupted: java.lang.InterruptedException
                joined again
                closed
                """);
    }

    @Test
    void open_unknownShape_refusesEachTime() throws Exception {
        patch(without("join", standIn("26")));

        String refusal = "java.lang.UnsupportedOperationException: " + refusal("StructuredTaskScope.join()");
        assertThat(runPatchedProbe("refusal")).isEqualTo("""
                shape: unknown
                open: %s
                open again: %s
                """.formatted(refusal, refusal));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            open                      | StructuredTaskScope.open(Joiner, UnaryOperator)
            fork                      | StructuredTaskScope.fork(Callable)
            join                      | StructuredTaskScope.join()
            close                     | StructuredTaskScope.close()
            awaitAllSuccessfulOrThrow | Joiner.awaitAllSuccessfulOrThrow()
            withName                  | Configuration.withName(String)
            withThreadFactory         | Configuration.withThreadFactory(ThreadFactory)
            Joiner                    | the type StructuredTaskScope.Joiner
            Configuration             | the type StructuredTaskScope.Configuration
            """)
    void link_memberMissing_namesIt(String member, String named) throws Exception {
        JdkScope.Link link = link(without(member, standIn("26")));

        assertThat(link.refusal()).isEqualTo(refusal(named));
        assertThat(link.shape()).isEqualTo("unknown");
    }

    @Test
    void link_nothingMissing_isNotRefused() throws Exception {
        assertThat(link(standIn("26")).refusal()).isNull();
        assertThat(link(standIn("26")).shape()).isEqualTo("JDK 26");
    }

    @Test
    void link_typeAbsent_namesIt() {
        JdkScope.Link link = JdkScope.Link.to("java.util.concurrent.NoSuchScope");

        assertThat(link.refusal()).isEqualTo(refusal("the type java.util.concurrent.NoSuchScope"));
        assertThat(link.shape()).isEqualTo("unknown");
    }

    @Test
    void link_methodsOfOtherTypes_namesEach() {
        JdkScope.Link link = JdkScope.Link.to(OtherScope.class);

        assertThat(link.refusal())
                .isEqualTo(refusal("Joiner.awaitAllSuccessfulOrThrow(), OtherScope.open(Joiner, UnaryOperator)"));
    }

    /** Has each name, but an instance method where the JDK has a static one. */
    public interface OtherScope {
        Object open(Joiner joiner, UnaryOperator<Object> configuration);

        Object fork(Callable<?> task);

        void join();

        void close();

        interface Joiner {
            Joiner awaitAllSuccessfulOrThrow();
        }

        interface Configuration {
            Object withName(String name);

            Object withThreadFactory(ThreadFactory factory);
        }
    }

    private static String refusal(String missing) {
        return "Selvage knows the StructuredTaskScope of JDK 25, 26, 27 and 28; the one of this JDK ("
                + Runtime.version() + ") lacks " + missing
                + ": use a Selvage release that knows this JDK, or one of those JDKs";
    }

    private static String standIn(String jdk) throws IOException {
        String path = "/jdk-shapes/" + jdk + "/java/util/concurrent/StructuredTaskScope.java";
        try (InputStream source = JdkShapesTest.class.getResourceAsStream(path)) {
            assertThat(source).as(path).isNotNull();
            return new String(source.readAllBytes(), UTF_8);
        }
    }

    private static String without(String member, String source) {
        String changed = source.replaceAll("(?<!thread\\.)\\b" + member + "\\b", member + "2");
        assertThat(changed).as("source without " + member).isNotEqualTo(source);
        // Whoever is AutoCloseable has a close() of its own.
        return member.equals("close")
                ? changed.replace(" extends AutoCloseable", "").replaceAll("@Override\\s+void close2", "void close2")
                : changed;
    }

    private void patch(String source) throws IOException {
        compile(source, "--patch-module", "java.base=" + folder);
    }

    private JdkScope.Link link(String source) throws Exception {
        compile(source.replace("package java.util.concurrent;", "package shapes;\n\nimport java.util.concurrent.*;"));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes().toUri().toURL()}, null)) {
            return JdkScope.Link.to(loader.loadClass("shapes.StructuredTaskScope"));
        }
    }

    private void compile(String source, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("StructuredTaskScope.java"), source);
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-proc:none", "-d", classes().toString(), file.toString()));
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int result =
                ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
        assertThat(result).as(said.toString()).isZero();
    }

    private Path classes() {
        return folder.resolve("classes");
    }

    private String runPatchedProbe(String... arguments) throws Exception {
        return runJava(List.of("--patch-module", "java.base=" + classes()), arguments);
    }

    private String runJava(List<String> options, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(location(JdkScope.class) + File.pathSeparator + location(JdkShapesProbe.class));
        command.add(JdkShapesProbe.class.getName());
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process probe = builder.start();
        try {
            boolean ended = probe.waitFor(60, TimeUnit.SECONDS);
            assertThat(ended).as("ended; so far: %s", Files.readString(output)).isTrue();
        } finally {
            probe.destroyForcibly();
        }
        String printed = Files.readString(output).replace(System.lineSeparator(), "\n");
        assertThat(probe.exitValue()).as(printed).isZero();
        return printed;
    }

    private static Path location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
