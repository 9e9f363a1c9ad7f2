//! The week as it is read: what goes on the page, in its order, in words.
//!
//! PDF, Word and e-mail text are made from this one page. Five a list, then what is left is said.

use crate::words;
use crate::{chart_svg, cross_svg};
use chrono::NaiveDate;
use huddle_core::report::{CrossMonth, MeasureWeek, Standing, WeekReport};
use huddle_spc::chart::day_and_year;
use serde::Serialize;

/// Most lines a list has on paper.
pub const LIST: usize = 5;
/// Most charts on a ward's page.
pub const CHARTS: usize = 6;
/// Most measures without a signal on a ward's page.
pub const QUIET: usize = 12;
/// Most crosses on a ward's page.
pub const CROSSES: usize = 4;

/// A ward's week in words.
#[derive(Debug, Clone, Serialize)]
pub struct WeekPage {
    /// Ward, week and version in one line, for the document's title.
    pub title: String,
    /// The ward's name.
    pub ward: String,
    /// Speciality and hospital.
    pub place: String,
    /// "Week to Sunday 15 November 2026".
    pub week: String,
    /// "Version 1, 16 November 2026, 07:42".
    pub version: String,
    /// What changed since the version before.
    pub changed: Vec<String>,
    /// What is complete and what is missing.
    pub complete: Vec<String>,
    /// True when nothing at all is missing.
    pub whole: bool,
    /// Open asks: ask, whom and who was told, age.
    pub help: Listed<[String; 3]>,
    /// Answers that came back: ask, whom, answer.
    pub answered: Listed<[String; 3]>,
    /// The three lines.
    pub lines: Vec<Line>,
    /// Staffing flags and harms not reported.
    pub flags: Vec<String>,
    /// Crosses with their pictures.
    pub crosses: Vec<CrossPicture>,
    /// Crosses left out.
    pub crosses_more: Option<String>,
    /// Measures with a signal, with charts.
    pub signals: Listed<MeasureItem>,
    /// All other measures.
    pub quiet: Listed<MeasureItem>,
    /// Tried, learned, decided.
    pub tried: Listed<[String; 3]>,
    /// Late actions: what, whose, how late.
    pub late: Listed<[String; 3]>,
    /// The board, one line a lane: name, status, cards.
    pub lanes: Vec<[String; 3]>,
    /// Ideas in one line.
    pub ideas: String,
    /// Thank-yous.
    pub thanks: Listed<String>,
    /// Reviews due.
    pub reviews: Listed<String>,
    /// The lines at the foot.
    pub foot: Vec<String>,
}

/// What fits of a list, and what is left.
#[derive(Debug, Clone, Serialize)]
pub struct Listed<T> {
    /// What is shown.
    pub rows: Vec<T>,
    /// "7 more in the spreadsheet".
    pub more: Option<String>,
}

impl<T> Listed<T> {
    fn of(all: impl Iterator<Item = T>, most: usize) -> Self {
        let mut rows: Vec<T> = all.collect();
        let left = rows.len().saturating_sub(most);
        rows.truncate(most);
        Listed { rows, more: words::more(left) }
    }
}

/// One of the three lines.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The words, or that there are none.
    pub text: String,
    /// True when somebody wrote it.
    pub written: bool,
}

/// A cross with its picture.
#[derive(Debug, Clone, Serialize)]
pub struct CrossPicture {
    /// Its name.
    pub name: String,
    /// "12 days", or why there is no number.
    pub days: String,
    /// What must stand beside the number; may be empty.
    pub beside: String,
    /// The milestone reached this week; may be empty.
    pub milestone: String,
    /// The picture.
    pub svg: String,
    /// The picture in words.
    pub alt: String,
}

/// A measure in words.
#[derive(Debug, Clone, Serialize)]
pub struct MeasureItem {
    /// Its name.
    pub name: String,
    /// Its lane's name.
    pub lane: String,
    /// Value with unit.
    pub value: String,
    /// Usual range; may be empty.
    pub usual: String,
    /// The chart's sentence.
    pub sentence: String,
    /// The sign that goes with it: worse, look, better, same, few, missing.
    pub sign: &'static str,
    /// The chart; empty for none.
    pub svg: String,
    /// The chart in words.
    pub alt: String,
}

/// Puts a week into words.
pub fn week_page(w: &WeekReport) -> WeekPage {
    let week = format!("Week to {}", words::long_date(w.sunday()));
    let version = format!("Version {}, {}", w.version, words::moment(w.made));
    let lane_name =
        |key: &str| w.lanes.iter().find(|l| l.key == key).map_or_else(|| key.to_owned(), |l| l.name.clone());
    let mut measures: Vec<&MeasureWeek> = w.measures.iter().collect();
    measures.sort_by_key(|m| m.standing);
    let signal =
        |m: &&&MeasureWeek| matches!(m.standing, Standing::Worse | Standing::Look | Standing::Better);
    let item = |m: &&MeasureWeek| measure_item(m, lane_name(&m.lane));
    WeekPage {
        title: format!("{}, {}, version {}", w.ward.name, week.to_lowercase_first(), w.version),
        ward: w.ward.name.clone(),
        place: words::join(&[&w.ward.speciality, &w.ward.site]),
        week,
        version,
        changed: w.changed.clone(),
        complete: complete(w),
        whole: whole(w),
        help: Listed::of(
            w.help.iter().map(|h| {
                let told = if h.told.is_empty() { "nobody on record".to_owned() } else { h.told.clone() };
                [
                    words::join(&[&h.number, &h.ask]),
                    format!("{}. Told: {told}", h.to),
                    words::count(h.days, "day", "days"),
                ]
            }),
            LIST,
        ),
        answered: Listed::of(
            w.answered.iter().map(|a| {
                [words::join(&[&a.number, &a.ask]), format!("{}, {}", a.to, short(a.on)), a.answer.clone()]
            }),
            LIST,
        ),
        lines: (0..3)
            .map(|i| match w.lines.get(i).map(|l| l.trim()).filter(|l| !l.is_empty()) {
                Some(text) => Line { text: text.to_owned(), written: true },
                None => Line { text: words::NOT_WRITTEN.to_owned(), written: false },
            })
            .collect(),
        flags: flags(w),
        crosses: w.crosses.iter().take(CROSSES).map(picture).collect(),
        crosses_more: words::more(w.crosses.len().saturating_sub(CROSSES)),
        signals: Listed::of(measures.iter().filter(signal).map(item), CHARTS),
        quiet: Listed::of(measures.iter().filter(|m| !signal(m)).map(item), QUIET),
        tried: Listed::of(
            w.tried.iter().map(|t| [t.what.clone(), t.learned.clone(), t.decision.clone()]),
            LIST,
        ),
        late: Listed::of(
            w.late.iter().map(|a| {
                let owner = if a.owner.is_empty() { "Nobody named" } else { &a.owner };
                [a.what.clone(), owner.to_owned(), format!("{} late", words::count(a.days, "day", "days"))]
            }),
            LIST,
        ),
        lanes: w
            .lanes
            .iter()
            .map(|l| {
                let oldest = l
                    .oldest_days
                    .map(|d| format!("oldest {}", words::count(d, "day", "days")))
                    .unwrap_or_default();
                [
                    l.name.clone(),
                    if l.status.is_empty() { "No status set".to_owned() } else { l.status.clone() },
                    words::join(&[
                        &format!("{} doing", l.doing),
                        &oldest,
                        &format!("{} finished", l.finished),
                        &format!("{} waiting for an answer", l.waiting),
                    ]),
                ]
            })
            .collect(),
        ideas: ideas(w),
        thanks: Listed::of(w.thanks.iter().cloned(), LIST),
        reviews: Listed::of(
            w.reviews.iter().map(|r| format!("{} (due {})", r.title, day_and_year(r.due))),
            LIST,
        ),
        foot: vec![words::OWN_COUNT.to_owned(), words::NO_PATIENTS.to_owned()],
    }
}

/// Makes the first letter small, for use inside a sentence.
trait SmallFirst {
    fn to_lowercase_first(&self) -> String;
}

impl SmallFirst for String {
    fn to_lowercase_first(&self) -> String {
        let mut chars = self.chars();
        chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
    }
}

/// Says what is complete and what is missing.
pub fn complete(w: &WeekReport) -> Vec<String> {
    let c = &w.complete;
    let mut said = vec![format!("{} of {} huddles held.", c.huddles_held, c.huddles_planned)];
    said.push(match c.measures_due.saturating_sub(c.measures_entered) {
        0 if c.measures_due == 0 => "No measure was due.".to_owned(),
        0 => format!("All {} entered.", words::count(c.measures_due, "measure", "measures")),
        left => format!("{left} of {} measures not entered.", c.measures_due),
    });
    said.push(match c.days_not_checked {
        0 if w.crosses.is_empty() => "No crosses are kept.".to_owned(),
        0 => "Every cross was checked every day.".to_owned(),
        n => format!("{} of the crosses not checked.", words::count(n, "day", "days")),
    });
    said
}

fn whole(w: &WeekReport) -> bool {
    let c = &w.complete;
    c.huddles_held >= c.huddles_planned && c.measures_entered >= c.measures_due && c.days_not_checked == 0
}

fn flags(w: &WeekReport) -> Vec<String> {
    let mut said: Vec<String> =
        w.staffing.iter().filter(|f| f.count > 0).map(|f| format!("{}: {}", f.name, f.count)).collect();
    if said.is_empty() {
        said.push("No staffing red flag was raised.".to_owned());
    }
    said.push(match w.harms_not_reported {
        0 => "No harm is waiting for an incident number.".to_owned(),
        n => format!("{} without an incident number.", words::count(n, "harm", "harms")),
    });
    said
}

fn ideas(w: &WeekReport) -> String {
    let i = &w.ideas;
    let oldest = i
        .oldest_days
        .map(|d| format!(", the oldest for {}", words::count(d, "day", "days")))
        .unwrap_or_default();
    format!("{} new, {} answered, {} waiting{oldest}.", i.new, i.answered, i.waiting)
}

/// Says a cross and draws it.
pub fn picture(c: &CrossMonth) -> CrossPicture {
    let mut beside = Vec::new();
    if let (Some(from), Some(_)) = (c.counting_from, c.days_since) {
        beside.push(format!("since counting began on {}", day_and_year(from)));
    }
    if c.not_checked > 0 {
        beside.push(format!("{} not checked", words::count(c.not_checked, "day", "days")));
    }
    if c.harms_this_week > 0 {
        beside.push(format!("{} this week", c.harms_this_week));
    }
    if !c.between.is_empty() {
        beside.push(format!("days between: {}", c.between.to_lowercase_first()));
    }
    CrossPicture {
        name: c.name.clone(),
        days: c.days_since.map_or_else(|| "Not counted yet".to_owned(), |d| words::count(d, "day", "days")),
        beside: beside.join(", "),
        milestone: c.milestone.map(|d| format!("Milestone: {d} days")).unwrap_or_default(),
        svg: cross_svg::draw(c),
        alt: cross_svg::words(c),
    }
}

fn measure_item(m: &MeasureWeek, lane: String) -> MeasureItem {
    let (svg, alt) = chart_svg::draw(m).unwrap_or_default();
    MeasureItem {
        name: m.name.clone(),
        lane,
        value: words::value(m),
        usual: words::usual(m),
        sentence: if m.sentence.is_empty() {
            words::standing(m.standing).to_owned()
        } else {
            m.sentence.clone()
        },
        sign: sign(m.standing),
        svg,
        alt,
    }
}

/// Gives the name of the mark that goes with a standing.
pub fn sign(s: Standing) -> &'static str {
    match s {
        Standing::Worse => "worse",
        Standing::Look => "look",
        Standing::Better => "better",
        Standing::NoChange => "same",
        Standing::TooFew => "few",
        Standing::Missing => "missing",
    }
}

/// Says a date in the short form of lists.
pub fn short(date: NaiveDate) -> String {
    huddle_spc::chart::day(date)
}
