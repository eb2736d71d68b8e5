package broken.selvage.sync.atomic;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the broken twins under jcstress, and ends with an error unless each is found broken. The arguments are those of the
 * Java command that runs jcstress on them; a second command may follow after {@code --}.
 */
public final class Canaries {
    /** On a busy machine the two threads of a twin may hardly ever overlap in one short run. */
    private static final int ROUNDS = 6;

    private Canaries() {}

    /** Runs the commands. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<List<String>> commands = split(arguments);
        StringBuilder output = new StringBuilder();
        List<String> silent = List.of("all");
        for (int round = 0; round < ROUNDS && !silent.isEmpty(); round++) {
            for (List<String> command : commands) {
                output.append(run(command));
            }
            silent = silent(output.toString());
        }
        if (!silent.isEmpty()) {
            throw new IllegalStateException("jcstress did not find that these are broken: " + silent + "\n" + output);
        }
    }

    private static List<List<String>> split(String[] arguments) {
        List<List<String>> commands = new ArrayList<>();
        commands.add(new ArrayList<>());
        for (String argument : arguments) {
            if (argument.equals("--")) {
                commands.add(new ArrayList<>());
            } else {
                commands.getLast().add(argument);
            }
        }
        return commands;
    }

    private static List<String> silent(String output) {
        List<String> silent = new ArrayList<>();
        for (Class<?> twin : BrokenTwins.class.getDeclaredClasses()) {
            if (!output.contains("[FAILED] " + twin.getCanonicalName() + "\n")) {
                silent.add(twin.getSimpleName());
            }
        }
        return silent;
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
