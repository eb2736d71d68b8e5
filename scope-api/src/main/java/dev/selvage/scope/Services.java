package dev.selvage.scope;

import dev.selvage.scope.spi.ContextCarrier;
import dev.selvage.scope.spi.ScopeListener;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;

/** What the {@code ServiceLoader} finds for all scopes, once, through the class loader of this library. */
final class Services {
    static final List<ContextCarrier> CARRIERS = load(ServiceLoader.load(ContextCarrier.class, loader()));
    static final List<ScopeListener> LISTENERS = load(ServiceLoader.load(ScopeListener.class, loader()));

    private Services() {}

    private static ClassLoader loader() {
        return Services.class.getClassLoader();
    }

    /** Takes every provider that can be made; one that cannot is reported and does not hide the others. */
    static <S> List<S> load(ServiceLoader<S> services) {
        List<S> found = new ArrayList<>();
        Iterator<S> providers = services.iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return List.copyOf(found);
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError e) {
                LoggerFactory.getLogger(Scope.class).error("a service of scopes cannot be used: {}", e.getMessage(), e);
            }
        }
    }

    /** {@return those of all scopes, then those of one} */
    static <S> List<S> and(List<S> everywhere, List<S> ofScope) {
        if (ofScope.isEmpty()) {
            return everywhere;
        }
        List<S> all = new ArrayList<>(everywhere);
        all.addAll(ofScope);
        return all;
    }
}
