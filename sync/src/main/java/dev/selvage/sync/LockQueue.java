package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/** The threads that wait for a lock, longest first. Used under its own monitor; critical sections are a few writes. */
final class LockQueue {
    private @Nullable QueuedThread first;
    private @Nullable QueuedThread last;
    private int size;

    boolean isEmpty() {
        return first == null;
    }

    /** {@return the longest waiter, who stays in the queue} */
    @Nullable
    QueuedThread first() {
        return first;
    }

    int size() {
        return size;
    }

    void addLast(QueuedThread node) {
        QueuedThread tail = last;
        node.before = tail;
        if (tail == null) {
            first = node;
        } else {
            tail.after = node;
        }
        last = node;
        node.queued = true;
        size++;
    }

    void addFirst(QueuedThread node) {
        QueuedThread head = first;
        node.after = head;
        if (head == null) {
            last = node;
        } else {
            head.before = node;
        }
        first = node;
        node.queued = true;
        size++;
    }

    /** Takes out the longest waiter. */
    @Nullable
    QueuedThread poll() {
        QueuedThread head = first;
        if (head != null) {
            remove(head);
        }
        return head;
    }

    /** Takes the node out, wherever it is; does nothing if it is in no queue. */
    void remove(QueuedThread node) {
        if (!node.queued) {
            return;
        }
        QueuedThread left = node.before;
        QueuedThread right = node.after;
        if (left == null) {
            first = right;
        } else {
            left.after = right;
        }
        if (right == null) {
            last = left;
        } else {
            right.before = left;
        }
        node.before = null;
        node.after = null;
        node.queued = false;
        size--;
    }
}
