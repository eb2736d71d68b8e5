package dev.selvage.channels;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.tracking.HandleTarget;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What handles and selects see of a channel: its operations, and what all kinds of channels have in common. */
abstract class Core<E> extends HandleTarget {
    final Handles senders = new Handles("sender");
    final Handles receivers = new Handles("receiver");
    final EndLine endLine;

    private final String name;
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile @Nullable Consumer<? super E> undelivered;

    /** Somebody may make a sender without having one. Never taken back. */
    private volatile boolean weakSenders;

    /** Stops what feeds the channel. Written before anybody else has it. */
    private @Nullable Runnable feedStop;

    @SuppressWarnings("this-escape") // the line asks the core only when somebody waits
    Core(String name) {
        this.name = name;
        this.endLine = new EndLine(this);
    }

    // ---- operations that never wait

    /** Sends the element if that is possible at this instant. False: no room or no receiver, or {@link #isClosed()}. */
    abstract boolean offer(E element);

    /** Sends as many elements from the given one on as is possible at this instant. Returns how many. */
    abstract int offerMany(List<? extends E> elements, int from);

    /** Takes an element if there is one at this instant; else returns null. */
    abstract @Nullable E poll();

    /** Takes up to so many elements as there are at this instant. Returns how many. */
    abstract int pollMany(Collection<? super E> into, int most);

    // ---- operations that may wait

    /** Claims room for an element to come. Returns false if the time was over. */
    abstract boolean reserve(Party party, boolean timed, long deadline) throws OutsideInterruptException;

    /** Sends an element into the claimed room. Returns false if nothing is let in any more; the room is gone then, too. */
    abstract boolean offerReserved(E element);

    /** Gives claimed room back. */
    abstract void unreserve();

    /** Claims room if there is some at this instant. */
    abstract boolean tryReserve();

    /** Sends the element. Returns false if the time was over. */
    abstract boolean send(E element, Party party, boolean timed, long deadline) throws OutsideInterruptException;

    /** Sends all elements, or tells by a {@link SendException} how many. Returns how many before the time was over. */
    abstract int sendAll(List<? extends E> elements, Party party, boolean timed, long deadline)
            throws OutsideInterruptException;

    /** Takes an element. Returns null if the time was over. */
    abstract @Nullable E receive(Party party, boolean timed, long deadline) throws OutsideInterruptException;

    /** Takes up to so many elements, at least one. Returns 0 if the time was over. */
    abstract int receiveMany(Collection<? super E> into, int most, Party party, boolean timed, long deadline)
            throws OutsideInterruptException;

    // ---- selects

    /**
     * Has the place of a clause wait for room, or for a receiver. Returns false if trying promises more; true also if the
     * round has been decided, or was decided by this call.
     */
    abstract boolean enterToSend(Place<E> place);

    /** Like {@link #enterToSend}, for an element. */
    abstract boolean enterToReceive(Place<E> place);

    /** Ends the stay of a place, and passes on the wake that it may have had. */
    abstract void leaveToSend(Place<E> place);

    /** Like {@link #leaveToSend}. */
    abstract void leaveToReceive(Place<E> place);

    /** Sends like {@link #offer}, into the room that may have been promised to the place, which is not linked. */
    abstract boolean offer(E element, Place<E> place);

    /** Takes like {@link #poll}, or what may have been promised to the place, which is not linked. */
    abstract @Nullable E poll(Place<E> place);

    /** {@return whether the element of a chosen place has changed hands} */
    abstract boolean hasMet(Place<E> place);

    /** {@return a number that is another one after an {@link #offer} that failed could have succeeded} */
    abstract long movesForSenders();

    /** {@return a number that is another one after a {@link #poll} that failed could have succeeded} */
    abstract long movesForReceivers();

    /** {@return what those wait for who receive} */
    abstract Awaited wantedByReceivers();

    /** {@return what those wait for who send} */
    abstract Awaited wantedBySenders();

    final void weakSenderMade() {
        weakSenders = true;
    }

    final boolean hasWeakSenders() {
        return weakSenders;
    }

    // ---- what waits

    /** Has all that wait look again: the channel has ended. */
    abstract void wakeAll();

    /** Has those look again that wait on behalf of a handle which has been given up. */
    abstract void wake(Party party);

    /** {@return whether somebody waits for an element on behalf of a handle at this instant} */
    abstract boolean isReceiving(Party party);

    /** {@return how many senders wait at this instant} */
    abstract int sendersWaiting();

    /** {@return how many receivers wait at this instant} */
    abstract int receiversWaiting();

    // ---- the end

    /** Lets nothing in any more. Called once the ending is known. */
    abstract void stopSending();

    /** Lets nothing in and nothing out any more. Called once the ending is known. */
    abstract void stopReceiving();

    /** {@return whether nothing is let in any more} */
    abstract boolean isClosed();

    /** {@return whether nothing is let out any more} */
    abstract boolean isReceivingOver();

    /** Counts a sender that has been given up, or a permit. */
    final void removeSender() {
        if (senders.remove()) {
            end(Ending.NO_SENDERS, false);
        }
    }

    /** Gives up a permit that was not used. */
    final void removePermit() {
        unreserve();
        removeSender();
    }

    /** Counts a receiver that has been given up. */
    final void removeReceiver() {
        if (receivers.remove()) {
            end(Ending.NO_RECEIVERS, true);
        }
    }

    /** Called when there is a receiver beside another, before it is used. */
    abstract void severalReceivers();

    /** Ends the channel, if it has not ended; what waits finds out. */
    final void end(Ending why, boolean drop) {
        ending.compareAndSet(null, why);
        stopSending();
        senders.refuse(); // after it: nobody may be told of the end, and another still send
        if (drop) {
            receivers.refuse();
            stopReceiving();
        }
        wakeAll();
        endLine.wakeAll();
        if (feedStop != null) {
            feedStop.run();
        }
        if (drop) {
            dropRest(why.cause());
        }
    }

    /** Has something done at the end, which may be done several times. Called before anybody else has the channel. */
    final void atEnd(Runnable stop) {
        feedStop = stop;
    }

    /** Hands over what nobody will receive. */
    final void dropRest(@Nullable Throwable cause) {
        for (E element = poll(); element != null; element = poll()) {
            handOver(element, cause);
        }
    }

    /** Hands over an element that nobody will receive. */
    final void handOver(E element, @Nullable Throwable cause) {
        Consumer<? super E> consumer = undelivered;
        if (consumer == null) {
            return;
        }
        try {
            consumer.accept(element);
        } catch (RuntimeException | Error e) {
            if (cause == null || cause == e) {
                LoggerFactory.getLogger(Channel.class).error("onUndelivered of {} threw", description(), e);
            } else {
                cause.addSuppressed(e);
            }
        }
    }

    final void onUndelivered(Consumer<? super E> consumer) {
        undelivered = consumer;
    }

    /** {@return the cause with which the channel was closed, or null} */
    final @Nullable Throwable cause() {
        Ending why = ending.get();
        return why == null ? null : why.cause();
    }

    private String why() {
        Ending why = ending.get();
        return why == null ? "it has all that it will have" : why.why();
    }

    final SendException notSent(List<?> elements, int accepted) {
        return new SendException(
                description() + " takes no more elements: " + why()
                        + (accepted > 0
                                ? "; " + accepted + " were sent, " + elements.size() + " are"
                                : "; what was not sent is")
                        + " in elements()",
                List.copyOf(elements),
                accepted,
                cause());
    }

    final SendException sentInPart(List<?> elements, int accepted, Throwable cause) {
        return new SendException(
                "sending to " + description() + " was given up after " + accepted + " elements; the other "
                        + elements.size() + " are in elements()",
                List.copyOf(elements),
                accepted,
                cause);
    }

    /** {@return the exception itself if nothing was sent, else one that tells how much} */
    final <X extends Throwable> X partly(List<? extends E> elements, int sent, X e) throws X {
        if (sent == 0) {
            return e;
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt(); // it is told by the flag, as it is not thrown
        }
        throw sentInPart(elements.subList(sent, elements.size()), sent, e);
    }

    final ClosedException ended() {
        return new ClosedException(
                description() + " has ended: " + why() + ", and there is nothing left to receive", cause());
    }

    final ClosedException refused(String kind) {
        return new ClosedException(
                description() + " gives no more " + kind + "s: " + why() + "; make a new channel", cause());
    }

    /** Waits until nothing is let in any more. Returns false if the time was over. */
    final boolean awaitClosed(boolean timed, long deadline) throws OutsideInterruptException {
        Waits.check(endLine);
        Waiting node = new Waiting(Nobody.NOBODY, endLine);
        try {
            while (!isClosed()) {
                if (!endLine.await(node, timed, deadline)) {
                    return false;
                }
            }
            return true;
        } finally {
            endLine.leave(node);
        }
    }

    // ---- looking

    /** {@return how many elements are buffered at this instant} */
    abstract long size();

    /** {@return how many elements there is room for in all; Integer.MAX_VALUE if that is not limited} */
    abstract int capacity();

    /** {@return how many elements were let in} */
    abstract long sent();

    /** {@return how many elements were let out, those that nobody received included} */
    abstract long received();

    final ChannelStats stats() {
        return new ChannelStats(
                name,
                capacity(),
                size(),
                senders.count(),
                receivers.count(),
                sendersWaiting(),
                receiversWaiting(),
                sent(),
                received(),
                isClosed());
    }

    /** {@return what {@code toString} of the channel, or of a handle in the given state, says} */
    final String text(String type, @Nullable String state) {
        String room = switch (capacity()) {
            case 0 -> "rendezvous";
            case Integer.MAX_VALUE -> String.valueOf(size());
            default -> size() + "/" + capacity();
        };
        return type + "[" + name + (state == null ? "" : ", " + state) + ", " + room
                + ", senders=" + senders.count() + waiting(sendersWaiting())
                + ", receivers=" + receivers.count() + waiting(receiversWaiting())
                + (isClosed() ? ", closed" : "") + "]";
    }

    private static String waiting(int many) {
        return many == 0 ? "" : " (" + many + " waiting)";
    }

    final String name() {
        return name;
    }

    @Override
    public final String label() {
        return "'" + name + "'";
    }

    final String description() {
        return "channel '" + name + "'";
    }
}
