package dev.selvage.scope.tracking;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.waiting.HandleHolder;
import dev.selvage.scope.waiting.ThreadContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The open handles that are followed, by owner: a fork or thread, or the scope of a fork that has ended. */
public final class HandleTracks {
    private static final Map<HandleHolder, Set<HandleTrack>> BY_OWNER = new ConcurrentHashMap<>();
    /** How many elements of a result are searched for handles. */
    private static final int SEARCHED = 1_000;

    private HandleTracks() {}

    static void add(HandleHolder owner, HandleTrack track) {
        owner.markHoldsHandles();
        BY_OWNER.compute(owner, (_, tracks) -> {
            Set<HandleTrack> all = tracks == null ? ConcurrentHashMap.newKeySet() : tracks;
            all.add(track);
            return all;
        });
    }

    static void remove(HandleHolder owner, HandleTrack track) {
        BY_OWNER.computeIfPresent(owner, (_, tracks) -> {
            tracks.remove(track);
            return tracks.isEmpty() ? null : tracks;
        });
    }

    /** {@return a line for each handle of the thread that is followed} For dumps. */
    public static List<String> lines(ThreadContext owner) {
        if (!owner.holdsHandles()) {
            return List.of();
        }
        Set<HandleTrack> tracks = BY_OWNER.get(owner);
        return tracks == null
                ? List.of()
                : tracks.stream().map(HandleTrack::line).sorted().toList();
    }

    /**
     * Looks at the handles that a fork still has when its task has ended. Those in its result go to whoever takes the
     * result: the result itself, or an element of a collection, array, optional or of the values of a map; the others are
     * the scope's to report when it ends. Called by the thread of the fork.
     */
    public static void taskEnded(ThreadContext fork, HandleHolder scope, @Nullable Object result) {
        Set<HandleTrack> tracks = fork.holdsHandles() ? BY_OWNER.get(fork) : null;
        if (tracks == null) {
            return;
        }
        try {
            release(result);
        } catch (RuntimeException e) {
            // a collection of the user's that cannot be walked now: its handles, if any, stay with the scope
            LoggerFactory.getLogger(Handle.class)
                    .debug("the result of {} cannot be searched for handles", fork.describeThread(), e);
        }
        for (HandleTrack track : tracks) { // a set that may change meanwhile
            track.fileUnder(scope, fork.describeThread() + ", which has ended,");
        }
    }

    private static void release(@Nullable Object result) {
        switch (result) {
            case null -> {}
            case AbstractHandle<?> handle -> handle.ownedByResult();
            case Collection<?> all -> all.stream().limit(SEARCHED).forEach(HandleTracks::releaseElement);
            case Map<?, ?> all -> all.values().stream().limit(SEARCHED).forEach(HandleTracks::releaseElement);
            case Optional<?> one -> one.ifPresent(HandleTracks::releaseElement);
            case Object[] all -> List.of(all).stream().limit(SEARCHED).forEach(HandleTracks::releaseElement);
            default -> {}
        }
    }

    private static void releaseElement(@Nullable Object element) {
        if (element instanceof AbstractHandle<?> handle) {
            handle.ownedByResult();
        }
    }

    /** Reports the handles that forks of the scope have left open. Called by the owner, after every fork has ended. */
    public static void scopeEnded(HandleHolder scope, String description) {
        Set<HandleTrack> tracks = scope.holdsHandles() ? BY_OWNER.remove(scope) : null;
        if (tracks != null) {
            tracks.forEach(track -> track.leftBehindIn(description));
        }
    }
}
