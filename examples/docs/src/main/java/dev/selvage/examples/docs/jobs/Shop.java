package dev.selvage.examples.docs.jobs;

import java.io.IOException;
import java.util.List;

/** The services behind a page of a shop; each call blocks. */
public interface Shop {
    /** Somebody who buys. */
    record User(String name) {}

    /** Something bought. */
    record Order(String item) {}

    /** What is shown to a user. */
    record Page(User user, List<Order> orders) {}

    /** Finds a user. */
    User user(long id) throws IOException, InterruptedException;

    /** Finds a user's orders. */
    List<Order> orders(long id) throws IOException, InterruptedException;

    /** Fetches a picture, here as text. */
    String image(String url) throws IOException, InterruptedException;
}
