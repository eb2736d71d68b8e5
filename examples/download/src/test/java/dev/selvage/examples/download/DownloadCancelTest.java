package dev.selvage.examples.download;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloadCancelTest {
    private static final int SIZE = 300_000;

    @TempDir
    Path dir;

    private TestServer server;
    private String done;
    private String hanging;

    @BeforeEach
    void startServer() throws IOException {
        server = new TestServer();
        done = server.serve("done.bin", TestServer.content(1, SIZE));
        hanging = server.serveAndHang("hanging.bin", TestServer.content(2, SIZE), SIZE / 2);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private void awaitOneDoneAndOneHanging() {
        await().atMost(30, SECONDS).until(() -> Files.exists(dir.resolve("done.bin")));
        Path part = dir.resolve("hanging.bin.part");
        await().atMost(30, SECONDS).until(() -> Files.exists(part) && Files.size(part) > 0);
    }

    @Test
    void download_interruptedCaller_endsAndReports() throws Exception {
        FutureTask<Program> run = new FutureTask<>(() -> Program.run("--to", dir.toString(), done, hanging));
        Thread caller = Thread.ofPlatform().start(run);
        awaitOneDoneAndOneHanging();
        caller.interrupt();
        Program program = run.get();

        assertThat(program.status()).isEqualTo(130);
        assertThat(program.errors()).singleElement().asString().startsWith(hanging + ": cancelled: ");
        assertThat(program.out()).contains("1 of 2 files are in " + dir);
    }

    @Test
    void download_ctrlC_cleansUpReportsAndKeepsThePart() throws Exception {
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Download.class.getName(),
                        "--to",
                        dir.toString(),
                        done,
                        hanging)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            awaitOneDoneAndOneHanging();
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(out)).contains("1 of 2 files are in " + dir);
        assertThat(Files.readAllLines(err))
                .singleElement()
                .asString()
                .startsWith(hanging + ": cancelled: ")
                .contains("the JVM is shutting down", "are kept in hanging.bin.part");
        assertThat(dir.resolve("hanging.bin")).doesNotExist();
        assertThat(dir.resolve("hanging.bin.part")).exists();
    }
}
