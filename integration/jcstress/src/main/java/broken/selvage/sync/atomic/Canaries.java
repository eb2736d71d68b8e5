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
    private Canaries() {}

    /** Runs the commands. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        StringBuilder output = new StringBuilder();
        List<String> command = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals("--")) {
                output.append(run(command));
                command.clear();
            } else {
                command.add(argument);
            }
        }
        output.append(run(command));
        List<String> silent = new ArrayList<>();
        for (Class<?> twin : BrokenTwins.class.getDeclaredClasses()) {
            if (!output.toString().contains("[FAILED] " + twin.getCanonicalName() + "\n")) {
                silent.add(twin.getSimpleName());
            }
        }
        if (!silent.isEmpty()) {
            throw new IllegalStateException("jcstress did not find that these are broken: " + silent + "\n" + output);
        }
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
