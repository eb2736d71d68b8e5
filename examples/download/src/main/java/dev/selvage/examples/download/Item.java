package dev.selvage.examples.download;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * A file to download.
 *
 * @param uri where it is
 * @param name what it is called in the target directory
 * @param sha256 the sum that it must have, in lower case, if one was given
 */
record Item(URI uri, String name, Optional<String> sha256) {
    private static final String DEFAULT_NAME = "index.html";

    /**
     * Reads an address given by the user.
     *
     * @throws IllegalArgumentException if it cannot be downloaded or names no file; the message is for the user
     */
    static Item parse(String address) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(address + ": not a URL (" + e.getReason() + "); check its spelling", e);
        }
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    address + ": not a web address; give one such as https://example.org/file.zip");
        }
        return new Item(uri, nameOf(address, uri), Optional.empty());
    }

    /** {@return the file that the address names} Never one outside of the target directory. */
    private static String nameOf(String address, URI uri) {
        String raw = uri.getRawPath();
        String segment = raw.substring(raw.lastIndexOf('/') + 1);
        if (segment.isEmpty()) {
            return DEFAULT_NAME;
        }
        String name = URI.create("file:/" + segment).getPath().substring(1);
        boolean unsafe = name.equals(".") || name.equals("..") || name.chars().anyMatch(Item::isUnsafe);
        if (unsafe) {
            throw new IllegalArgumentException(address + ": its last part, '" + segment
                    + "', cannot be the name of a file; give the address of a file");
        }
        return name;
    }

    private static boolean isUnsafe(int character) {
        return character == '/' || character == '\\' || character < ' ';
    }

    /** {@return the file with the sum that it must have} */
    Item withSha256(String sum) {
        return new Item(uri, name, Optional.of(sum));
    }
}
