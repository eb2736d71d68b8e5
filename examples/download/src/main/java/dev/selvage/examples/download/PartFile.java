package dev.selvage.examples.download;

import dev.selvage.scope.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file {@code name.part}, which grows until it is complete and then takes its final name in one step. Beside it, in
 * {@code name.part.tag}, is what the server calls this version of the content, so that a later run can resume it.
 */
final class PartFile {
    private final Item item;
    private final Path target;
    private final Path part;
    private final Path tag;
    private final boolean overwrite;

    PartFile(Item item, Path directory, boolean overwrite) {
        this.item = item;
        this.target = directory.resolve(item.name());
        this.part = directory.resolve(item.name() + ".part");
        this.tag = directory.resolve(item.name() + ".part.tag");
        this.overwrite = overwrite;
    }

    /** Refuses to go on if the final name is taken. */
    void requireFreeName() throws DownloadProblem {
        if (!overwrite && Files.exists(target)) {
            throw new DownloadProblem(target + " exists already; use --force to replace it, or another --to");
        }
    }

    /** {@return how many bytes earlier runs have left} */
    long size() throws DownloadProblem {
        try {
            return Files.exists(part) ? Files.size(part) : 0;
        } catch (IOException e) {
            throw problem("read", part, e);
        }
    }

    /** {@return what the server called the version of these bytes} */
    Optional<String> version() throws DownloadProblem {
        try {
            return Files.exists(tag) ? Optional.of(Files.readString(tag)) : Optional.empty();
        } catch (IOException e) {
            throw problem("read", tag, e);
        }
    }

    /** Opens the file at its end, or empties it if the download starts anew. */
    Sink open(boolean anew, Optional<String> version) throws DownloadProblem {
        try {
            if (anew && version.isEmpty()) {
                Files.deleteIfExists(tag);
            }
            FileChannel channel = FileChannel.open(
                    part,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    anew ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
            if (version.isPresent()) {
                Files.writeString(tag, version.get());
            }
            return new Sink(channel);
        } catch (IOException e) {
            throw problem("write", part, e);
        }
    }

    /** Checks the sum, if there is one, and gives the file its final name. */
    void complete() throws DownloadProblem {
        try {
            if (item.sha256().isPresent()) {
                checkSum(item.sha256().get());
            }
            requireFreeName();
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(tag);
        } catch (IOException e) {
            throw problem("complete", target, e);
        }
    }

    private void checkSum(String expected) throws IOException, DownloadProblem {
        String actual = Sha256.of(part);
        if (!actual.equals(expected)) {
            discard();
            throw new DownloadProblem("its SHA-256 is " + actual + ", not " + expected
                    + "; the download was discarded: check the sum, or whether the server is to be trusted");
        }
    }

    /** Deletes what earlier runs have left. */
    void discard() throws DownloadProblem {
        try {
            Files.deleteIfExists(part);
            Files.deleteIfExists(tag);
        } catch (IOException e) {
            throw problem("delete", part, e);
        }
    }

    private static DownloadProblem problem(String verb, Path path, IOException e) {
        Scope.checkCancelled();
        return new DownloadProblem(
                "cannot " + verb + " " + path + " (" + Reasons.text(e)
                        + "); free some space or check the permissions, and run the same command again",
                e);
    }

    /** The growing end of the file. */
    final class Sink implements AutoCloseable {
        private final FileChannel channel;

        Sink(FileChannel channel) {
            this.channel = channel;
        }

        void write(byte[] bytes, int count) throws DownloadProblem {
            try {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw problem("write", part, e);
            }
        }

        /** Makes the bytes durable, so that the final name never shows less. */
        void force() throws DownloadProblem {
            try {
                channel.force(true);
            } catch (IOException e) {
                throw problem("write", part, e);
            }
        }

        @Override
        public void close() throws DownloadProblem {
            try {
                channel.close();
            } catch (IOException e) {
                throw problem("close", part, e);
            }
        }
    }
}
