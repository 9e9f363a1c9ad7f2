//! Measures: what is counted and how, and the charts made from it.

mod chart;
mod define;
mod range;
mod starters;

pub(crate) use chart::{
    around, as_it_stood, bare_figure, figure_text, frequency, is_entered, newest, newest_until, point,
    readings, unit_words, value_of,
};
pub(crate) use define::{VALUE_KINDS, check_target, known_lane, known_word, start_today_rows};
pub use define::{measure_define, measure_set, measure_status_set};
pub use range::{measure_range_join, measure_range_start};
pub use starters::starters_get;

use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::*;
use crate::{edit, ward};
use chart::Charted;
use chrono::Datelike;
use huddle_core::Uuid;
use huddle_core::id::{derived, readings_key};
use huddle_core::kind::Kind;
use huddle_core::measure_advice;
use huddle_doc::State;
use huddle_doc::kinds::measure;
use huddle_spc::draw::{Size, Theme, svg};
use huddle_store::{MeasureRow, Reader, ReadingRow, TileRow, Tx, params};
use std::collections::HashMap;

/// The drawing of one measure, in CSS pixels.
const FULL: Size = Size::Full { width: 960, height: 380 };
/// The same for a window of one column: its words keep their size.
const NARROW: Size = Size::Full { width: 340, height: 280 };

/// Returns the ward's measures that are not in the bin, in lane order and then in their own.
pub(crate) fn all(r: &Reader, ward: Uuid) -> Result<Vec<MeasureRow>, Fault> {
    let lanes: Vec<String> = ward::lanes_of(r, ward)?.into_iter().map(|l| l.lane).collect();
    let mut rows =
        r.rows::<MeasureRow>("ward = ?1 AND binned_at IS NULL ORDER BY rank, id", params![ward])?;
    rows.sort_by_key(|m| lanes.iter().position(|l| *l == m.lane).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Returns a measure of this PC, also one in the bin.
pub(crate) fn one(r: &Reader, id: Uuid) -> Result<MeasureRow, Fault> {
    r.one::<MeasureRow>(id)?.ok_or_else(Fault::not_found)
}

/// Returns the initials of every tile of the ward.
pub(crate) fn who(ask: &Ask) -> Result<HashMap<Uuid, String>, Fault> {
    let rows = ask.r.rows::<TileRow>("ward = ?1", params![ask.ward()?.id])?;
    Ok(rows.into_iter().map(|t| (t.id, t.initials)).collect())
}

/// Returns the theme asked for, or else the one this PC prefers.
pub(crate) fn theme(ask: &Ask, asked: Option<&str>) -> Result<Theme, Fault> {
    if let Some(name) = asked {
        return Ok(Theme::parse(name));
    }
    let kept = ask.r.setting(&format!("{}theme", ward::PC))?;
    Ok(Theme::parse(kept.as_ref().and_then(|v| v.as_str()).unwrap_or_default()))
}

pub(crate) fn tile_of(ask: &Ask, m: &MeasureRow, theme: Theme, size: Size) -> Result<MeasureTile, Fault> {
    let rows = newest(ask.r, m)?;
    Ok(Charted::of(ask, m, &rows, &[])?.tile(m, size, theme))
}

/// Returns the small charts of what is counted now, and of what is resting or given up.
pub fn measures_get(ask: &Ask, req: MeasuresAsk) -> Result<MeasuresView, Fault> {
    let theme = theme(ask, req.theme.as_deref())?;
    let mut view = MeasuresView { measures: Vec::new(), resting: Vec::new() };
    for m in all(ask.r, ask.ward()?.id)?.iter().filter(|m| m.role.is_empty()) {
        let tile = tile_of(ask, m, theme, Size::Thumbnail)?;
        if m.status == "live" { view.measures.push(tile) } else { view.resting.push(tile) }
    }
    Ok(view)
}

/// Returns the live measures' small charts by lane.
pub(crate) fn tiles_by_lane(
    ask: &Ask,
    asked: Option<&str>,
) -> Result<HashMap<String, Vec<MeasureTile>>, Fault> {
    let mut lanes: HashMap<String, Vec<MeasureTile>> = HashMap::new();
    for tile in sparklines(ask, &charted(ask)?, asked)? {
        lanes.entry(tile.lane.clone()).or_default().push(tile);
    }
    Ok(lanes)
}

/// Returns the live measures that have a chart; planned and actual are shown as numbers.
pub(crate) fn charted(ask: &Ask) -> Result<Vec<MeasureRow>, Fault> {
    let mut rows = all(ask.r, ask.ward()?.id)?;
    rows.retain(|m| m.role.is_empty() && m.status == "live");
    Ok(rows)
}

/// Returns the small charts of the measures given.
pub(crate) fn sparklines(
    ask: &Ask,
    of: &[MeasureRow],
    asked: Option<&str>,
) -> Result<Vec<MeasureTile>, Fault> {
    let theme = theme(ask, asked)?;
    of.iter().map(|m| tile_of(ask, m, theme, Size::Sparkline)).collect()
}

/// Says what to think about before a measure is set up. Nothing in it stops anybody.
pub fn measure_advice_get(_: &Ask, req: AdviceAsk) -> Result<AdviceView, Fault> {
    let draft = measure_advice::Draft {
        name: &req.name,
        value_kind: &req.value_kind,
        usual: req.usual,
        takes: req.takes.as_deref().unwrap_or_default(),
        moves: req.moves.as_deref().unwrap_or_default(),
        may_worsen: req.may_worsen.as_deref().unwrap_or_default(),
    };
    let field = |code: measure_advice::Advice| match code {
        measure_advice::Advice::CannotMove => "moves",
        measure_advice::Advice::TooLong => "takes",
        measure_advice::Advice::TwoInOne => "name",
        measure_advice::Advice::TooRare => "usual",
        measure_advice::Advice::NoBalance => "may_worsen",
    };
    let of = |code: measure_advice::Advice| Advice {
        code: code.as_str().to_owned(),
        field: field(code).to_owned(),
    };
    Ok(AdviceView { advice: measure_advice::advice(&draft).into_iter().map(of).collect() })
}

/// Returns one measure with its chart, table, definition and changes.
pub fn measure_get(ask: &Ask, req: MeasureAsk) -> Result<MeasureDetail, Fault> {
    let theme = theme(ask, req.theme.as_deref())?;
    let m = one(ask.r, req.id)?;
    let told = measure::read(ask.doc(req.id)?.state());
    let rows = newest(ask.r, &m)?;
    let charted = Charted::of(ask, &m, &rows, &told.changes)?;
    let who = who(ask)?;
    let name = |id: Option<Uuid>| id.and_then(|id| who.get(&id).cloned()).unwrap_or_default();
    let prefix = format!("d{}", m.id.simple().to_string().get(20..).unwrap_or_default());
    let plan = charted.scene(&prefix);
    let rest = all(ask.r, m.ward)?;
    let named = |m: &MeasureRow| NamedMeasure { id: m.id, name: m.name.clone() };
    let counts: Vec<f64> = rows.iter().filter_map(|r| value_of(&m, r)).collect();
    let mut clashes = edit::clash_views(ask, req.id)?;
    let mut years: Vec<Uuid> = rows.iter().filter(|r| r.clash).map(|r| r.doc).collect();
    years.dedup();
    let apart = |path: &[String]| rows.iter().any(|r| r.clash && path.contains(&r.period));
    for year in years {
        clashes.extend(edit::clash_views(ask, year)?.into_iter().filter(|clash| apart(&clash.path)));
    }
    let too_rare = measure_advice::too_rare(&m.value_kind, &counts);
    Ok(MeasureDetail {
        tile: charted.tile(&m, Size::Thumbnail, theme),
        svg: svg(&plan, theme, if req.narrow == Some(true) { NARROW } else { FULL }),
        alt: plan.description,
        average: charted.analysis.average,
        median: charted.analysis.median,
        chart: m.chart.clone(),
        chosen_rules: m.rule_set.clone(),
        run_length: m.run_length.clone(),
        screen: m.screen.clone(),
        definition: told.definition,
        include: told.include,
        exclude: told.exclude,
        source: told.source,
        collected_by: told.collected_by,
        points: rows.iter().map(|row| point(&m, row, name(row.entered_by))).collect(),
        changes: told
            .changes
            .into_iter()
            .map(|c| {
                let was = chart::target_text(&m, &c.was);
                MeasureChange { id: c.id, on: c.on, what: c.what, why: c.why, by: name(c.by), was }
            })
            .collect(),
        clashes,
        history: history(ask, &m, &rows)?,
        rule_set: charted.analysis.rule_set.as_str().to_owned(),
        value_kind: m.value_kind,
        numerator_label: m.numerator_label,
        denominator_label: m.denominator_label,
        sample: m.sample,
        direction: m.direction,
        target: m.target,
        due_after: m.due_after,
        measure_type: told.measure_type,
        for_whom: told.for_whom,
        moves: told.moves,
        takes: told.takes,
        may_worsen: told.may_worsen,
        serves: told.serves,
        serves_what: told.serves_what,
        balances: rest.iter().find(|other| Some(other.id) == told.balances).map(named),
        balanced_by: rest.iter().filter(|other| other.balances == Some(m.id)).map(named).collect(),
        too_rare,
    })
}

/// Returns a measure's history with what was changed or taken back among its numbers. First entries are left
/// out: the table says who entered them and when.
fn history(ask: &Ask, m: &MeasureRow, rows: &[ReadingRow]) -> Result<Vec<HistoryLine>, Fault> {
    let mut lines = crate::project::history_lines(ask.r, m.id)?;
    let mut years: Vec<Uuid> = rows.iter().map(|r| r.doc).collect();
    // A year whose last number was taken back has no row left.
    let this_year = ask.ward()?.date(ask.now).year();
    years
        .extend([this_year - 1, this_year].map(|y| derived(m.ward, &Kind::Readings, &readings_key(m.id, y))));
    years.sort_unstable();
    years.dedup();
    for year in years {
        let changed = crate::project::history_lines(ask.r, year)?.into_iter().filter(|l| {
            l.what == "reading_clear"
                || (matches!(l.what.as_str(), "reading_set" | "readings_paste")
                    && l.detail.get("changed").is_some_and(|c| *c == true))
        });
        lines.extend(changed);
    }
    lines.sort_by_key(|l| l.at);
    Ok(lines)
}

/// Writes a measure's row and its search words.
pub(crate) fn project(tx: &Tx, state: &State, changed_at: i64) -> Result<(), Fault> {
    let m = measure::read(state);
    let or = |text: String, usual: &str| if text.is_empty() { usual.to_owned() } else { text };
    let body =
        [&m.definition, &m.include, &m.exclude, &m.source, &m.collected_by, &m.for_whom, &m.serves_what]
            .into_iter()
            .chain(m.changes.iter().map(|c| &c.why))
            .flat_map(|t| [t.as_str(), "\n"])
            .collect::<String>();
    let row = MeasureRow {
        new_ranges: measure::new_ranges(&m).join(" "),
        old_targets: chart::kept_targets(&measure::old_targets(&m)),
        id: state.env.id,
        ward: state.env.ward,
        name: m.name,
        lane: m.lane,
        unit: or(m.unit, "count"),
        value_kind: or(m.value_kind, "number"),
        numerator_label: m.numerator_label,
        denominator_label: m.denominator_label,
        sample: m.sample.filter(|s| *s > 0),
        frequency: or(m.frequency, "daily"),
        direction: or(m.direction, "neither"),
        target: m.target.filter(|t| t.is_finite()),
        decimals: m.decimals.unwrap_or(0).clamp(0, 6),
        chart: m.chart,
        rule_set: m.rule_set,
        run_length: m.run_length,
        screen: m.screen,
        status: or(m.status, "live"),
        role: m.role,
        due_after: m.due_after,
        rank: m.rank,
        serves: m.serves,
        balances: m.balances,
        on_wall: m.show_on_wall,
        binned_at: state.deleted_at,
        created_at: state.env.created_at,
        updated_at: changed_at,
    };
    tx.put(&row)?;
    crate::find::index(tx, state, &row.name, &body, row.status != "live", changed_at)
}
