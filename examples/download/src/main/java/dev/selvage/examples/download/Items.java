package dev.selvage.examples.download;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The reading of the addresses and sums on the command line. */
final class Items {
    private static final Pattern SUM = Pattern.compile("[0-9a-fA-F]{64}");

    private Items() {}

    /**
     * Reads addresses, and sums of the form {@code URL=HEX} or {@code FILE=HEX}.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static List<Item> parse(List<String> addresses, List<String> sums) {
        Map<String, Item> byName = new HashMap<>();
        List<Item> items = new ArrayList<>();
        for (String address : addresses) {
            Item item = Item.parse(address);
            Item same = byName.putIfAbsent(item.name(), item);
            if (same != null) {
                throw new IllegalArgumentException(address + ": would be saved as '" + item.name() + "', as would "
                        + same.uri() + "; download them into different directories");
            }
            items.add(item);
        }
        for (String sum : sums) {
            addSum(items, sum);
        }
        return items;
    }

    private static void addSum(List<Item> items, String sum) {
        int equals = sum.lastIndexOf('=');
        if (equals < 0 || !SUM.matcher(sum.substring(equals + 1)).matches()) {
            throw new IllegalArgumentException(
                    "--sha256 " + sum + ": not of the form FILE=HEX or URL=HEX with 64 hexadecimal digits");
        }
        String key = sum.substring(0, equals);
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.name().equals(key) || item.uri().toString().equals(key)) {
                items.set(i, item.withSha256(sum.substring(equals + 1).toLowerCase(Locale.ROOT)));
                return;
            }
        }
        throw new IllegalArgumentException("--sha256 " + sum + ": no file '" + key + "' is downloaded; check its name");
    }
}
