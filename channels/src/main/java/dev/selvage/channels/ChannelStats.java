package dev.selvage.channels;

/**
 * What a {@link Channel} looked like. The numbers are read one after the other while others may change them.
 *
 * @param name the name
 * @param capacity for how many elements there is room: 0 for a rendezvous, {@code Integer.MAX_VALUE} without a bound
 * @param size how many elements are buffered
 * @param senders how many handles and permits can send
 * @param receivers how many handles can receive
 * @param sendersWaiting how many threads wait to send
 * @param receiversWaiting how many threads wait for an element
 * @param sent how many elements were let in since the channel was made
 * @param received how many elements were let out, those that were handed to {@code onUndelivered} included
 * @param closed whether it takes no more elements
 */
public record ChannelStats(
        String name,
        int capacity,
        long size,
        int senders,
        int receivers,
        int sendersWaiting,
        int receiversWaiting,
        long sent,
        long received,
        boolean closed) {}
