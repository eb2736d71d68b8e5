package dev.selvage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The module descriptors and the class files, exactly: a change here is a change of what we publish. */
class DescriptorsTest {
    private static final Map<String, PublishedModule> MODULES = PublishedModule.all();

    @Test
    void modules_areTheseFour() {
        assertThat(MODULES)
                .containsOnlyKeys("dev.selvage.channels", "dev.selvage.scope", "dev.selvage.slf4j", "dev.selvage.sync");
    }

    @Test
    void scope_exportsItsApi_andItsInnerPartsToTwoModules() {
        assertThat(directives("dev.selvage.scope"))
                .containsExactly(
                        "exports dev.selvage.scope",
                        "exports dev.selvage.scope.blocking to dev.selvage.channels, dev.selvage.sync",
                        "exports dev.selvage.scope.handle",
                        "exports dev.selvage.scope.spi",
                        "exports dev.selvage.scope.tracking to dev.selvage.channels, dev.selvage.sync",
                        "exports dev.selvage.scope.waiting to dev.selvage.channels, dev.selvage.sync",
                        "requires java.management",
                        "requires jdk.jfr",
                        "requires mandated java.base",
                        "requires org.slf4j",
                        "requires static transitive org.jspecify",
                        "uses dev.selvage.scope.spi.ContextCarrier",
                        "uses dev.selvage.scope.spi.ScopeListener");
    }

    @Test
    void sync_exportsItsApi() {
        assertThat(directives("dev.selvage.sync"))
                .containsExactly(
                        "exports dev.selvage.sync",
                        "exports dev.selvage.sync.atomic",
                        "exports dev.selvage.sync.ownership",
                        "requires dev.selvage.scope",
                        "requires mandated java.base",
                        "requires org.slf4j",
                        "requires static transitive org.jspecify");
    }

    @Test
    void channels_exportsItsApi() {
        assertThat(directives("dev.selvage.channels"))
                .containsExactly(
                        "exports dev.selvage.channels",
                        "requires mandated java.base",
                        "requires org.slf4j",
                        "requires static transitive org.jspecify",
                        "requires transitive dev.selvage.scope");
    }

    @Test
    void slf4j_providesTheCarrier() {
        assertThat(directives("dev.selvage.slf4j"))
                .containsExactly(
                        "exports dev.selvage.slf4j",
                        "provides dev.selvage.scope.spi.ContextCarrier with dev.selvage.slf4j.MdcCarrier",
                        "requires mandated java.base",
                        "requires org.slf4j",
                        "requires static org.jspecify",
                        "requires transitive dev.selvage.scope");
    }

    @Test
    void noModule_isOpen() {
        assertThat(MODULES.values())
                .isNotEmpty()
                .noneMatch(module -> module.descriptor().isOpen());
    }

    @Test
    void classFiles_areOfJava25_withoutPreviewFeatures() throws IOException {
        for (PublishedModule module : MODULES.values()) {
            assertThat(module.classFiles()).as(module.descriptor().name()).contains("module-info.class");
            for (String classFile : module.classFiles()) {
                assertThat(module.version(classFile)).as(classFile).isEqualTo(new PublishedModule.Version(0, 69));
            }
        }
        assertThat(MODULES.get("dev.selvage.scope").classFiles()).contains("dev/selvage/scope/Scope.class");
    }

    private static Iterable<String> directives(String module) {
        return MODULES.get(module).directives();
    }
}
