//! One deterministic SVG, with presentation attributes only (a strict content policy forbids styles).
//!
//! Over 400 lines because every part of the drawing shares one writer and one layout.

use super::layout::{Layout, Side, Size, fit, flag_rows, more_than_one_year, side_labels, text_width};
use super::scene::{Mark, MarkKind, Scene};
use super::theme::{Palette, Theme};
use crate::chart::ChangeKind;
use std::fmt::Write;

/// Draws the scene; the same input gives the same bytes.
///
/// `title` and `desc` carry the measure's name and the whole chart in words; the drawing itself is one
/// image to a screen reader. Every text typed by people is escaped.
pub fn svg(scene: &Scene, theme: Theme, size: Size) -> String {
    let layout = Layout::new(scene, theme, size);
    let mut drawing =
        Drawing { out: String::with_capacity(8_192), scene, layout, palette: theme.palette(), size };
    drawing.open();
    if scene.extent.is_some() {
        drawing.bands();
        if size.has_words() {
            drawing.axes();
        }
        drawing.lines();
        drawing.joins();
        drawing.marks();
        if size.has_words() {
            drawing.words();
        }
    } else {
        drawing.nothing();
    }
    drawing.out.push_str("</svg>");
    drawing.out
}

struct Drawing<'a> {
    out: String,
    scene: &'a Scene,
    layout: Layout,
    palette: &'static Palette,
    size: Size,
}

/// Writes a coordinate with at most one decimal and no minus nought.
fn at(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    let tenths = if tenths == 0.0 || !tenths.is_finite() { 0.0 } else { tenths };
    format!("{tenths}")
}

/// Escapes text for an XML text or attribute; characters XML does not allow are dropped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

impl Drawing<'_> {
    /// Writing to a `String` cannot fail, so the result says nothing.
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        let _ = self.out.write_fmt(text);
    }

    fn open(&mut self) {
        let (w, h) = (at(self.layout.width), at(self.layout.height));
        let id = &self.scene.id_prefix;
        let (title, desc) = (escape(&self.scene.title), escape(&self.scene.description));
        let font = at(self.layout.font);
        let ground = self.palette.ground;
        self.put(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"Noto Sans\" font-size=\"{font}\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{desc}</desc>\
             <rect width=\"{w}\" height=\"{h}\" fill=\"{ground}\"/>"
        ));
    }

    fn text(&mut self, (x, y): (f64, f64), anchor: &str, fill: &str, size: f64, words: &str) {
        // Only the latest figure of a thumbnail is larger than the labels; it is bold.
        let bold = size > self.layout.font + 1.0;
        let weight = if bold { " font-weight=\"700\"" } else { "" };
        let font = if (size - self.layout.font).abs() < 0.05 {
            String::new()
        } else {
            format!(" font-size=\"{}\"", at(size))
        };
        let (x, y, words) = (at(x), at(y), escape(words));
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"{fill}\"{font}{weight}>{words}</text>"
        ));
    }

    fn rule(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), stroke: &str, width: f64, dash: &str) {
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let (x1, y1, x2, y2, width) = (at(x1), at(y1), at(x2), at(y2), at(width * self.layout.stroke));
        self.put(format_args!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dash}/>"
        ));
    }

    fn nothing(&mut self) {
        let (x, y) = (self.layout.width / 2.0, self.layout.height / 2.0 + self.layout.font * 0.35);
        if self.size.has_words() {
            let words = fit(&self.scene.empty_label, self.layout.font, self.layout.width - 8.0);
            self.text((x, y), "middle", self.palette.ink, self.layout.font, &words);
        } else {
            // A dashed base line: there is a place for readings and none yet.
            let y = self.layout.height / 2.0;
            self.rule((self.layout.left, y), (self.layout.right, y), self.palette.frame, 1.5, "3 4");
        }
    }

    /// Gives both ends of a stretch, half a step beyond its first and last period.
    fn ends(&self, first: usize, last: usize) -> (f64, f64) {
        let half = self.layout.step() / 2.0;
        (self.layout.x(first) - half, self.layout.x(last) + half)
    }

    fn bands(&mut self) {
        for stretch in &self.scene.stretches {
            let Some((low, high)) = stretch.usual else { continue };
            let (x1, x2) = self.ends(stretch.first, stretch.last);
            let (top, bottom) = (self.layout.y(high), self.layout.y(low));
            let (x, y, w, h) = (at(x1), at(top), at(x2 - x1), at(bottom - top));
            let band = self.palette.band;
            self.put(format_args!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{band}\"/>"
            ));
        }
    }

    fn axes(&mut self) {
        let p = self.palette;
        let (left, right, top, bottom) =
            (self.layout.left, self.layout.right, self.layout.top, self.layout.bottom);
        self.rule((left, bottom), (right, bottom), p.frame, 1.0, "");
        self.rule((left, top), (left, bottom), p.frame, 1.0, "");
        let ticks = self.layout.axis.ticks.clone();
        let ends = ticks.len().saturating_sub(1);
        for (i, (value, label)) in ticks.iter().enumerate() {
            // A thumbnail has room for the lowest and the highest number only.
            if !self.size.is_full() && i != 0 && i != ends {
                continue;
            }
            let y = self.layout.y(*value);
            self.rule((left - 4.0, y), (left, y), p.frame, 1.0, "");
            self.text((left - 7.0, y + self.layout.font * 0.35), "end", p.ink, self.layout.font, label);
        }
        self.dates();
    }

    fn dates(&mut self) {
        let scene = self.scene;
        let Some(last) = scene.marks.len().checked_sub(1) else { return };
        let font = self.layout.font;
        let base = self.layout.bottom + font * 1.25;
        let widest = scene.marks.iter().map(|m| text_width(&m.label, font)).fold(0.0, f64::max) + font * 0.9;
        let shown: Vec<usize> = if self.size.is_full() {
            // Counted back from the latest period, which always has its date.
            let every = (widest / self.layout.step()).ceil().max(1.0) as usize;
            let mut shown: Vec<usize> = (0..=last).rev().step_by(every).collect();
            shown.reverse();
            shown
        } else if last == 0 || self.layout.x(last) - self.layout.x(0) < widest * 1.2 {
            vec![last]
        } else {
            vec![0, last]
        };
        let mut year = None;
        for index in shown {
            let Some(mark) = scene.marks.get(index) else { continue };
            let x = self.layout.x(index);
            let half = text_width(&mark.label, font) / 2.0;
            let centre = x.clamp(half + 1.0, (self.layout.width - half - 1.0).max(half + 1.0));
            if self.size.is_full() {
                self.rule(
                    (x, self.layout.bottom),
                    (x, self.layout.bottom + 4.0),
                    self.palette.frame,
                    1.0,
                    "",
                );
            }
            self.text((centre, base), "middle", self.palette.ink, font, &mark.label);
            if self.size.is_full() && more_than_one_year(scene) && year != Some(mark.year) {
                let words = mark.year.to_string();
                let y = base + self.layout.small * 1.25;
                self.text((centre, y), "middle", self.palette.quiet, self.layout.small, &words);
                year = Some(mark.year);
            }
        }
    }

    fn lines(&mut self) {
        let p = self.palette;
        for stretch in &self.scene.stretches {
            let (x1, x2) = self.ends(stretch.first, stretch.last);
            if let Some((low, high)) = stretch.usual {
                for value in [low, high] {
                    let y = self.layout.y(value);
                    self.rule((x1, y), (x2, y), p.limit, 1.0, "6 4");
                }
            }
            if let Some(average) = stretch.average {
                let y = self.layout.y(average);
                // A median is told from an average without colour: it is a broken line.
                let dash = if stretch.median { "10 3" } else { "" };
                self.rule((x1, y), (x2, y), p.centre, 1.0, dash);
            }
        }
        for target in &self.scene.targets {
            let (x1, x2) = self.ends(target.first, target.last);
            let y = self.layout.y(target.value);
            self.rule((x1, y), (x2, y), p.target, 2.0, "2 4");
        }
        if self.size.is_full() {
            self.flags();
        }
    }

    fn flags(&mut self) {
        let small = self.layout.small;
        let rows = flag_rows(self.scene).max(1);
        for (i, flag) in self.scene.flags.iter().enumerate() {
            let x = self.layout.x(flag.at) - self.layout.step() / 2.0;
            let row = i % rows;
            let y = self.layout.top - small * 0.5 - row as f64 * small * 1.3;
            let dash = match flag.kind {
                ChangeKind::NewLimits => "",
                ChangeKind::TestStarted => "5 3",
                ChangeKind::Note => "1 3",
            };
            self.rule((x, y - small * 0.6), (x, self.layout.bottom), self.palette.quiet, 1.0, dash);
            // Room until the next flag of this row, or the edge.
            let next = self.scene.flags.get(i + rows).map(|f| self.layout.x(f.at) - self.layout.step() / 2.0);
            let room = next.unwrap_or(self.layout.width) - x - 8.0;
            let edge = flag.at >= self.layout.count;
            if edge || room < small * 3.0 && x > self.layout.width / 2.0 {
                let words = fit(&flag.text, small, x - self.layout.left - 8.0);
                self.text((x - 4.0, y), "end", self.palette.quiet, small, &words);
            } else {
                let words = fit(&flag.text, small, room);
                self.text((x + 4.0, y), "start", self.palette.quiet, small, &words);
            }
        }
    }

    /// The line through neighbouring readings; a gap or a reading set aside breaks it.
    fn joins(&mut self) {
        let mut path = String::new();
        let mut pen_down = false;
        for (i, mark) in self.scene.marks.iter().enumerate() {
            let value = mark.value.filter(|_| mark.kind != MarkKind::Ghost);
            let Some(value) = value else {
                pen_down = false;
                continue;
            };
            let next_is_there = self.neighbour(i + 1);
            let letter = if pen_down { "L" } else { "M" };
            if pen_down || next_is_there {
                let _ = write!(path, "{letter}{} {}", at(self.layout.x(i)), at(self.layout.y(value)));
            }
            pen_down = true;
        }
        if !path.is_empty() {
            let (line, width) = (self.palette.line, at(1.5 * self.layout.stroke));
            self.put(format_args!(
                "<path d=\"{path}\" fill=\"none\" stroke=\"{line}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>"
            ));
        }
    }

    /// Says whether there is a reading in use at this index.
    fn neighbour(&self, index: usize) -> bool {
        self.scene.marks.get(index).is_some_and(|m| m.value.is_some() && m.kind != MarkKind::Ghost)
    }

    fn marks(&mut self) {
        let scene = self.scene;
        let mut index = 0;
        while let Some(mark) = scene.marks.get(index) {
            let Some(value) = mark.value else {
                let same =
                    scene.marks.iter().skip(index).take_while(|m| m.kind == mark.kind && m.value.is_none());
                let count = same.count().max(1);
                self.gap(index, count, mark.kind);
                index += count;
                continue;
            };
            let alone = !self.neighbour(index + 1) && index.checked_sub(1).is_none_or(|i| !self.neighbour(i));
            // Where periods are very many the line says it all; what stands out keeps its mark.
            let crowded = self.layout.step() < 4.0 || self.size == Size::Sparkline;
            let said_by_the_line = crowded && mark.kind == MarkKind::Plain && !mark.latest && !alone;
            if !said_by_the_line {
                self.mark(index, value, mark);
            }
            index += 1;
        }
    }

    fn mark(&mut self, index: usize, value: f64, mark: &Mark) {
        let p = self.palette;
        let (x, y) = (self.layout.x(index), self.layout.y(value));
        let small = self.layout.radius();
        let large = (small * 1.45).max(3.2);
        let edge = at(1.5 * self.layout.stroke);
        match mark.kind {
            MarkKind::Ghost => {
                let (ground, line) = (p.ground, p.line);
                self.circle(
                    x,
                    y,
                    small.max(2.5),
                    ground,
                    &format!(" stroke=\"{line}\" stroke-width=\"{edge}\" stroke-dasharray=\"2 1.5\""),
                );
            }
            MarkKind::Better => self.circle(
                x,
                y,
                large,
                p.better.0,
                &format!(" stroke=\"{}\" stroke-width=\"{edge}\"", p.better.1),
            ),
            MarkKind::Worse => {
                let r = large * 1.3;
                let d = format!(
                    "M{} {}L{} {}L{} {}L{} {}Z",
                    at(x),
                    at(y - r),
                    at(x + r),
                    at(y),
                    at(x),
                    at(y + r),
                    at(x - r),
                    at(y)
                );
                let (fill, stroke) = p.worse;
                self.put(format_args!(
                    "<path d=\"{d}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{edge}\"/>"
                ));
            }
            MarkKind::Neutral => {
                let (fill, stroke) = p.neutral;
                let (x, y, side) = (at(x - large), at(y - large), at(large * 2.0));
                self.put(format_args!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{side}\" height=\"{side}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{edge}\"/>"
                ));
            }
            MarkKind::Plain | MarkKind::NotMeasured | MarkKind::Nothing | MarkKind::TwoNumbers
                if !mark.latest =>
            {
                self.circle(x, y, small, p.line, "");
            }
            MarkKind::Plain | MarkKind::NotMeasured | MarkKind::Nothing | MarkKind::TwoNumbers => {
                self.circle(x, y, large, p.latest, "");
            }
        }
        if mark.latest && mark.kind != MarkKind::Plain {
            // A ring says which one is the latest, whatever its shape.
            let latest = p.latest;
            self.circle(
                x,
                y,
                large * 1.3 + 2.5,
                "none",
                &format!(" stroke=\"{latest}\" stroke-width=\"1.5\""),
            );
        }
    }

    fn circle(&mut self, x: f64, y: f64, r: f64, fill: &str, rest: &str) {
        let (x, y, r) = (at(x), at(y), at(r));
        self.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{fill}\"{rest}/>"));
    }

    /// Hollow on the base line: one mark, or one long one over neighbouring gaps of a kind.
    fn gap(&mut self, index: usize, count: usize, kind: MarkKind) {
        let p = self.palette;
        let r = (self.layout.step() * 0.35).clamp(2.0, 4.0) * self.layout.stroke.min(1.4);
        let (first, last) = (self.layout.x(index), self.layout.x(index + count - 1));
        let y = self.layout.bottom;
        let corner = if kind == MarkKind::Nothing { r } else { 0.0 };
        let (left, top, width, height) = (at(first - r), at(y - r), at(last - first + 2.0 * r), at(2.0 * r));
        let (corner, ground, line) = (at(corner), p.ground, p.line);
        self.put(format_args!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"{corner}\" fill=\"{ground}\" stroke=\"{line}\" stroke-width=\"1.5\"/>"
        ));
        if kind == MarkKind::TwoNumbers {
            let centre = (first + last) / 2.0;
            self.rule((centre, y - r), (centre, y + r), line, 1.5, "");
        }
        if !self.size.is_full() {
            return;
        }
        let words = match kind {
            MarkKind::NotMeasured => ["not", "measured"],
            MarkKind::TwoNumbers => ["two", "numbers"],
            _ => ["nothing", "entered"],
        };
        let small = self.layout.small;
        let centre = (first + last) / 2.0;
        if last - first >= text_width(&words.join(" "), small) {
            self.text((centre, y - r - 4.0), "middle", p.quiet, small, &words.join(" "));
        } else if self.layout.step() >= text_width(words[1], small) {
            // Where periods are few, a short gap has room for its words one above the other.
            for (line, word) in words.iter().rev().enumerate() {
                self.text((centre, y - r - 4.0 - line as f64 * small * 1.15), "middle", p.quiet, small, word);
            }
        }
    }

    fn words(&mut self) {
        let p = self.palette;
        let font = self.layout.font;
        if self.size == Size::Thumbnail {
            let words = fit(&self.scene.latest_label, 14.0, self.layout.width - 8.0);
            self.text((self.layout.width - 6.0, 16.0), "end", p.ink, 14.0, &words);
            return;
        }
        if !self.scene.unit.is_empty() {
            let words = fit(&self.scene.unit, font, self.layout.width * 0.5);
            self.text((4.0, font * 1.1), "start", p.quiet, font, &words);
        }
        if !self.scene.footer.is_empty() {
            let words = fit(&self.scene.footer, self.layout.small, self.layout.width - 16.0);
            let y = self.layout.height - self.layout.small * 0.5;
            self.text((self.layout.width - 8.0, y), "end", p.quiet, self.layout.small, &words);
        }
        if self.layout.side_labels {
            self.beside();
        }
    }

    /// Labels of the lines on the right, pushed apart where they would touch.
    fn beside(&mut self) {
        let font = self.layout.font;
        let mut labels: Vec<(f64, String, Side)> =
            side_labels(self.scene).into_iter().map(|(v, l, s)| (self.layout.y(v), l, s)).collect();
        labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let gap = font * 1.1;
        let mut free = self.layout.top - gap;
        for label in &mut labels {
            label.0 = label.0.max(free + gap);
            free = label.0;
        }
        let mut floor = self.layout.bottom + gap;
        for label in labels.iter_mut().rev() {
            label.0 = label.0.min(floor - gap);
            floor = label.0;
        }
        let x = self.layout.right + font * 0.5;
        for (y, words, side) in labels {
            let fill = match side {
                Side::Average => self.palette.ink,
                Side::Limit => self.palette.quiet,
                Side::Target => self.palette.target,
            };
            self.text((x, y + font * 0.35), "start", fill, font, &words);
        }
    }
}
