package dev.selvage.examples.tour;

import dev.selvage.scope.Scope;
import java.time.Duration;

/** Main returns, and its threads vanish in the middle of their work. Each way is a program in a JVM of its own. */
final class ThreadsVanish implements Chapter {
    static final class Wrong {
        private Wrong() {}

        // region wrong
        public static void main(String[] args) {
            Thread.ofVirtual().start(ThreadsVanish::greet);
            System.out.println("main returns");
        }
        // endregion
    }

    static final class Right {
        private Right() {}

        // region right
        public static void main(String[] args) throws Exception {
            Scope.run(scope -> {
                scope.fork(ThreadsVanish::greetOrStop);
                System.out.println("the block returns");
            });
            System.out.println("main returns");
        }
        // endregion
    }

    private static void greetOrStop() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            Thread.sleep(Duration.ofMillis(300));
            System.out.println("hi number " + i + " from the thread");
        }
    }

    private static void greet() {
        try {
            greetOrStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wrong(Story story) throws Exception {
        tell(story, Wrong.class);
    }

    @Override
    public void right(Story story) throws Exception {
        tell(story, Right.class);
    }

    private static void tell(Story story, Class<?> program) throws Exception {
        SecondJvm.run(program).forEach(story::say);
        story.say("the JVM has ended");
    }
}
