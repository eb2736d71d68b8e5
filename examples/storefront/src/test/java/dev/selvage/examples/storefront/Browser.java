package dev.selvage.examples.storefront;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium, if there is one. With the environment variable SELVAGE_BROWSER=required there has to be. */
final class Browser {
    private static final String REQUIRED = "SELVAGE_BROWSER";

    private Browser() {}

    static ChromeDriver start(Path profile) {
        Path chromium = find("chromium");
        Path driver = find("chromedriver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1000,640",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .build();
        return new ChromeDriver(service, options);
    }

    private static Path find(String program) {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        String message = "there is no " + program + " on the PATH (Debian: apt-get install chromium chromium-driver)";
        if ("required".equals(System.getenv(REQUIRED))) {
            throw new IllegalStateException(message + ", but " + REQUIRED + "=required");
        }
        return abort(message);
    }
}
