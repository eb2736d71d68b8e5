package dev.selvage.bench.service.style;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A scope of Selvage. */
final class SelvagePages implements Pages {
    @Override
    public String page(Visit visit) throws ExecutionException, TimeoutException, InterruptedException {
        // region page
        try {
            return Scope.call(c -> c.withName("page").withTimeout(visit.deadline()), scope -> {
                visit.onHangUp(() -> scope.cancel("the client hung up"));
                Fork<String> user = scope.fork("user", visit::user);
                Fork<String> orders = scope.fork("orders", visit::orders);
                Fork<String> offers = scope.fork("offers", visit::offers);
                return user.join() + " " + orders.join() + " " + offers.join();
            });
        } catch (ScopeTimeoutException e) {
            throw late(e);
        }
        // endregion
    }

    private static TimeoutException late(ScopeTimeoutException e) {
        TimeoutException late = new TimeoutException(e.getMessage());
        late.initCause(e);
        return late;
    }
}
