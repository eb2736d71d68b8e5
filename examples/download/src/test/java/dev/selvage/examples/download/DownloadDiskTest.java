package dev.selvage.examples.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DownloadDiskTest {
    @TempDir
    Path dir;

    private TestServer server;
    private String url;

    @BeforeEach
    void startServer() throws IOException {
        server = new TestServer();
        url = server.serve("a.bin", TestServer.content(1, 300_000));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void download_fullDisk_saysSoAndLeavesNoFile() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "this system has no device that is always full");
        Files.createSymbolicLink(dir.resolve("a.bin.part"), full);
        Program program = Program.run("--to", dir.toString(), url);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errors())
                .containsExactly(url + ": cannot write " + dir.resolve("a.bin.part")
                        + " (No space left on device); free some space or check the permissions,"
                        + " and run the same command again");
        assertThat(dir.resolve("a.bin")).doesNotExist();
    }

    @Test
    void download_readOnlyDirectory_saysSo() throws IOException {
        Path locked = Files.createDirectory(
                dir.resolve("locked"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeTrue(!Files.isWritable(locked), "this user may write everywhere");
        Program program = Program.run("--to", locked.toString(), url);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errors())
                .singleElement()
                .asString()
                .startsWith(url + ": cannot write " + locked.resolve("a.bin.part") + " (access denied); ");
    }

    @Test
    void download_directoryIsAFile_saysSo() throws IOException {
        Path file = Files.createFile(dir.resolve("file"));
        Program program = Program.run("--to", file.toString(), url);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errors())
                .singleElement()
                .asString()
                .startsWith(file + ": cannot create this directory")
                .endsWith("choose another one with --to");
    }

    @Test
    void download_missingDirectory_createsIt() {
        Path deep = dir.resolve("deep/er");

        assertThat(Program.run("--to", deep.toString(), url).status()).isZero();
        assertThat(deep.resolve("a.bin")).hasSize(300_000);
    }
}
