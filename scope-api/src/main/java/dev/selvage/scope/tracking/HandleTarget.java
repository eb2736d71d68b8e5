package dev.selvage.scope.tracking;

import dev.selvage.scope.handle.HandleOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What handles lead to: the counts behind an {@code Arc}, a channel. It outlives its handles. */
public abstract class HandleTarget {
    private volatile @Nullable Set<HandleTrack> tracks;

    /** Creates a target without handles. */
    protected HandleTarget() {}

    /** {@return its name for messages, behind the noun of a handle: {@code 'index'}, or {@code of Buffer} without a name} */
    public abstract String label();

    /** {@return the handles that are open and followed, oldest first} All handles only at the level {@code paranoid}. */
    public final List<HandleOwner> owners() {
        Set<HandleTrack> all = tracks;
        if (all == null) {
            return List.of();
        }
        List<HandleTrack> open = new ArrayList<>(all);
        open.sort((a, b) -> Long.signum(a.born() - b.born()));
        return open.stream().map(HandleTrack::owner).toList();
    }

    final void add(HandleTrack track) {
        Set<HandleTrack> all = tracks;
        if (all == null) {
            synchronized (this) {
                all = tracks;
                if (all == null) {
                    all = ConcurrentHashMap.newKeySet();
                    tracks = all;
                }
            }
        }
        all.add(track);
    }

    final void remove(HandleTrack track) {
        Set<HandleTrack> all = tracks;
        if (all != null) {
            all.remove(track);
        }
    }
}
