package dev.selvage.examples.docs.jobs;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A shop whose user is searched for until somebody releases or interrupts the search, and whose orders fail if asked to. */
public final class WatchedShop implements Shop {
    /** What became of the search for the user. */
    public enum End {
        /** It was released by the test. */
        RELEASED,
        /** It was interrupted by whoever ran it. */
        INTERRUPTED
    }

    private final boolean ordersFail;
    private final CountDownLatch searching = new CountDownLatch(1);
    private final CountDownLatch ordersGone = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile End end = End.RELEASED;

    /** Makes a shop. */
    public WatchedShop(boolean ordersFail) {
        this.ordersFail = ordersFail;
    }

    @Override
    public User user(long id) throws InterruptedException {
        searching.countDown();
        try {
            release.await();
            return new User("ann");
        } catch (InterruptedException e) {
            end = End.INTERRUPTED;
            throw e;
        } finally {
            over.countDown();
        }
    }

    @Override
    public List<Order> orders(long id) throws IOException, InterruptedException {
        searching.await();
        ordersGone.countDown();
        if (ordersFail) {
            throw new IOException("no such table");
        }
        return List.of();
    }

    @Override
    public String image(String url) {
        return url;
    }

    /** Waits until the search runs and the orders have been asked for. */
    public void awaitBusy() throws InterruptedException {
        ordersGone.await();
    }

    /** {@return whether the search has ended} */
    public boolean isSearchOver() {
        return over.getCount() == 0;
    }

    /** Ends the search, unless it has ended, and returns how it ended. */
    public End release() throws InterruptedException {
        release.countDown();
        over.await();
        return end;
    }
}
