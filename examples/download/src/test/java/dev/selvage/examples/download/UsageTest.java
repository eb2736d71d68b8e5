package dev.selvage.examples.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ftp://example.org/a            | not a web address; give one such as https://example.org/file.zip
            no address                     | not a URL (Illegal character in path); check its spelling
            http:///a                      | not a web address
            http://example.org/..          | its last part, '..', cannot be the name of a file
            http://example.org/..%2Fpasswd | its last part, '..%2Fpasswd', cannot be the name of a file
            """)
    void download_badUrl_isRefused(String address, String complaint) {
        Program program = Program.run(address);

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.errors())
                .singleElement()
                .asString()
                .startsWith(address + ": ")
                .contains(complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "--at-once=0, --at-once 0: must be at least 1",
        "--timeout=soon, 'soon' is not a duration such as 500ms",
        "--timeout=0s, '0s' is no time at all",
        "--sha256=a=12, --sha256 a=12: not of the form FILE=HEX",
        "--nonsense, Unknown option: '--nonsense'"
    })
    void download_badOption_isRefused(String option, String complaint) {
        Program program = Program.run(option, "http://127.0.0.1:1/a");

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.errors()).singleElement().asString().startsWith(complaint);
    }

    @Test
    void download_sumOfUnknownFile_isRefused() {
        Program program = Program.run("--sha256", "b=" + "0".repeat(64), "http://127.0.0.1:1/a");

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.err()).contains("no file 'b' is downloaded; check its name");
    }

    @Test
    void download_sameNameTwice_isRefused() {
        Program program = Program.run("http://127.0.0.1:1/x/a", "http://127.0.0.1:1/y/a");

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.err()).contains("would be saved as 'a', as would http://127.0.0.1:1/x/a");
    }

    @Test
    void download_help_namesEveryOption() {
        Program program = Program.run("--help");

        assertThat(program.status()).isZero();
        assertThat(program.out()).contains("--to", "--at-once", "--timeout", "--keep-going", "--force", "--sha256");
    }
}
