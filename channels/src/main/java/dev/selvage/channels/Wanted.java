package dev.selvage.channels;

import dev.selvage.scope.Fork;
import dev.selvage.scope.tracking.HandleTarget;
import dev.selvage.scope.tracking.KnownOwner;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Leaks;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a thread waits for that handles of the other side of a channel can bring about. */
abstract class Wanted implements Awaited {
    /*
     * Overview. Any holder of a handle of the other side may end the wait. So it cannot end if all of them are known and do
     * nothing any more, and the forks below them, too, whose tasks may have captured a handle.
     *
     * Invariants. Whatever is not known counts as able to act: handles that are not followed, that are on their way in an
     * element, that others than their owner have used, or that can still come from a weak sender. A channel that never had a
     * sender may get one. A thread that is no fork, and waits for a channel itself, may well have started a thread that has
     * captured its handle: programs with bare threads are written like that. If it waits for its forks, it counts.
     *
     * Limits. A thread that has captured a handle of another one, is no fork below it, and has not used the handle yet, is
     * not known, nor is who has the channel itself and may close it or make a handle.
     *
     * Checked by: ChannelDeadlockTest, ChannelDeadlockStress.
     */
    /** With more forks below an owner nothing is known: each of many that wait would look at all of them. */
    private static final int MOST_FORKS = 100;

    /** The same with more handles. */
    private static final int MOST_HANDLES = 256;

    /** Else one can hardly be known of all. */
    private static final boolean HANDLES_ARE_FOLLOWED = Leaks.watchesAll();

    /** Waits; looked at by the deadlock detection if the owners of handles can be known at all. */
    static Wake await(Waiter waiter, boolean timed, long deadline) {
        return HANDLES_ARE_FOLLOWED ? waiter.awaitWatched(timed, deadline) : waiter.await(timed, deadline);
    }

    /** {@return the owners of all handles that can end the wait, or none if they are not all known} */
    abstract List<KnownOwner> owners();

    @Override
    public final List<ThreadContext> holders() {
        List<ThreadContext> holders = threads(owners());
        for (ThreadContext holder : holders) {
            if (isThreadAtAChannel(holder) || holder.forksBelow(MOST_FORKS + 1).size() > MOST_FORKS) {
                return List.of();
            }
        }
        return holders;
    }

    /** {@return whether it is no fork and waits for a channel} A thread that it has started may have captured the handle. */
    private static boolean isThreadAtAChannel(ThreadContext holder) {
        ThreadContext.EndlessWait wait = holder instanceof Fork<?> ? null : holder.endlessWait();
        return wait != null && wait.what().getClass().getPackage() == Wanted.class.getPackage();
    }

    @Override
    public final List<ThreadContext> proxies() {
        return below(holders());
    }

    @Override
    public final boolean mayEndWithout(Predicate<ThreadContext> idle) {
        List<ThreadContext> holders = holders();
        return holders.isEmpty()
                || !holders.stream().allMatch(idle)
                || !below(holders).stream().allMatch(idle);
    }

    @Override
    public final @Nullable String shareOf(ThreadContext holder) {
        List<String> handles = owners().stream()
                .filter(owner -> owner.thread() == holder)
                .map(KnownOwner::handle)
                .toList();
        return handles.isEmpty() ? null : String.join(" and ", handles);
    }

    private static List<ThreadContext> threads(List<KnownOwner> owners) {
        return owners.stream().map(KnownOwner::thread).distinct().toList();
    }

    private static List<ThreadContext> below(List<ThreadContext> holders) {
        Set<ThreadContext> below = new LinkedHashSet<>();
        for (ThreadContext holder : holders) {
            below.addAll(holder.forksBelow(MOST_FORKS + 1));
        }
        return new ArrayList<>(below);
    }

    /** An element of a channel. */
    static final class Element extends Wanted {
        private final Core<?> core;
        private final String what;

        /** @param what what messages call it, such as "an element" */
        Element(Core<?> core, String what) {
            this.core = core;
            this.what = what;
        }

        @Override
        List<KnownOwner> owners() {
            return core.isClosed() || core.size() > 0 || core.hasWeakSenders() || core.followed() > MOST_HANDLES
                    ? List.of()
                    : senders(core);
        }

        /** {@return the owners of all senders and permits, or none if they are not all known} */
        static List<KnownOwner> senders(Core<?> core) {
            int permits = core.followed(Permit.NOUN);
            int oneshots = core.followed(OneshotSender.NOUN);
            int others = core.senders.count() - permits - oneshots;
            return others < 0
                    ? List.of()
                    : all(core, new String[] {Sender.NOUN, Permit.NOUN, OneshotSender.NOUN}, new int[] {
                        others, permits, oneshots
                    });
        }

        @Override
        public String description() {
            return what + " of " + core.description();
        }
    }

    /** Room in a channel, or a receiver of a rendezvous. */
    static final class Room extends Wanted {
        private final Core<?> core;
        private final String what;

        /** @param what what messages call it, such as "room in" */
        Room(Core<?> core, String what) {
            this.core = core;
            this.what = what;
        }

        /** A permit that is given back makes room, too; and there is none that is not followed if all senders are. */
        @Override
        List<KnownOwner> owners() {
            if (core.followed() > MOST_HANDLES) {
                return List.of();
            }
            int receivers = core.receivers.count();
            int permits = core.followed(Permit.NOUN);
            if (core.isClosed() || receivers == 0 || permits + core.followed(Sender.NOUN) != core.senders.count()) {
                return List.of();
            }
            return all(core, new String[] {Receiver.NOUN, Permit.NOUN}, new int[] {receivers, permits});
        }

        @Override
        public String description() {
            return what + " " + core.description();
        }
    }

    /** A value of a broadcast or a watch. */
    static final class News extends Wanted {
        private final NewsCore<?> core;

        News(NewsCore<?> core) {
            this.core = core;
        }

        @Override
        List<KnownOwner> owners() {
            int senders = core.senders.count();
            return core.isOver() || senders == 0 || core.followed() > MOST_HANDLES
                    ? List.of()
                    : core.knownOwners(core.senderNoun(), senders);
        }

        @Override
        public String description() {
            return core.description();
        }
    }

    /** {@return the owners of the handles of several kinds, or none if one is not known} */
    private static List<KnownOwner> all(HandleTarget target, String[] nouns, int[] counts) {
        List<KnownOwner> owners = new ArrayList<>();
        for (int i = 0; i < nouns.length; i++) {
            if (counts[i] > 0) {
                List<KnownOwner> some = target.knownOwners(nouns[i], counts[i]);
                if (some.isEmpty()) {
                    return some;
                }
                owners.addAll(some);
            }
        }
        return owners;
    }
}
