package dev.selvage.bench.report;

import dev.selvage.bench.report.Measurement.Estimate;
import java.awt.Color;
import java.awt.Paint;
import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.category.StatisticalBarRenderer;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;

/**
 * Bars with their errors, for each work one of each rival, in terms of the cheapest. If a rival costs many times as much the
 * axis is logarithmic, so that the others are seen.
 */
final class BarChart {
    private static final int MANY = 4;
    private static final double MUCH = 20;
    private static final double FOOT = 0.5; // where bars begin on a logarithmic axis
    private static final Color OURS = Svg.colour(0);
    private static final Color THEIRS = new Color(0xB0B0B0);

    private BarChart() {}

    /** Draws {@code bars}: by the name of the rival, then by what is done. */
    static String svg(String title, String y, Map<String, Map<String, Estimate>> bars) throws IOException {
        double most = bars.values().stream()
                .flatMap(each -> each.values().stream())
                .mapToDouble(Estimate::mean)
                .max()
                .orElse(1);
        boolean much = most > MUCH;
        DefaultStatisticalCategoryDataset data = new DefaultStatisticalCategoryDataset();
        bars.forEach((rival, works) ->
                works.forEach((work, estimate) -> data.add(estimate.mean(), error(estimate, much), rival, work)));
        boolean single = data.getRowCount() == 1;
        StatisticalBarRenderer renderer = new StatisticalBarRenderer() {
            private static final long serialVersionUID = 1;

            @Override
            public Paint getItemPaint(int row, int column) {
                if (!single) {
                    return super.getItemPaint(row, column);
                }
                String name = data.getColumnKey(column).toString();
                return name.startsWith("selvage") ? OURS : THEIRS;
            }
        };
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(false);
        renderer.setErrorIndicatorPaint(Color.DARK_GRAY);
        for (int i = 0; i < data.getRowCount(); i++) {
            renderer.setSeriesPaint(i, Svg.colour(i));
        }
        CategoryAxis works = new CategoryAxis();
        works.setTickLabelFont(Svg.text());
        if (data.getColumnCount() > MANY) {
            works.setCategoryLabelPositions(CategoryLabelPositions.createUpRotationLabelPositions(Math.PI / 8));
        }
        NumberAxis times = much ? new LogTicks(y, new TreeSet<>()) : new NumberAxis(y);
        if (much) {
            renderer.setBase(FOOT);
            times.setRange(FOOT, most * 2);
        }
        Svg.dress(times);
        CategoryPlot plot = new CategoryPlot(data, works, times, renderer);
        plot.setOrientation(PlotOrientation.VERTICAL);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(1);
        return Svg.of(title, plot, !single);
    }

    /** On a logarithmic axis an error that would reach zero is cut. */
    private static double error(Estimate estimate, boolean logarithmic) {
        if (!estimate.hasError()) {
            return 0;
        }
        return logarithmic ? Math.min(estimate.error(), LineChart.CUT * estimate.mean()) : estimate.error();
    }
}
