//! Marks as they come out on a screen: contrast against what is behind them, and states told apart with
//! three kinds of colour blindness and in grey.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

use chrono::{Days, NaiveDate};
use huddle_spc::chart::*;
use huddle_spc::draw::*;
use resvg::{tiny_skia, usvg};

/// Pixels drawn for one CSS pixel: enough that a one-pixel line has a core that no smoothing touches.
const ZOOM: f32 = 3.0;

/// Linear light, red, green, blue.
type Light = [f64; 3];

fn render(drawing: &str) -> Vec<Light> {
    let tree = usvg::Tree::from_str(drawing, &usvg::Options::default()).unwrap();
    let size = tree.size();
    let (width, height) = ((size.width() * ZOOM) as u32, (size.height() * ZOOM) as u32);
    let mut pixels = tiny_skia::Pixmap::new(width, height).unwrap();
    resvg::render(&tree, tiny_skia::Transform::from_scale(ZOOM, ZOOM), &mut pixels.as_mut());
    let linear = |part: u8| {
        let c = f64::from(part) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    pixels.pixels().iter().map(|p| [linear(p.red()), linear(p.green()), linear(p.blue())]).collect()
}

/// Relative luminance (WCAG 2.2).
fn luminance(c: &Light) -> f64 {
    0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]
}

fn contrast(a: &Light, b: &Light) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The system's two colours, as a browser would put them in, both ways round.
fn variants(theme: Theme) -> Vec<(&'static str, &'static str)> {
    if theme == Theme::HighContrast {
        vec![("#000000", "#ffffff"), ("#ffff00", "#000000")]
    } else {
        vec![("", "")]
    }
}

fn painted(drawing: &str, (ink, ground): (&str, &str)) -> String {
    if ink.is_empty() {
        return drawing.to_owned();
    }
    drawing.replace("CanvasText", ink).replace("Canvas", ground)
}

fn week(i: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap().checked_add_days(Days::new(7 * i)).unwrap()
}

/// A chart with every line there is and calm readings.
fn calm() -> Scene {
    let values = [12.0, 14.0, 11.0, 13.0, 12.0, 15.0, 10.0, 12.0, 13.0, 11.0, 14.0, 10.0, 13.0, 12.0];
    let points = values
        .iter()
        .enumerate()
        .map(|(i, v)| Point::measured(format!("w{i}"), week(i as u64), *v))
        .collect();
    let series = Series {
        targets: vec![Target { from: None, value: 16.0 }],
        changes: vec![Change { date: week(3), kind: ChangeKind::TestStarted, text: "Low beds".to_owned() }],
        direction: Direction::Increase,
        ..Series::new("Falls", Frequency::Weekly, points)
    };
    scene(&analyse(&series, &Options::default()), "p")
}

const KINDS: [MarkKind; 8] = [
    MarkKind::Plain,
    MarkKind::Better,
    MarkKind::Worse,
    MarkKind::Neutral,
    MarkKind::Ghost,
    MarkKind::NotMeasured,
    MarkKind::Nothing,
    MarkKind::TwoNumbers,
];

/// The calm chart with one mark changed into another kind.
fn with_mark(kind: MarkKind) -> Scene {
    let mut scene = calm();
    let mark = &mut scene.marks[6];
    mark.kind = kind;
    if matches!(kind, MarkKind::NotMeasured | MarkKind::Nothing | MarkKind::TwoNumbers) {
        mark.value = None;
    }
    scene
}

/// Splits a drawing into its head, its elements, and its end.
fn elements(drawing: &str) -> (String, Vec<String>) {
    let start = drawing.find("</desc>").unwrap() + "</desc>".len();
    let body = &drawing[start..drawing.len() - "</svg>".len()];
    let mut found = Vec::new();
    let mut rest = body;
    while let Some(open) = rest.find('<') {
        let element = &rest[open..];
        let end = if element.starts_with("<text") {
            element.find("</text>").unwrap() + "</text>".len()
        } else {
            element.find("/>").unwrap() + 2
        };
        found.push(element[..end].to_owned());
        rest = &element[end..];
    }
    (drawing[..start].to_owned(), found)
}

/// Gives, for every mark and line of a drawing, the contrast its strongest pixels have against the same
/// chart without it.
fn contrasts(drawing: &str) -> Vec<(String, f64)> {
    let (head, all) = elements(drawing);
    let whole = |skip: usize| {
        let kept: String =
            all.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, e)| e.as_str()).collect();
        render(&format!("{head}{kept}</svg>"))
    };
    let full = whole(usize::MAX);
    let mut found = Vec::new();
    for (i, element) in all.iter().enumerate() {
        // The ground itself, words (held to 4.5 elsewhere) and the tint of the usual range, whose
        // edges are lines of their own.
        let tint = element.starts_with("<rect") && !element.contains("stroke=");
        if i == 0 || element.starts_with("<text") || tint {
            continue;
        }
        let without = whole(i);
        let mut changed: Vec<f64> =
            full.iter().zip(&without).filter(|(a, b)| a != b).map(|(a, b)| contrast(a, b)).collect();
        changed.sort_by(|a, b| b.total_cmp(a));
        // Not one lucky pixel: the twelfth strongest.
        if let Some(strong) = changed.get(11) {
            found.push((element.clone(), *strong));
        }
    }
    found
}

#[test]
fn every_mark_and_line_has_three_to_one_in_every_theme() {
    let size = Size::Full { width: 300, height: 160 };
    let mut seen = 0;
    for theme in Theme::ALL {
        for paint in variants(theme) {
            // One chart with a mark of every kind.
            let mut scene = calm();
            for (mark, kind) in scene.marks.iter_mut().skip(4).zip(KINDS) {
                mark.kind = kind;
                if matches!(kind, MarkKind::NotMeasured | MarkKind::Nothing | MarkKind::TwoNumbers) {
                    mark.value = None;
                }
            }
            for (element, ratio) in contrasts(&painted(&svg(&scene, theme, size), paint)) {
                assert!(ratio >= 3.0, "{}: {ratio:.2} for {element}", theme.as_str());
                seen += 1;
            }
        }
    }
    println!("{seen} marks and lines");
    assert!(seen > 150, "{seen}");
}

/// Words and where they start and end, roughly: Noto Sans is 0.58 of its size wide on average.
fn words(drawing: &str) -> Vec<(f64, f64, f64, f64)> {
    let (head, all) = elements(drawing);
    let number = |element: &str, name: &str| -> Option<f64> {
        let from = element.find(&format!(" {name}=\""))? + name.len() + 3;
        element.get(from..)?.split('"').next()?.parse().ok()
    };
    all.iter()
        .filter(|element| element.starts_with("<text"))
        .map(|element| {
            let text = element.split_once('>').unwrap().1.trim_end_matches("</text>");
            let (x, y) = (number(element, "x").unwrap(), number(element, "y").unwrap());
            let size = number(element, "font-size").or_else(|| number(&head, "font-size")).unwrap();
            let long = text.chars().count() as f64 * 0.58 * size;
            let start = match element {
                e if e.contains("text-anchor=\"end\"") => x - long,
                e if e.contains("text-anchor=\"middle\"") => x - long / 2.0,
                _ => x,
            };
            (start, start + long, y, size)
        })
        .collect()
}

#[test]
fn a_thumbnail_and_a_wall_are_as_clear_as_a_page() {
    for theme in Theme::ALL {
        let mut sizes = vec![Size::Thumbnail];
        if theme == Theme::Wall {
            sizes.push(Size::Full { width: 900, height: 480 });
        }
        for size in sizes {
            let mut scene = calm();
            for (mark, kind) in scene.marks.iter_mut().skip(4).zip(KINDS) {
                mark.kind = kind;
                if matches!(kind, MarkKind::NotMeasured | MarkKind::Nothing | MarkKind::TwoNumbers) {
                    mark.value = None;
                }
            }
            let paint = variants(theme)[0];
            let drawing = painted(&svg(&scene, theme, size), paint);
            let mut seen = 0;
            for (element, ratio) in contrasts(&drawing) {
                assert!(ratio >= 3.0, "{} {size:?}: {ratio:.2} for {element}", theme.as_str());
                seen += 1;
            }
            assert!(
                seen >= 15,
                "{} {size:?}: only {seen} marks and lines are large enough to be seen",
                theme.as_str()
            );
            let (width, height) = size.pixels();
            let least = if theme == Theme::Wall && size != Size::Thumbnail { 20.0 } else { 12.0 };
            let said = words(&drawing);
            assert!(!said.is_empty());
            for (from, to, y, size) in said {
                assert!(size >= least, "{}: words of {size} pixels", theme.as_str());
                assert!(
                    from >= -size && to <= width + size && y > 0.0 && y <= height,
                    "{}: words off the drawing",
                    theme.as_str()
                );
            }
        }
    }
}

#[test]
fn a_faint_mark_is_seen_to_be_faint() {
    // The control: the colours of the usual NHS chart have too little contrast on white.
    let drawing = svg(&calm(), Theme::Light, Size::Full { width: 300, height: 160 });
    let faint = drawing.replace("#4c6272", "#a6a6a6");
    assert!(contrasts(&faint).iter().any(|(_, ratio)| *ratio < 3.0));
}

/// How a picture is seen: as it is, with one kind of cone missing, or in grey.
///
/// Matrices for linear light: G. Machado, M. Oliveira and L. Fernandes, IEEE Transactions on Visualization
/// and Computer Graphics 15 (2009) 1291-1298, severity 1.0.
const SIGHT: [(&str, [[f64; 3]; 3]); 4] = [
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
    ("grey", [[0.2126, 0.7152, 0.0722], [0.2126, 0.7152, 0.0722], [0.2126, 0.7152, 0.0722]]),
];

fn seen_as(matrix: &[[f64; 3]; 3], c: &Light) -> Light {
    matrix.map(|row| (row[0] * c[0] + row[1] * c[1] + row[2] * c[2]).clamp(0.0, 1.0))
}

/// Share of the pixels of two marks that look different: 1.5:1 in brightness, or as far apart in colour.
fn difference(a: &[Light], b: &[Light], without: &[Light], matrix: &[[f64; 3]; 3]) -> f64 {
    let (mut area, mut differ) = (0_u32, 0_u32);
    for ((a, b), none) in a.iter().zip(b).zip(without) {
        if a == none && b == none {
            continue;
        }
        area += 1;
        let (a, b) = (seen_as(matrix, a), seen_as(matrix, b));
        let colour = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
        if contrast(&a, &b) >= 1.5 || colour >= 0.25 {
            differ += 1;
        }
    }
    f64::from(differ) / f64::from(area.max(1))
}

/// What two marks must differ in, of all their pixels.
const LEAST: f64 = 0.12;

#[test]
fn states_differ_for_every_eye_in_every_theme() {
    let size = Size::Full { width: 300, height: 160 };
    for theme in Theme::ALL {
        for paint in variants(theme) {
            let picture = |scene: &Scene| render(&painted(&svg(scene, theme, size), paint));
            let pictures: Vec<(MarkKind, Vec<Light>)> =
                KINDS.iter().map(|kind| (*kind, picture(&with_mark(*kind)))).collect();
            // The chart with the period's place empty: what the marks stand on.
            let (_, without) = &pictures[6];
            for (i, (one, a)) in pictures.iter().enumerate() {
                for (other, b) in pictures.iter().skip(i + 1) {
                    for (sight, matrix) in &SIGHT {
                        let share = difference(a, b, without, matrix);
                        assert!(
                            share >= LEAST,
                            "{}, {sight}: {one:?} and {other:?} differ in {:.0}% of their pixels",
                            theme.as_str(),
                            share * 100.0
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn colour_alone_is_seen_to_be_too_little() {
    // The control: two circles in the usual blue and grey are one and the same in grey.
    let circle = |colour: &str| {
        render(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"20\"><rect width=\"20\" height=\"20\" \
             fill=\"#ffffff\"/><circle cx=\"10\" cy=\"10\" r=\"5\" fill=\"{colour}\"/></svg>"
        ))
    };
    let none = render(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"20\"><rect width=\"20\" height=\"20\" \
         fill=\"#ffffff\"/></svg>",
    );
    let (blue, grey) = (circle("#00b0f0"), circle("#a6a6a6"));
    let (_, to_grey) = &SIGHT[3];
    assert!(difference(&blue, &grey, &none, to_grey) < LEAST);
    // Seen in colour they do differ, so the measure is not simply blind.
    let as_it_is = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    assert!(difference(&blue, &grey, &none, &as_it_is) > 0.9);
}
