package dev.selvage.sync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.sync.ownership.Arc;
import dev.selvage.sync.ownership.Weak;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Handles of one value that are cloned, moved, closed, upgraded and given to forks by several threads at once. */
@Tag("carriers")
@Tag("unfollowed")
@Timeout(300)
class ArcStress {
    private static final int FACTOR = Boolean.getBoolean("selvage.thorough") ? 10 : 1;

    /** A value that is freed once, and not used afterwards. */
    private static final class Resource {
        private final AtomicInteger freed = new AtomicInteger();
        volatile boolean wasGiven;

        void use() {
            assertThat(freed).hasValue(0);
        }

        void free() {
            assertThat(freed.incrementAndGet()).isEqualTo(1);
        }
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("virtual", Thread.ofVirtual().factory()),
                Arguments.of("platform", Thread.ofPlatform().factory()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void handles_ofManyThreads_freeTheValueOnceAndAtTheEnd(String kind, ThreadFactory factory) throws Exception {
        for (int round = 0; round < FACTOR * 60; round++) {
            Resource resource = new Resource();
            Weak<Resource> weak;
            List<Worker> workers = new ArrayList<>();
            try (Arc<Resource> first = Arc.of("stressed", resource, Resource::free)) {
                weak = first.downgrade();
                for (int t = 0; t < 4; t++) {
                    Arc<Resource> mine = first.clone();
                    workers.add(new Worker(factory, () -> live(mine)));
                }
            }
            Worker.finish(workers);
            assertThat(resource.freed).hasValue(1);
            assertThat(weak.strongCount()).isZero();
            assertThat(weak.upgrade()).isEmpty();
            assertThat(weak.toString()).isEqualTo("Weak['stressed', open, 0 strong, 1 weak]");
            weak.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void clones_ofOneHandleByManyThreads_loseNoCount(String kind, ThreadFactory factory) throws Exception {
        Resource resource = new Resource();
        Arc<Resource> shared = Arc.of("shared", resource, Resource::free);
        List<Worker> workers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < FACTOR * 10_000; i++) {
                    shared.clone().close();
                }
            }));
        }
        Worker.finish(workers);
        assertThat(shared.strongCount()).isEqualTo(1);
        shared.close();
        assertThat(resource.freed).hasValue(1);
    }

    /** Does something with its handles for a while, and closes them all. */
    private static void live(Arc<Resource> given) throws Exception {
        List<Arc<Resource>> mine = new ArrayList<>(List.of(given));
        for (int i = 0; i < 40 && !mine.isEmpty(); i++) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            Arc<Resource> one = mine.remove(random.nextInt(mine.size()));
            one.get().use();
            switch (random.nextInt(5)) {
                case 0 -> one.close();
                case 1 -> {
                    mine.add(one.clone());
                    mine.add(one);
                }
                case 2 -> mine.add(one.move());
                case 3 -> {
                    try (Weak<Resource> weak = one.downgrade()) {
                        one.close();
                        weak.upgrade().ifPresent(mine::add);
                    }
                }
                default ->
                    Scope.run(scope -> {
                        scope.fork(one.clone(), h -> h.get().use());
                        scope.fork(one, h -> {
                            h.get().use();
                            h.clone().close();
                        });
                    });
            }
        }
        for (Arc<Resource> left : mine) {
            left.get().use();
            left.close();
        }
    }

    /** A value, a handle that stays, and one that several threads fight for. */
    private static final class Fight {
        final Resource resource = new Resource();
        final Queue<Resource> copies = new ConcurrentLinkedQueue<>();
        final Arc<Resource> keeper = Arc.of("kept", resource, Resource::free);
        final Arc<Resource> fought = keeper.clone();

        void end(int way) {
            try {
                switch (way) {
                    case 0 -> fought.move().close();
                    case 1 -> assertThat(fought.tryUnwrap()).isEqualTo(Optional.empty());
                    case 2 -> makeUnique();
                    default -> fought.close();
                }
            } catch (HandleClosedException e) {
                assertThat(e).hasMessageContaining("arc 'kept'");
            }
        }

        private void makeUnique() {
            fought.makeMut(_ -> {
                        Resource made = new Resource();
                        copies.add(made);
                        return made;
                    })
                    .wasGiven = true;
        }

        /** Called when all have ended, one of them with a close. */
        void check() {
            assertThat(keeper.strongCount()).isEqualTo(1);
            keeper.get().use();
            keeper.close();
            assertThat(resource.freed).hasValue(1);
            assertThat(copies).allSatisfy(copy -> assertThat(copy.freed).hasValue(copy.wasGiven ? 1 : 0));
        }
    }

    static Stream<Arguments> fights() {
        return Stream.of("33", "03", "13", "23", "301", "2323")
                .flatMap(ways -> Stream.of(
                        Arguments.of("virtual", Thread.ofVirtual().factory(), ways),
                        Arguments.of("platform", Thread.ofPlatform().factory(), ways)));
    }

    /** Each way is a thread that goes through the same handles in the same order. */
    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("fights")
    void oneHandle_thatSeveralThreadsEnd_isGivenUpOnce(String kind, ThreadFactory factory, String ways)
            throws Exception {
        for (int round = 0; round < FACTOR * 20; round++) {
            List<Fight> fights = Stream.generate(Fight::new).limit(1_000).toList();
            CountDownLatch ready = new CountDownLatch(ways.length());
            List<Worker> workers = new ArrayList<>();
            for (int t = 0; t < ways.length(); t++) {
                int way = ways.charAt(t) - '0';
                workers.add(new Worker(factory, () -> {
                    ready.countDown();
                    ready.await();
                    fights.forEach(fight -> fight.end(way));
                }));
            }
            Worker.finish(workers);
            fights.forEach(Fight::check);
        }
    }
}
