package dev.selvage.examples.download;

import dev.selvage.scope.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The download of one file; runs in the fork of that file. */
final class Transfer {
    private static final int BUFFER = 1 << 16;
    private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");

    private final HttpClient client;
    private final Item item;
    private final PartFile file;
    private final Display display;

    Transfer(HttpClient client, Item item, PartFile file, Display display) {
        this.client = client;
        this.item = item;
        this.file = file;
        this.display = display;
    }

    /** Downloads the file, or the rest of it. A cancellation point. */
    Result.Saved run() throws DownloadProblem, InterruptedException {
        file.requireFreeName();
        long have = file.size();
        Optional<Result.Saved> saved = attempt(have);
        if (saved.isEmpty()) {
            file.discard();
            saved = attempt(0);
        }
        Result.Saved result = saved.orElseThrow(
                () -> new DownloadProblem("the server refuses to send the file from its beginning; try again later"));
        display.saved(result);
        return result;
    }

    /** Returns empty if what earlier runs have left does not fit to what the server has. */
    private Optional<Result.Saved> attempt(long have) throws DownloadProblem, InterruptedException {
        HttpResponse<InputStream> response = send(have);
        HttpHeaders headers = response.headers();
        // A read from the network may not end at an interrupt, but does when its stream is closed.
        try (InputStream body = response.body();
                Scope.Hook _ = Scope.onCancel(_ -> closeQuietly(body))) {
            return switch (response.statusCode()) {
                case 200 -> Optional.of(receive(body, headers, 0, headers.firstValueAsLong("Content-Length")));
                case 206 -> resume(body, headers, have);
                case 416 ->
                    have > 0 && total(headers).equals(OptionalLong.of(have))
                            ? Optional.of(complete(have, have))
                            : Optional.empty();
                default -> throw new DownloadProblem(Reasons.status(response.statusCode()));
            };
        } catch (IOException e) {
            Scope.checkCancelled();
            throw broken(e);
        }
    }

    private HttpResponse<InputStream> send(long have) throws DownloadProblem, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(item.uri());
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
            file.version().ifPresent(version -> request.header("If-Range", version));
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            Scope.checkCancelled();
            throw new DownloadProblem(Reasons.noAnswer(e), e);
        }
    }

    private Optional<Result.Saved> resume(InputStream body, HttpHeaders headers, long have)
            throws DownloadProblem, IOException {
        Matcher range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
        boolean fits = range.matches() && Long.toString(have).equals(range.group(1));
        return fits ? Optional.of(receive(body, headers, have, total(headers))) : Optional.empty();
    }

    private static OptionalLong total(HttpHeaders headers) {
        Matcher range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
        return range.matches() && !range.group(2).equals("*")
                ? OptionalLong.of(Long.parseLong(range.group(2)))
                : OptionalLong.empty();
    }

    private Result.Saved receive(InputStream body, HttpHeaders headers, long from, OptionalLong total)
            throws DownloadProblem, IOException {
        try (Display.Meter meter = display.begin(item, from, total);
                PartFile.Sink sink = file.open(from == 0, version(headers))) {
            byte[] buffer = new byte[BUFFER];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                sink.write(buffer, read);
                meter.advance(read);
            }
            Scope.checkCancelled();
            sink.force();
        }
        long size = file.size();
        if (total.isPresent() && size != total.getAsLong()) {
            throw wrongSize(size, total.getAsLong());
        }
        return complete(size, from);
    }

    private Result.Saved complete(long size, long from) throws DownloadProblem {
        file.complete();
        return new Result.Saved(item, size, from);
    }

    /** {@return what identifies this version of the content: its tag, unless it is a weak one, or its date} */
    private static Optional<String> version(HttpHeaders headers) {
        return headers.firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> headers.firstValue("Last-Modified"));
    }

    private DownloadProblem wrongSize(long size, long total) throws DownloadProblem {
        if (size > total) {
            file.discard();
            return new DownloadProblem("it has " + size + " bytes instead of " + total
                    + "; the download was discarded: run the same command again");
        }
        return new DownloadProblem("the server ended the transfer at " + size + " of " + total
                + " bytes; run the same command again to resume");
    }

    private DownloadProblem broken(IOException e) throws DownloadProblem {
        return new DownloadProblem(
                "the connection broke at " + Sizes.text(file.size()) + " (" + Reasons.text(e)
                        + "); run the same command again to resume",
                e);
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException _) {
            // The stream is of no use any more; its reader reports the cancellation.
        }
    }
}
