//! A measure's chart for the week's model: what the screen's drawing shows, as plain numbers and words.

use super::model::round;
use huddle_core::report::{ChartFlag, ChartMark, ChartStretch, ChartTarget, WeekChart, WeekReport};
use huddle_spc::chart::Analysis;
use huddle_spc::draw::{MarkKind, scene};
use serde::Serialize;

/// Gives the word a kind is kept by.
fn word(kind: impl Serialize) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn both((low, high): (f64, f64)) -> (f64, f64) {
    (round(low), round(high))
}

/// Keeps a chart; `None` where there is no reading to draw.
pub(super) fn kept(analysis: &Analysis) -> Option<WeekChart> {
    let scene = scene(analysis, "chart");
    scene.extent?;
    Some(WeekChart {
        words: scene.description,
        natural: word(scene.natural),
        extent: scene.extent.map(both),
        latest: scene.marks.iter().position(|m| m.latest),
        marks: scene
            .marks
            .iter()
            .zip(&analysis.points)
            .map(|(mark, point)| ChartMark {
                date: point.date,
                value: mark.value.map(round),
                kind: if mark.kind == MarkKind::Plain { String::new() } else { word(mark.kind) },
            })
            .collect(),
        stretches: scene
            .stretches
            .into_iter()
            .map(|s| ChartStretch {
                first: s.first,
                last: s.last,
                average: s.average.map(round),
                median: s.median,
                usual: s.usual.map(both),
            })
            .collect(),
        targets: scene
            .targets
            .into_iter()
            .map(|t| ChartTarget { first: t.first, last: t.last, value: round(t.value), label: t.label })
            .collect(),
        flags: scene
            .flags
            .into_iter()
            .map(|f| ChartFlag { at: f.at, text: f.text, kind: word(f.kind) })
            .collect(),
        average_label: scene.average_label,
        usual_labels: scene.usual_labels,
        latest_label: scene.latest_label,
        footer: scene.footer,
    })
}

/// Gives the week as a version that kept no charts would have kept it.
pub(super) fn without(week: &WeekReport) -> WeekReport {
    let mut week = week.clone();
    week.measures.iter_mut().for_each(|m| m.chart = None);
    week
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, NaiveDate};
    use huddle_spc::chart::{
        Change, ChangeKind, ChartChoice, Frequency, Options, Point, Series, Target, analyse,
    };

    fn weeks(chart: ChartChoice) -> Analysis {
        let first = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
        let points = (0_u32..20)
            .map(|i| {
                let date = first + Days::new(u64::from(i) * 7);
                Point {
                    key: date.to_string(),
                    date,
                    value: (i != 9).then(|| f64::from(10 + i % 4)),
                    ghost: i == 5,
                    not_measured: (i == 9).then(|| "no_time".to_owned()),
                    not_due: false,
                    two: false,
                    note: None,
                }
            })
            .collect();
        let from = first + Days::new(70);
        let series = Series {
            chart,
            targets: vec![Target { from: None, value: 15.0 }],
            changes: vec![Change { date: from, kind: ChangeKind::Note, text: "New round at 10".into() }],
            ..Series::new("Drinks", Frequency::Weekly, points)
        };
        analyse(&series, &Options::default())
    }

    #[test]
    fn the_week_keeps_what_the_screen_draws() {
        let analysis = weeks(ChartChoice::Xmr);
        let kept = kept(&analysis).unwrap();
        let shown = scene(&analysis, "chart");
        assert_eq!(kept.words, shown.description);
        assert!(!kept.footer.is_empty() && kept.footer == shown.footer, "the rule set is named");
        assert_eq!(kept.marks.len(), 20);
        assert_eq!(kept.marks[5].kind, "ghost");
        assert_eq!((kept.marks[9].kind.as_str(), kept.marks[9].value), ("not_measured", None));
        assert_eq!(kept.latest, Some(19));
        let stretch = kept.stretches.last().unwrap();
        assert!(stretch.average.is_some() && stretch.usual.is_some() && !stretch.median);
        assert_eq!((kept.targets[0].value, kept.targets[0].label.as_str()), (15.0, "target 15"));
        assert_eq!((kept.flags[0].at, kept.flags[0].text.as_str()), (10, "New round at 10"));
        for said in ["Set aside", "Not measured", "Target 15", "New round at 10"] {
            assert!(kept.words.contains(said), "{said}: {}", kept.words);
        }
    }

    #[test]
    fn a_chart_without_a_usual_range_keeps_its_median() {
        let kept = kept(&weeks(ChartChoice::Line)).unwrap();
        assert!(kept.stretches.iter().all(|s| s.median && s.average.is_some() && s.usual.is_none()));
        assert!(kept.footer.contains("median") && kept.words.contains("median"), "{}", kept.words);
    }
}
