package dev.selvage.examples.tour;

import dev.selvage.sync.Mutex;
import dev.selvage.sync.PoisonedException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** A critical section that fails half-way. */
final class PoisonedMutex implements Chapter {
    // region wrong
    private final ReentrantLock lock = new ReentrantLock();
    private final int[] accounts = {100, 100};

    private void transfer(int amount) {
        lock.lock();
        try {
            accounts[0] -= amount;
            audit(amount); // throws
            accounts[1] += amount;
        } finally {
            lock.unlock(); // and the next one finds half a transfer
        }
    }
    // endregion

    private static void audit(int amount) {
        if (amount > 50) {
            throw new IllegalArgumentException(amount + " is too much");
        }
    }

    @Override
    public void wrong(Story story) {
        try {
            transfer(70);
        } catch (IllegalArgumentException e) {
            story.say(e);
        }
        lock.lock();
        try {
            story.say("the accounts are " + Arrays.toString(accounts) + ": 70 are gone");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void right(Story story) throws Exception {
        // region right
        Mutex<int[]> accounts = Mutex.of("accounts", new int[] {100, 100});
        try {
            accounts.run(both -> {
                both[0] -= 70;
                audit(70); // throws
                both[1] += 70;
            });
        } catch (IllegalArgumentException e) {
            story.say(e);
        }
        try {
            accounts.run(both -> story.say("never said"));
        } catch (PoisonedException e) {
            story.say(e);
        }
        accounts.recover(both -> new int[] {200 - both[1], both[1]}); // the total is known
        story.say("repaired: " + accounts.call(Arrays::toString));
        // endregion
    }
}
