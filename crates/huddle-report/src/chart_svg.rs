//! A measure's chart on paper, drawn from what the week keeps: the chart of the screen, line for line. Nothing is
//! worked out again, so the picture cannot disagree with the sentence beside it.
//!
//! A week of an older version keeps no chart. Its readings and its usual range are drawn.

use chrono::Datelike;
use huddle_core::frequency::Frequency;
use huddle_core::report::{MeasureWeek, ReadingLine, Standing, WeekChart};
use huddle_spc::chart::{ChangeKind, Natural, day, day_and_year, figure};
use huddle_spc::draw::{Flag, Mark, MarkKind, Scene, Size, Stretch, TargetStretch, Theme, svg};
use serde::de::DeserializeOwned;

/// Fewest readings worth a picture.
const FEWEST: usize = 2;
/// Size on paper, in the drawing's own units: half the width of an A4 page between its margins.
const WIDTH: u32 = 380;
const HEIGHT: u32 = 165;
/// Height of one more line of small words, so that the plot itself stays as high.
const LINE: u32 = 18;
/// Most lines of reasons above a plot.
const MOST_FLAGS: usize = 2;

/// Draws a measure in black and white and says the picture in words; `None` when there is too little to draw.
#[must_use]
pub fn draw(m: &MeasureWeek) -> Option<(String, String)> {
    let scene = match m.chart.as_ref().and_then(|chart| as_on_screen(m, chart)) {
        Some(scene) => scene,
        None => from_readings(m)?,
    };
    if scene.marks.iter().filter(|mark| mark.value.is_some()).count() < FEWEST {
        return None;
    }
    let lines = scene.flags.len().min(MOST_FLAGS) + usize::from(!scene.footer.is_empty());
    let height = HEIGHT + LINE * u32::try_from(lines).unwrap_or(0);
    Some((svg(&scene, Theme::Print, Size::Full { width: WIDTH, height }), scene.description))
}

/// Reads the word a kind is kept by.
fn kind<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}

/// Puts the kept chart back into a drawing's plain numbers; `None` for one that cannot be right, or that says
/// something this version does not know.
fn as_on_screen(m: &MeasureWeek, chart: &WeekChart) -> Option<Scene> {
    let count = chart.marks.len();
    let inside = |first: usize, last: usize| first <= last && last < count;
    let sound = chart.stretches.iter().all(|s| inside(s.first, s.last))
        && chart.targets.iter().all(|t| inside(t.first, t.last))
        && chart.flags.iter().all(|f| f.at <= count);
    if !sound {
        return None;
    }
    let mark = |(i, mark): (usize, &huddle_core::report::ChartMark)| {
        Some(Mark {
            value: mark.value.filter(|v| v.is_finite()),
            kind: if mark.kind.is_empty() { MarkKind::Plain } else { kind(&mark.kind)? },
            latest: chart.latest == Some(i),
            label: day(mark.date),
            year: mark.date.year(),
        })
    };
    Some(Scene {
        id_prefix: "chart".to_owned(),
        title: m.name.clone(),
        description: chart.words.clone(),
        unit: m.unit.clone(),
        decimals: m.decimals,
        natural: kind(&chart.natural)?,
        extent: Some(chart.extent?),
        marks: chart.marks.iter().enumerate().map(mark).collect::<Option<_>>()?,
        stretches: chart
            .stretches
            .iter()
            .map(|s| Stretch {
                first: s.first,
                last: s.last,
                average: s.average,
                median: s.median,
                usual: s.usual,
            })
            .collect(),
        targets: chart
            .targets
            .iter()
            .map(|t| TargetStretch { first: t.first, last: t.last, value: t.value, label: t.label.clone() })
            .collect(),
        flags: chart
            .flags
            .iter()
            .map(|f| Some(Flag { at: f.at, text: f.text.clone(), kind: kind(&f.kind)? }))
            .collect::<Option<_>>()?,
        average_label: chart.average_label.clone(),
        usual_labels: chart.usual_labels.clone(),
        latest_label: chart.latest_label.clone(),
        empty_label: String::new(),
        footer: chart.footer.clone(),
    })
}

/// Puts the kept readings of an older week into a drawing's plain numbers.
fn from_readings(m: &MeasureWeek) -> Option<Scene> {
    let lines: Vec<&ReadingLine> = m.readings.iter().filter(|r| !nothing_due(r)).collect();
    let shown: Vec<&&ReadingLine> = lines.iter().filter(|r| finite(r).is_some()).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, NaiveDate};
    use huddle_core::report::{ChartFlag, ChartMark, ChartStretch, ChartTarget};

    fn measure(chart: Option<WeekChart>) -> MeasureWeek {
        let first = NaiveDate::from_ymd_opt(2026, 9, 7).unwrap();
        let date = |i: u64| first + Days::new(7 * i);
        MeasureWeek {
            definition_id: "drinks".into(),
            name: "Drinks".into(),
            lane: "quality".into(),
            definition: String::new(),
            unit: String::new(),
            frequency: "weekly".into(),
            decimals: 0,
            value: Some(12.0),
            missing: String::new(),
            usual_low: None,
            usual_high: None,
            usual_from: None,
            usual: String::new(),
            standing: Standing::NoChange,
            sentence: "No real change.".into(),
            readings: (0_u32..8)
                .map(|i| ReadingLine {
                    date: date(u64::from(i)),
                    value: Some(f64::from(10 + i % 3)),
                    numerator: None,
                    denominator: None,
                    note: String::new(),
                })
                .collect(),
            chart,
        }
    }

    fn chart() -> WeekChart {
        let first = NaiveDate::from_ymd_opt(2026, 9, 7).unwrap();
        WeekChart {
            words: "Line chart with 6 readings. Target 15. Set aside: 21 Sep. Not measured: 28 Sep.".into(),
            natural: "not_below_zero".into(),
            extent: Some((8.0, 15.0)),
            marks: (0_u32..8)
                .map(|i| ChartMark {
                    date: first + Days::new(7 * u64::from(i)),
                    value: (i != 3).then(|| f64::from(10 + i % 3)),
                    kind: match i {
                        2 => "ghost".into(),
                        3 => "not_measured".into(),
                        _ => String::new(),
                    },
                })
                .collect(),
            latest: Some(7),
            stretches: vec![ChartStretch {
                first: 0,
                last: 7,
                average: Some(11.0),
                median: true,
                usual: Some((8.0, 14.0)),
            }],
            targets: vec![ChartTarget { first: 0, last: 7, value: 15.0, label: "target 15".into() }],
            flags: vec![ChartFlag { at: 5, text: "New round at 10".into(), kind: "note".into() }],
            average_label: "middle 11".into(),
            usual_labels: Some(("8".into(), "14".into())),
            latest_label: "11".into(),
            footer: "Usual range by rule set mdc2024".into(),
        }
    }

    /// What each part of the drawing leaves in it: a median's dashes, a target's, a ghost's, and the words.
    const PARTS: [&str; 8] = [
        "stroke-dasharray=\"10 3\"",
        ">middle 11<",
        "stroke-dasharray=\"2 4\"",
        ">target 15<",
        "stroke-dasharray=\"2 1.5\"",
        "rx=\"0\"",
        ">New round at 10<",
        ">Usual range by rule set mdc2024<",
    ];

    #[test]
    fn the_page_draws_every_line_mark_and_word_of_the_screen() {
        let (svg, words) = draw(&measure(Some(chart()))).unwrap();
        for part in PARTS {
            assert!(svg.contains(part), "{part} is missing: {svg}");
        }
        assert_eq!(words, chart().words);
        assert!(svg.contains(&format!("<desc id=\"chart-desc\">{words}</desc>")));
        assert_eq!(draw(&measure(Some(chart()))), Some((svg, words)), "the same week gives the same bytes");
    }

    #[test]
    fn a_week_without_a_chart_draws_its_readings() {
        let (svg, words) = draw(&measure(None)).unwrap();
        assert!(words.starts_with("Line chart of Drinks: 8 readings"), "{words}");
        assert!(PARTS.iter().all(|part| !svg.contains(part)), "{svg}");
    }

    #[test]
    fn a_chart_that_cannot_be_right_is_not_drawn() {
        let readings = draw(&measure(None));
        let spoil: [fn(&mut WeekChart); 4] = [
            |c| c.stretches[0].last = usize::MAX,
            |c| c.targets[0].first = 8,
            |c| c.flags[0].at = 9,
            |c| c.marks[1].kind = "sparkles".into(),
        ];
        for how in spoil {
            let mut spoilt = chart();
            how(&mut spoilt);
            assert_eq!(draw(&measure(Some(spoilt))), readings);
        }
    }

    #[test]
    fn an_older_weeks_measure_reads_and_a_new_one_comes_back_whole() {
        let old = serde_json::to_string(&measure(None)).unwrap();
        assert!(!old.contains("\"chart\""));
        assert_eq!(serde_json::from_str::<MeasureWeek>(&old).unwrap(), measure(None));
        let new = serde_json::to_string(&measure(Some(chart()))).unwrap();
        assert_eq!(serde_json::from_str::<MeasureWeek>(&new).unwrap(), measure(Some(chart())));
    }
}
