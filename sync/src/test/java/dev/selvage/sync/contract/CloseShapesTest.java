package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.sync.Mutex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Blocks of all shapes, compiled with and without debugging information: only the failed ones poison. */
class CloseShapesTest {
    private static final List<URLClassLoader> LOADERS = new ArrayList<>();

    @TempDir
    static Path work;

    @AfterAll
    static void closeLoaders() throws IOException {
        for (URLClassLoader loader : LOADERS) {
            loader.close();
        }
        LOADERS.clear();
    }

    @TestFactory
    Stream<DynamicTest> shapes_withDebuggingInformation() throws Exception {
        return tests(compile("-g"));
    }

    @TestFactory
    Stream<DynamicTest> shapes_withoutDebuggingInformation() throws Exception {
        return tests(compile("-g:none"));
    }

    @Test
    void shapes_areManyOfBothKinds() throws Exception {
        List<String> names = shapes(compile("-g")).map(Method::getName).toList();
        assertThat(names).filteredOn(name -> !name.startsWith("fails")).hasSizeGreaterThanOrEqualTo(28);
        assertThat(names).filteredOn(name -> name.startsWith("fails")).hasSizeGreaterThanOrEqualTo(28);
    }

    private static Stream<DynamicTest> tests(Class<?> shapes) {
        return shapes(shapes)
                .map(shape -> DynamicTest.dynamicTest(shape.getName(), () -> {
                    boolean fails = shape.getName().startsWith("fails");
                    for (int round = 0; round < 2; round++) { // the second finds the verdict of the first
                        Mutex<StringBuilder> mutex = Mutex.of("shape", new StringBuilder());
                        try {
                            shape.invoke(null, mutex);
                        } catch (InvocationTargetException e) {
                            assertThat(e.getCause()).isInstanceOf(RuntimeException.class);
                        }
                        assertThat(mutex.isPoisoned()).as(shape.getName()).isEqualTo(fails);
                        assertThat(mutex.stats().locked()).isFalse();
                    }
                }));
    }

    private static Stream<Method> shapes(Class<?> shapes) {
        return Arrays.stream(shapes.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic());
    }

    private static Class<?> compile(String debugging) throws Exception {
        Path directory = Files.createTempDirectory(work, "shapes");
        Path source = directory.resolve("CloseShapes.java");
        try (InputStream text = CloseShapesTest.class.getResourceAsStream("/close-shapes/CloseShapes.java")) {
            if (text == null) {
                throw new UncheckedIOException(new IOException("the source of the shapes is not on the class path"));
            }
            Files.copy(text, source);
        }
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        int exitCode = compiler.run(
                System.err,
                System.err,
                debugging,
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                source.toString());
        assertThat(exitCode).as("exit code of the compiler").isZero();
        URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, CloseShapesTest.class.getClassLoader());
        LOADERS.add(loader);
        return loader.loadClass("CloseShapes");
    }
}
