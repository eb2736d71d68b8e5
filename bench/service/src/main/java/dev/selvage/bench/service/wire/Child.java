package dev.selvage.bench.service.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM, with the options and the class path of this one, that answers one line of text with some. */
public final class Child implements AutoCloseable {
    /** Options of every child: the same for all styles. Preview is for the JDK's scope alone. */
    public static final List<String> OPTIONS = List.of("--enable-preview", "-Xmx512m");

    private static final String END = ".";

    private final Process process;
    private final BufferedReader replies;
    private final Writer questions;

    /** Starts a main class. */
    public Child(Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        replies = process.inputReader(StandardCharsets.UTF_8);
        questions = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** {@return the lines that the child answers} */
    public List<String> ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        List<String> lines = new ArrayList<>();
        for (String line = replies.readLine(); !END.equals(line); line = replies.readLine()) {
            if (line == null) {
                throw new IOException(
                        "process " + process.pid() + " ended at '" + question + "': see its output above");
            }
            lines.add(line);
        }
        return lines;
    }

    /** {@return the one number that the child answers} */
    public long askNumber(String question) throws IOException {
        return Long.parseLong(ask(question).getFirst());
    }

    /** {@return the processor time that the child has used, in milliseconds} */
    public long cpuMillis() {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    /** Ends the child: its input ends. */
    @Override
    public void close() throws IOException {
        questions.close();
        process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly)
                .join();
    }

    /** What a child answers. */
    @FunctionalInterface
    public interface Replying {
        /** {@return the lines for a question} */
        Collection<String> reply(String question) throws Exception;
    }

    /** The loop of a child's {@code main}: returns when the parent ends the input, or is gone. */
    public static void serve(Replying replying) throws Exception {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            StringBuilder reply = new StringBuilder();
            replying.reply(question).forEach(line -> reply.append(line).append('\n'));
            System.out.print(reply.append(END).append('\n'));
            System.out.flush();
        }
    }
}
