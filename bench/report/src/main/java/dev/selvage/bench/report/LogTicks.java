package dev.selvage.bench.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/**
 * A logarithmic axis with labels at given values, or else at the powers of ten, and at twice and five times them where there
 * are few.
 */
final class LogTicks extends LogarithmicAxis {
    private static final long serialVersionUID = 1;
    private static final double MANY_DECADES = 3.2;

    private final transient SortedSet<Double> given;

    LogTicks(String label, SortedSet<Double> given) {
        super(label);
        this.given = new TreeSet<>(given);
        setStrictValuesFlag(false);
        setAutoRangeIncludesZero(false);
    }

    @Override
    protected List<NumberTick> refreshTicksHorizontal(Graphics2D g2, Rectangle2D dataArea, RectangleEdge edge) {
        return ticks(TextAnchor.TOP_CENTER);
    }

    @Override
    protected List<NumberTick> refreshTicksVertical(Graphics2D g2, Rectangle2D dataArea, RectangleEdge edge) {
        return ticks(TextAnchor.CENTER_RIGHT);
    }

    private List<NumberTick> ticks(TextAnchor anchor) {
        DecimalFormat format = new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
        List<NumberTick> ticks = new ArrayList<>();
        for (double value : given.isEmpty() ? round() : given) {
            if (getRange().contains(value)) {
                ticks.add(new NumberTick(value, format.format(value), anchor, TextAnchor.CENTER, 0));
            }
        }
        return ticks;
    }

    private SortedSet<Double> round() {
        double least = Math.log10(getRange().getLowerBound());
        double most = Math.log10(getRange().getUpperBound());
        SortedSet<Double> values = new TreeSet<>();
        for (int power = (int) Math.floor(least); power <= most; power++) {
            for (int times : most - least > MANY_DECADES ? new int[] {1} : new int[] {1, 2, 5}) {
                values.add(times * Math.pow(10, power));
            }
        }
        return values;
    }
}
