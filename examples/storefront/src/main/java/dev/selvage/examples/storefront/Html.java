package dev.selvage.examples.storefront;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The little HTML that the pages need. */
final class Html {
    private static final String FRAME = """
            <!doctype html>
            <html lang=en>
            <meta charset=utf-8>
            <title>TITLE</title>
            <style>body { font: 16px/1.5 sans-serif; margin: 2rem; } .missing { color: #777; }</style>
            BODY
            </html>
            """;

    private Html() {}

    static String page(String title, String body) {
        return FRAME.replace("TITLE", escape(title)).replace("BODY", body);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** {@return a page that lies beside this class} */
    static String resource(String name) {
        try (InputStream in = Html.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the page " + name + " is not on the class path: build again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
