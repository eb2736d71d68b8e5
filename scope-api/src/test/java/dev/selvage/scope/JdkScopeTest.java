package dev.selvage.scope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class JdkScopeTest {
    private static final ThreadFactory VIRTUAL = Thread.ofVirtual().factory();
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    @AfterEach
    void noInterruptIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void classFile_asCompiled_isNotBoundToAPreview() throws IOException {
        try (DataInputStream bytes = new DataInputStream(JdkScope.class.getResourceAsStream("JdkScope.class"))) {
            assertThat(bytes.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(bytes.readUnsignedShort()).as("minor version").isZero();
        }
    }

    @Test
    void shape_runningJdk_isKnown() {
        int release = Runtime.version().feature();

        assertThat(JdkScope.shape()).isEqualTo(release >= 27 ? "JDK 27 or 28" : "JDK " + release);
    }

    @Test
    void join_manyForks_seesWhatTheyWrote() throws InterruptedException {
        int[] squares = new int[1_000];
        ToldThreads told = new ToldThreads(VIRTUAL);
        Object scope = JdkScope.open("squares", told);
        for (int i = 0; i < squares.length; i++) {
            int n = i;
            told.start(scope, () -> squares[n] = n * n);
        }

        JdkScope.join(scope);

        assertThat(squares).isEqualTo(IntStream.range(0, 1_000).map(n -> n * n).toArray());
        JdkScope.close(scope);
    }

    @Test
    void fork_scopedValueBound_isInherited() {
        AtomicReference<String> seen = new AtomicReference<>();

        ScopedValue.where(USER, "ada").run(() -> forkJoinClose(() -> seen.set(USER.get())));

        assertThat(seen).hasValue("ada");
    }

    @Test
    void fork_factoryGiven_runsInItsThread() {
        AtomicReference<Thread> made = new AtomicReference<>();
        AtomicReference<Thread> seen = new AtomicReference<>();
        ThreadFactory factory = task -> {
            made.set(VIRTUAL.newThread(task));
            return made.get();
        };

        forkJoinClose(factory, () -> seen.set(Thread.currentThread()));

        assertThat(seen.get()).isNotNull().isSameAs(made.get());
    }

    @Test
    void open_named_threadDumpShowsTheName(@TempDir Path folder) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        ToldThreads told = new ToldThreads(VIRTUAL);
        Object scope = JdkScope.open("orders-of-today", told);
        told.start(scope, () -> awaitUntilInterrupted(end));

        String dump = threadDump(folder.resolve("threads.json"));

        assertThat(dump).contains("\"container\": \"orders-of-today");
        end.countDown();
        JdkScope.join(scope);
        JdkScope.close(scope);
    }

    @Test
    void use_byAnotherThread_throwsWrongThread() throws InterruptedException {
        Object scope = JdkScope.open("mine", VIRTUAL);

        assertThatExceptionOfType(WrongThreadException.class).isThrownBy(inAnotherThread(() -> JdkScope.start(scope)));
        assertThatExceptionOfType(WrongThreadException.class).isThrownBy(inAnotherThread(() -> JdkScope.join(scope)));
        assertThatExceptionOfType(WrongThreadException.class).isThrownBy(inAnotherThread(() -> JdkScope.close(scope)));
        JdkScope.join(scope);
        JdkScope.close(scope);
    }

    @Test
    void fork_underNewerBinding_throwsStructureViolation() throws InterruptedException {
        Object scope = JdkScope.open("mine", VIRTUAL);

        // The class is a preview in some of the JDKs.
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> ScopedValue.where(USER, "ada").run(() -> JdkScope.start(scope)))
                .matches(JdkScope::isStructureViolation);
        JdkScope.join(scope);
        JdkScope.close(scope);
    }

    @Test
    void fork_factoryRefuses_throwsRejectedExecution() throws InterruptedException {
        Object scope = JdkScope.open("mine", task -> null);

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> JdkScope.start(scope));
        JdkScope.join(scope);
        JdkScope.close(scope);
    }

    @Test
    void fork_factoryThrows_throwsTheSame() throws InterruptedException {
        OutOfMemoryError error = new OutOfMemoryError("no thread left");
        Object scope = JdkScope.open("mine", task -> {
            throw error;
        });

        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> JdkScope.start(scope))
                .isSameAs(error);
        JdkScope.join(scope);
        JdkScope.close(scope);
    }

    @Test
    void fork_afterJoin_throwsIllegalState() throws InterruptedException {
        Object scope = JdkScope.open("mine", VIRTUAL);
        JdkScope.join(scope);

        assertThatIllegalStateException()
                .isThrownBy(() -> JdkScope.start(scope))
                .matches(e -> !JdkScope.isStructureViolation(e));
        JdkScope.close(scope);
    }

    @Test
    void join_factoryThatRunsTheSubtask_saysThatThisIsAMistake() {
        Object scope = JdkScope.open("mine", VIRTUAL);
        JdkScope.start(scope);

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> JdkScope.join(scope))
                .satisfies(e -> assertThat(e).rootCause().hasMessageContaining("not what its thread was made for"));
        JdkScope.close(scope);
    }

    @Test
    void join_threadsThatRunNoSubtask_waitsForTheirEnd() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch end = new CountDownLatch(1);
        Thread owner = Thread.currentThread();
        ToldThreads told = new ToldThreads(VIRTUAL);
        Object scope = JdkScope.open("mine", told);
        told.start(scope, () -> {
            awaitUntilInterrupted(end);
            ended.set(true);
        });
        Thread.ofVirtual().start(() -> {
            await().until(() -> owner.getState() == Thread.State.WAITING);
            end.countDown();
        });

        JdkScope.join(scope);

        assertThat(ended).isTrue();
        JdkScope.close(scope);
    }

    @Test
    void join_interruptedWhileItWaits_throwsInterrupted() {
        Thread owner = Thread.currentThread();
        CountDownLatch end = new CountDownLatch(1);
        ToldThreads told = new ToldThreads(VIRTUAL);
        Object scope = JdkScope.open("mine", told);
        told.start(scope, () -> awaitUntilInterrupted(end));
        Thread.ofVirtual().start(() -> {
            await().until(() -> owner.getState() == Thread.State.WAITING);
            owner.interrupt();
        });

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> JdkScope.join(scope));
        end.countDown();
        closeUnjoined(scope);
    }

    @Test
    void close_joinWasInterrupted_interruptsTheForkAndWaitsForIt() {
        AtomicBoolean ended = new AtomicBoolean();
        ToldThreads told = new ToldThreads(VIRTUAL);
        Object scope = JdkScope.open("mine", told);
        told.start(scope, () -> {
            awaitUntilInterrupted(new CountDownLatch(1));
            ended.set(true);
        });
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> JdkScope.join(scope));

        closeUnjoined(scope);

        assertThat(ended).isTrue();
    }

    /** Later releases may complain that an interrupted join was not repeated. */
    private static void closeUnjoined(Object scope) {
        try {
            JdkScope.close(scope);
        } catch (IllegalStateException e) {
            assertThat(Runtime.version().feature()).as(e.toString()).isGreaterThan(25);
        }
    }

    private static void forkJoinClose(Runnable task) {
        forkJoinClose(VIRTUAL, task);
    }

    private static void forkJoinClose(ThreadFactory factory, Runnable task) {
        ToldThreads told = new ToldThreads(factory);
        Object scope = JdkScope.open("mine", told);
        told.start(scope, task);
        try {
            JdkScope.join(scope);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            JdkScope.close(scope);
        }
    }

    private static void awaitUntilInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String threadDump(Path file) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = Long.toString(ProcessHandle.current().pid());
        Process process = new ProcessBuilder(jcmd, pid, "Thread.dump_to_file", "-format=json", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return Files.readString(file);
    }

    private static ThrowingCallable inAnotherThread(ThrowingCallable action) {
        return () -> {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            action.call();
                        } catch (Throwable e) {
                            thrown.set(e);
                        }
                    })
                    .join();
            if (thrown.get() != null) {
                throw thrown.get();
            }
        };
    }
}
