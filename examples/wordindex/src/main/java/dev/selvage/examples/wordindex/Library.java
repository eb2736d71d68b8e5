package dev.selvage.examples.wordindex;

import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.ownership.Arc;
import java.io.IOException;
import java.util.List;

/** The index that is searched at present, and the way to put another in its place. */
interface Library {
    /** {@return where the word stands} May be called by many threads. */
    List<WordIndex.Place> find(String word) throws InterruptedException;

    /** Makes the searches that begin from now on use this index. */
    void replace(WordIndex next) throws IOException, InterruptedException;

    /** Ends the use of the present index. */
    void close() throws IOException, InterruptedException;

    /** Each search has a handle while it lasts; the last one out unmaps the index. */
    // region handles
    final class WithHandles implements Library {
        private final Mutex<Arc<WordIndex>> current;

        WithHandles(WordIndex first) {
            current = Mutex.of("current index", Arc.of("index", first).detach());
        }

        @Override
        public List<WordIndex.Place> find(String word) throws InterruptedException {
            try (Arc<WordIndex> index = current.call(Arc::clone)) {
                return index.get().find(word);
            }
        }

        @Override
        public void replace(WordIndex next) throws InterruptedException {
            Arc<WordIndex> old;
            try (MutexGuard<Arc<WordIndex>> guard = current.lock()) {
                old = guard.replace(Arc.of("index", next).detach());
            }
            old.close(); // unmaps it, unless somebody still searches it
        }

        @Override
        public void close() throws InterruptedException {
            current.run(Arc::close);
        }
    }
    // endregion

    /** A plain reference. Whoever replaces the index closes the old one, and does not know who still searches it. */
    // region closed-at-once
    final class ClosedAtOnce implements Library {
        private volatile WordIndex current;

        ClosedAtOnce(WordIndex first) {
            current = first;
        }

        @Override
        public List<WordIndex.Place> find(String word) {
            return current.find(word); // IllegalStateException: Already closed
        }

        @Override
        public void replace(WordIndex next) throws IOException {
            WordIndex old = current;
            current = next;
            old.close();
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }
    // endregion

    /** A plain reference. Nobody knows when an old index may be closed, so nobody does. */
    // region never-closed
    final class NeverClosed implements Library {
        private volatile WordIndex current;

        NeverClosed(WordIndex first) {
            current = first;
        }

        @Override
        public List<WordIndex.Place> find(String word) {
            return current.find(word);
        }

        @Override
        public void replace(WordIndex next) {
            current = next; // the memory and the file of the old one stay
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }
    // endregion
}
