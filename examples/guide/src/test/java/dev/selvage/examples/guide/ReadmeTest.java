package dev.selvage.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.examples.docs.Docs;
import dev.selvage.examples.docs.jobs.Shop.Page;
import dev.selvage.examples.docs.jobs.Shop.User;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReadmeTest {
    @Test
    void tenLines_bothAnswer_givePage() throws Exception {
        assertThat(Pages.page(_ -> new User("ann"), _ -> List.of(), 1)).isEqualTo(new Page(new User("ann"), List.of()));
    }

    @Test
    void tenLines_ordersFail_tellWhichForkAndWhy() throws Exception {
        Throwable thrown = catchThrowable(() -> Pages.page(
                _ -> {
                    new CountDownLatch(1).await();
                    return new User("never");
                },
                _ -> {
                    throw new IOException("no such table");
                },
                1));

        Docs.assertShown("readme-failure", thrown + "\nCaused by: " + thrown.getCause());
    }
}
