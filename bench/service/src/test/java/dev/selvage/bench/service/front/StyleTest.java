package dev.selvage.bench.service.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.bench.service.backend.Plan;
import dev.selvage.bench.service.backend.Work;
import dev.selvage.bench.service.style.Style;
import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.CallRecord.End;
import dev.selvage.bench.service.wire.VisitRecord;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * What each style promises, over HTTP. The work of {@code orders} is held until the test releases it or its caller goes: an
 * answer that comes before the release did not wait for it.
 */
class StyleTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final long PAGE = 7;
    private static final long QUICK_PAGE = 8;

    /** {@code orders} is held, for one page. */
    private static final Plan HELD =
            (backend, id) -> backend == Backend.ORDERS && id == PAGE ? Work.held() : Work.of(Duration.ZERO);

    /** As {@code HELD}, and {@code offers} fails. */
    private static final Plan FAILING =
            (backend, id) -> backend == Backend.OFFERS ? Work.failure() : HELD.work(backend, id);

    /** As {@code HELD}, and nothing stops the work. */
    private static final Plan DEAF = new Plan() {
        @Override
        public Work work(Backend backend, long id) {
            return HELD.work(backend, id);
        }

        @Override
        public boolean deaf() {
            return true;
        }
    };

    @ParameterizedTest
    @EnumSource
    void page_allBackendsAnswer_hasTheirAnswersInOrder(Style style) throws Exception {
        try (Service service = new Service(style, HELD, Service.LONG)) {
            HttpResponse<String> answer = service.visit(QUICK_PAGE);

            assertThat(answer.body()).isEqualTo("user-8 orders-8 offers-8");
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void page_aBackendFails_tellsWhichAndHow(Style style) throws Exception {
        try (Service service = new Service(style, FAILING, Service.LONG)) {
            HttpResponse<String> answer = service.visit(QUICK_PAGE);

            assertThat(answer.body()).isEqualTo("java.io.IOException: backend OFFERS answered 503: no offers today");
            assertThat(answer.statusCode()).isEqualTo(502);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failure_anotherCallGoesOn_answersAtOnceOrWhenItEnds(Style style) throws Exception {
        try (Service service = new Service(style, FAILING, Service.LONG)) {
            CompletableFuture<HttpResponse<String>> visit = service.start(PAGE);
            await().until(() -> service.ends(Backend.OFFERS, PAGE).equals(List.of(End.FAILED)));
            if (style.failsFast()) {
                assertThat(Service.answer(visit).statusCode()).isEqualTo(502);
            } else {
                assertNoAnswer(visit);
                service.backends.release();
                assertThat(Service.answer(visit).statusCode()).isEqualTo(502);
            }
            if (style.stopsCalls()) {
                assertOrdersStopped(service);
            } else {
                assertOrdersEnd(service, false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void deadline_aCallGoesOn_isKeptOrNot(Style style) throws Exception {
        try (Service service = new Service(style, HELD, SHORT)) {
            CompletableFuture<HttpResponse<String>> visit = service.start(PAGE);
            if (style.keepsDeadline()) {
                assertThat(Service.answer(visit).statusCode()).isEqualTo(504);
            } else {
                await().until(() -> service.backends.open() == 1);
                assertNoAnswer(visit);
                service.backends.release();
                assertThat(Service.answer(visit).statusCode()).isEqualTo(504);
            }
            assertOrdersEnd(service, style.stopsCalls());
        }
    }

    @ParameterizedTest
    @EnumSource
    void hangUp_aCallGoesOn_isNoticedOrNot(Style style) throws Exception {
        try (Service service = new Service(style, HELD, Service.LONG)) {
            service.visit(QUICK_PAGE);
            service.front.take();
            CompletableFuture<HttpResponse<String>> visit = service.start(PAGE);
            await().until(() -> service.backends.open() == 1
                    && !service.ends(Backend.USER, PAGE).isEmpty());
            visit.cancel(true);
            service.visit(QUICK_PAGE); // comes after the hang-up on the same connection
            List<VisitRecord> ended = new ArrayList<>();
            if (style.noticesHangUp()) {
                await().until(() -> ended.addAll(service.front.take())
                        && ended.stream().anyMatch(v -> v.id() == PAGE && v.status() == 499));
            } else {
                assertThat(service.front.openVisits()).isEqualTo(1);
            }
            assertOrdersEnd(service, style.stopsCalls());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "EXECUTOR_CLOSED")
    void deadline_theBackendIsDeaf_leavesNoCallInAServiceThatStopsCalls(Style style) throws Exception {
        try (Service service = new Service(style, DEAF, SHORT)) {
            assertThat(service.visit(PAGE).statusCode()).isEqualTo(504);
            if (style.stopsCalls()) {
                await().until(() -> service.front.openCalls() == 0);
            } else {
                assertThat(service.front.openCalls()).isEqualTo(1);
            }
            assertThat(service.ends(Backend.ORDERS, PAGE)).isEmpty();
            service.backends.release();
            await().until(() -> service.ends(Backend.ORDERS, PAGE).equals(List.of(End.DONE)));
        }
    }

    /** The held call was stopped, at the backend or before it came there: the other one fails in the same instant. */
    private static void assertOrdersStopped(Service service) {
        await().until(() -> service.front.openCalls() == 0 && service.backends.open() == 0);
        assertThat(service.ends(Backend.ORDERS, PAGE)).isSubsetOf(End.STOPPED);
    }

    /** The held call was stopped; or else it ends when the test releases it, and not before. */
    private static void assertOrdersEnd(Service service, boolean stopped) {
        if (stopped) {
            await().until(() -> service.ends(Backend.ORDERS, PAGE).equals(List.of(End.STOPPED)));
            await().until(() -> service.front.openCalls() == 0);
        } else {
            service.backends.release();
            await().until(() -> service.ends(Backend.ORDERS, PAGE).equals(List.of(End.DONE)));
        }
    }

    /** An answer could not come before the release; if it did, this would see it. */
    private static void assertNoAnswer(CompletableFuture<?> visit) {
        assertThatThrownBy(() -> visit.get(3 * SHORT.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }
}
