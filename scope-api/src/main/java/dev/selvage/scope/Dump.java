package dev.selvage.scope;

import dev.selvage.scope.tracking.HandleTracks;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Frame;
import dev.selvage.scope.waiting.Held;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A walk through all live scopes and forks, for people and programs that look at a running service. */
final class Dump {
    /*
     * Overview. The threads that are no forks and have opened scopes are the roots. The scopes that a thread has opened
     * lie on its stack of frames, each inside the one before; the forks of a scope are in its nursery, those that a fork
     * made in its own. The walk keeps the path from the root, not the tree: its memory does not grow with the number of
     * forks. It takes no lock and stops nobody, so it shows no single instant: what ends or begins meanwhile may be
     * missing, and a thread may wait for something that another line shows as over.
     *
     * Checked by: DumpTest.
     */

    /** What writes the dump down. */
    interface Format {
        void begin(Instant at) throws IOException;

        void scope(ScopeLine scope) throws IOException;

        void fork(ForkLine fork) throws IOException;

        /** Ends the scope or fork that was begun last and has not ended. */
        void leave() throws IOException;

        void end(int scopes, int forks) throws IOException;
    }

    /** One scope; {@code doing} is what its body does, or null if a scope inside it is open. */
    record ScopeLine(
            int depth,
            ScopeCore scope,
            int liveForks,
            @Nullable Doing doing) {}

    /** One fork; {@code doing} is null if it has no thread, or has a scope open. */
    record ForkLine(
            int depth,
            ForkImpl<?> fork,
            List<String> held,
            @Nullable Doing doing) {}

    /** What a thread does: waits for something of ours, held by these; or, as far as the JVM tells, what. */
    record Doing(
            @Nullable String awaits,
            List<String> heldBy,
            @Nullable String jvm,
            List<String> held) {}

    /** The threads whose stacks are looked at; asking for each would take long with very many forks. */
    private static final int STACKS = 1_000;

    private static final int NAMED_HOLDERS = 3;

    private final Format format;
    private final ArrayDeque<Iterator<Node>> path = new ArrayDeque<>();
    private int scopes;
    private int forks;
    private int stacks;

    private sealed interface Node {}

    /** A scope and those that the same thread has opened inside it. */
    private record ScopeNode(ThreadContext thread, List<ScopeCore> scopes) implements Node {}

    private record ForkNode(ForkImpl<?> fork) implements Node {}

    private Dump(Format format) {
        this.format = format;
    }

    static void write(Format format) throws IOException {
        Dump dump = new Dump(format);
        format.begin(Instant.now());
        for (ThreadContext root : ThreadContext.roots()) {
            dump.walk(opened(root));
        }
        format.end(dump.scopes, dump.forks);
    }

    private void walk(List<Node> roots) throws IOException {
        path.push(roots.iterator());
        while (!path.isEmpty()) {
            Iterator<Node> siblings = path.element();
            if (siblings.hasNext()) {
                Node next = siblings.next();
                path.push(enter(next));
            } else {
                path.pop();
                if (!path.isEmpty()) {
                    format.leave();
                }
            }
        }
    }

    private Iterator<Node> enter(Node node) throws IOException {
        return switch (node) {
            case ScopeNode(ThreadContext thread, List<ScopeCore> opened) -> enter(thread, opened);
            case ForkNode(ForkImpl<?> fork) -> enter(fork);
        };
    }

    private Iterator<Node> enter(ThreadContext thread, List<ScopeCore> opened) throws IOException {
        ScopeCore scope = opened.getFirst();
        scopes++;
        List<Node> inner =
                opened.size() == 1 ? List.of() : List.of(new ScopeNode(thread, opened.subList(1, opened.size())));
        format.scope(new ScopeLine(path.size() - 1, scope, live(scope), inner.isEmpty() ? doing(thread) : null));
        return new Children(scope.nursery(), inner);
    }

    private Iterator<Node> enter(ForkImpl<?> fork) throws IOException {
        forks++;
        List<Node> inner = opened(fork);
        boolean busy = inner.isEmpty() && fork.state() != Fork.State.QUEUED;
        format.fork(new ForkLine(path.size() - 1, fork, held(fork), busy ? doing(fork) : null));
        return new Children(fork.nurseryIfAny(), inner);
    }

    private static int live(ScopeCore scope) {
        int count = 0;
        Iterator<ForkImpl<?>> all = new LiveForks(scope.nursery());
        while (all.hasNext()) {
            all.next();
            count++;
        }
        return count;
    }

    /** {@return the scopes that the thread has open, as the node of the outermost; empty if there is none} */
    private static List<Node> opened(ThreadContext thread) {
        List<ScopeCore> open = new ArrayList<>();
        for (Frame frame = thread.top(); frame != null; frame = frame.below()) {
            if (frame instanceof ScopeCore scope && !scope.hasEnded()) {
                open.add(scope);
            }
        }
        Collections.reverse(open);
        return open.isEmpty() ? List.of() : List.of(new ScopeNode(thread, open));
    }

    private Doing doing(ThreadContext context) {
        Awaited awaited = context.awaited();
        if (awaited == null) {
            return new Doing(null, List.of(), stateOf(context.thread()), held(context));
        }
        List<String> heldBy = new ArrayList<>();
        if (!(awaited instanceof ScopeCore || awaited instanceof ForkImpl<?> || awaited instanceof Nursery)) {
            for (ThreadContext holder : awaited.holders()) {
                if (heldBy.size() == NAMED_HOLDERS) {
                    heldBy.add("others");
                    break;
                }
                heldBy.add(holder.describeThread());
            }
        }
        return new Doing(awaited.description(), heldBy, null, held(context));
    }

    /** {@return what the thread holds, newest first, each once: a lock may be held twice, or be tracked as well} */
    private static List<String> held(ThreadContext context) {
        List<String> locks =
                context.held().stream().map(Held::description).distinct().toList();
        List<String> handles = HandleTracks.lines(context);
        return handles.isEmpty()
                ? locks
                : Stream.concat(locks.stream(), handles.stream()).toList();
    }

    /** {@return what the JVM knows of the thread: its state and the innermost place that is not the JDK's} */
    private @Nullable String stateOf(@Nullable Thread thread) {
        if (thread == null) {
            return null;
        }
        String state = thread.getState().toString();
        if (++stacks > STACKS) {
            return state;
        }
        StackTraceElement place = Sites.innermost(thread.getStackTrace());
        return place == null ? state : state + " at " + place;
    }

    /** The live forks of a nursery, then the scopes inside. */
    private static final class Children implements Iterator<Node> {
        private final @Nullable LiveForks forks;
        private final Iterator<Node> inner;

        Children(@Nullable Nursery nursery, List<Node> inner) {
            this.forks = nursery == null ? null : new LiveForks(nursery);
            this.inner = inner.iterator();
        }

        @Override
        public boolean hasNext() {
            return (forks != null && forks.hasNext()) || inner.hasNext();
        }

        @Override
        public Node next() {
            return forks != null && forks.hasNext() ? new ForkNode(forks.next()) : inner.next();
        }
    }

    /** The forks of a nursery that have not ended, newest first, each once. */
    private static final class LiveForks implements Iterator<ForkImpl<?>> {
        private final Nursery nursery;
        private @Nullable ForkImpl<?> next;
        private int below = Integer.MAX_VALUE;

        LiveForks(Nursery nursery) {
            this.nursery = nursery;
            this.next = fromHere(nursery.first());
        }

        /** Steps over those that are gone, and, after a restart from the head, over those that it has given. */
        private @Nullable ForkImpl<?> fromHere(@Nullable ForkImpl<?> fork) {
            ForkImpl<?> candidate = fork;
            while (candidate != null && (candidate.isGone() || candidate.number() >= below)) {
                candidate = nursery.after(candidate);
            }
            return candidate;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public ForkImpl<?> next() {
            ForkImpl<?> given = next;
            if (given == null) {
                throw new NoSuchElementException("no more live forks");
            }
            below = given.number();
            next = fromHere(nursery.after(given));
            return given;
        }
    }
}
