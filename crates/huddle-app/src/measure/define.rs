//! Setting a measure up and changing it.

use crate::check::{maybe, minutes, needed, one_of, text};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::measure::{all, one};
use crate::wire::{Done, MeasureDefine, MeasureSet, MeasureStatusSet};
use huddle_core::Uuid;
use huddle_core::audience;
use huddle_core::frequency::Frequency;
use huddle_core::kind::Kind;
use huddle_core::place::{rank_between, spread};
use huddle_core::text::Field;
use huddle_core::validate::MAX_NUMBER;
use huddle_core::words::{ChartChoice, Direction, MeasureStatus, MeasureType, default_today_rows};
use huddle_doc::kinds::measure;
use huddle_doc::{Edit, Envelope};
use huddle_store::{LaneRow, ReadingRow, params};
use serde_json::{Value as Json, json};

/// How a reading may be entered.
pub(crate) const VALUE_KINDS: &[&str] = &["count", "percent", "ratio", "number", "days_between"];
/// The largest sample somebody counts by hand.
const MOST_SAMPLE: i64 = 10_000;
/// Most digits after the point (NHS style shows none where it can).
const MOST_DECIMALS: i64 = 3;

/// Answers to "can this ward move it?".
const MOVES: &[&str] = &["", "yes", "partly", "no"];
/// Answers to "how long does counting take?".
const TAKES: &[&str] = &["", "under_two", "longer"];
/// Whose aim a measure serves; empty for no thread yet.
const SERVES: &[&str] = &["", "ward", "trust", "national"];

/// Whose rules judge a chart; empty for the usual ones.
const RULE_SETS: &[&str] = &["", "mdc2024", "ptd", "anhoej", "perla"];
/// How many in a row count; empty for seven.
const RUN_LENGTHS: &[&str] = &["", "6", "7"];
/// Whether big jumps are left out of the limits; empty for what the rule set does.
const SCREENS: &[&str] = &["", "yes", "no"];

/// Refuses a word that is not in a list.
pub(crate) fn known_word(given: &str, known: &[&str], field: &str) -> Result<String, Fault> {
    one_of(known.contains(&given).then(|| given.to_owned()), field)
}

/// Refuses a lane the ward does not have.
pub(crate) fn known_lane(ex: &Exec, lane: &str) -> Result<String, Fault> {
    let row = ex.r.first::<LaneRow>("ward = ?1 AND lane = ?2", params![ex.ward()?.id, lane])?;
    one_of(row.map(|l| l.lane), "lane")
}

fn direction(given: &str) -> Result<String, Fault> {
    let word = Direction::parse(given);
    one_of(word.is_known().then(|| given.to_owned()), "direction")
}

fn due_after(given: &str) -> Result<String, Fault> {
    let given = given.trim();
    if given.is_empty() { Ok(String::new()) } else { Ok(minutes(given, "due_after")?.to_string()) }
}

fn chart(given: &str) -> Result<String, Fault> {
    one_of((given.is_empty() || ChartChoice::parse(given).is_known()).then(|| given.to_owned()), "chart")
}

/// Checks a target against what the measure can be.
pub(crate) fn check_target(target: Option<f64>, value_kind: &str) -> Result<Option<f64>, Fault> {
    let Some(value) = target else { return Ok(None) };
    let fits = value.is_finite()
        && value.abs() <= MAX_NUMBER
        && match value_kind {
            "percent" => (0.0..=100.0).contains(&value),
            "number" => true,
            _ => value >= 0.0,
        };
    if fits {
        Ok(Some(value))
    } else {
        Err(Fault::user("bad_number", "This number cannot be the target. Nothing was saved.").field("target"))
    }
}

fn sample(given: Option<i64>) -> Result<Option<i64>, Fault> {
    match given {
        Some(n) if !(1..=MOST_SAMPLE).contains(&n) => {
            Err(Fault::user("bad_number", "Write how many are looked at each time. Nothing was saved.")
                .field("sample"))
        }
        given => Ok(given),
    }
}

fn decimals(given: i64) -> Result<i64, Fault> {
    one_of((0..=MOST_DECIMALS).contains(&given).then_some(given), "decimals")
}

/// Refuses a measure that cannot be watched over: one that is not here, or the measure itself.
fn watched(ex: &Exec, id: Option<Uuid>, itself: Option<Uuid>) -> Result<Option<Uuid>, Fault> {
    let Some(id) = id else { return Ok(None) };
    let there = ex.r.one::<huddle_store::MeasureRow>(id)?.filter(|m| m.binned_at.is_none());
    one_of(there.filter(|m| Some(m.id) != itself).map(|m| Some(m.id)), "balances")
}

/// Sets a measure up.
pub fn measure_define(ex: &mut Exec, req: MeasureDefine) -> Result<Done, Fault> {
    let name = needed(&req.name, Field::MeasureName, "name")?;
    let value_kind = known_word(&req.value_kind, VALUE_KINDS, "value_kind")?;
    let rest = all(ex.r, ex.ward()?.id)?;
    let unit = text(&req.unit, Field::LaneLabel, "unit")?;
    let balances = watched(ex, req.balances, None)?;
    let word = |given: &Option<String>, known: &[&str], field: &str| {
        known_word(given.as_deref().unwrap_or_default(), known, field)
    };
    let new = measure::Measure {
        lane: known_lane(ex, &req.lane)?,
        definition: text(&req.definition, Field::MeasureDefinition, "definition")?,
        unit: if unit.is_empty() { "count".to_owned() } else { unit },
        numerator_label: maybe(req.numerator_label.as_deref(), Field::MeasurePart, "numerator_label")?,
        denominator_label: maybe(req.denominator_label.as_deref(), Field::MeasurePart, "denominator_label")?,
        sample: sample(req.sample)?,
        frequency: one_of(Frequency::parse(&req.frequency), "frequency")?.as_str().to_owned(),
        direction: direction(&req.direction)?,
        target: check_target(req.target, &value_kind)?,
        decimals: Some(decimals(req.decimals)?),
        source: maybe(req.source.as_deref(), Field::MeasureSource, "source")?,
        collected_by: maybe(req.collected_by.as_deref(), Field::MeasurePart, "collected_by")?,
        due_after: due_after(req.due_after.as_deref().unwrap_or_default())?,
        include: maybe(req.include.as_deref(), Field::MeasureScope, "include")?,
        exclude: maybe(req.exclude.as_deref(), Field::MeasureScope, "exclude")?,
        for_whom: maybe(req.for_whom.as_deref(), Field::MeasureWhy, "for_whom")?,
        may_worsen: maybe(req.may_worsen.as_deref(), Field::MeasureWhy, "may_worsen")?,
        moves: word(&req.moves, MOVES, "moves")?,
        takes: word(&req.takes, TAKES, "takes")?,
        serves: word(&req.serves, SERVES, "serves")?,
        serves_what: maybe(req.serves_what.as_deref(), Field::MeasureSource, "serves_what")?,
        chart: chart(req.chart.as_deref().unwrap_or_default())?,
        rule_set: word(&req.rule_set, RULE_SETS, "rule_set")?,
        run_length: word(&req.run_length, RUN_LENGTHS, "run_length")?,
        screen: word(&req.screen, SCREENS, "screen")?,
        measure_type: if balances.is_some() { "balancing".to_owned() } else { String::new() },
        balances,
        status: MeasureStatus::Live.as_str().to_owned(),
        rank: rank_between(rest.iter().map(|m| m.rank.as_str()).filter(|r| !r.is_empty()).max(), None),
        name,
        value_kind,
        ..measure::Measure::default()
    };
    ex.detail(json!({ "lane": new.lane, "frequency": new.frequency }));
    let id = ex.create_new(Kind::Measure, &measure::start(&new))?;
    Ok(Done::of(id))
}

/// Notes on the measure, and so on its chart, that it changed today.
pub(crate) fn note_change(ex: &Exec, what: &str, why: &str) -> Result<Vec<Edit>, Fault> {
    let today = ex.ward()?.date(ex.now).to_string();
    Ok(measure::note_change(&ex.new_id()?.to_string(), &today, what, why, ex.caller.tile))
}

fn number(value: &Json, field: &str) -> Result<Option<f64>, Fault> {
    match value {
        Json::Null => Ok(None),
        Json::String(text) if text.trim().is_empty() => Ok(None),
        Json::Number(n) => Ok(n.as_f64()),
        Json::String(text) => huddle_core::validate::number(text).map(Some).map_err(|_| bad_number(field)),
        _ => Err(bad_number(field)),
    }
}

fn bad_number(field: &str) -> Fault {
    Fault::user("bad_number", "This is not a number. Nothing was saved.").field(field)
}

fn whole(value: &Json, field: &str) -> Result<Option<i64>, Fault> {
    let Some(n) = number(value, field)? else { return Ok(None) };
    if n.fract() == 0.0 && n.abs() < 1e9 { Ok(Some(n as i64)) } else { Err(bad_number(field)) }
}

/// Changes one field of a measure. What it means is noted as a change; how a reading is entered and how
/// often can only be changed while there is no reading.
pub fn measure_set(ex: &mut Exec, req: MeasureSet) -> Result<Done, Fault> {
    let m = one(ex.r, req.id)?;
    let state = ex.state(req.id)?;
    let given = req.value.as_str().unwrap_or_default();
    let field = req.field.as_str();
    let line = |rule: Field| -> Result<Vec<Edit>, Fault> {
        Ok(measure::set_line(field, &text(given, rule, field)?))
    };
    let mut means = false;
    let edits = match field {
        "name" => measure::set_line(field, &needed(given, Field::MeasureName, field)?),
        "lane" => measure::set_line(field, &known_lane(ex, given)?),
        "definition" => {
            means = true;
            line(Field::MeasureDefinition)?
        }
        "include" | "exclude" => {
            means = true;
            line(Field::MeasureScope)?
        }
        "unit" => {
            means = true;
            measure::set_line(field, &needed(given, Field::LaneLabel, field)?)
        }
        "numerator_label" | "denominator_label" | "collected_by" => line(Field::MeasurePart)?,
        "source" | "serves_what" => line(Field::MeasureSource)?,
        "for_whom" | "may_worsen" => line(Field::MeasureWhy)?,
        "moves" => measure::set_line(field, &known_word(given, MOVES, field)?),
        "takes" => measure::set_line(field, &known_word(given, TAKES, field)?),
        "serves" => measure::set_line(field, &known_word(given, SERVES, field)?),
        "balances" => {
            let id = if given.is_empty() { None } else { Some(one_of(Uuid::parse_str(given).ok(), field)?) };
            measure::set_balances(watched(ex, id, Some(req.id))?)
        }
        "due_after" => measure::set_line(field, &due_after(given)?),
        "direction" => {
            means = true;
            measure::set_line(field, &direction(given)?)
        }
        "measure_type" => {
            one_of((given.is_empty() || MeasureType::parse(given).is_known()).then_some(()), field)?;
            measure::set_line(field, given)
        }
        "chart" => {
            // Other rules can make other news of the same numbers: the chart says why.
            means = true;
            measure::set_line(field, &chart(given)?)
        }
        "rule_set" | "run_length" | "screen" => {
            means = true;
            let known = match field {
                "rule_set" => RULE_SETS,
                "run_length" => RUN_LENGTHS,
                _ => SCREENS,
            };
            measure::set_line(field, &known_word(given, known, field)?)
        }
        "target" => {
            means = true;
            measure::set_target(check_target(number(&req.value, field)?, &m.value_kind)?)
        }
        "sample" => measure::set_sample(sample(whole(&req.value, field)?)?),
        "decimals" => measure::set_decimals(decimals(whole(&req.value, field)?.unwrap_or(0))?),
        "show_on_wall" => measure::set_show_on_wall(req.value.as_bool().unwrap_or(false)),
        "value_kind" | "frequency" => {
            if ex.r.count::<ReadingRow>("measure = ?1", params![req.id])? > 0 {
                return Err(Fault::user(
                    "has_readings",
                    "This measure has readings already. Rest it and start a new one. Nothing was changed.",
                )
                .field(field));
            }
            if field == "frequency" {
                measure::set_line(field, one_of(Frequency::parse(given), field)?.as_str())
            } else {
                measure::set_line(field, &known_word(given, VALUE_KINDS, field)?)
            }
        }
        _ => return Err(Fault::user("unknown_word", "The app does not know this field. Nothing was saved.")),
    };
    ex.detail(json!({ "field": field }));
    let same = edits.iter().all(|edit| match edit {
        Edit::Put { path, value } => {
            let now = state.at(path).and_then(huddle_doc::Node::to_value);
            now.as_ref() == Some(value) || (now.is_none() && *value == huddle_doc::Value::str(""))
        }
        Edit::Remove { path } => state.at(path).is_none(),
        _ => false,
    });
    if same {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    let mut edits = edits;
    // A word put right before anything was counted changes nothing on a chart.
    if means && ex.r.count::<ReadingRow>("measure = ?1", params![req.id])? > 0 {
        let why = text(req.why.as_deref().unwrap_or_default(), Field::ChangeReason, "why")?;
        if why.is_empty() {
            return Err(Fault::user(
                "why_needed",
                "There are numbers already. Say why it changes: the reason stands on the chart. Nothing was saved.",
            )
            .field("why"));
        }
        if field == "target" {
            // Its past keeps the target it had.
            let today = ex.ward()?.date(ex.now).to_string();
            let change = ex.new_id()?.to_string();
            edits.extend(measure::note_target(&change, &today, m.target, &why, ex.caller.tile));
        } else {
            edits.extend(note_change(ex, field, &why)?);
        }
    }
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Rests a measure, gives it up, or counts it again. The reason is kept with it.
pub fn measure_status_set(ex: &mut Exec, req: MeasureStatusSet) -> Result<Done, Fault> {
    let m = one(ex.r, req.id)?;
    let status = MeasureStatus::parse(&req.status);
    one_of(status.is_known().then_some(()), "status")?;
    let why = if status == MeasureStatus::Live {
        text(&req.why, Field::ChangeReason, "why")?
    } else {
        needed(&req.why, Field::ChangeReason, "why")?
    };
    ex.detail(json!({ "from": m.status, "to": req.status }));
    if m.status == req.status {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    let mut edits = measure::set_line("status", &req.status);
    edits.extend(note_change(ex, &req.status, &why)?);
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Defines the planned-and-actual rows every ward starts with.
pub(crate) fn start_today_rows(ex: &mut Exec, ward: Uuid) -> Result<(), Fault> {
    let rows = default_today_rows();
    for (row, rank) in rows.iter().zip(spread(rows.len())) {
        let envelope = Envelope {
            audience: audience::table(&Kind::Measure).0,
            kind: Kind::Measure,
            schema: 1,
            id: ex.new_id()?,
            ward,
            epoch: 0,
            epoch_id: Uuid::nil(),
            created_at: ex.now,
            created_by: ex.caller.tile,
        };
        let new = measure::Measure {
            name: row.label.to_owned(),
            lane: row.lane.as_str().to_owned(),
            definition: row.definition.to_owned(),
            unit: row.unit.as_str().to_owned(),
            value_kind: "count".to_owned(),
            frequency: row.frequency.as_str().to_owned(),
            direction: row.direction.as_str().to_owned(),
            decimals: Some(0),
            status: MeasureStatus::Live.as_str().to_owned(),
            role: row.key.to_owned(),
            rank,
            ..measure::Measure::default()
        };
        ex.create(&envelope, &measure::start(&new))?;
    }
    Ok(())
}
