package dev.selvage.sync;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which values cannot be changed by those to whom they are handed out. */
final class Immutables {
    private static final Set<Class<?>> KNOWN = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            String.class,
            Class.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class,
            Optional.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class);

    private static final ClassValue<Boolean> VERDICTS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return KNOWN.contains(type)
                    || type.isRecord()
                    || Enum.class.isAssignableFrom(type)
                    || type.getPackageName().equals("java.time")
                    || type.getPackageName().startsWith("java.time.");
        }
    };

    private Immutables() {}

    /** {@return whether to hand out the value is a read} The parts of a record are not looked at. */
    static boolean isImmutable(@Nullable Object value) {
        return value == null || VERDICTS.get(value.getClass());
    }
}
