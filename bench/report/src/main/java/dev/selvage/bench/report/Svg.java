package dev.selvage.bench.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleEdge;

/** How all charts look, and how they become text: letters stay letters, so that a chart is small and can be searched. */
final class Svg {
    static final BasicStroke LINE = new BasicStroke(1.5f);

    /** Colours that those who see few of them tell apart: those of Okabe and Ito, and greys. */
    static final List<Color> COLOURS = List.of(
            new Color(0x0072B2),
            new Color(0xD55E00),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0xE69F00),
            new Color(0x56B4E9),
            new Color(0x000000),
            new Color(0x999999),
            new Color(0xB8A800),
            new Color(0x555555),
            new Color(0x882255),
            new Color(0x9BE3C0));

    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 11); // the library omits the size of 12

    private Svg() {}

    static Color colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }

    static void dress(ValueAxis axis) {
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TEXT);
    }

    static Font text() {
        return TEXT;
    }

    static String of(String title, Plot plot, boolean legend) throws IOException {
        TextUtils.setUseDrawRotatedStringWorkaround(false); // it would draw letters as outlines
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        JFreeChart chart = new JFreeChart(title, TITLE, plot, legend);
        chart.setBackgroundPaint(Color.WHITE);
        chart.getTitle().setPaint(Color.BLACK);
        if (legend) {
            chart.getLegend().setPosition(RectangleEdge.RIGHT);
            chart.getLegend().setItemFont(TEXT);
            chart.getLegend().setFrame(BlockBorder.NONE);
        }
        VectorGraphics2D graphics = new VectorGraphics2D();
        chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new SVGProcessor()
                .getDocument(graphics.getCommands(), new PageSize(0, 0, WIDTH, HEIGHT))
                .writeTo(bytes);
        return withStableNames(bytes.toString(StandardCharsets.UTF_8))
                .replaceAll("(\\d\\.\\d\\d)\\d+", "$1") // a hundredth of a pixel is enough
                .replaceAll("font-family:(&quot;[^&]*&quot;)", "font-family:$1,Verdana,sans-serif");
    }

    /** The library names its clips at random: a chart of the same figures is to be the same file. */
    private static String withStableNames(String svg) {
        Map<String, String> names = new HashMap<>();
        return Pattern.compile("clip\\d+")
                .matcher(svg)
                .replaceAll(found -> names.computeIfAbsent(found.group(), name -> "c" + names.size()));
    }
}
