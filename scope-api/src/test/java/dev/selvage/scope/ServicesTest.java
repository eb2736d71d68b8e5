package dev.selvage.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.spi.ContextCarrier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ServiceLoader finds, and what it cannot make. */
class ServicesTest {
    /** A carrier that can be made. */
    public static final class Good implements ContextCarrier {
        @Override
        public Snapshot capture() {
            return () -> () -> {};
        }
    }

    @TempDir
    private Path folder;

    @Test
    void load_oneProviderThatCannotBeMade_doesNotHideTheOthers() throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(ContextCarrier.class.getName()), "no.such.Carrier\n" + Good.class.getName() + "\n");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ServicesTest.class.getClassLoader())) {
            assertThat(Services.load(ServiceLoader.load(ContextCarrier.class, loader)))
                    .singleElement()
                    .isInstanceOf(Good.class);
        }
    }

    @Test
    void and_withoutThoseOfTheScope_isTheListItself() {
        List<String> everywhere = List.of("a");
        assertThat(Services.and(everywhere, List.of())).isSameAs(everywhere);
        assertThat(Services.and(everywhere, List.of("b"))).containsExactly("a", "b");
    }
}
