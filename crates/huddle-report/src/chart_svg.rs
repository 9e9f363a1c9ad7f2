//! A measure's chart on paper, drawn from what the week keeps: its readings, its usual range and what was
//! said of it. Nothing is worked out again, so the picture cannot disagree with the sentence beside it.

use chrono::Datelike;
use huddle_core::frequency::Frequency;
use huddle_core::report::{MeasureWeek, ReadingLine, Standing};
use huddle_spc::chart::{ChangeKind, Natural, day, day_and_year, figure};
use huddle_spc::draw::{Flag, Mark, MarkKind, Scene, Size, Stretch, Theme, svg};

/// Fewest readings worth a picture.
const FEWEST: usize = 2;
/// Size on paper, in the drawing's own units: half the width of an A4 page between its margins.
const SIZE: Size = Size::Full { width: 380, height: 165 };

/// Draws a measure in black and white and says the picture in words; `None` when there is too little to draw.
#[must_use]
pub fn draw(m: &MeasureWeek) -> Option<(String, String)> {
    let scene = scene(m)?;
    Some((svg(&scene, Theme::Print, SIZE), scene.description))
}

/// Puts the kept readings into a drawing's plain numbers.
fn scene(m: &MeasureWeek) -> Option<Scene> {
    let lines: Vec<&ReadingLine> = m.readings.iter().filter(|r| !nothing_due(r)).collect();
    let shown: Vec<&&ReadingLine> = lines.iter().filter(|r| finite(r).is_some()).collect();
    if shown.len() < FEWEST {
        return None;
    }
    let latest = lines.iter().rposition(|r| finite(r).is_some())?;
    let marks: Vec<Mark> = lines
        .iter()
        .enumerate()
        .map(|(i, r)| Mark {
            value: finite(r),
            kind: match finite(r) {
                Some(_) if i == latest => signal(m.standing),
                Some(_) => MarkKind::Plain,
                None => MarkKind::NotMeasured,
            },
            latest: i == latest,
            label: day(r.date),
            year: r.date.year(),
        })
        .collect();
    let usual = m.usual_low.zip(m.usual_high).filter(|(low, high)| low.is_finite() && high.is_finite());
    let values =
        shown.iter().filter_map(|r| finite(r)).chain(usual.iter().flat_map(|(low, high)| [*low, *high]));
    let extent = values.fold(None, |all: Option<(f64, f64)>, v| {
        Some(all.map_or((v, v), |(low, high)| (low.min(v), high.max(v))))
    });
    let last = marks.len().saturating_sub(1);
    // Where the range started again earlier readings are drawn without one: theirs is not kept.
    let first = m.usual_from.and_then(|from| lines.iter().position(|r| r.date >= from)).unwrap_or(0);
    let sign = if m.unit == "%" || m.unit == "£" { m.unit.as_str() } else { "" };
    let end = |v: f64| figure(v, m.decimals, sign);
    Some(Scene {
        id_prefix: "chart".to_owned(),
        title: m.name.clone(),
        description: description(m, &shown, lines.len() - shown.len()),
        unit: m.unit.clone(),
        decimals: m.decimals,
        natural: match extent {
            _ if m.unit == "%" => Natural::Percent,
            Some((low, _)) if low >= 0.0 => Natural::NotBelowZero,
            _ => Natural::Any,
        },
        extent,
        stretches: usual
            .map(|usual| Stretch { first, last, average: None, median: false, usual: Some(usual) })
            .into_iter()
            .collect(),
        targets: Vec::new(),
        flags: (first > 0)
            .then(|| Flag { at: first, text: "New usual range".to_owned(), kind: ChangeKind::NewLimits })
            .into_iter()
            .collect(),
        average_label: String::new(),
        usual_labels: usual.map(|(low, high)| (end(low), end(high))),
        latest_label: lines
            .get(latest)
            .and_then(|r| finite(r))
            .map(|v| figure(v, m.decimals, &m.unit))
            .unwrap_or_default(),
        empty_label: String::new(),
        footer: String::new(),
        marks,
    })
}

fn finite(r: &ReadingLine) -> Option<f64> {
    r.value.filter(|v| v.is_finite())
}

/// A period in which nothing was wanted is no gap.
fn nothing_due(r: &ReadingLine) -> bool {
    r.value.is_none() && !r.note.starts_with("Not measured")
}

/// The shape of the latest reading is the news; the shapes of the earlier ones are not kept.
fn signal(standing: Standing) -> MarkKind {
    match standing {
        Standing::Worse => MarkKind::Worse,
        Standing::Better => MarkKind::Better,
        Standing::Look => MarkKind::Neutral,
        Standing::NoChange | Standing::TooFew | Standing::Missing => MarkKind::Plain,
    }
}

fn description(m: &MeasureWeek, shown: &[&&ReadingLine], gaps: usize) -> String {
    let rhythm = match Frequency::parse(&m.frequency) {
        Some(Frequency::EachShift) => ", one each shift",
        Some(Frequency::Daily) => ", one a day",
        Some(Frequency::Weekly) => ", one a week",
        Some(Frequency::Monthly) => ", one a month",
        None => "",
    };
    let mut said = match (shown.first(), shown.last()) {
        (Some(first), Some(last)) => format!(
            "Line chart of {}: {} readings{rhythm}, from {} to {}.",
            m.name,
            shown.len(),
            day_and_year(first.date),
            day_and_year(last.date)
        ),
        _ => format!("Line chart of {}.", m.name),
    };
    let mut add = |part: String| {
        said.push(' ');
        said.push_str(part.trim_end_matches('.'));
        said.push('.');
    };
    if let Some(value) = m.value {
        add(format!("Latest {}", figure(value, m.decimals, &m.unit)));
    }
    if !m.usual.is_empty() {
        add(format!("Usual range {}", m.usual));
    }
    if let Some(from) = m.usual_from {
        add(format!("New usual range from {}", day_and_year(from)));
    }
    if gaps > 0 {
        add(format!(
            "{} without a number",
            crate::words::count(u32::try_from(gaps).unwrap_or(u32::MAX), "period", "periods")
        ));
    }
    if !m.sentence.is_empty() {
        add(m.sentence.clone());
    }
    said
}
