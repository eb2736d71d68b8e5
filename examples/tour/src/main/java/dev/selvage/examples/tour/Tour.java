package dev.selvage.examples.tour;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tour: ideas of Rust, carried to Java, one chapter each. With arguments, only the chapters that they name. */
public final class Tour {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final List<Page> CHAPTERS = List.of(
            new Page("vanish", "main returns, and threads vanish", new ThreadsVanish()),
            new Page("borrow", "forks borrow the locals of their block", new BorrowedLocals()),
            new Page("forget", "the Leakpocalypse: a scope that nobody closes", new Leakpocalypse()),
            new Page("move", "a resource moves into a fork", new MoveIntoFork()),
            new Page("arc", "a clone ends, the original lives on", new SharedArc()),
            new Page("rc", "a plain count is refused on another thread", new ConfinedRc()),
            new Page("static", "values that live for ever", new StaticsAndLeak()),
            new Page("counter", "many forks add to one number", new ManyIncrements()),
            new Page("poison", "a critical section that fails half-way", new PoisonedMutex()),
            new Page("readers", "many readers, one writer", new ManyReaders()),
            new Page("deadlock", "two locks in both orders", new NamedDeadlock()),
            new Page("ready", "a flag that says that data is there", new ReadyFlag()),
            new Page("atomics", "one step, and what it costs beside a lock", new AtomicsAgainstLocks()),
            new Page("mpsc", "four producers, one consumer", new FourProducers()),
            new Page("pipeline", "a pipeline fails, and shuts down", new FailingPipeline()));

    private Tour() {}

    private record Page(String name, String title, Chapter chapter) {
        void tell(Story story) throws Exception {
            story.title(name + ": " + title);
            story.title("  wrong");
            chapter.wrong(story);
            story.title("  right");
            chapter.right(story);
            story.title("");
        }
    }

    /** Runs the program. */
    public static void main(String... arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    /** Runs the program with the given streams; returns its exit status. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        List<Page> chosen = new ArrayList<>();
        for (String argument : arguments) {
            List<Page> found = CHAPTERS.stream()
                    .filter(page -> page.name().equals(argument))
                    .toList();
            if (found.isEmpty()) {
                err.println("there is no chapter '" + argument + "'; the chapters are " + names());
                return USAGE;
            }
            chosen.addAll(found);
        }
        Story story = new Story(out);
        for (Page page : chosen.isEmpty() ? CHAPTERS : chosen) {
            try {
                page.tell(story);
            } catch (Exception e) {
                err.println("chapter '" + page.name() + "' failed: " + e);
                return FAILED;
            }
        }
        return 0;
    }

    /** {@return the names of the chapters, in their order} */
    static String names() {
        return CHAPTERS.stream().map(Page::name).collect(Collectors.joining(", "));
    }
}
