package dev.selvage.bench.report;

import dev.selvage.bench.report.Measurement.Estimate;
import java.awt.Color;
import java.io.IOException;
import java.util.Map;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.category.StatisticalBarRenderer;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;

/** Bars with their errors, for each work one of each rival. */
final class BarChart {
    private static final int MANY = 4;

    private BarChart() {}

    /** Draws {@code bars}: by the name of the rival, then by what is done. */
    static String svg(String title, String y, Map<String, Map<String, Estimate>> bars) throws IOException {
        DefaultStatisticalCategoryDataset data = new DefaultStatisticalCategoryDataset();
        bars.forEach((rival, works) -> works.forEach((work, estimate) ->
                data.add(estimate.mean(), estimate.hasError() ? estimate.error() : 0, rival, work)));
        StatisticalBarRenderer renderer = new StatisticalBarRenderer();
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
            works.setCategoryLabelPositions(CategoryLabelPositions.createUpRotationLabelPositions(Math.PI / 6));
        }
        NumberAxis times = new NumberAxis(y);
        Svg.dress(times);
        CategoryPlot plot = new CategoryPlot(data, works, times, renderer);
        plot.setOrientation(PlotOrientation.VERTICAL);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        return Svg.of(title, plot, data.getRowCount() > 1);
    }
}
