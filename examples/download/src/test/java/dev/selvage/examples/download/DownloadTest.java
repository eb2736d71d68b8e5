package dev.selvage.examples.download;

import static dev.selvage.examples.download.TestServer.content;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DownloadTest {
    private static final int SIZE = 300_000;
    private static final byte[] A = content(1, SIZE);
    private static final byte[] B = content(2, SIZE);
    private static final byte[] C = content(3, SIZE);

    @TempDir
    Path dir;

    private TestServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Program download(String... args) {
        return Program.run(Stream.concat(Stream.of("--to", dir.toString()), Stream.of(args))
                .toArray(String[]::new));
    }

    private String[] files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }

    @Test
    void download_threeFiles_savesThemAll() throws IOException {
        Program program = download(server.serve("a.bin", A), server.serve("b.bin", B), server.serve("c.bin", C));

        assertThat(program.err()).isEmpty();
        assertThat(program.status()).isZero();
        assertThat(program.out()).contains("a.bin: complete", "3 of 3 files are in " + dir);
        assertThat(files()).containsExactly("a.bin", "b.bin", "c.bin");
        assertThat(dir.resolve("a.bin")).hasBinaryContent(A);
        assertThat(dir.resolve("b.bin")).hasBinaryContent(B);
        assertThat(dir.resolve("c.bin")).hasBinaryContent(C);
    }

    @Test
    void download_oneAtATime_savesThemAll() throws IOException {
        Program program = download("--at-once", "1", server.serve("a.bin", A), server.serve("b.bin", B));

        assertThat(program.status()).isZero();
        assertThat(files()).containsExactly("a.bin", "b.bin");
    }

    @Test
    void download_emptyFile_savesIt() throws IOException {
        server.serve("empty.bin", new byte[0]);

        assertThat(download(server.url("empty.bin")).status()).isZero();
        assertThat(dir.resolve("empty.bin")).isEmptyFile();
    }

    @Test
    void download_oneMissing_cancelsTheOthers() throws IOException {
        String hanging = server.serveAndHang("a.bin", A, 1_000);
        Program program = download(hanging, server.url("missing.bin"));

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errors())
                .anyMatch(line -> line.equals(
                        server.url("missing.bin") + ": there is no such file on the server (404); check the address"))
                .anyMatch(line -> line.startsWith(hanging + ": stopped, since another file failed"));
        assertThat(dir.resolve("a.bin")).doesNotExist();
    }

    @Test
    void download_keepGoingAndOneMissing_savesTheRestAndFails() throws IOException {
        Program program = download("--keep-going", server.url("missing.bin"), server.serve("a.bin", A));

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errors()).singleElement().asString().startsWith(server.url("missing.bin") + ": there is no");
        assertThat(program.out()).contains("1 of 2 files are in");
        assertThat(files()).containsExactly("a.bin");
    }

    @Test
    void download_partOfEarlierRun_asksForTheRestOnly() throws IOException {
        Files.write(dir.resolve("a.bin.part"), java.util.Arrays.copyOf(A, 100_000));
        Program program = download(server.serve("a.bin", A));

        assertThat(program.status()).isZero();
        assertThat(program.out()).contains("a.bin: 293.0 KiB, resumed at 97.7 KiB");
        assertThat(server.requests()).containsExactly("/a.bin bytes=100000- null");
        assertThat(dir.resolve("a.bin")).hasBinaryContent(A);
        assertThat(files()).containsExactly("a.bin");
    }

    @Test
    void download_serverDiesMidway_keepsThePartAndTheNextRunCompletesIt() throws IOException {
        String url = server.serveAndDie("a.bin", A, 200_000);
        Program first = download(url);

        assertThat(first.status()).isEqualTo(1);
        assertThat(first.errors())
                .singleElement()
                .asString()
                .startsWith(url + ": the connection broke at ")
                .endsWith("run the same command again to resume");
        assertThat(files()).containsExactly("a.bin.part", "a.bin.part.tag");
        long kept = Files.size(dir.resolve("a.bin.part"));

        server.serve("a.bin", A);
        Program second = download(url);

        assertThat(second.status()).isZero();
        assertThat(server.requests()).last().isEqualTo("/a.bin bytes=" + kept + "- \"1\"");
        assertThat(dir.resolve("a.bin")).hasBinaryContent(A);
        assertThat(files()).containsExactly("a.bin");
    }

    @Test
    void download_fileChangedSinceEarlierRun_startsAnew() throws IOException {
        download(server.serveAndDie("a.bin", A, 200_000));
        Program second = download(server.serveVersion("a.bin", B, "\"2\""));

        assertThat(second.status()).isZero();
        assertThat(dir.resolve("a.bin")).hasBinaryContent(B);
    }

    @Test
    void download_serverWithoutRanges_startsAnew() throws IOException {
        Files.write(dir.resolve("a.bin.part"), new byte[100_000]);

        assertThat(download(server.serveWithoutRanges("a.bin", A)).status()).isZero();
        assertThat(dir.resolve("a.bin")).hasBinaryContent(A);
    }

    @Test
    void download_partIsWhole_completesIt() throws IOException {
        Files.write(dir.resolve("a.bin.part"), A);

        assertThat(download(server.serve("a.bin", A)).status()).isZero();
        assertThat(files()).containsExactly("a.bin");
    }

    @Test
    void download_partIsTooLong_startsAnew() throws IOException {
        Files.write(dir.resolve("a.bin.part"), content(9, SIZE + 1));

        assertThat(download(server.serve("a.bin", A)).status()).isZero();
        assertThat(dir.resolve("a.bin")).hasBinaryContent(A);
    }

    @Test
    void download_rightSum_savesTheFile() throws IOException {
        Path original = Files.write(dir.resolve("original"), A);
        String url = server.serve("a.bin", A);

        assertThat(download("--sha256", url + "=" + Sha256.of(original), url).status())
                .isZero();
    }

    @Test
    void download_wrongSum_discardsTheFile() throws IOException {
        Program program = download("--sha256", "a.bin=" + "0".repeat(64), server.serve("a.bin", A));

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errors())
                .singleElement()
                .asString()
                .startsWith(server.url("a.bin") + ": its SHA-256 is ")
                .contains("not 0000", "check the sum");
        assertThat(files()).isEmpty();
    }

    @Test
    void download_fileExists_leavesItAlone() throws IOException {
        Files.writeString(dir.resolve("a.bin"), "precious");
        Program program = download(server.serve("a.bin", A));

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errors())
                .containsExactly(server.url("a.bin") + ": " + dir.resolve("a.bin")
                        + " exists already; use --force to replace it, or another --to");
        assertThat(dir.resolve("a.bin")).hasContent("precious");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void download_fileExistsAndForce_replacesIt() throws IOException {
        Files.writeString(dir.resolve("a.bin"), "old");

        assertThat(download("--force", server.serve("a.bin", A)).status()).isZero();
        assertThat(dir.resolve("a.bin")).hasBinaryContent(A);
    }

    @Test
    void download_timeout_keepsThePart() throws IOException {
        String url = server.serveAndHang("a.bin", A, 200_000);
        Program program = download("--timeout", "500ms", url);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errors())
                .singleElement()
                .asString()
                .startsWith(url + ": not complete within the --timeout of 500ms; ")
                .contains("are kept in a.bin.part");
        assertThat(files()).containsExactly("a.bin.part", "a.bin.part.tag");
    }

    @Test
    void download_nobodyListens_saysSo() {
        String url = server.serve("a.bin", A);
        server.close();
        Program program = download(url);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errors())
                .containsExactly(url + ": connection refused; check the address, or whether the server runs");
    }

    @Test
    void download_noUrl_downloadsFilesOfThisJdk() throws IOException {
        Program program = download("--demo-time", "100ms");

        assertThat(program.err()).isEmpty();
        assertThat(program.status()).isZero();
        assertThat(program.out()).contains("4 of 4 files", "sizes and SHA-256 sums agree with the originals");
        assertThat(files()).hasSize(4);
    }
}
