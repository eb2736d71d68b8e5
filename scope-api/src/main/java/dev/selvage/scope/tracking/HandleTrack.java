package dev.selvage.scope.tracking;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleOwner;
import dev.selvage.scope.waiting.HandleHolder;
import dev.selvage.scope.waiting.Leaks;
import dev.selvage.scope.waiting.Places;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of one handle that is followed: where it was made, and whose it is. It does not reach the handle. */
final class HandleTrack {
    /*
     * States. open with an owner, whose key in HandleTracks it is filed under -> ended. The owner of a handle changes
     * when it is given to a fork, and when the fork that has it ends.
     *
     * Invariants. Under the monitor: an open track is filed under its owner; an ended one nowhere. It is told of once:
     * by the end of the scope, or by the leak detection.
     *
     * Who uses it. A handle may be on its way to another thread: in an element of a channel, in a closure. So its owner
     * counts as the one who will use it only if it was given to that fork, or has been used by that thread, and if no other
     * thread has ever used it.
     *
     * Checked by: OwnershipTrackingTest, ForkHandleTest, KnownOwnersTest.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Handle.class);

    private final HandleTarget target;
    private final String noun;
    private final @Nullable StackTraceElement site;
    private final long born;
    private final String maker;
    private volatile Leaks.@Nullable Watch watch;

    /** The thread that has used the handle last. */
    private volatile @Nullable Thread user;

    // Guarded by the monitor.
    private @Nullable HandleHolder filedUnder;
    private String ownerText;
    private boolean given;
    private boolean usedByOwner;
    private boolean usedByOthers;
    private boolean ended;
    private boolean told;

    private HandleTrack(
            HandleTarget target,
            String noun,
            @Nullable StackTraceElement site,
            long born,
            @Nullable ThreadContext owner) {
        this.target = target;
        this.noun = noun;
        this.site = site;
        this.born = born;
        this.maker = textOf(owner);
        this.ownerText = maker;
    }

    /** Starts to follow a handle that the current thread has made, as it was followed before if it was moved. */
    static <S extends HandleTarget> HandleTrack follow(
            AbstractHandle<S> handle, S target, HandleKind<S> kind, @Nullable HandleTrack before) {
        ThreadContext owner = ThreadContext.currentOrNew();
        HandleTrack track = before == null
                ? new HandleTrack(target, kind.noun(), Sites.caller(), System.nanoTime(), owner)
                : new HandleTrack(target, before.noun, before.site, before.born, owner);
        track.fileUnder(owner, track.maker);
        target.add(track);
        track.watch = Leaks.watch(handle, () -> track.lost(target, kind));
        return track;
    }

    /** Notes that the current thread uses the handle. */
    void used() {
        Thread current = Thread.currentThread();
        if (user != current) {
            usedByAnother(current);
        }
    }

    private synchronized void usedByAnother(Thread current) {
        user = current;
        if (filedUnder instanceof ThreadContext owner && owner.thread() == current) {
            usedByOwner = true;
        } else {
            usedByOthers = true;
        }
    }

    /** Makes a fork the owner that is about to start. */
    synchronized void giveTo(ThreadContext fork) {
        given = true;
        fileUnder(fork, fork.describeThread());
    }

    /** {@return what handle it is} */
    String noun() {
        return noun;
    }

    /** {@return its owner, if that alone uses it as far as is known; else null} */
    synchronized @Nullable KnownOwner knownOwner() {
        return (given || usedByOwner) && !usedByOthers && !ended && filedUnder instanceof ThreadContext owner
                ? new KnownOwner(
                        owner, describe() + (site == null ? "" : " (made at " + Places.brief(site) + ")"), born)
                : null;
    }

    static String textOf(@Nullable ThreadContext owner) {
        return owner == null ? "thread '" + ThreadContext.nameOf(Thread.currentThread()) + "'" : owner.describeThread();
    }

    long born() {
        return born;
    }

    synchronized HandleOwner owner() {
        return new HandleOwner(describe(), ownerText, age(), site);
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - born);
    }

    private String describe() {
        return noun + " " + target.label();
    }

    /** {@return what it is, since when and from where, for the dump} */
    String line() {
        return describe() + " for " + age().toMillis() + " ms" + (site == null ? "" : " from " + site);
    }

    /** Changes the owner, unless it has ended. */
    synchronized void fileUnder(@Nullable HandleHolder owner, String text) {
        if (ended) {
            return;
        }
        HandleHolder before = filedUnder;
        if (before != null) {
            HandleTracks.remove(before, this);
        }
        filedUnder = owner;
        ownerText = text;
        if (owner != null) {
            HandleTracks.add(owner, this);
        }
    }

    /** Called once, by the thread that has given the handle up. */
    void end() {
        finish();
        Leaks.Watch mine = watch;
        if (mine != null) {
            mine.end();
        }
    }

    private synchronized void finish() {
        ended = true;
        target.remove(this);
        HandleHolder before = filedUnder;
        if (before != null) {
            HandleTracks.remove(before, this);
            filedUnder = null;
        }
    }

    /** Tells that the scope has ended and the handle is still open. */
    void leftBehindIn(String scope) {
        String owner;
        synchronized (this) {
            filedUnder = null;
            if (ended || told) {
                return;
            }
            told = true;
            owner = ownerText;
        }
        LOG.warn(
                "{} ended, and {} has left {} open: made at {} by {} {} ms ago; close it in the fork that has it, return "
                        + "it, or detach() it if it is meant to outlive the scope",
                scope,
                owner,
                describe(),
                site,
                maker,
                age().toMillis());
    }

    /** The collector has found the handle unreachable. */
    private <S extends HandleTarget> void lost(S ofHandle, HandleKind<S> kind) {
        boolean tell;
        synchronized (this) {
            tell = !told;
            told = true;
        }
        finish();
        if (tell) {
            LOG.warn(
                    "{} was lost without close(): made at {} by {} {} ms ago; it is given up now; "
                            + "use try-with-resources, or move it into a fork",
                    describe(),
                    site,
                    maker,
                    age().toMillis());
        }
        try {
            kind.release().accept(ofHandle);
        } catch (RuntimeException | Error e) {
            LOG.error("giving up the lost {} failed", describe(), e);
        }
    }
}
