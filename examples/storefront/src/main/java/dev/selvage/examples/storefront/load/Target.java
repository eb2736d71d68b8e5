package dev.selvage.examples.storefront.load;

import dev.selvage.examples.storefront.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A storefront in a process of its own, and a client of it. */
final class Target implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Process process;
    private final URI address;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Target(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static Target start(String jdbcUrl, int deadline, boolean plain) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java("java"),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dstorefront.log=WARN",
                Program.class.getName(),
                "--port",
                "0",
                "--deadline",
                Integer.toString(deadline),
                "--jdbc-url",
                jdbcUrl));
        if (plain) {
            command.add("--plain");
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader();
        String line = String.valueOf(out.readLine());
        int at = line.indexOf("http://");
        if (at < 0) {
            process.destroy();
            throw new IllegalStateException("the storefront has not started; it says: " + line);
        }
        return new Target(process, URI.create(line.substring(at)));
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return client.send(
                request(path).POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(LONGEST);
    }

    /** {@return how many threads there are, virtual ones and others} */
    int threads() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("storefront-threads");
        Path dump = folder.resolve("threads.json");
        new ProcessBuilder(
                        java("jcmd"),
                        Long.toString(process.pid()),
                        "Thread.dump_to_file",
                        "-format=json",
                        dump.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        try {
            return Files.readString(dump, StandardCharsets.UTF_8).split("\"tid\"", -1).length - 1;
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(folder);
        }
    }

    void terminate() {
        process.toHandle().destroy();
    }

    int awaitEnd() throws InterruptedException {
        process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.shutdownNow();
    }
}
