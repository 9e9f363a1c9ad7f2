//! The definition of a measure: what is counted, how, and what changed on the way.

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes, items, put_or_remove};
use crate::schema::{Field, Known};
use crate::state::State;
use crate::value::{Edit, Value};

/// Fields of a measure.
pub const FIELDS: &[&[Known]] =
    &[Measure::KNOWN, Change::KNOWN, &[(&["changes"], Field::Map), (&["changes", "*"], Field::Whole)]];

fields! {
    /// Holds a measure as it reads now.
    Measure at [] {
        /// What it is called.
        name: Str,
        /// The lane's key.
        lane: Str,
        /// `outcome`, `process` or `balancing`.
        measure_type: Str,
        /// What is measured, in plain words.
        definition: Str,
        /// What is counted in.
        include: Str,
        /// What is left out.
        exclude: Str,
        /// The unit's key.
        unit: Str,
        /// `count`, `percent`, `ratio`, `number` or `days_between`.
        value_kind: Str,
        /// What the top number is called.
        numerator_label: Str,
        /// What the bottom number is called.
        denominator_label: Str,
        /// How many are looked at each time, when it is a sample.
        sample: Int,
        /// How often: `each_shift`, `daily`, `weekly` or `monthly`.
        frequency: Str,
        /// Which way is better: `up`, `down` or `neither`.
        direction: Str,
        /// The target.
        target: Num,
        /// Digits after the point.
        decimals: Int,
        /// Which chart; empty for the usual one.
        chart: Str,
        /// Whose rules judge the chart: `mdc2024` or `ptd`, about a median `anhoej` or `perla`; empty for the usual ones.
        rule_set: Str,
        /// How many in a row count: `6` or `7`; empty for seven.
        run_length: Str,
        /// Whether big jumps are left out of the limits: `yes` or `no`; empty for what the rule set does.
        screen: Str,
        /// `live`, `resting` or `retired`.
        status: Str,
        /// Where the numbers come from.
        source: Str,
        /// Who collects them.
        collected_by: Str,
        /// Its place in the order.
        rank: Str,
        /// The planned-and-actual row it feeds; empty for none.
        role: Str,
        /// When a reading counts as late, `10:00`.
        due_after: Str,
        /// Whether it may go on the wall.
        show_on_wall: Bool,
        /// What would be better, and for whom.
        for_whom: Str,
        /// Whether the ward can move it within 90 days: `yes`, `partly` or `no`.
        moves: Str,
        /// How long counting takes: `under_two` (minutes) or `longer`.
        takes: Str,
        /// What might get worse because of it.
        may_worsen: Str,
        /// Whose aim it serves: `ward`, `trust` or `national`; empty for no thread yet.
        serves: Str,
        /// That aim in a few words.
        serves_what: Str,
        /// The measure it watches over, when it is that one's balance.
        balances: Id,
    }
    plus {
        /// What changed on the way, oldest first.
        changes: Vec<Change>,
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

fields! {
    /// Holds one change on the way: a new definition, a new way of working.
    Change at ["changes", "*"] {
        /// The date, `2026-11-22`.
        on: Str,
        /// What changed.
        what: Str,
        /// Why.
        why: Str,
        /// The target that held until then: a number, or `none`; empty where the change is of something else.
        was: Str,
        /// The tile that noted it.
        by: Id,
    }
    plus {
        /// Its key.
        id: String,
    }
}

/// What a change is called from whose day on the usual range starts again. Its `on` is that day.
pub const NEW_RANGE: &str = "new_range";

/// What [`Change::was`] says where there was no target.
pub const NO_TARGET: &str = "none";

/// Gives every earlier target with the day until which it held, in order; `None` where there was none.
pub fn old_targets(m: &Measure) -> Vec<(&str, Option<f64>)> {
    let was = |c: &'_ Change| match c.was.as_str() {
        NO_TARGET => Some(None),
        text => text.parse().ok().filter(|v: &f64| v.is_finite()).map(Some),
    };
    m.changes.iter().filter(|c| c.what == "target").filter_map(|c| Some((c.on.as_str(), was(c)?))).collect()
}

/// Notes that the target changed, and what it was.
pub fn note_target(id: &str, on: &str, was: Option<f64>, why: &str, by: Option<Uuid>) -> Vec<Edit> {
    let by = by.map(|t| ("by", Value::from(t)));
    let was = was.map_or_else(|| NO_TARGET.to_owned(), |v| v.to_string());
    let lines =
        [("on", on.into()), ("what", "target".into()), ("why", why.into()), ("was", was.as_str().into())];
    vec![Edit::put(["changes", id], Value::map(lines.into_iter().chain(by)))]
}

/// Gives the days from which the usual range starts again, in order, each once.
pub fn new_ranges(m: &Measure) -> Vec<&str> {
    // Changes are read in the order of their days.
    let mut days: Vec<&str> =
        m.changes.iter().filter(|c| c.what == NEW_RANGE).map(|c| c.on.as_str()).collect();
    days.dedup();
    days
}

/// Reads a measure; missing fields get their defaults.
pub fn read(s: &State) -> Measure {
    let mut m = Measure::from_node(&s.root);
    m.changes = items(&s.root, "changes", |id, n| Some(Change { id, ..Change::from_node(n) }));
    m.changes.sort_by(|a, b| (&a.on, &a.id).cmp(&(&b.on, &b.id)));
    m.clashes = clashes(s);
    m
}

/// Texts of a measure that are set by name.
const LINES: &[&str] = &[
    "name",
    "lane",
    "measure_type",
    "definition",
    "include",
    "exclude",
    "unit",
    "value_kind",
    "numerator_label",
    "denominator_label",
    "frequency",
    "direction",
    "chart",
    "rule_set",
    "run_length",
    "screen",
    "status",
    "source",
    "collected_by",
    "rank",
    "role",
    "due_after",
    "for_whom",
    "moves",
    "takes",
    "may_worsen",
    "serves",
    "serves_what",
];

/// Starts a measure; empty fields are left out.
pub fn start(m: &Measure) -> Vec<Edit> {
    let lines = [
        &m.name,
        &m.lane,
        &m.measure_type,
        &m.definition,
        &m.include,
        &m.exclude,
        &m.unit,
        &m.value_kind,
        &m.numerator_label,
        &m.denominator_label,
        &m.frequency,
        &m.direction,
        &m.chart,
        &m.rule_set,
        &m.run_length,
        &m.screen,
        &m.status,
        &m.source,
        &m.collected_by,
        &m.rank,
        &m.role,
        &m.due_after,
        &m.for_whom,
        &m.moves,
        &m.takes,
        &m.may_worsen,
        &m.serves,
        &m.serves_what,
    ];
    let mut edits: Vec<Edit> = LINES
        .iter()
        .zip(lines)
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| Edit::put([*k], v.as_str()))
        .collect();
    edits.extend(m.sample.map(|n| Edit::put(["sample"], n)));
    edits.extend(m.target.map(|x| Edit::put(["target"], x)));
    edits.extend(m.decimals.map(|n| Edit::put(["decimals"], n)));
    edits.extend(m.balances.map(|id| Edit::put(["balances"], id)));
    edits.push(Edit::put(["show_on_wall"], m.show_on_wall));
    edits
}

/// Sets one of a measure's texts. Any field that is not a text of a measure gives no edit.
pub fn set_line(field: &str, text: &str) -> Vec<Edit> {
    super::set_known(LINES, field, text)
}

/// Sets the target; `None` for none.
pub fn set_target(target: Option<f64>) -> Vec<Edit> {
    vec![put_or_remove(vec!["target".to_owned()], target.map(Value::from))]
}

/// Sets the size of the sample; `None` when it is not a sample.
pub fn set_sample(sample: Option<i64>) -> Vec<Edit> {
    vec![put_or_remove(vec!["sample".to_owned()], sample.map(Value::from))]
}

/// Says which measure this one watches over; `None` for none.
pub fn set_balances(id: Option<Uuid>) -> Vec<Edit> {
    vec![put_or_remove(vec!["balances".to_owned()], id.map(Value::from))]
}

/// Sets how many digits follow the point.
pub fn set_decimals(decimals: i64) -> Vec<Edit> {
    vec![Edit::put(["decimals"], decimals)]
}

/// Says whether a measure may go on the wall.
pub fn set_show_on_wall(show: bool) -> Vec<Edit> {
    vec![Edit::put(["show_on_wall"], show)]
}

/// Notes a change on the way.
pub fn note_change(id: &str, on: &str, what: &str, why: &str, by: Option<Uuid>) -> Vec<Edit> {
    let by = by.map(|t| ("by", Value::from(t)));
    let lines = [("on", on.into()), ("what", what.into()), ("why", why.into())];
    vec![Edit::put(["changes", id], Value::map(lines.into_iter().chain(by)))]
}

/// Takes a noted change away.
pub fn remove_change(id: &str) -> Vec<Edit> {
    vec![Edit::remove(["changes", id])]
}
