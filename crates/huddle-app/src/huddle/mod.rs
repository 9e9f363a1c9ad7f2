//! Huddles: starting, answering, pausing, ending, and saying that there was none.
//!
//! A huddle is one shift's: two PCs that start it apart start the same record. What is asked of it
//! (running, held, nothing recorded) is worked out in [`read`] from what was written and the clock.

mod actions;
mod paper;
mod read;
mod rows;

pub(crate) use actions::raise;
pub use actions::{action_add, action_set};
pub use paper::huddle_times;
pub(crate) use read::{closed_since, days, huddle_line, open_actions};
pub use read::{huddle_get, huddles_get};
pub(crate) use rows::project;

use crate::check::{date, maybe, needed, one_of, text};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::ward_conf::WardConf;
use crate::wire::*;
use crate::{edit, ward};
use huddle_core::huddle_template::{DAILY, T1};
use huddle_core::id::huddle_key;
use huddle_core::kind::Kind;
use huddle_core::text::Field;
use huddle_core::time::{Minutes, Shift, ShiftKey, shift_at};
use huddle_core::words::{HuddleStatus, NotHeldReason, PresentRole, RedFlag, SectionState};
use huddle_core::{Uuid, id};
use huddle_doc::kinds::huddle as doc;
use huddle_doc::{Edit, State};
use huddle_store::{TileRow, params};
use serde_json::json;

/// Most people of one role a huddle counts.
const MOST_PRESENT: i64 = 99;
/// How long the leader's tile holds after the end, in milliseconds (two minutes).
const LEAD_HOLDS_MS: i64 = 120_000;

/// Returns the shift in which the ward plans its huddle.
pub(crate) fn planned_shift(conf: &WardConf, date: chrono::NaiveDate) -> Shift {
    shift_at(conf.zone.instant(date, conf.huddle_at), conf.zone, conf.pattern).shift
}

/// Returns when a shift's huddle is planned: the ward's time in its own shift, and in the other shift as
/// long after that shift's start.
pub(crate) fn planned_time(conf: &WardConf, key: ShiftKey) -> String {
    let at = |m: Minutes| i32::from(m.since_midnight());
    let planned = planned_shift(conf, key.date);
    let after = at(conf.huddle_at) - at(conf.pattern.start_of(planned));
    let minutes = (at(conf.pattern.start_of(key.shift)) + after).rem_euclid(24 * 60);
    let part = |n: i32| u16::try_from(n).unwrap_or(0);
    Minutes::new(part(minutes / 60), part(minutes % 60)).unwrap_or(conf.huddle_at).to_string()
}

/// Finds the shift a request names; without a date the one that runs, without a shift the one the ward plans.
pub(crate) fn shift_named(ask: &Ask, day: Option<&str>, shift: Option<&str>) -> Result<ShiftKey, Fault> {
    let conf = ask.ward()?;
    let running = conf.shift(ask.now);
    let day = match day.filter(|d| !d.is_empty()) {
        Some(day) => Some(date(day, "date")?),
        None => None,
    };
    let shift = match shift.filter(|s| !s.is_empty()) {
        Some(word) => {
            Some(one_of(Shift::parse(word).filter(|s| conf.pattern.shifts().contains(s)), "shift")?)
        }
        None => None,
    };
    Ok(match (day, shift) {
        (None, None) => running,
        (None, Some(shift)) => ShiftKey { date: running.date, shift },
        (Some(date), Some(shift)) => ShiftKey { date, shift },
        (Some(date), None) => ShiftKey { date, shift: planned_shift(&conf, date) },
    })
}

/// The shift is the slot: a ward that moves its huddle to another time does not get a second one that day.
fn natural_key(key: ShiftKey) -> String {
    huddle_key(key.date, key.shift.as_str(), T1, 0)
}

/// Returns the id a shift's huddle has, whether it is here or not.
pub(crate) fn id_of(conf: &WardConf, key: ShiftKey) -> Uuid {
    id::derived(conf.id, &Kind::Huddle, &natural_key(key))
}

/// Returns a huddle of this ward.
pub(crate) fn huddle_state(ex: &Exec, id: Uuid) -> Result<State, Fault> {
    let state = ex.state(id)?;
    if state.env.kind != Kind::Huddle || state.env.ward != ex.ward()?.id {
        return Err(Fault::not_found());
    }
    Ok(state)
}

/// Refuses a tile the ward does not have.
pub(crate) fn known_tile(ex: &Exec, tile: Option<Uuid>, name: &str) -> Result<Option<Uuid>, Fault> {
    let Some(tile) = tile else { return Ok(None) };
    let row = ex.r.first::<TileRow>("ward = ?1 AND id = ?2", params![ex.ward()?.id, tile])?;
    one_of(row.map(|_| Some(tile)), name)
}

/// Refuses a section the template does not have.
pub(crate) fn known_section(key: &str) -> Result<String, Fault> {
    one_of(DAILY.section(key).map(|s| s.key.to_owned()), "section")
}

/// Makes sure a shift's huddle is here and says what it is about.
fn begin(ex: &mut Exec, key: ShiftKey) -> Result<Uuid, Fault> {
    let conf = ex.ward()?;
    if key > conf.shift(ex.now) {
        return Err(Fault::not_now(
            "not_yet",
            "This shift has not started yet. Nothing was written. Try again when it has.",
        ));
    }
    let id = ex.ensure(Kind::Huddle, &natural_key(key))?;
    if ex.state(id)?.str("date").is_empty() {
        let plan = doc::Plan {
            date: key.date.to_string(),
            shift: key.shift.as_str().to_owned(),
            slot: key.shift.as_str().to_owned(),
            template: T1.to_owned(),
            template_version: i64::from(DAILY.version),
            ordinal: 1,
            planned_time: planned_time(&conf, key),
        };
        ex.settle(id, &doc::plan(&plan))?;
    }
    Ok(id)
}

/// Starts a shift's huddle, or opens it when it was started already. One from paper, as a past shift's always
/// is, was over before anybody typed: it is held at once, and what was said in it follows.
pub fn huddle_start(ex: &mut Exec, req: HuddleStart) -> Result<HuddleStarted, Fault> {
    let conf = ex.ward()?;
    let key = shift_named(ex, req.date.as_deref(), req.shift.as_deref())?;
    let paper = key < conf.shift(ex.now) || req.from_paper == Some(true);
    // Whoever types from paper need not be who led.
    let leads = if paper { req.led_by } else { req.led_by.or(ex.caller.tile) };
    let led_by = known_tile(ex, leads, "led_by")?;
    let id = begin(ex, key)?;
    let before = doc::read(&ex.state(id)?);
    let saved_at = ex.now;
    let other_form = paper && before.from_paper && before.short != req.short;
    if before.started_at.is_some() && !other_form && !(paper && read::came_to_nothing(ex, id)?) {
        return Ok(HuddleStarted { id, saved_at, already_running: true });
    }
    ex.detail(json!({ "short": req.short, "from_paper": paper }));
    let order: Vec<String> = read::layout(ex, req.short)?.into_iter().map(|s| s.key).collect();
    let now = ex.now;
    let mut edits = doc::start(led_by, req.short, &order.join(","), now);
    if !before.outcome.is_empty() {
        // It was held after all.
        edits.extend([Edit::remove(["outcome"]), Edit::remove(["not_held_reason"])]);
    }
    if paper {
        let outcome = if req.short { HuddleStatus::Short } else { HuddleStatus::Held };
        edits.extend(doc::mark_from_paper());
        edits.extend(doc::finish(outcome.as_str(), before.read_back, "", now));
    }
    ex.edit(id, &edits)?;
    Ok(HuddleStarted { id, saved_at, already_running: false })
}

/// Answers a section; an empty state takes the answer back. Passing over never hides what was answered.
pub fn huddle_answer(ex: &mut Exec, req: HuddleAnswer) -> Result<Done, Fault> {
    let state = huddle_state(ex, req.huddle)?;
    let section = known_section(&req.section)?;
    let word = SectionState::parse(&req.state);
    if !req.state.is_empty() {
        one_of(word.is_known().then_some(()), "state")?;
    }
    ex.detail(json!({ "section": section, "state": req.state }));
    let old = doc::read(&state).sections.remove(&section).map(|a| a.state).unwrap_or_default();
    let passed_over = word == SectionState::NotCovered && !old.is_empty();
    if old == req.state || passed_over {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.huddle));
    }
    let (tile, now) = (ex.caller.tile, ex.now);
    if req.state.is_empty() {
        ex.edit(req.huddle, &[Edit::remove(["sections", &section])])?;
    } else {
        ex.edit(req.huddle, &doc::answer(&section, word.as_str(), tile, now))?;
    }
    Ok(Done::of(req.huddle))
}

/// Types in a section; two people typing apart keep both.
pub fn huddle_text(ex: &mut Exec, req: TextEdit) -> Result<TextState, Fault> {
    huddle_state(ex, req.id)?;
    let section = one_of(DAILY.section(&req.field).map(|s| s.key.to_owned()), "field")?;
    edit::splice(ex, req.id, vec!["section_text".to_owned(), section], Field::HuddleText, &req)
}

/// Sets how many of a role are here.
pub fn huddle_present(ex: &mut Exec, req: HuddlePresent) -> Result<Done, Fault> {
    let state = huddle_state(ex, req.huddle)?;
    let role = PresentRole::parse(&req.role);
    let role = one_of(role.is_known().then_some(role), "role")?;
    if !(0..=MOST_PRESENT).contains(&req.count) {
        return Err(Fault::user("bad_number", "This number is too big or too small. Nothing was saved.")
            .field("count")
            .param("max", MOST_PRESENT));
    }
    ex.detail(json!({ "role": role.as_str(), "count": req.count }));
    if doc::read(&state).present.get(role.as_str()).copied().unwrap_or(0) == req.count {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.huddle));
    }
    ex.edit(req.huddle, &doc::set_present(role.as_str(), req.count))?;
    Ok(Done::of(req.huddle))
}

/// Ticks or clears a staffing red flag. The app never works one out.
pub fn huddle_flag(ex: &mut Exec, req: HuddleFlag) -> Result<Done, Fault> {
    huddle_state(ex, req.huddle)?;
    let flag = RedFlag::parse(&req.flag);
    let flag = one_of(flag.is_known().then_some(flag), "flag")?;
    let told = maybe(req.told.as_deref(), Field::ToldWho, "told")?;
    ex.detail(json!({ "flag": flag.as_str(), "on": req.on }));
    let (tile, now) = (ex.caller.tile, ex.now);
    ex.edit(req.huddle, &doc::set_flag(flag.as_str(), req.on, &told, tile, now))?;
    Ok(Done::of(req.huddle))
}

/// Turns what a request says about a person into a field's new value; `None` leaves it.
pub(crate) fn who(ex: &Exec, change: WhoChange, name: &str) -> Result<Option<Option<Uuid>>, Fault> {
    match change {
        WhoChange::Stays => Ok(None),
        WhoChange::Nobody => Ok(Some(None)),
        WhoChange::Tile(tile) => Ok(Some(known_tile(ex, Some(tile), name)?)),
    }
}

/// Says who leads and who leads next time. What is not named stays; `null` takes a name away.
pub fn huddle_lead(ex: &mut Exec, req: HuddleLead) -> Result<Done, Fault> {
    huddle_state(ex, req.huddle)?;
    let mut edits = Vec::new();
    if let Some(tile) = who(ex, req.led_by, "led_by")? {
        edits.extend(doc::set_lead(tile, None));
    }
    if let Some(tile) = who(ex, req.next_lead, "next_lead")? {
        edits.extend(doc::set_next_lead(tile));
    }
    if edits.is_empty() {
        ex.note("nothing_to_do");
    }
    ex.edit(req.huddle, &edits)?;
    Ok(Done::of(req.huddle))
}

fn not_running() -> Fault {
    Fault::not_now("not_running", "This huddle is not running. Nothing was changed. Start it first.")
}

/// Returns how long a huddle has stood still in all, in milliseconds, with the pause that ends now.
fn stood_still(h: &doc::Huddle, now: i64) -> i64 {
    h.paused_ms.unwrap_or(0) + h.paused_at.map_or(0, |at| (now - at).max(0))
}

/// Pauses the huddle in a section, or carries on. Time it stands still is no time used.
pub fn huddle_pause(ex: &mut Exec, req: HuddlePause) -> Result<Done, Fault> {
    let h = doc::read(&huddle_state(ex, req.huddle)?);
    if h.started_at.is_none() || h.ended_at.is_some() {
        return Err(not_running());
    }
    ex.detail(json!({ "paused": req.paused }));
    if !req.paused && h.paused_at.is_none() {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.huddle));
    }
    let section = match req.section.filter(|s| !s.is_empty()) {
        Some(section) => known_section(&section)?,
        None => String::new(),
    };
    let now = ex.now;
    let edits = if !req.paused {
        doc::carry_on(stood_still(&h, now))
    } else if h.paused_at.is_some() {
        // Paused again in another section: the pause goes on.
        doc::pause_in(&section)
    } else {
        doc::pause(&section, now)
    };
    ex.edit(req.huddle, &edits)?;
    Ok(Done::of(req.huddle))
}

/// Ends the huddle. After the end the read-back and the last line can still be put right.
pub fn huddle_finish(ex: &mut Exec, req: HuddleFinish) -> Result<Done, Fault> {
    let h = doc::read(&huddle_state(ex, req.huddle)?);
    if h.started_at.is_none() {
        return Err(not_running());
    }
    let line = match &req.closing_line {
        Some(line) => Some(text(line, Field::HuddleClosing, "closing_line")?),
        None => None,
    };
    ex.detail(json!({ "short": h.short, "read_back": req.read_back }));
    let now = ex.now;
    let mut edits = Vec::new();
    if h.ended_at.is_none() {
        let outcome = if h.short { HuddleStatus::Short } else { HuddleStatus::Held };
        edits.extend(doc::finish(outcome.as_str(), req.read_back, "", now));
        if h.paused_at.is_some() {
            edits.push(Edit::put(["paused_ms"], stood_still(&h, now)));
        }
        if h.led_by.is_some() {
            edits.push(Edit::put(["led_until"], now + LEAD_HOLDS_MS));
        }
    } else if h.read_back != req.read_back {
        edits.push(Edit::put(["read_back"], req.read_back));
    }
    if let Some(line) = line.filter(|line| *line != h.closing_line) {
        edits.push(Edit::put(["closing_line"], line));
    }
    if edits.is_empty() {
        ex.note("nothing_to_do");
    }
    ex.edit(req.huddle, &edits)?;
    Ok(Done::of(req.huddle))
}

/// Says why a shift had no huddle. A huddle that was started or held is never written over, unless it was
/// called held a moment ago while typing from paper and nothing was said in it.
pub fn huddle_not_held(ex: &mut Exec, req: HuddleNotHeld) -> Result<Done, Fault> {
    let key = shift_named(ex, req.date.as_deref(), req.shift.as_deref())?;
    let reason = NotHeldReason::parse(&req.reason);
    let reason = one_of(reason.is_known().then_some(reason), "reason")?;
    let id = begin(ex, key)?;
    let h = doc::read(&ex.state(id)?);
    let wrong_word = h.from_paper && h.clashes.is_empty() && says_nothing(&h);
    let held = rows::outcome(&ex.state(id)?) == HuddleStatus::Held.as_str();
    if !wrong_word && (h.started_at.is_some() || held) {
        return Err(Fault::not_now(
            "huddle_started",
            "This huddle was started. Nothing was changed. Undo the start if it was a mistake.",
        ));
    }
    let paper = req.from_paper == Some(true);
    ex.detail(json!({ "reason": reason.as_str(), "from_paper": paper }));
    if h.not_held_reason == reason.as_str() && h.outcome == HuddleStatus::NotHeld.as_str() {
        ex.note("nothing_to_do");
        return Ok(Done::of(id));
    }
    let mut edits = doc::not_held(reason.as_str());
    if h.started_at.is_some() {
        let begun =
            ["started_at", "ended_at", "read_back", "led_by", "led_until", "paper_start", "paper_end"];
        edits.extend(begun.map(|field| Edit::remove([field])));
    }
    if paper && !h.from_paper {
        edits.extend(doc::mark_from_paper());
    }
    ex.edit(id, &edits)?;
    Ok(Done::of(id))
}

/// Says whether nothing that was said in a huddle is written in it.
fn says_nothing(h: &doc::Huddle) -> bool {
    h.sections.is_empty()
        && h.actions.is_empty()
        && h.flags.is_empty()
        && h.closing_line.is_empty()
        && h.section_text.values().all(|text| text.trim().is_empty())
}

/// Cleans an action's words.
fn action_words(given: &str) -> Result<String, Fault> {
    needed(given, Field::Action, "text")
}

/// Returns the sections as this ward orders them; the short form keeps its own whatever is hidden.
fn sections(ask: &Ask, short: bool) -> Result<Vec<SectionDef>, Fault> {
    let all = ward::sections_of(ask.r, ask.ward()?.id)?;
    Ok(all.into_iter().filter(|s| if short { s.short_form } else { !s.hidden }).collect())
}
