package dev.selvage.examples.download;

import java.io.PrintStream;
import java.util.OptionalLong;

/** Plain lines, for files and pipes. */
final class LineDisplay implements Display {
    private static final int STEP_PERCENT = 25;

    private final PrintStream out;

    LineDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public Meter begin(Item item, long resumedAt, OptionalLong total) {
        String size = total.isPresent() ? Sizes.text(total.getAsLong()) : "unknown size";
        out.println(item.name() + ": " + size + (resumedAt > 0 ? ", resumed at " + Sizes.text(resumedAt) : ""));
        return new LineMeter(item.name(), resumedAt, total.orElse(0));
    }

    @Override
    public void saved(Result.Saved saved) {
        out.println(saved.item().name() + ": complete");
    }

    @Override
    public void close() {
        out.flush();
    }

    private final class LineMeter implements Meter {
        private final String name;
        private final long total;
        private long bytes;
        private long told;

        LineMeter(String name, long bytes, long total) {
            this.name = name;
            this.bytes = bytes;
            this.total = total;
            this.told = step();
        }

        private long step() {
            return total == 0 ? 0 : bytes * 100 / total / STEP_PERCENT;
        }

        @Override
        public void advance(int more) {
            bytes += more;
            long step = step();
            if (step > told && bytes < total) {
                told = step;
                out.println(name + ": " + step * STEP_PERCENT + " %");
            }
        }

        @Override
        public void close() {}
    }
}
