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

    /** {@return how many open handles are followed} */
    public final int followed() {
        Set<HandleTrack> all = tracks;
        return all == null ? 0 : all.size();
    }

    /** {@return how many open handles of the kind are followed} */
    public final int followed(String noun) {
        Set<HandleTrack> all = tracks;
        int count = 0;
        if (all != null) {
            for (HandleTrack track : all) {
                count += track.noun().equals(noun) ? 1 : 0;
            }
        }
        return count;
    }

    /**
     * {@return the owners of all open handles of a kind, in the order of their births} Empty if one is not known, because it
     * is not followed, or on its way, or used by others than its owner.
     *
     * @param noun the kind
     * @param count how many handles of the kind are open
     */
    public final List<KnownOwner> knownOwners(String noun, int count) {
        Set<HandleTrack> all = tracks;
        if (all == null || all.size() < count) {
            return List.of();
        }
        List<KnownOwner> owners = new ArrayList<>();
        for (HandleTrack track : all) {
            if (track.noun().equals(noun)) {
                KnownOwner owner = track.knownOwner();
                if (owner == null) {
                    return List.of();
                }
                owners.add(owner);
            }
        }
        if (owners.size() != count) {
            return List.of();
        }
        owners.sort((a, b) -> Long.signum(a.born() - b.born()));
        return owners;
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
