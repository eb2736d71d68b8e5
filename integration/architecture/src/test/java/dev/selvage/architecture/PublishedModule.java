package dev.selvage.architecture;

import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A module that we publish, found on the class path by its descriptor: a directory of classes or a jar. */
record PublishedModule(ModuleReference reference, Path location) {

    /** All of them by name. */
    static Map<String, PublishedModule> all() {
        Map<String, PublishedModule> modules = new TreeMap<>();
        try {
            List<URL> descriptors =
                    Collections.list(PublishedModule.class.getClassLoader().getResources("module-info.class"));
            for (URL url : descriptors) {
                ModuleDescriptor descriptor;
                try (var stream = url.openStream()) {
                    descriptor = ModuleDescriptor.read(stream);
                }
                if (descriptor.name().startsWith("dev.selvage.")) {
                    Path location = location(url);
                    ModuleReference reference = ModuleFinder.of(location)
                            .find(descriptor.name())
                            .orElseThrow(
                                    () -> new AssertionError("no module " + descriptor.name() + " in " + location));
                    modules.put(descriptor.name(), new PublishedModule(reference, location));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the modules on the class path cannot be read", e);
        } catch (URISyntaxException e) {
            throw new AssertionError("a class path entry is not a file", e);
        }
        return modules;
    }

    ModuleDescriptor descriptor() {
        return reference.descriptor();
    }

    /** The names of its class files. */
    List<String> classFiles() throws IOException {
        try (var reader = reference.open();
                var names = reader.list()) {
            return names.filter(name -> name.endsWith(".class")).sorted().toList();
        }
    }

    /** The first eight bytes of a class file hold a magic number, the minor version and the major version. */
    Version version(String classFile) throws IOException {
        try (var reader = reference.open()) {
            var bytes =
                    reader.read(classFile).orElseThrow(() -> new AssertionError("no " + classFile + " in " + location));
            return new Version(Short.toUnsignedInt(bytes.getShort(4)), Short.toUnsignedInt(bytes.getShort(6)));
        }
    }

    /** Where ArchUnit finds its classes. */
    Location importLocation() {
        String root = location.toUri().toString();
        return Location.of(URI.create(Files.isDirectory(location) ? root : "jar:" + root + "!/"));
    }

    private static Path location(URL moduleInfo) throws IOException, URISyntaxException {
        if (moduleInfo.openConnection() instanceof JarURLConnection jar) {
            return Path.of(jar.getJarFileURL().toURI());
        }
        URI uri = moduleInfo.toURI();
        Path parent = Path.of(uri).getParent();
        if (parent == null) {
            throw new AssertionError(uri + " is not in a directory");
        }
        return parent;
    }

    /** What a descriptor says, one sorted line for each directive. */
    List<String> directives() {
        List<String> lines = new ArrayList<>();
        for (ModuleDescriptor.Requires requires : descriptor().requires()) {
            lines.add("requires " + words(requires.modifiers()) + requires.name());
        }
        for (ModuleDescriptor.Exports exports : descriptor().exports()) {
            lines.add("exports " + exports.source() + targets(exports.targets()));
        }
        for (ModuleDescriptor.Opens opens : descriptor().opens()) {
            lines.add("opens " + opens.source() + targets(opens.targets()));
        }
        for (ModuleDescriptor.Provides provides : descriptor().provides()) {
            lines.add("provides " + provides.service() + " with " + String.join(", ", provides.providers()));
        }
        for (String service : descriptor().uses()) {
            lines.add("uses " + service);
        }
        Collections.sort(lines);
        return lines;
    }

    private static String words(Set<?> modifiers) {
        StringBuilder words = new StringBuilder();
        modifiers.stream()
                .map(m -> m.toString().toLowerCase(Locale.ROOT) + " ")
                .sorted()
                .forEach(words::append);
        return words.toString();
    }

    private static String targets(Set<String> targets) {
        return targets.isEmpty() ? "" : " to " + String.join(", ", new TreeSet<>(targets));
    }

    record Version(int minor, int major) {}
}
