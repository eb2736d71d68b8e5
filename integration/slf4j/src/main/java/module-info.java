import org.jspecify.annotations.NullMarked;

/** Carries the SLF4J context into forks; nothing is here yet. */
@NullMarked
module dev.selvage.slf4j {
    requires dev.selvage.scope;
    requires static org.jspecify;
}
