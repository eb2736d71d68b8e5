package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Texts kept as files. With {@code -Dselvage.golden=write} a test writes its file instead of comparing; look at the
 * difference before you commit it.
 */
final class Golden {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final boolean WRITE = "write".equals(System.getProperty("selvage.golden"));
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
    private static final Pattern LINE = Pattern.compile("(\\w+\\.java):\\d+");
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$\\w+\\$\\d+");
    private static final Pattern GENERATED = Pattern.compile("\\$\\$Lambda[\\w/.]*(@[0-9a-f]+)?");
    private static final Pattern JDK_FRAME = Pattern.compile("(?m)^\\tat (java|jdk)\\.[^\\n]*\\n");
    private static final Pattern JUNIT_FRAME = Pattern.compile("(?m)^\\tat org\\.(junit|assertj|apache)[^\\n]*\\n");
    private static final Pattern MORE = Pattern.compile("(?m)^(\\t*)\\t\\.\\.\\. \\d+ more\\n");

    private Golden() {}

    /** Takes out what differs from run to run: instants, lines, numbers of lambdas. */
    static String steady(String text) {
        String steady = INSTANT.matcher(text).replaceAll("<instant>");
        steady = LINE.matcher(steady).replaceAll("$1");
        steady = LAMBDA.matcher(steady).replaceAll("lambda");
        return GENERATED.matcher(steady).replaceAll("<lambda>");
    }

    /** {@return the stack trace as it is printed, without the frames of the JDK and of the test runner} */
    static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        String printed = text.toString().replace("\r\n", "\n");
        printed = Pattern.compile("(?m)^(\\t+at )java\\.base/").matcher(printed).replaceAll("$1");
        printed = JDK_FRAME.matcher(printed).replaceAll("");
        printed = Pattern.compile("(?m)^\\t+at (java|jdk)\\.[^\\n]*\\n")
                .matcher(printed)
                .replaceAll("");
        printed = JUNIT_FRAME.matcher(printed).replaceAll("");
        return steady(MORE.matcher(printed).replaceAll("$1\t... more\n"));
    }

    static void check(String file, String actual) throws IOException {
        Path path = FOLDER.resolve(file);
        if (WRITE) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(path));
    }
}
