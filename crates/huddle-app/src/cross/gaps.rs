//! Days between harms: every gap of a cross, their chart and the sentence under it.
//!
//! A gap with a day in it that nobody checked is shown and counts in nothing; two harms on one day make
//! a gap of nought.

use super::Kept;
use crate::fault::Fault;
use crate::wire::{CrossGap, CrossGaps};
use chrono::NaiveDate;
use huddle_core::cross::{DayState, Since, days_since, not_checked};
use huddle_core::time::{day_after, day_before, days_between};
use huddle_spc::chart::{Analysis, Gap, News, Options, PointState, analyse, between, between_sentence};
use huddle_spc::draw::{Size, Theme, scene, svg};
use huddle_spc::xmr::LIMITS_FROM;
use huddle_store::{CrossDayRow, Reader, params};
use std::collections::HashMap;

/// Newest gaps a chart looks at: its middle and its limits are theirs.
const CHARTED: usize = 100;
/// The drawing on a cross's sheet, in CSS pixels: no wider than the sheet at 400% zoom, where a wider one would shrink
/// until its words could not be read.
const DRAWN: Size = Size::Full { width: 270, height: 180 };

/// The gaps of a cross and what they amount to on a day.
pub(super) struct Gaps {
    all: Vec<Gap>,
    analysis: Analysis,
    /// Days of the gap that is running, when every one of them was checked.
    running: Option<i64>,
}

impl Gaps {
    /// Reads the gaps up to a day; `None` before the second harm.
    pub fn read(one: &Kept, r: &Reader, today: NaiveDate) -> Result<Option<Self>, Fault> {
        let harm = |day: &NaiveDate| one.marks.get(day).is_some_and(|m| m.state == DayState::Harm);
        let mut days: Vec<NaiveDate> =
            one.marks.range(..=today).rev().map(|(day, _)| *day).filter(harm).take(CHARTED + 1).collect();
        days.reverse();
        let room = days.len() <= CHARTED;
        let earlier = one.start.last_harm.filter(|d| room && days.first().is_some_and(|first| d < first));
        if let Some(earlier) = earlier {
            days.insert(0, earlier);
        }
        if days.is_empty() {
            return Ok(None);
        }
        // The days are named one by one: rare events lie years apart, and every day between would be read.
        let named: Vec<String> = days.iter().map(|day| format!("'{day}'")).collect();
        let several = format!(
            "ward = ?1 AND cross_key = ?2 AND date IN ({}) AND state = 'harm' AND count > 1",
            named.join(",")
        );
        let several: HashMap<String, i64> = r
            .rows::<CrossDayRow>(&several, params![one.def.ward, one.def.cross])?
            .into_iter()
            .map(|row| (row.date, row.count))
            .collect();
        let mut all: Vec<Gap> = Vec::with_capacity(days.len());
        let mut before: Option<NaiveDate> = None;
        for day in days {
            if let Some(from) = before {
                let open = day_after(from).max(one.start.counting_from);
                let missed = not_checked(&one.marks, open, day_before(day));
                all.push(Gap { from, until: day, days: days_between(from, day), not_checked: missed });
            }
            let more = several.get(&day.to_string()).copied().unwrap_or(1).clamp(1, CHARTED as i64) - 1;
            all.extend((0..more).map(|_| Gap { from: day, until: day, days: 0, not_checked: 0 }));
            before = Some(day);
        }
        if all.is_empty() {
            return Ok(None);
        }
        let all = all.split_off(all.len().saturating_sub(CHARTED));
        let now = days_since(&one.marks, &one.start, today);
        let running = match now.since {
            Since::LastHarm(_) if now.not_checked == 0 => Some(now.days),
            _ => None,
        };
        let options = Options { signals: true, ..Options::default() };
        let analysis = analyse(&between(one.def.label.clone(), &all), &options);
        Ok(Some(Self { all, analysis, running }))
    }

    /// Says what the gaps amount to.
    pub fn sentence(&self) -> String {
        between_sentence(&self.analysis, self.running)
    }

    /// The same, only where there is something new to say.
    pub fn news(&self) -> String {
        let said = self.sentence();
        let calm = self.analysis.verdict.is_none_or(|v| v.news == News::NoChange);
        if calm && said == between_sentence(&self.analysis, None) { String::new() } else { said }
    }

    /// Returns the gaps as the screen shows them.
    pub fn view(&self, key: &str, theme: Theme) -> CrossGaps {
        let used = self.analysis.points.iter().filter(|p| p.state == PointState::Used).count();
        CrossGaps {
            sentence: self.sentence(),
            svg: svg(&scene(&self.analysis, &format!("gaps-{key}")), theme, DRAWN),
            points: used as i64,
            needed: LIMITS_FROM as i64,
            list: self
                .all
                .iter()
                .map(|gap| CrossGap {
                    from: gap.from.to_string(),
                    until: gap.until.to_string(),
                    days: gap.days,
                    not_checked: gap.not_checked,
                })
                .collect(),
        }
    }
}
