package dev.selvage.examples.locks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The compiler refuses to give an Rc to a fork. */
class RcForkTest {
    private static List<String> errorsOf(String statement) {
        String code = """
                import dev.selvage.scope.Scope;
                import dev.selvage.sync.ownership.*;
                class Snippet {
                    void run(Scope scope, Rc<String> rc, Arc<String> arc) { %s }
                }
                """.formatted(statement);
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        SimpleJavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        String path = System.getProperty("jdk.module.path", "")
                + System.getProperty("path.separator")
                + System.getProperty("java.class.path");
        var task = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        null,
                        null,
                        found,
                        List.of("-proc:none", "-d", System.getProperty("java.io.tmpdir"), "-classpath", path),
                        null,
                        List.of(source));
        task.setLocale(Locale.ENGLISH);
        task.call();
        return found.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(d -> d.getMessage(Locale.ENGLISH))
                .toList();
    }

    @Test
    void fork_withAnRc_doesNotCompile() {
        assertThat(errorsOf("scope.fork(arc, a -> {});")).isEmpty(); // the snippet is sound but for the handle
        assertThat(errorsOf("scope.fork(rc, r -> {});")).isNotEmpty();
    }
}
