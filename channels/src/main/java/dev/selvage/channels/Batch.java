package dev.selvage.channels;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** Elements on their way from a channel into a collection, which gets the array itself: nobody else has the batch. */
final class Batch<E> extends AbstractList<E> implements RandomAccess {
    private final Object[] elements;
    private int size;

    Batch(int room) {
        elements = new Object[room];
    }

    boolean hasRoom() {
        return size < elements.length;
    }

    void append(E element) {
        elements[size++] = element;
    }

    @Override
    @SuppressWarnings("unchecked") // only such are appended
    public E get(int index) {
        return (E) elements[index];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Object[] toArray() {
        return size == elements.length ? elements : Arrays.copyOf(elements, size);
    }
}
