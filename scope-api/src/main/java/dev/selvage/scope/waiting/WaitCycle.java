package dev.selvage.scope.waiting;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A search for a thread that waits for itself. */
final class WaitCycle {
    /*
     * Overview. The threads that can be reached from the waiting one along the holders of what each waits for are all
     * taken to be idle; then those whose wait may end without the idle ones are taken out, and those whom that frees,
     * until no more can be. What is left can never go on. If the thread is among it and leads back to itself, the members
     * to tell are the thread, and for each member those idle holders that suffice to block it: the one that leads back
     * by the shortest way if that alone blocks it, or else all.
     *
     * A holder may have let others use what it holds: its proxies have to be idle, too, for a wait to be idle. A way back
     * does not lead through them, and they are not told, with what blocks them in turn.
     *
     * Invariants. The members, told or not, block each other: each one's wait cannot end while the others do nothing. So
     * two looks with the same members are enough; see DeadlockWatch.
     *
     * Checked by: DeadlockTest, DeadlockShapesTest, ForkJoinDeadlockTest, SemaphoreDeadlockTest,
     * ChannelDeadlockTest, ChannelDeadlockStress, DeadlockAcrossModulesTest.
     */

    /** A thread, the identity of its wait, what it waits for, and what of others it holds, as far as these wait for it. */
    record Edge(ThreadContext thread, Object identity, Awaited what, List<Awaited> wanted, boolean told) {}

    private static final class Node {
        final ThreadContext thread;
        final ThreadContext.EndlessWait wait;
        final List<Node> holders = new ArrayList<>();
        final List<Node> waiters = new ArrayList<>();
        final List<Node> proxies = new ArrayList<>();
        /** Those whose holders it may act for. */
        final List<Node> represented = new ArrayList<>();

        boolean idle = true;

        /** How many waits it takes to come to the start, or -1 if that cannot be. */
        int distance = -1;

        Node(ThreadContext thread, ThreadContext.EndlessWait wait) {
            this.thread = thread;
            this.wait = wait;
        }

        boolean mayEndWithout(Collection<ThreadContext> idle) {
            return wait.what().mayEndWithout(idle::contains);
        }
    }

    private final Map<ThreadContext, Node> nodes = new HashMap<>();

    private WaitCycle() {}

    /** {@return the threads that block each other, the given one first, or none} */
    static List<Edge> from(ThreadContext thread) {
        WaitCycle search = new WaitCycle();
        Node start = search.explore(thread);
        if (start == null) {
            return List.of();
        }
        search.takeOutWhoMayGoOn();
        return start.idle && leadsBack(start) ? edges(members(start)) : List.of();
    }

    /** {@return whether two searches have found the same waits} */
    static boolean isSame(List<Edge> one, List<Edge> other) {
        return one.stream()
                .map(Edge::identity)
                .toList()
                .equals(other.stream().map(Edge::identity).toList());
    }

    private @Nullable Node explore(ThreadContext thread) {
        Deque<Node> open = new ArrayDeque<>();
        Node start = node(thread, open);
        while (!open.isEmpty()) {
            Node next = open.remove();
            for (ThreadContext holder : next.wait.what().holders()) {
                Node held = knownOrNew(holder, open);
                if (held != null) {
                    next.holders.add(held);
                    held.waiters.add(next);
                }
            }
            for (ThreadContext proxy : next.wait.what().proxies()) {
                Node other = knownOrNew(proxy, open);
                if (other != null) {
                    next.proxies.add(other);
                    other.represented.add(next);
                }
            }
        }
        return start;
    }

    private @Nullable Node knownOrNew(ThreadContext thread, Deque<Node> open) {
        Node known = nodes.get(thread);
        return known == null ? node(thread, open) : known;
    }

    private @Nullable Node node(ThreadContext thread, Deque<Node> open) {
        ThreadContext.EndlessWait wait = thread.endlessWait();
        if (wait == null) {
            return null;
        }
        Node node = new Node(thread, wait);
        nodes.put(thread, node);
        open.add(node);
        return node;
    }

    private void takeOutWhoMayGoOn() {
        Deque<Node> open = new ArrayDeque<>(nodes.values());
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (node.idle && node.wait.what().mayEndWithout(this::isIdle)) {
                node.idle = false;
                open.addAll(node.waiters);
                open.addAll(node.represented);
            }
        }
    }

    private boolean isIdle(ThreadContext thread) {
        Node node = nodes.get(thread);
        return node != null && node.idle;
    }

    private static boolean leadsBack(Node start) {
        start.distance = 0;
        Deque<Node> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            Node node = open.remove();
            for (Node waiter : node.waiters) {
                if (waiter.idle && waiter.distance < 0) {
                    waiter.distance = node.distance + 1;
                    open.add(waiter);
                }
            }
        }
        return start.holders.stream().anyMatch(holder -> holder.distance >= 0);
    }

    private static Set<Node> members(Node start) {
        Set<Node> members = new LinkedHashSet<>();
        Deque<Node> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (members.add(node)) {
                Node nearest = nearest(node);
                if (nearest != null && !node.mayEndWithout(List.of(nearest.thread))) {
                    open.push(nearest);
                } else {
                    node.holders.stream().filter(holder -> holder.idle).forEach(open::push);
                }
            }
        }
        return members;
    }

    private static @Nullable Node nearest(Node node) {
        Node nearest = null;
        for (Node holder : node.holders) {
            if (holder.idle && holder.distance >= 0 && (nearest == null || holder.distance < nearest.distance)) {
                nearest = holder;
            }
        }
        return nearest;
    }

    /** {@return the members, and behind them the proxies, and whoever blocks these} */
    private static Set<Node> withProxies(Set<Node> members) {
        Set<Node> all = new LinkedHashSet<>();
        Deque<Node> open = new ArrayDeque<>(members);
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (all.add(node)) {
                boolean isMember = members.contains(node);
                node.proxies.stream().filter(proxy -> proxy.idle).forEach(open::add);
                node.holders.stream().filter(holder -> !isMember && holder.idle).forEach(open::add);
            }
        }
        return all;
    }

    private static List<Edge> edges(Set<Node> members) {
        List<Edge> edges = new ArrayList<>();
        for (Node node : withProxies(members)) {
            List<Awaited> wanted = node.waiters.stream()
                    .filter(members::contains)
                    .map(waiter -> waiter.wait.what())
                    .toList();
            edges.add(new Edge(node.thread, node.wait.identity(), node.wait.what(), wanted, members.contains(node)));
        }
        return edges;
    }

    // ---- telling

    /** {@return what is wrong if a holder has ended: only tasks of forks let go of what they hold, or null} */
    static @Nullable String describeEndedHolder(ThreadContext waiting, Awaited what) {
        if (!what.isHeld()) {
            return null;
        }
        for (ThreadContext holder : what.holders()) {
            // Asked again: it may have let go and then ended.
            if (hasEnded(holder) && what.holders().contains(holder)) {
                return "deadlock: " + waiting.describeThread() + " waits for " + what.description() + ", held by "
                        + holder.describeThread() + ", which has ended without closing its guard"
                        + Places.locked(what.heldAt())
                        + ": nobody will ever unlock it; use try-with-resources";
            }
        }
        return null;
    }

    private static boolean hasEnded(ThreadContext holder) {
        Thread thread = holder.thread();
        return thread != null && thread.getState() == Thread.State.TERMINATED;
    }

    static String describe(List<Edge> cycle) {
        StringBuilder text = new StringBuilder("deadlock: ");
        boolean locks = false;
        boolean shares = false;
        for (Edge edge : cycle) {
            if (!edge.told()) {
                continue;
            }
            locks |= edge.what().isHeld();
            shares |= !shares(edge).isEmpty();
            text.append(edge.thread().describeThread())
                    .append(holds(edge))
                    .append(" waits for ")
                    .append(edge.what().description())
                    .append(Places.at(line(edge.thread())))
                    .append("; ");
        }
        return text.append("none of them can go on: ")
                .append(remedy(locks, shares))
                .toString();
    }

    private static String remedy(boolean locks, boolean shares) {
        String forLocks = "take locks in one order everywhere, and join no fork that needs a lock that you hold";
        String forShares =
                "close a handle of a channel that you will not use before you wait for who needs its end, and"
                        + " send and receive in one order everywhere";
        if (shares) {
            return locks ? forLocks + "; " + forShares : forShares;
        }
        return locks ? forLocks : "let no fork join another that waits for it";
    }

    private static List<String> shares(Edge edge) {
        return edge.wanted().stream()
                .map(wanted -> wanted.shareOf(edge.thread()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** {@return ", which holds ..." with what the thread is known to hold} Closures are known by who waits for them. */
    private static String holds(Edge edge) {
        Map<String, String> places = new LinkedHashMap<>();
        for (Held held : edge.thread().held()) {
            add(places, held.description(), held.place());
        }
        for (Awaited wanted : edge.wanted()) {
            if (wanted.isHeld()) {
                add(places, wanted.description(), wanted.heldAt());
            }
        }
        shares(edge).forEach(share -> add(places, share, null));
        String list = places.entrySet().stream()
                .map(entry -> entry.getKey() + entry.getValue())
                .collect(Collectors.joining(" and "));
        return list.isEmpty() ? "" : ", which holds " + list + ",";
    }

    private static void add(Map<String, String> places, String what, @Nullable StackTraceElement place) {
        places.merge(what, Places.locked(place), (known, other) -> known.isEmpty() ? other : known);
    }

    /** {@return where the thread is, in the code of its user} */
    private static @Nullable StackTraceElement line(ThreadContext context) {
        Thread thread = context.thread();
        return thread == null ? null : Sites.innermost(thread.getStackTrace());
    }
}
