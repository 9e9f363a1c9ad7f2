//! Colours of the chart in every theme. State is never told by colour alone: marks differ in shape and
//! carry an outline of their own.

use serde::{Deserialize, Serialize};

/// Names a theme of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on dark grey.
    Dark,
    /// The system's own two colours and nothing else.
    HighContrast,
    /// Dim, for a dark ward.
    Night,
    /// Larger type and thicker lines, read from four metres.
    Wall,
    /// Black on white paper.
    Print,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Theme; 6] =
        [Theme::Light, Theme::Dark, Theme::HighContrast, Theme::Night, Theme::Wall, Theme::Print];

    /// Gives the theme's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::HighContrast => "high_contrast",
            Theme::Night => "night",
            Theme::Wall => "wall",
            Theme::Print => "print",
        }
    }

    /// Reads a theme's name; "high-contrast" and "contrast" are understood too, anything else is light.
    pub fn parse(name: &str) -> Theme {
        match name {
            "dark" => Theme::Dark,
            "high_contrast" | "high-contrast" | "contrast" => Theme::HighContrast,
            "night" => Theme::Night,
            "wall" => Theme::Wall,
            "print" => Theme::Print,
            _ => Theme::Light,
        }
    }

    /// Gives the colours of this theme.
    pub const fn palette(self) -> &'static Palette {
        match self {
            Theme::Light | Theme::Wall => &LIGHT,
            Theme::Dark => &DARK,
            Theme::HighContrast => &SYSTEM,
            Theme::Night => &NIGHT,
            Theme::Print => &PRINT,
        }
    }

    /// Gives how much larger type, marks and lines are than on a PC's screen.
    pub const fn scale(self) -> f64 {
        match self {
            Theme::Wall => 1.75,
            _ => 1.0,
        }
    }
}

/// Colours of one theme, as SVG paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub ground: &'static str,
    /// Behind the usual range.
    pub band: &'static str,
    /// Numbers and labels.
    pub ink: &'static str,
    /// Lesser labels.
    pub quiet: &'static str,
    /// The line that joins the readings, and plain readings.
    pub line: &'static str,
    /// The average.
    pub centre: &'static str,
    /// The limits.
    pub limit: &'static str,
    /// The target and its label.
    pub target: &'static str,
    /// The latest reading.
    pub latest: &'static str,
    /// Inside of a signal in the better direction; its outline.
    pub better: (&'static str, &'static str),
    /// Inside of a signal in the worse direction; its outline.
    pub worse: (&'static str, &'static str),
    /// Inside of a signal where neither way is better; its outline.
    pub neutral: (&'static str, &'static str),
    /// The axis lines: a frame that carries no meaning of its own.
    pub frame: &'static str,
}

const LIGHT: Palette = Palette {
    ground: "#ffffff",
    band: "#eaeff1",
    ink: "#212b32",
    quiet: "#4c6272",
    line: "#4c6272",
    centre: "#212b32",
    limit: "#4c6272",
    target: "#7c2855",
    latest: "#005eb8",
    better: ("#00b0f0", "#005a7d"),
    worse: ("#e46c0a", "#7a3a05"),
    neutral: ("#490092", "#2f005f"),
    frame: "#768692",
};

const DARK: Palette = Palette {
    ground: "#1e252b",
    band: "#2a363c",
    ink: "#ffffff",
    quiet: "#c4ced4",
    line: "#b4c2ca",
    centre: "#ffffff",
    limit: "#b4c2ca",
    target: "#f2a5c8",
    latest: "#7cc0ff",
    better: ("#0077a8", "#9edcff"),
    worse: ("#a84a00", "#ffc48f"),
    neutral: ("#5f2ba8", "#d9c2ff"),
    frame: "#8b9aa4",
};

const NIGHT: Palette = Palette {
    ground: "#151311",
    band: "#171e22",
    ink: "#c9d1d6",
    quiet: "#a0adb5",
    line: "#8f9ea8",
    centre: "#c9d1d6",
    limit: "#8f9ea8",
    target: "#d492b0",
    latest: "#6aa6dc",
    better: ("#004c6d", "#6fb6da"),
    worse: ("#6b3000", "#dd9f68"),
    neutral: ("#3d1c6d", "#b59ddb"),
    frame: "#6f7d86",
};

const PRINT: Palette = Palette {
    ground: "#ffffff",
    band: "#f0f0f0",
    ink: "#000000",
    quiet: "#333333",
    line: "#333333",
    centre: "#000000",
    limit: "#333333",
    target: "#000000",
    latest: "#000000",
    better: ("#ffffff", "#000000"),
    worse: ("#000000", "#000000"),
    neutral: ("#8c8c8c", "#000000"),
    frame: "#555555",
};

const SYSTEM: Palette = Palette {
    ground: "Canvas",
    band: "Canvas",
    ink: "CanvasText",
    quiet: "CanvasText",
    line: "CanvasText",
    centre: "CanvasText",
    limit: "CanvasText",
    target: "CanvasText",
    latest: "CanvasText",
    better: ("Canvas", "CanvasText"),
    worse: ("CanvasText", "CanvasText"),
    neutral: ("Canvas", "CanvasText"),
    frame: "CanvasText",
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of `#rrggbb` (WCAG 2.2).
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let c = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn the_measure_itself_is_right() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        // Published elsewhere: these colours of the usual NHS chart fail on white.
        assert!((contrast("#00b0f0", "#ffffff") - 2.48).abs() < 0.01);
        assert!((contrast("#a6a6a6", "#ffffff") - 2.43).abs() < 0.01);
    }

    #[test]
    fn every_mark_stands_out_from_what_is_behind_it() {
        for theme in Theme::ALL {
            let p = theme.palette();
            if theme == Theme::HighContrast {
                let own = [
                    p.ground,
                    p.band,
                    p.ink,
                    p.quiet,
                    p.line,
                    p.centre,
                    p.limit,
                    p.target,
                    p.latest,
                    p.frame,
                    p.better.0,
                    p.better.1,
                    p.worse.0,
                    p.worse.1,
                    p.neutral.0,
                    p.neutral.1,
                ];
                assert!(
                    own.iter().all(|c| ["Canvas", "CanvasText"].contains(c)),
                    "only the system's two colours"
                );
                assert_eq!((p.ground, p.ink), ("Canvas", "CanvasText"));
                continue;
            }
            for behind in [p.ground, p.band] {
                let marks = [
                    p.line,
                    p.centre,
                    p.limit,
                    p.target,
                    p.latest,
                    p.frame,
                    p.better.1,
                    p.worse.1,
                    p.neutral.1,
                ];
                for mark in marks {
                    let ratio = contrast(mark, behind);
                    assert!(ratio >= 3.0, "{}: {mark} on {behind} is {ratio:.2}", theme.as_str());
                }
                for words in [p.ink, p.quiet, p.target] {
                    let ratio = contrast(words, behind);
                    assert!(ratio >= 4.5, "{}: words {words} on {behind} are {ratio:.2}", theme.as_str());
                }
            }
        }
    }

    #[test]
    fn names_read_back() {
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.as_str()), theme);
        }
    }
}
