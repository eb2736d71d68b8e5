import dev.selvage.scope.spi.ContextCarrier;
import dev.selvage.slf4j.MdcCarrier;
import org.jspecify.annotations.NullMarked;

/** Carries the logging context of SLF4J into forks. */
@NullMarked
module dev.selvage.slf4j {
    requires transitive dev.selvage.scope;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.selvage.slf4j;

    provides ContextCarrier with
            MdcCarrier;
}
