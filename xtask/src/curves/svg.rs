//! A curve as a picture: panels above one another over the same horizontal axis.
//!
//! Colours follow the reader's scheme, light or dark. A gap stays a gap: the line is broken there, and the place says so.

use super::{
    plan::{Axis, Curve},
    results::{Measured, Quantity},
    scale::{Scale, short},
};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 700.0;
/// Between the frame and the first and last point.
const INSET: f64 = 28.0;
const TOP: f64 = 66.0;
const PANEL_HEIGHT: f64 = 170.0;
const PANEL_DISTANCE: f64 = 222.0;

const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:16px;font-weight:600}.panel{font-weight:600}.small{font-size:11px}\
.back{fill:#fff}.grid{stroke:#d0d7de;stroke-width:1}.frame{fill:none;stroke:#6e7781}.gap{fill:#b35900}\
.first{stroke:#0969da;fill:#0969da}.second{stroke:#8250df;fill:#8250df}.line{fill:none;stroke-width:2}.bar{stroke-width:1.5}\
.second.line{stroke-dasharray:6 4}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.back{fill:#0d1117}.grid{stroke:#30363d}.frame{stroke:#8b949e}.gap{fill:#f0a04b}\
.first{stroke:#58a6ff;fill:#58a6ff}.second{stroke:#bc8cff;fill:#bc8cff}}";

/// One panel: what its axis says, and one or two quantities.
struct Panel {
    title: &'static str,
    quantities: &'static [Quantity],
}

const PANELS: [Panel; 3] = [
    Panel {
        title: "Transfers a second",
        quantities: &[Quantity::Rate],
    },
    Panel {
        title: "Processor seconds for a million transfers, client and node",
        quantities: &[Quantity::Cost],
    },
    Panel {
        title: "Latency in milliseconds: median (solid), 99 % stay below (dashed)",
        quantities: &[Quantity::LatencyP50, Quantity::LatencyP99],
    },
];

/// The picture of a curve; `description` is read to those who do not see it.
pub fn draw(curve: &Curve, points: &[Measured], description: &str) -> String {
    let panels = if curve.draws_latency {
        &PANELS[..]
    } else {
        &PANELS[..2]
    };
    let height = TOP + PANEL_DISTANCE * panels.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"title description\">\n<title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n\
         <style>{STYLE}</style>\n<rect class=\"back\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        escaped(curve.title),
        escaped(description)
    );
    svg += &text(LEFT, 26.0, "title", "start", curve.title);
    let horizontal = Horizontal::of(curve, points);
    for (position, panel) in panels.iter().enumerate() {
        let top = TOP + PANEL_DISTANCE * position as f64;
        svg += &horizontal.drawn(top);
        svg += &panel.drawn(points, &horizontal, top);
    }
    svg + "</svg>\n"
}

/// The horizontal axis, the same in all panels.
struct Horizontal {
    scale: Scale,
    title: String,
    marks: Vec<(f64, String)>,
}

impl Horizontal {
    fn of(curve: &Curve, points: &[Measured]) -> Self {
        let values: Vec<f64> = points.iter().map(|point| point.x).collect();
        let is_logarithmic = curve.axis == Axis::Logarithmic;
        let scale = Scale::over(&values, is_logarithmic);
        let marks = match curve.axis {
            Axis::Names => points
                .iter()
                .map(|point| (point.x, point.label.clone()))
                .collect(),
            _ => values
                .iter()
                .map(|value| (*value, rounded(*value)))
                .collect(),
        };
        let suffix = if is_logarithmic { " (logarithmic)" } else { "" };
        Self {
            scale,
            title: format!("{}{suffix}", curve.x_title),
            marks,
        }
    }

    fn x(&self, value: f64) -> f64 {
        LEFT + INSET + (RIGHT - LEFT - 2.0 * INSET) * self.scale.share(value)
    }

    fn drawn(&self, top: f64) -> String {
        let bottom = top + PANEL_HEIGHT;
        let mut svg = String::new();
        let mut free_from = 0.0;
        for (value, label) in &self.marks {
            let x = self.x(*value);
            svg += &line("grid", [x, top, x, bottom]);
            // A label that would run into the one before it is left out; its grid line stays.
            let half = 3.5 * label.chars().count() as f64;
            if x - half >= free_from {
                svg += &text(x, bottom + 15.0, "small", "middle", label);
                free_from = x + half + 4.0;
            }
        }
        let middle = f64::midpoint(LEFT, RIGHT);
        svg + &text(middle, bottom + 30.0, "small", "middle", &self.title)
    }
}

impl Panel {
    fn drawn(&self, points: &[Measured], horizontal: &Horizontal, top: f64) -> String {
        let spreads = |quantity: Quantity| points.iter().map(move |point| point.spread(quantity));
        let values: Vec<f64> = self
            .quantities
            .iter()
            .flat_map(|&quantity| spreads(quantity).flatten().flatten())
            .collect();
        let scale = Scale::vertical(&values);
        let y = |value: f64| top + PANEL_HEIGHT * (1.0 - scale.share(value));
        let suffix = if scale.is_logarithmic {
            " (logarithmic)"
        } else {
            ""
        };
        let title = format!("{}{suffix}", self.title);
        let mut svg = text(LEFT, top - 9.0, "panel", "start", &title);
        for mark in scale.marks() {
            svg += &line("grid", [LEFT, y(mark), RIGHT, y(mark)]);
            svg += &text(LEFT - 7.0, y(mark) + 4.0, "small", "end", &short(mark));
        }
        svg += &format!(
            "<rect class=\"frame\" x=\"{LEFT}\" y=\"{top}\" width=\"{}\" height=\"{PANEL_HEIGHT}\"/>\n",
            RIGHT - LEFT
        );
        for (quantity, class) in self.quantities.iter().zip(["first", "second"]) {
            svg += &series(points, *quantity, class, horizontal, y);
        }
        for point in points {
            if self
                .quantities
                .iter()
                .all(|quantity| point.spread(*quantity).is_none())
            {
                let x = horizontal.x(point.x);
                let reason = point.gaps.first().map_or("not known", String::as_str);
                svg += &format!(
                    "<text class=\"small gap\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\"><title>{}</title>no figure</text>\n",
                    top + PANEL_HEIGHT - 8.0,
                    escaped(reason)
                );
            }
        }
        svg
    }
}

/// Points with their ranges, and lines between neighbours that both have a figure.
fn series(
    points: &[Measured],
    quantity: Quantity,
    class: &str,
    horizontal: &Horizontal,
    y: impl Fn(f64) -> f64,
) -> String {
    let mut svg = String::new();
    let places: Vec<Option<(f64, [f64; 3])>> = points
        .iter()
        .map(|point| {
            let spread = point.spread(quantity)?;
            Some((horizontal.x(point.x), spread.map(&y)))
        })
        .collect();
    for run in places.split(Option::is_none).filter(|run| run.len() > 1) {
        let corners = run.iter().flatten();
        let corners: Vec<String> = corners
            .map(|(x, [_, median, _])| format!("{x:.1},{median:.1}"))
            .collect();
        svg += &format!(
            "<polyline class=\"{class} line\" points=\"{}\"/>\n",
            corners.join(" ")
        );
    }
    for (x, [lowest, median, highest]) in places.into_iter().flatten() {
        if lowest > highest {
            svg += &line(&format!("{class} bar"), [x, lowest, x, highest]);
            for end in [lowest, highest] {
                svg += &line(&format!("{class} bar"), [x - 4.0, end, x + 4.0, end]);
            }
        }
        svg += &format!("<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{median:.1}\" r=\"4\"/>\n");
    }
    svg
}

/// A horizontal mark: exact where it is short, else to three digits.
fn rounded(value: f64) -> String {
    if value < 1_000.0 {
        return short(value);
    }
    let unit = 10_f64.powf(value.log10().floor() - 2.0);
    short((value / unit).round() * unit)
}

fn line(class: &str, [x1, y1, x2, y2]: [f64; 4]) -> String {
    format!(
        "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>\n"
    )
}

fn text(x: f64, y: f64, class: &str, anchor: &str, content: &str) -> String {
    format!(
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>\n",
        escaped(content)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
