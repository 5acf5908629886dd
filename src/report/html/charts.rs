//! The charts of the page, drawn as SVG. Colours are named by fixed values that the style sheet replaces, so that they
//! follow light and dark; the figures stand in a table beside every chart.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a drawing has a few hundred places across; the table beside it has the exact figures"
)]

use plotters::coord::Shift;
use plotters::prelude::*;

/// Replaced by the ink of the page.
pub(super) const INK: RGBColor = RGBColor(0x01, 0x01, 0x01);
/// Replaced by the lines of the page.
const LINE: RGBColor = RGBColor(0x02, 0x02, 0x02);
/// Replaced by the colours of the page, in this order.
pub(super) const SERIES: [RGBColor; 7] = [
    RGBColor(0x03, 0x03, 0x01),
    RGBColor(0x03, 0x03, 0x02),
    RGBColor(0x03, 0x03, 0x03),
    RGBColor(0x03, 0x03, 0x04),
    RGBColor(0x03, 0x03, 0x05),
    RGBColor(0x03, 0x03, 0x06),
    RGBColor(0x03, 0x03, 0x07),
];

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Draws; a chart that cannot be drawn is left out, its table stays.
fn svg(size: (u32, u32), draw: impl FnOnce(&Area<'_>) -> Drawn) -> String {
    let mut text = String::new();
    let drawn = {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area).and_then(|()| area.present())
    };
    if drawn.is_err() {
        return String::new();
    }
    // The page gives it its width.
    let sized = format!("width=\"{}\" height=\"{}\" ", size.0, size.1);
    text.replacen(&sized, "aria-hidden=\"true\" focusable=\"false\" ", 1)
        .replace(" xmlns=\"http://www.w3.org/2000/svg\"", "")
}

fn label(size: u32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK)
}

/// A name with the numbers of its parts.
pub(super) type Bar = (String, Vec<u64>);

/// Standing bars of stacked parts; the parts of all bars have the same order.
pub(super) fn columns(bars: &[Bar], emphasised: Option<usize>) -> String {
    let most = bars.iter().map(|(_, parts)| parts.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    let n_bars = i32::try_from(bars.len()).unwrap_or(i32::MAX).max(1);
    svg((820, 280), |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .x_label_area_size(34)
            .y_label_area_size(58)
            .build_cartesian_2d(0f64..f64::from(n_bars), 0f64..most as f64 * 1.05)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(LINE)
            .axis_style(LINE)
            .x_labels(0)
            .y_label_formatter(&|n| format!("{n:.0}"))
            .y_labels(5)
            .label_style(label(16))
            .draw()?;
        // Every bar is named while there is room.
        let step = bars.len().div_ceil(15).max(1);
        for (at, (name, parts)) in bars.iter().enumerate() {
            let (left, mut below) = (at as f64, 0.0);
            for (series, part) in parts.iter().enumerate() {
                let colour = if emphasised == Some(at) { SERIES[1] } else { SERIES[series % SERIES.len()] };
                let above = below + *part as f64;
                let corners = [(left + 0.12, below), (left + 0.88, above)];
                chart.draw_series(std::iter::once(Rectangle::new(corners, colour.filled())))?;
                below = above;
            }
            if at % step == 0 {
                let middle = chart.backend_coord(&(left + 0.5, 0.0));
                let style = label(16).pos(plotters::style::text_anchor::Pos::new(
                    plotters::style::text_anchor::HPos::Center,
                    plotters::style::text_anchor::VPos::Top,
                ));
                area.draw_text(name, &style, (middle.0, middle.1 + 8))?;
            }
        }
        Ok(())
    })
}

/// Lying bars, each with its name before it and its figure behind it.
pub(super) fn bars(bars: &[(String, u64, String)]) -> String {
    let most = bars.iter().map(|(_, n, _)| *n).max().unwrap_or(0).max(1);
    let height = 16 + 22 * u32::try_from(bars.len()).unwrap_or(0);
    svg((820, height), |area| {
        for (at, (name, n, shown)) in (0..).zip(bars) {
            let top = 8 + 22 * at;
            let width = (*n as f64 / most as f64 * 410.0) as i32;
            area.draw_text(name, &label(17), (4, top + 2))?;
            area.draw(&Rectangle::new([(285, top + 2), (285 + width.max(1), top + 17)], SERIES[0].filled()))?;
            area.draw_text(shown, &label(17), (285 + width + 8, top + 2))?;
        }
        Ok(())
    })
}

/// A point: across, up, and whether it stands out.
pub(super) type Point = (f64, f64, bool);

/// Clinicians of one specialty: lines across, findings per hundred lines up, with the median of the peers.
pub(super) fn scatter(points: &[Point], median: f64) -> String {
    let across = points.iter().map(|(x, ..)| *x).fold(1.0, f64::max) * 1.05;
    let up = points.iter().map(|(_, y, _)| *y).fold(median.max(1.0), f64::max) * 1.08;
    svg((400, 260), |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .x_label_area_size(46)
            .y_label_area_size(60)
            .build_cartesian_2d(0f64..across, 0f64..up)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(LINE)
            .axis_style(LINE)
            .x_labels(5)
            .y_labels(5)
            .x_label_formatter(&|n| format!("{n:.0}"))
            .y_label_formatter(&|n| format!("{n:.0}"))
            .x_desc("audited lines")
            .y_desc("findings per 100 lines")
            .label_style(label(16))
            .axis_desc_style(label(16))
            .draw()?;
        let dashes = [(0.0, median), (across, median)];
        chart.draw_series(std::iter::once(PathElement::new(dashes.to_vec(), SERIES[3].stroke_width(2))))?;
        let colour = |stands_out: bool| if stands_out { SERIES[1] } else { SERIES[0] };
        chart.draw_series(points.iter().map(|(x, y, out)| Circle::new((*x, *y), 4, colour(*out).filled())))?;
        Ok(())
    })
}
