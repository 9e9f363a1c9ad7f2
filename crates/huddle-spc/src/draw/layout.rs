//! Where things go: sizes, margins, text widths.

use super::axis::{Axis, axis};
use super::scene::Scene;
use super::theme::Theme;

/// Chooses how large and how full the drawing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// With axes, labels and small print; width and height in CSS pixels, at least 240 by 140.
    Full {
        /// Width.
        width: u32,
        /// Height.
        height: u32,
    },
    /// 200 by 120 pixels: round numbers on the left, first and last date, the latest figure.
    Thumbnail,
    /// 112 by 36 pixels: the line, the usual range, the average and the latest reading; no words.
    Sparkline,
}

impl Size {
    /// The full chart on a measure's own page.
    pub const PAGE: Size = Size::Full { width: 720, height: 320 };

    /// Gives width and height in CSS pixels.
    pub fn pixels(self) -> (f64, f64) {
        match self {
            Size::Full { width, height } => {
                (f64::from(width.clamp(240, 8_000)), f64::from(height.clamp(140, 8_000)))
            }
            Size::Thumbnail => (200.0, 120.0),
            Size::Sparkline => (112.0, 36.0),
        }
    }

    pub(super) fn has_words(self) -> bool {
        self != Size::Sparkline
    }

    pub(super) fn is_full(self) -> bool {
        matches!(self, Size::Full { .. })
    }
}

/// Estimates the width of a text set in Noto Sans, in the unit of `size`.
///
/// Advance widths of the font's digits and averages of its other glyphs; a little generous, because a
/// label that is cut off is worse than a wide margin.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars()
        .map(|c| match c {
            '0'..='9' | '£' | '$' => 0.572,
            '.' | ',' | ' ' | ':' | 'i' | 'l' | 'j' | 'I' | '\'' => 0.29,
            '%' | 'm' | 'w' | 'M' | 'W' => 0.93,
            'A'..='Z' => 0.66,
            _ => 0.58,
        })
        .sum::<f64>()
        * size
}

/// Cuts a text to a width, with an ellipsis.
pub(super) fn fit(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if text_width(&out, size) + size * 0.8 > width {
            out.pop();
            break;
        }
    }
    let kept = out.trim_end();
    if kept.is_empty() { String::new() } else { format!("{kept}…") }
}

/// The plot inside the drawing, in pixels.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub font: f64,
    pub small: f64,
    pub stroke: f64,
    pub axis: Axis,
    pub count: usize,
    /// Whether there is room for the labels of the lines on the right.
    pub side_labels: bool,
}

impl Layout {
    pub(super) fn new(scene: &Scene, theme: Theme, size: Size) -> Layout {
        let (width, height) = size.pixels();
        let scale = if size.is_full() { theme.scale() } else { 1.0 };
        let (font, small) = match size {
            Size::Full { .. } => (14.0 * scale, 12.0 * scale),
            Size::Thumbnail | Size::Sparkline => (12.0, 12.0),
        };
        let (low, high) = scene.extent.unwrap_or((0.0, 1.0));
        let wanted = match size {
            Size::Full { .. } => ((height / (font * 3.2)) as usize).clamp(2, 6),
            // More steps than are labelled: the ends then hug the readings.
            Size::Thumbnail => 4,
            Size::Sparkline => 6,
        };
        let axis = axis(low, high, scene.natural, scene.decimals, wanted);
        let widest = axis.ticks.iter().map(|(_, label)| text_width(label, font)).fold(0.0, f64::max);
        let sides = side_labels(scene).iter().map(|(_, l, _)| text_width(l, font)).fold(0.0, f64::max);
        let room_at_side = size.is_full() && sides > 0.0 && sides <= width * 0.25;
        let (left, right, top, bottom) = match size {
            Size::Sparkline => (3.0, width - 5.0, 4.0, height - 4.0),
            Size::Thumbnail => (widest + 8.0, width - 8.0, 22.0, height - 20.0),
            Size::Full { .. } => {
                let years = if more_than_one_year(scene) { small * 1.25 } else { 0.0 };
                let foot = if scene.footer.is_empty() { 0.0 } else { small * 1.5 };
                let above = font * 2.0 + flag_rows(scene) as f64 * small * 1.3;
                let beside = if room_at_side { sides + font * 1.2 } else { font };
                (widest + font * 0.9, width - beside, above, height - font * 1.9 - years - foot)
            }
        };
        Layout {
            width,
            height,
            left,
            right: right.max(left + 20.0),
            top,
            bottom: bottom.max(top + 20.0),
            font,
            small,
            stroke: scale,
            axis,
            count: scene.marks.len(),
            side_labels: room_at_side,
        }
    }

    /// Gives the step between periods.
    pub(super) fn step(&self) -> f64 {
        (self.right - self.left) / self.count.max(1) as f64
    }

    /// Gives the place of a period.
    pub(super) fn x(&self, index: usize) -> f64 {
        self.left + (index as f64 + 0.5) * self.step()
    }

    /// Gives the height of a value, kept inside the plot.
    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.axis.low) / (self.axis.high - self.axis.low);
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        self.bottom - share * (self.bottom - self.top)
    }

    /// Gives the radius of a plain mark: smaller where periods are many.
    pub(super) fn radius(&self) -> f64 {
        (self.step() * 0.3).clamp(1.4, 4.0) * self.stroke.min(1.4)
    }
}

/// Which line a label on the right belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Average,
    Limit,
    Target,
}

/// Labels on the right: value, text and line.
pub(super) fn side_labels(scene: &Scene) -> Vec<(f64, String, Side)> {
    let mut labels = Vec::new();
    if let Some(last) = scene.stretches.last() {
        if let Some(average) = last.average {
            labels.push((average, scene.average_label.clone(), Side::Average));
        }
        if let (Some((low, high)), Some((low_label, high_label))) = (last.usual, &scene.usual_labels) {
            labels.push((high, format!("usual {high_label}"), Side::Limit));
            labels.push((low, format!("usual {low_label}"), Side::Limit));
        }
    }
    // One that ended stands where it held, and not beside today's numbers.
    if let Some(target) = scene.targets.last().filter(|t| t.last + 1 == scene.marks.len()) {
        labels.push((target.value, target.label.clone(), Side::Target));
    }
    labels
}

pub(super) fn more_than_one_year(scene: &Scene) -> bool {
    scene.marks.iter().zip(scene.marks.iter().skip(1)).any(|(a, b)| a.year != b.year)
}

/// Rows of flag texts above the plot: at most two.
pub(super) fn flag_rows(scene: &Scene) -> usize {
    scene.flags.len().min(2)
}
