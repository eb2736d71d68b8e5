package dev.selvage.examples.tour;

import dev.selvage.scope.Scope;
import dev.selvage.sync.OnceCell;
import dev.selvage.sync.ownership.Arc;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Values that live as long as the program. */
final class StaticsAndLeak implements Chapter {
    private static int attempts;

    /** Reads the setting. The first attempt fails: the file is not there yet. */
    private static String readHost() throws IOException {
        if (attempts++ == 0) {
            throw new IOException("no settings yet");
        }
        return "localhost";
    }

    // region wrong
    static final class Settings {
        static final String HOST;

        static {
            try {
                HOST = readHost();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Settings() {}
    }
    // endregion

    // region right
    private static final OnceCell<String> HOST = OnceCell.of("host");

    static String host() throws IOException, InterruptedException {
        return HOST.getOrInit(StaticsAndLeak::readHost); // a failure is not for ever
    }
    // endregion

    @Override
    public void wrong(Story story) {
        attempts = 0;
        for (int i = 0; i < 2; i++) {
            try {
                story.say("the host is " + Settings.HOST);
            } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
                story.say(e);
            }
        }
    }

    @Override
    public void right(Story story) throws Exception {
        attempts = 0;
        for (int i = 0; i < 2; i++) {
            try {
                story.say("the host is " + host());
            } catch (IOException e) {
                story.say(e);
            }
        }
        leak(story);
    }

    private static void leak(Story story) throws Exception {
        // region leak
        Connection connection = Arc.of("connection", new Connection(story)).leak(); // on purpose: never reported
        Scope.run(scope -> {
            scope.fork(() -> story.say("any fork may use it, without a handle: " + connection.query()));
        });
        story.say("values leaked on purpose in this JVM: " + Arc.leaked());
        // endregion
    }
}
