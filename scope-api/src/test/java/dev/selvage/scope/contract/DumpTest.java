package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dump of live scopes. Other tests' scopes are not there: the tests of a class run one after the other. */
@Timeout(60)
class DumpTest {
    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void noLiveScope_saysSo() {
        assertThat(Scope.dump()).endsWith("\n0 scopes, 0 forks\n");
    }

    @Test
    void scopeAndItsForks_areTold_withNameJoinerOwnerAgePlaceAndWhatEachDoes() throws Exception {
        Limiter limiter = Limiter.of("db", 3);
        try (var scope = Scope.open(
                Joiner.<String>allSuccessfulOrThrow(),
                c -> c.withName("orders")
                        .withTimeout(Duration.ofMinutes(5))
                        .withMaxConcurrency(2)
                        .withLimiter(limiter))) {
            Fork<String> load = scope.fork("load", () -> {
                end.await();
                return "loaded";
            });
            scope.fork("join", () -> load.join());
            await().until(() -> Scope.dump().contains("waits for fork 'orders/load#1'"));
            String dump = Scope.dump();
            end.countDown();
            assertThat(dump)
                    .containsPattern(
                            "(?m)^scope 'orders' \\(allSuccessfulOrThrow, owner 'main', open for \\d+\\.\\d\\d s, "
                                    + "opened at .*DumpTest\\.java:\\d+\\), deadline in 29\\d\\.\\d\\d s, Limiter\\[orders, 1/2\\], "
                                    + "Limiter\\[db, 1/3\\], 0 queued, 2 live forks\\), RUNNABLE at .*DumpTest.*$")
                    .containsPattern(
                            "(?m)^  fork 'orders/join#2' RUNNING \\d+\\.\\d\\d s, waits for fork 'orders/load#1'$")
                    .containsPattern("(?m)^  fork 'orders/load#1' RUNNING \\d+\\.\\d\\d s, WAITING at "
                            + "dev\\.selvage\\.scope\\.contract\\.DumpTest.*\\(DumpTest\\.java:\\d+\\)$")
                    .endsWith("\n1 scope, 2 forks\n");
            assertThat(scope.join()).containsExactly("loaded", "loaded");
        }
    }

    @Test
    void scopesInForksAndForksOfForks_standUnderThem() throws Exception {
        CountDownLatch deep = new CountDownLatch(2);
        Scope.run(c -> c.withName("outer"), outer -> {
            outer.fork("maker", () -> {
                outer.fork("made", () -> {
                    deep.countDown();
                    end.await();
                });
                end.await();
            });
            outer.fork(
                    "opener",
                    () -> Scope.run(
                            c -> c.withName("inner"),
                            inner -> inner.fork("leaf", () -> {
                                deep.countDown();
                                end.await();
                            })));
            deep.await();
            String shape = Scope.dump()
                    .lines()
                    .filter(line -> line.contains("'"))
                    .map(line -> line.replaceAll("^( *\\w+ '[^']*').*", "$1"))
                    .reduce("", (a, b) -> a + b + "\n");
            end.countDown();
            assertThat(shape).isEqualTo("""
                    scope 'outer'
                      fork 'outer/opener#2'
                        scope 'inner'
                          fork 'inner/leaf#1'
                      fork 'outer/maker#1'
                        fork 'outer/made#1.1'
                    """);
        });
    }

    @Test
    void scopesOfOneThread_standInsideEachOther_fiveThousandDeep() throws Exception {
        AtomicInteger lines = new AtomicInteger();
        nest(5_000, lines);
        assertThat(lines).hasValue(5_000);
    }

    private static void nest(int depth, AtomicInteger lines) throws Exception {
        Thread thread = Thread.ofPlatform().stackSize(512L << 20).start(() -> {
            try {
                descend(depth, lines);
            } catch (Exception e) {
                throw new IllegalStateException("nesting failed", e);
            }
        });
        thread.join();
    }

    private static void descend(int left, AtomicInteger lines) throws Exception {
        if (left == 0) {
            lines.set((int)
                    Scope.dump().lines().filter(l -> l.contains("scope '")).count());
            assertThat(Scope.dumpJson()).endsWith("\"scopeCount\":5000,\"forkCount\":0}\n");
            return;
        }
        Scope.run(scope -> descend(left - 1, lines));
    }

    @Test
    void cancellation_andQueuedForks_areTold() {
        CountDownLatch stubborn = new CountDownLatch(1);
        assertThatThrownBy(() -> Scope.run(c -> c.withName("job").withMaxConcurrency(1), scope -> {
                    Fork<?> maker = scope.fork("maker", () -> {
                        scope.fork("queued", () -> {});
                        stubborn.countDown();
                        awaitUninterruptibly(end);
                    });
                    stubborn.await();
                    assertThat(Scope.dump())
                            .containsPattern("(?m)Limiter\\[job, 1/1, 1 waiting\\], 1 queued")
                            .containsPattern("(?m)^    fork 'job/queued#1\\.1' QUEUED \\d+\\.\\d\\d s$");
                    maker.cancel("alone");
                    assertThat(Scope.dump())
                            .containsPattern(
                                    "fork 'job/maker#1' RUNNING \\d+\\.\\d\\d s, cancelled: EXPLICIT \\(alone, by ");
                    scope.cancel("enough");
                    assertThat(Scope.dump())
                            .containsPattern("scope 'job' .*\\), cancelled: EXPLICIT \\(enough, by main at ");
                    end.countDown();
                }))
                .isInstanceOf(ScopeCancelledException.class);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        assertThat(interrupted).isTrue();
    }

    @Test
    void ages_areThoseOfTheForks() throws Exception {
        Scope.run(scope -> {
            scope.fork("old", () -> end.await());
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            scope.fork("young", () -> end.await());
            String dump = Scope.dump();
            end.countDown();
            assertThat(dump).containsPattern("old#1' \\w+ 0\\.[3-9]").containsPattern("young#2' \\w+ 0\\.0");
        });
    }

    @Test
    void ended_scopesAndForksAreNotTold() throws Exception {
        Scope.run(c -> c.withName("gone"), scope -> scope.fork(() -> {}));
        Scope.run(c -> c.withName("here"), scope -> {
            scope.fork(() -> {}).await();
            assertThat(Scope.dump()).contains("'here'").doesNotContain("'gone'").endsWith("1 scope, 0 forks\n");
        });
    }

    @Test
    void json_hasTheSameTree_andEscapesNames() throws Exception {
        Scope.run(c -> c.withName("a \"quoted\"\n\u0001name").withMaxConcurrency(4), scope -> {
            scope.fork("leaf", () -> end.await());
            await().until(() -> Scope.dumpJson().contains("\"thread\":\"WAITING at "));
            String json = Scope.dumpJson();
            end.countDown();
            assertThat(json)
                    .startsWith("{\"at\":\"2")
                    .containsPattern(
                            "\"scopes\":\\[\\{\"kind\":\"scope\",\"name\":\"a \\\\\"quoted\\\\\"\\\\n\\\\u0001name\","
                                    + "\"joiner\":\"fail-fast\",\"owner\":\"main\",\"ageMillis\":\\d+,"
                                    + "\"limits\":\\[\\{\"name\":\"[^{]*\",\"permits\":4,\"inUse\":1,\"waiting\":0\\}\\],"
                                    + "\"queued\":0,\"liveForks\":1,\"thread\":\"RUNNABLE[^\"]*\","
                                    + "\"children\":\\[\\{\"kind\":\"fork\",\"name\":\"[^{]*leaf#1\",\"state\":\"RUNNING\","
                                    + "\"ageMillis\":\\d+,\"thread\":\"WAITING at [^\"]*\",\"children\":\\[\\]\\}\\]\\}\\],"
                                    + "\"scopeCount\":1,\"forkCount\":1\\}");
        });
    }

    @Test
    void forksThatAreUnlinkedWhileTheDumpWalks_areNotRepeated_andNoOtherIsMissed() throws Exception {
        AtomicInteger lines = new AtomicInteger();
        CountDownLatch odd = new CountDownLatch(1);
        Scope.run(c -> c.withName("churn"), scope -> {
            List<Fork<?>> forks = new ArrayList<>();
            for (int i = 1; i <= 40; i++) {
                CountDownLatch latch = i % 2 == 0 ? end : odd;
                forks.add(scope.fork("f", () -> latch.await()));
            }
            StringBuilder dump = new StringBuilder();
            Scope.dump(new Appendable() {
                @Override
                public Appendable append(CharSequence text) {
                    dump.append(text);
                    return this;
                }

                @Override
                public Appendable append(CharSequence text, int start, int stop) {
                    dump.append(text, start, stop);
                    return this;
                }

                @Override
                public Appendable append(char c) {
                    dump.append(c);
                    if (c == '\n' && lines.incrementAndGet() == 11) { // f#32 is written, f#31 is next
                        odd.countDown();
                        churn(scope, forks);
                    }
                    return this;
                }
            });
            end.countDown();
            for (int i = 2; i <= 40; i += 2) {
                assertThat(dump.toString().split("f#" + i + "'", -1))
                        .as("fork " + i)
                        .hasSize(2);
            }
        });
    }

    /** Ends every other fork, and makes so many others that the owner unlinks the ended ones. */
    private static void churn(Scope scope, List<Fork<?>> forks) {
        assertThat(catchThrowable(() -> {
                    for (int i = 0; i < forks.size(); i += 2) {
                        forks.get(i).await();
                    }
                    for (int i = 0; i < 200; i++) {
                        scope.fork("churn", () -> {}).await();
                    }
                }))
                .isNull();
    }

    @Test
    void fiftyThousandForks_dumpInBoundedMemory_whileTheyGoOn() throws Exception {
        int count = 50_000;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Scope.run(c -> c.withName("many"), scope -> {
            for (int i = 0; i < count; i++) {
                scope.fork(() -> {
                    running.incrementAndGet();
                    end.await();
                    ended.incrementAndGet();
                });
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> running.get() == count);
            Counter written = new Counter();
            Scope.dump(written); // warm
            written.lines = 0;
            long before = allocatedBytes();
            Scope.dump(written);
            long allocated = allocatedBytes() - before;
            assertThat(written.lines).isEqualTo(count + 3);
            assertThat(written.longest).isLessThan(400);
            assertThat(allocated / count)
                    .as("garbage for each fork, none of which is kept")
                    .isLessThan(4_000);
            end.countDown();
        });
        assertThat(ended).hasValue(count);
    }

    private static long allocatedBytes() throws JMException {
        return (long) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("java.lang:type=Threading"), "CurrentThreadAllocatedBytes");
    }

    /** Counts what is written and keeps nothing. */
    private static final class Counter implements Appendable {
        int lines;
        int longest;
        private int length;

        @Override
        public Appendable append(CharSequence text) {
            return append(text, 0, text.length());
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) {
            for (int i = start; i < end; i++) {
                append(text.charAt(i));
            }
            return this;
        }

        @Override
        public Appendable append(char c) {
            length++;
            longest = Math.max(longest, length);
            if (c == '\n') {
                lines++;
                length = 0;
            }
            return this;
        }
    }
}
