//! Builds the one model of a week from the read model.
//!
//! What lasts is worked out as it stood when the week ended, so that it reads the same whenever it is
//! asked. Cards, lanes and reviews due are as they stand now: the board keeps no past.
//!
//! Over 400 lines because every figure of the week is cut by the same span of days and moments.

use crate::exec::Ask;
use crate::fault::Fault;
use crate::measure::{as_it_stood, frequency, is_entered, newest_until, unit_words, value_of};
use crate::ward_conf::WardConf;
use chrono::NaiveDate;
use huddle_core::frequency::{Frequency, Period, periods};
use huddle_core::report::{
    AnsweredAsk, CardLine, Completeness, Counted, HelpWanted, IdeaCounts, LaneWeek, LateAction, MeasureWeek,
    ReadingLine, ReportWard, ReviewDue, Standing, WeekReport,
};
use huddle_core::text::fold;
use huddle_core::time::{
    Minutes, Ms, Shift, ShiftKey, add_days, day_before, days_between, local_date, shift_span,
};
use huddle_core::validate::iso_date;
use huddle_core::words::{
    Column, EscalationTarget, IdeaState, NotMeasured, RedFlag, StatusWord, age_in_column_days,
};
use huddle_doc::kinds::{huddle, measure};
use huddle_spc::chart::{News, Standing as Stood, sentence, usual_range_words};
use huddle_store::{ActionRow, HuddleRow, MeasureRow, NoticeRow, ProcedureRow, ReadingRow, SqlValue, params};
use std::collections::{BTreeMap, BTreeSet};

/// Newest readings of a measure that a copy keeps: two months of days, more than a year of weeks.
const READINGS: usize = 60;
/// Stands where no reading was wanted.
pub(super) const NOTHING_DUE: &str = "nothing was due";
/// Most thank-yous and reviews of one week.
const MOST: usize = 100;

/// The week that is asked for, and how much of it is over.
pub(super) struct Span {
    pub monday: NaiveDate,
    /// Its last day, or today.
    pub last: NaiveDate,
    pub from: Ms,
    /// Its end, or now.
    pub end: Ms,
    pub over: bool,
}

impl Span {
    pub(super) fn of(conf: &WardConf, monday: NaiveDate, now: Ms) -> Self {
        let ends = conf.zone.instant(add_days(monday, 7), Minutes::MIDNIGHT);
        Self {
            monday,
            last: add_days(monday, 6).min(conf.date(now).max(monday)),
            from: conf.zone.instant(monday, Minutes::MIDNIGHT),
            end: ends.min(now),
            over: ends <= now,
        }
    }

    /// Returns the last day that is over.
    fn checked(&self) -> NaiveDate {
        if self.over { self.last } else { day_before(self.last) }
    }
}

fn few(n: impl TryInto<u32>) -> u32 {
    n.try_into().unwrap_or(u32::MAX)
}

/// Builds the week; version and date are filled in by whoever keeps it.
pub(super) fn report(ask: &Ask, monday: NaiveDate, lines: Vec<String>) -> Result<WeekReport, Fault> {
    let conf = ask.ward()?;
    let span = Span::of(&conf, monday, ask.now);
    let (crosses, unchecked, not_reported) = crate::cross::in_week(ask, monday, span.last, span.checked())?;
    let (held, planned, staffing) = huddles(ask, &conf, &span)?;
    let (measures, entered, due) = measures(ask, &conf, &span)?;
    let (help, answered) = crate::escalation::stood(ask, span.from, span.end)?;
    let lanes = lanes(ask, &conf, &span, help.iter().filter_map(|(l, _)| l.lane.clone()).collect())?;
    let day = |ms: Ms| local_date(ms, conf.zone);
    Ok(WeekReport {
        ward: ReportWard {
            id: conf.id.to_string(),
            name: conf.row.name.clone(),
            speciality: conf.row.area.clone(),
            site: conf.row.site.clone(),
        },
        monday,
        version: 0,
        made: conf.zone.local(ask.now),
        changed: Vec::new(),
        complete: Completeness {
            huddles_held: held,
            huddles_planned: planned,
            measures_entered: entered,
            measures_due: due,
            days_not_checked: few(unchecked),
        },
        lines,
        help: help
            .into_iter()
            .map(|(line, told)| HelpWanted {
                days: few(days_between(day(line.raised_at), span.last).max(0)),
                raised: day(line.raised_at),
                to: target(&line.to),
                number: line.number,
                ask: line.need,
                told,
            })
            .collect(),
        answered: answered
            .into_iter()
            .map(|line| AnsweredAsk {
                on: day(line.answered_at.unwrap_or(span.from)),
                to: target(&line.to),
                number: line.number,
                ask: line.need,
                answer: line.answer,
            })
            .collect(),
        staffing,
        harms_not_reported: few(not_reported),
        crosses,
        lanes,
        measures,
        cards: cards(ask, &conf)?,
        tried: Vec::new(),
        late: late(ask, &conf, &span)?,
        ideas: ideas(ask, &conf, &span)?,
        thanks: thanks(ask, &conf, &span)?,
        reviews: reviews(ask, &conf, &span)?,
    })
}

/// Says whom an ask went to, as paper says it.
fn target(word: &str) -> String {
    match EscalationTarget::parse(word) {
        EscalationTarget::Matron => "Matron".to_owned(),
        EscalationTarget::Site => "Site team".to_owned(),
        EscalationTarget::Estates => "Estates".to_owned(),
        EscalationTarget::It => "IT".to_owned(),
        EscalationTarget::Pharmacy => "Pharmacy".to_owned(),
        EscalationTarget::Unknown(word) => word,
    }
}

fn flag(word: &str) -> String {
    match RedFlag::parse(word) {
        RedFlag::FewerThanTwoNurses => "Fewer than two nurses on the ward".to_owned(),
        RedFlag::Shortfall => "Short by 8 hours or a quarter of nurse time".to_owned(),
        RedFlag::MedicineMissed => "A planned medicine was missed".to_owned(),
        RedFlag::PainReliefLate => "Pain relief over 30 minutes late".to_owned(),
        RedFlag::ObservationsMissed => "Observations were missed".to_owned(),
        RedFlag::CareRoundMissed => "Checks or help to the toilet were missed".to_owned(),
        RedFlag::Unknown(word) => word,
    }
}

fn why_missing(word: &str) -> String {
    match NotMeasured::parse(word) {
        NotMeasured::NoTime => "no time".to_owned(),
        NotMeasured::NobodyToCount => "nobody to count".to_owned(),
        NotMeasured::NoNumbers => "the numbers could not be got at".to_owned(),
        NotMeasured::Forgotten => "forgotten".to_owned(),
        NotMeasured::Other => "another reason".to_owned(),
        NotMeasured::Unknown(word) => word,
    }
}

fn status(word: &str) -> String {
    match StatusWord::parse(word) {
        Some(StatusWord::OnTrack) => "On track",
        Some(StatusWord::Watch) => "Watch",
        Some(StatusWord::NeedsHelp) => "Needs help",
        Some(StatusWord::NotKnown) | None => "",
    }
    .to_owned()
}

/// Counts days with a huddle held, days one was planned for, and staffing red flags by type.
fn huddles(ask: &Ask, conf: &WardConf, span: &Span) -> Result<(u32, u32, Vec<Counted>), Fault> {
    let (mut held, mut planned) = (BTreeSet::new(), BTreeSet::new());
    for day in crate::huddle::days(ask, span.monday, span.last)? {
        let date = iso_date(&day.date).unwrap_or(span.monday);
        let was = matches!(day.state.as_str(), "held" | "short");
        let shift = crate::huddle::planned_shift(conf, date);
        let over = shift_span(ShiftKey { date, shift }, conf.zone, conf.pattern).1 <= ask.now;
        // A huddle that can still be held today is not missing yet.
        if was || (shift.as_str() == day.shift && (over || day.state == "not_held")) {
            planned.insert(date);
        }
        if was {
            held.insert(date);
        }
    }
    let rows = ask.r.rows::<HuddleRow>(
        "ward = ?1 AND date BETWEEN ?2 AND ?3",
        params![conf.id, span.monday.to_string(), span.last.to_string()],
    )?;
    let mut flags: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows {
        let said = huddle::read(ask.doc(row.id)?.state()).flags;
        for (key, _) in said.into_iter().filter(|(_, f)| f.on) {
            *flags.entry(flag(&key)).or_default() += 1;
        }
    }
    let flags = flags.into_iter().map(|(name, count)| Counted { name, count }).collect();
    Ok((few(held.len()), few(planned.len()), flags))
}

/// Returns the measures, how many have a reading, and how many were due.
fn measures(ask: &Ask, conf: &WardConf, span: &Span) -> Result<(Vec<MeasureWeek>, u32, u32), Fault> {
    let (mut list, mut entered, mut due) = (Vec::new(), 0, 0);
    for m in crate::measure::all(ask.r, conf.id)?.into_iter().filter(|m| m.role.is_empty()) {
        let rows = newest_until(ask.r, &m, span.last)?;
        let born = local_date(m.created_at, conf.zone);
        let live = m.status == "live" && born <= span.last;
        let first = counts_from(frequency(&m), span.monday).to_string();
        let in_week = |row: &&ReadingRow| row.start >= first && is_entered(row);
        if !live && !rows.iter().any(|r| in_week(&r)) {
            continue;
        }
        let wanted = wanted(conf, &m, span, born, &rows);
        let one = measure_week(ask, &m, &rows, span)?;
        if live && wanted {
            due += 1;
            entered += u32::from(one.value.is_some());
        }
        // That there are two numbers is said also where none was due.
        let two = one.value.is_none() && rows.iter().any(|r| in_week(&r) && r.clash);
        list.push(MeasureWeek {
            missing: if wanted || two { one.missing } else { NOTHING_DUE.to_owned() },
            ..one
        });
    }
    for one in &mut list {
        if one.value.is_some() {
            one.missing = String::new();
        }
    }
    Ok((list, entered, due))
}

/// Says whether a measure was due in the week: a period of its own ended in it, and nobody said that nothing
/// was due. What is counted by event is never due.
fn wanted(conf: &WardConf, m: &MeasureRow, span: &Span, born: NaiveDate, rows: &[ReadingRow]) -> bool {
    if m.value_kind == "days_between" {
        return false;
    }
    let shifts = conf.pattern.shifts();
    periods(frequency(m), span.monday, span.last)
        .into_iter()
        .flat_map(|p| match p.frequency {
            Frequency::EachShift => shifts
                .iter()
                .map(|shift| Period::containing(Frequency::EachShift, p.start, *shift))
                .collect::<Vec<_>>(),
            _ => vec![p],
        })
        .filter(|p| {
            let last = p.last_date();
            last >= span.monday && last <= span.last && last >= born
        })
        .filter(|p| crate::reading::span(conf, p).1 <= span.end.max(span.from) || span.over)
        .any(|p| {
            let key = p.key();
            !rows.iter().any(|r| r.period == key && r.nothing_due)
        })
}

/// Keeps a number short enough that it is nobody's ten digits; what is typed has fewer decimals.
pub(super) fn round(v: f64) -> f64 {
    let places = match v.abs() {
        x if x < 1e3 => 1e6,
        x if x < 1e7 => 1e2,
        _ => 1.0,
    };
    (v * places).round() / places
}

/// Gives the day from which a number counts for a week. A month's number is there before its month's last
/// week: the newest complete month counts.
fn counts_from(often: Frequency, monday: NaiveDate) -> NaiveDate {
    match often {
        Frequency::Monthly => Period::containing(often, monday, Shift::Day).prev().start,
        _ => monday,
    }
}

fn measure_week(ask: &Ask, m: &MeasureRow, rows: &[ReadingRow], span: &Span) -> Result<MeasureWeek, Fault> {
    let first = counts_from(frequency(m), span.monday).to_string();
    let here = || rows.iter().rev().take_while(|r| r.start >= first).filter(|r| is_entered(r));
    // A reading that was left out is used in nothing.
    let counted = || here().filter(|r| !r.ghost && !r.nothing_due);
    // Until a person chooses the week has no number, whichever of the two this PC holds on top.
    let two = counted().find(|r| r.clash || value_of(m, r).is_some()).filter(|r| r.clash);
    let value = counted().filter(|_| two.is_none()).find_map(|r| value_of(m, r));
    let told = measure::read(ask.doc(m.id)?.state());
    let analysis = as_it_stood(m, rows, &told.changes, span.last, &ask.ward()?.pattern);
    let standing = match (&analysis.standing, analysis.verdict.as_ref()) {
        _ if value.is_none() => Standing::Missing,
        (Stood::NoReadings | Stood::TwoReadings { .. } | Stood::TooFew { .. }, _) => Standing::TooFew,
        (_, Some(verdict)) => match verdict.news {
            News::Worse => Standing::Worse,
            News::Better => Standing::Better,
            News::WorthALook => Standing::Look,
            News::NoChange => Standing::NoChange,
        },
        (_, None) => Standing::NoChange,
    };
    let definition: Vec<&str> = [told.definition.as_str(), &told.include, &told.exclude]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect();
    let reason = here().find(|r| !r.not_measured.is_empty()).map(|r| why_missing(&r.not_measured));
    Ok(MeasureWeek {
        // No library of definitions yet: wards that use the same name, wording, unit and rhythm count the same.
        definition_id: fold(&m.name).replace(' ', "_"),
        name: m.name.clone(),
        lane: m.lane.clone(),
        definition: definition.join(" "),
        unit: unit_words(&m.unit).to_owned(),
        frequency: m.frequency.clone(),
        decimals: u8::try_from(m.decimals.clamp(0, 6)).unwrap_or(0),
        value: value.map(round),
        missing: if two.is_some() { sentence(&analysis) } else { reason.unwrap_or_default() },
        usual_low: analysis.usual_range.map(|r| round(r.0)),
        usual_high: analysis.usual_range.map(|r| round(r.1)),
        usual_from: analysis
            .spans
            .last()
            .filter(|span| span.first > 0)
            .and_then(|span| analysis.points.get(span.first))
            .map(|point| point.date),
        usual: usual_range_words(&analysis).unwrap_or_default(),
        standing,
        // Without a number this week the chart's sentence would speak of an older one.
        sentence: if value.is_some() { sentence(&analysis) } else { String::new() },
        chart: super::chart::kept(&analysis),
        readings: rows
            .iter()
            .skip(rows.len().saturating_sub(READINGS))
            .filter(|r| is_entered(r))
            .filter_map(|r| {
                Some(ReadingLine {
                    date: iso_date(&r.start).ok()?,
                    value: value_of(m, r).map(round),
                    numerator: r.n.map(round),
                    denominator: r.d.map(round),
                    note: match (r.note.is_empty(), r.not_measured.is_empty()) {
                        (false, _) => r.note.clone(),
                        (true, false) => format!("Not measured: {}", why_missing(&r.not_measured)),
                        (true, true) if r.nothing_due => "Nothing was due".to_owned(),
                        (true, true) => String::new(),
                    },
                })
            })
            .collect(),
    })
}

fn lanes(ask: &Ask, conf: &WardConf, span: &Span, waiting: Vec<String>) -> Result<Vec<LaneWeek>, Fault> {
    let cards = crate::board::live_cards(ask.r, conf.id)?;
    let rows = crate::ward::lanes_of(ask.r, conf.id)?;
    Ok(rows
        .into_iter()
        .filter(|lane| !lane.hidden)
        .map(|lane| {
            let of = |column: Column| {
                let (key, lane) = (column.as_str().to_owned(), lane.lane.clone());
                cards.iter().filter(move |c| c.column == key && c.lane.as_deref() == Some(lane.as_str()))
            };
            let age = |since: Ms| few(age_in_column_days(since, ask.now, conf.zone).max(0));
            LaneWeek {
                status: status(&lane.status),
                doing: few(of(Column::Doing).count()),
                oldest_days: of(Column::Doing).map(|c| age(c.column_since)).max(),
                finished: few(of(Column::Done)
                    .filter(|c| (span.from..=span.end).contains(&c.column_since))
                    .count()),
                waiting: few(waiting.iter().filter(|key| **key == lane.lane).count()),
                name: lane.label,
                key: lane.lane,
            }
        })
        .collect())
}

fn cards(ask: &Ask, conf: &WardConf) -> Result<Vec<CardLine>, Fault> {
    let who = crate::board::initials_map(ask.r, conf.id)?;
    let lanes = crate::ward::lanes_of(ask.r, conf.id)?;
    let name = |key: &str| lanes.iter().find(|l| l.lane == key).map(|l| l.label.clone()).unwrap_or_default();
    Ok(crate::board::live_cards(ask.r, conf.id)?
        .into_iter()
        .map(|c| CardLine {
            lane: c.lane.as_deref().map(name).unwrap_or_default(),
            column: Column::parse(&c.column).default_label().to_owned(),
            owner: c.owner.and_then(|id| who.get(&id).cloned()).unwrap_or_default(),
            days: few(age_in_column_days(c.column_since, ask.now, conf.zone).max(0)),
            due: c.due.as_deref().and_then(|d| iso_date(d).ok()),
            title: c.title,
        })
        .collect())
}

/// Returns the actions that were open and past their day when the week ended, latest first.
fn late(ask: &Ask, conf: &WardConf, span: &Span) -> Result<Vec<LateAction>, Fault> {
    let who = crate::board::initials_map(ask.r, conf.id)?;
    let last = span.last.to_string();
    let mut rows =
        ask.r.rows::<ActionRow>("ward = ?1 AND open = 1 AND date <= ?2", params![conf.id, last])?;
    rows.extend(crate::huddle::closed_since(ask, &last, span.end)?);
    rows.retain(|a| a.due_date < last && a.raised_at < span.end);
    rows.sort_by(|a, b| (&a.due_date, a.raised_at, a.id).cmp(&(&b.due_date, b.raised_at, b.id)));
    Ok(rows
        .into_iter()
        .filter_map(|a| {
            let due = iso_date(&a.due_date).ok()?;
            let named = a.owner.and_then(|id| who.get(&id).cloned());
            Some(LateAction {
                days: few(days_between(due, span.last).max(0)),
                owner: named.unwrap_or(a.owner_role),
                what: a.text,
                due,
            })
        })
        .collect())
}

fn ideas(ask: &Ask, conf: &WardConf, span: &Span) -> Result<IdeaCounts, Fault> {
    // Counted where they lie: ten years of ideas are a thousand texts nobody reads here.
    let rows = ask.r.values(
        "SELECT sum(at >= ?2), sum(replied_at >= ?2 AND replied_at < ?3), sum(waits), min(CASE WHEN waits THEN at END)
         FROM (SELECT at, replied_at, state = ?4 OR replied_at >= ?3 AS waits FROM idea
               WHERE ward = ?1 AND binned_at IS NULL AND at < ?3)",
        params![conf.id, span.from, span.end, IdeaState::New.as_str()],
    )?;
    let cell = |at: usize| match rows.first().and_then(|row| row.get(at)) {
        Some(SqlValue::Integer(found)) => Some(*found),
        _ => None,
    };
    let oldest = cell(3).map(|at| local_date(at, conf.zone));
    Ok(IdeaCounts {
        new: few(cell(0).unwrap_or(0)),
        answered: few(cell(1).unwrap_or(0)),
        waiting: few(cell(2).unwrap_or(0)),
        oldest_days: oldest.map(|day| few(days_between(day, span.last).max(0))),
    })
}

fn thanks(ask: &Ask, conf: &WardConf, span: &Span) -> Result<Vec<String>, Fault> {
    let rows = ask.r.rows::<NoticeRow>(
        "ward = ?1 AND notice_kind = 'thanks' AND at >= ?2 AND at < ?3 AND ended_at IS NULL ORDER BY at, id",
        params![conf.id, span.from, span.end],
    )?;
    Ok(rows
        .into_iter()
        .take(MOST)
        .map(|n| if n.to_whom.is_empty() { n.text } else { format!("{}: {}", n.to_whom, n.text) })
        .collect())
}

/// Returns what is to be looked at again: procedures, and checks of improvement projects.
fn reviews(ask: &Ask, conf: &WardConf, span: &Span) -> Result<Vec<ReviewDue>, Fault> {
    let rows = ask.r.rows::<ProcedureRow>(
        "ward = ?1 AND binned_at IS NULL AND status IN ('current', 'on_trial') AND review_by <= ?2 ORDER BY review_by, id",
        params![conf.id, span.last.to_string()],
    )?;
    let procedures = rows
        .into_iter()
        .filter_map(|p| Some(ReviewDue { due: iso_date(&p.review_by?).ok()?, title: p.title }));
    let checks = crate::improvement::checks_due(ask, span.last)?.into_iter().filter_map(|c| {
        Some(ReviewDue { due: iso_date(&c.on).ok()?, title: format!("{}, {}-day check", c.name, c.check) })
    });
    let mut due: Vec<ReviewDue> = procedures.chain(checks).collect();
    due.sort_by_key(|review| review.due);
    due.truncate(MOST);
    Ok(due)
}
