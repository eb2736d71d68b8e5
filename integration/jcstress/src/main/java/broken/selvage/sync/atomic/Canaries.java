package broken.selvage.sync.atomic;

import broken.selvage.scope.BrokenForks;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the broken twins under jcstress, and ends with an error unless each is found broken. Some show it only when their
 * actors meet, which is seldom on a busy machine: they get three attempts. The arguments are those of the Java command that
 * runs jcstress on them; a second command may follow after {@code --}.
 */
public final class Canaries {
    private static final int ATTEMPTS = 3;

    private Canaries() {}

    /** Runs the commands. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<List<String>> commands = new ArrayList<>(List.of(new ArrayList<>()));
        for (String argument : arguments) {
            if (argument.equals("--")) {
                commands.add(new ArrayList<>());
            } else {
                commands.getLast().add(argument);
            }
        }
        StringBuilder output = new StringBuilder();
        for (int attempt = 0; attempt < ATTEMPTS && !silent(output).isEmpty(); attempt++) {
            for (List<String> command : commands) {
                output.append(run(command));
            }
        }
        if (!silent(output).isEmpty()) {
            throw new IllegalStateException(
                    "jcstress did not find that these are broken: " + silent(output) + "\n" + output);
        }
    }

    /** {@return the twins that the output does not report} */
    private static List<String> silent(CharSequence output) {
        List<String> silent = new ArrayList<>();
        for (Class<?> twin : twins()) {
            if (!output.toString().contains("[FAILED] " + twin.getCanonicalName() + "\n")) {
                silent.add(twin.getSimpleName());
            }
        }
        return silent;
    }

    /** {@return all twins} */
    private static List<Class<?>> twins() {
        return Stream.of(
                        BrokenTwins.class,
                        BrokenForks.class,
                        BrokenOwners.class,
                        BrokenReaders.class,
                        BrokenMutexes.class)
                .flatMap(all -> Stream.<Class<?>>of(all.getDeclaredClasses()))
                .toList();
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        List<String> java = new ArrayList<>(command);
        java.addFirst(System.getProperty("java.home") + "/bin/java");
        Process process = new ProcessBuilder(java).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        process.waitFor();
        return output;
    }
}
