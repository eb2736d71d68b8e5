package dev.selvage.bench.report;

import dev.selvage.bench.report.Measurement.Estimate;
import java.awt.Color;
import java.io.IOException;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Curves with their errors. Both axes are logarithmic; an error that would reach zero there is cut. */
final class LineChart {
    static final double CUT = 0.9;

    private LineChart() {}

    static String svg(String title, String x, String y, Map<String, Map<Double, Estimate>> curves) throws IOException {
        YIntervalSeriesCollection data = new YIntervalSeriesCollection();
        curves.forEach((name, points) -> {
            YIntervalSeries series = new YIntervalSeries(name);
            points.forEach((at, estimate) -> series.add(
                    at,
                    estimate.mean(),
                    estimate.mean() - Math.min(error(estimate), CUT * estimate.mean()),
                    estimate.mean() + error(estimate)));
            data.addSeries(series);
        });
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDrawXError(false);
        renderer.setDefaultLinesVisible(true);
        renderer.setDefaultShapesFilled(true);
        for (int i = 0; i < data.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, Svg.colour(i));
            renderer.setSeriesStroke(i, Svg.LINE);
        }
        SortedSet<Double> points = new TreeSet<>();
        curves.values().forEach(curve -> points.addAll(curve.keySet()));
        LogTicks horizontal = new LogTicks(x, points);
        LogTicks vertical = new LogTicks(y, new TreeSet<>());
        Svg.dress(horizontal);
        Svg.dress(vertical);
        XYPlot plot = new XYPlot(data, horizontal, vertical, renderer);
        plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        return Svg.of(title, plot, true);
    }

    private static double error(Estimate estimate) {
        return estimate.hasError() ? estimate.error() : 0;
    }
}
