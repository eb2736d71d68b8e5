package dev.selvage.examples.storefront;

/** What makes the page of a product; see {@link FanOut}, and {@code plain.PlainPages} for the same without scopes. */
public interface Pages {
    /**
     * {@return the page}
     *
     * @throws Problem if there is no such product, or if something that the page needs cannot be had
     */
    ProductPage page(long product) throws Exception;
}
