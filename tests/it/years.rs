//! Ten years of one ward: the made-up ward's thirteen weeks by commands, and before them years written
//! straight into documents.
//!
//! The documents are made by the writers the product has, their changes are appended by the store, and the
//! read model is filled by [`App::rebuild`]; so every row was projected by the code that serves wards, in a
//! minute instead of the hours that hundreds of thousands of commands would take. How much is in it:
//! [`Sizes`]. What it leaves out: clashes, and more than one change a month in a year of readings or crosses
//! before the last (rows, not changes, are what screens read there).

use crate::support::{NOW, ask, env, opening};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use huddle_app::App;
use huddle_core::Uuid;
use huddle_core::frequency::{Frequency, Period};
use huddle_core::id;
use huddle_core::kind::Kind;
use huddle_core::place::{Place, rank_between};
use huddle_core::time::Shift;
use huddle_doc::kinds::{card, cross, escalation, huddle, idea, notice, readings, standard_work, ward, week};
use huddle_doc::{ActorId, Chunk, Doc, Edit, Envelope, Meta};
use huddle_store::{ChangeRow, DocRow, Reader, StoreFault, Tx};
use huddle_testkit::chance::Chance;
use serde_json::{Value, json};
use std::path::Path;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// The last day, a Sunday; its huddle has not been held yet.
const TODAY: (i32, u32, u32) = (2026, 11, 22);
/// Days the made-up ward covers by itself.
const MADE_UP_DAYS: i64 = 91;
/// What people write; the third is what search has to tell apart.
const WORDS: &[&str] = &[
    "hoist",
    "mattress",
    "charger",
    "trolley",
    "linen",
    "commode",
    "bleep",
    "fridge",
    "curtain",
    "wheelchair",
    "handover",
    "discharge",
    "pharmacy",
    "observations",
    "breakfast",
    "porter",
    "transport",
    "dressing",
    "catheter",
    "cannula",
    "slings",
    "gloves",
    "apron",
    "visitors",
    "signage",
    "lighting",
    "monitor",
    "drip",
];
const PLACES: &[&str] = &["bay 1", "bay 2", "bay 3", "side room", "sluice", "store", "kitchen", "corridor"];
const TROUBLES: &[&str] =
    &["missing", "broken again", "not charged", "runs out by noon", "in the way", "late"];
const SECTIONS: &[&str] = &[
    "welcome",
    "staffing",
    "lookback",
    "dayssince",
    "today",
    "flow",
    "kit",
    "messages",
    "improve",
    "thanks",
    "actions",
];
const LANES: &[&str] = &["quality", "service", "delivery", "morale"];

/// How much a ward holds.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Years before today; 0 leaves the made-up ward's own history alone.
    pub years: i32,
    /// Cards on the board.
    pub live: usize,
    /// Cards put away.
    pub put_away: usize,
    /// Cards in the bin.
    pub binned: usize,
}

impl Sizes {
    /// Ten years of a busy ward: a huddle a day with two actions, every measure and planned-and-actual row
    /// filled, four crosses marked daily, two escalations and two ideas a week, a message every other day,
    /// 60 procedures.
    pub const TEN_YEARS: Self = Self { years: 10, live: 200, put_away: 5_000, binned: 300 };
}

/// Fills an empty folder and leaves it closed.
pub fn fill(folder: &Path, sizes: Sizes) {
    let today = NaiveDate::from_ymd_opt(TODAY.0, TODAY.1, TODAY.2).unwrap();
    let app = App::open(folder, env(10), &opening()).unwrap();
    huddle_app::demo::fill(&app, Some(today)).unwrap();
    let mut past = Past::new(&app, today);
    past.cards(&app, sizes);
    if sizes.years > 0 {
        past.years(&app, sizes.years);
    }
    let made = past.made;
    app.rebuild().unwrap();
    app.release().unwrap();
    drop(app);
    println!("a ward of {sizes:?}: {made} documents beside the made-up ward's");
}

/// Writes the ward's past.
struct Past {
    ward: Uuid,
    store: Uuid,
    tiles: Vec<Uuid>,
    today: NaiveDate,
    chance: Chance,
    waiting: Vec<(Doc, Vec<Chunk>, i64)>,
    made: usize,
}

impl Past {
    fn new(app: &App, today: NaiveDate) -> Self {
        let view = ask(app, "ward_get", json!({}));
        let id = |v: &Value| Uuid::parse_str(v["id"].as_str().unwrap()).unwrap();
        Self {
            ward: id(&view),
            store: app.store_id(),
            tiles: view["tiles"].as_array().unwrap().iter().map(id).collect(),
            today,
            chance: Chance::new(22),
            waiting: Vec::new(),
            made: 0,
        }
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.chance.below(of.len())]
    }

    fn tile(&mut self) -> Option<Uuid> {
        let n = self.chance.below(self.tiles.len());
        self.tiles.get(n).copied()
    }

    fn id(&mut self, at: i64) -> Uuid {
        let mut random = [0; 10];
        random.copy_from_slice(&self.chance.bytes16()[..10]);
        id::v7(at, random)
    }

    fn sentence(&mut self) -> String {
        format!("{} {}, {}", self.pick(WORDS), self.pick(TROUBLES), self.pick(PLACES))
    }

    /// Returns a moment of a day so many days ago, 10:00 and a little in winter time.
    fn at(&mut self, ago: i64) -> i64 {
        NOW - ago * DAY + 2 * 60 * MINUTE + self.chance.below(200) as i64 * MINUTE
    }

    fn day(&self, ago: i64) -> NaiveDate {
        self.today - Days::new(u64::try_from(ago).unwrap())
    }

    fn meta(&mut self, what: &str, at: i64) -> Meta {
        let message = json!({ "w": what, "t": self.tile(), "s": self.store });
        Meta { time_ms: at, message: message.to_string() }
    }

    /// Makes one record from its steps: command, moment, edits.
    fn record(&mut self, kind: Kind, id: Option<Uuid>, steps: Vec<(&str, i64, Vec<Edit>)>) -> Uuid {
        let first = steps.first().map_or(NOW, |s| s.1);
        let last = steps.last().map_or(NOW, |s| s.1);
        let derived = id.is_some();
        let id = id.unwrap_or_else(|| self.id(first));
        let mut envelope = Envelope {
            audience: huddle_core::audience::table(&kind).0,
            kind,
            schema: 1,
            id,
            ward: self.ward,
            epoch: 0,
            epoch_id: Uuid::nil(),
            created_at: first,
            created_by: self.tile(),
        };
        let actor = ActorId([7; 16]);
        let mut steps = steps.into_iter();
        let (mut doc, mut chunks) = if derived {
            (envelope.created_at, envelope.created_by) = (0, None);
            Doc::create_derived(&envelope).unwrap()
        } else {
            let (what, at, edits) = steps.next().unwrap();
            let meta = self.meta(what, at);
            Doc::create(&envelope, actor, &meta, &edits).unwrap()
        };
        for (what, at, edits) in steps {
            let meta = self.meta(what, at);
            chunks.extend(doc.edit(actor, &meta, &edits).unwrap().chunks);
        }
        self.waiting.push((doc, chunks, last));
        id
    }

    /// Writes what waits, in one transaction.
    fn flush(&mut self, app: &App) {
        let store_id = self.store;
        let waiting = std::mem::take(&mut self.waiting);
        self.made += waiting.len();
        app.with_store(|store| {
            store.write(|tx| {
                waiting.iter().try_for_each(|(doc, chunks, at)| keep(tx, doc, chunks, *at, store_id))
            })
        })
        .unwrap();
    }

    fn cards(&mut self, app: &App, sizes: Sizes) {
        let live = sizes.live.saturating_sub(40);
        let mut rank: Option<String> = None;
        for n in 0..sizes.put_away + sizes.binned + live {
            let on_board = n >= sizes.put_away + sizes.binned;
            let binned = !on_board && n >= sizes.put_away;
            let spread = if sizes.years > 0 { i64::from(sizes.years) * 365 } else { 1_000 };
            let ago =
                if on_board { self.chance.below(60) } else { 40 + self.chance.below(spread as usize - 40) };
            let at = self.at(ago as i64 + 1);
            let column = ["new", "agreed", "doing", "checking", "done"][n % 5];
            rank = Some(rank_between(rank.as_deref(), None));
            let place = |column: &str| Place::new(column, rank.as_deref().unwrap_or_default()).to_string();
            let new = card::NewCard {
                title: self.sentence(),
                card_kind: "problem".to_owned(),
                lane: LANES[n % LANES.len()].to_owned(),
                place: place("new"),
                why: self.sentence(),
                owner: self.tile(),
                due: String::new(),
                raised_by: self.tile(),
                ..card::NewCard::default()
            };
            let mut steps = vec![("card_add", at, card::start(&new, at))];
            if n % 3 == 0 {
                let comment = self.id(at).to_string();
                steps.push((
                    "card_comment",
                    at + MINUTE,
                    card::comment(&comment, &self.sentence(), self.tile(), at),
                ));
            }
            if n % 4 == 0 {
                let line = self.id(at).to_string();
                steps.push((
                    "card_check_add",
                    at + 2 * MINUTE,
                    card::add_check(&line, &self.sentence(), "a"),
                ));
            }
            if on_board {
                steps.push(("card_move", at + DAY / 2, card::move_to(&place(column), true, at)));
            } else if binned {
                steps.push(("bin_set", at + DAY, vec![Edit::put(["deleted_at"], at + DAY)]));
            } else {
                steps.push(("card_move", at + DAY, card::move_to(&place("doing"), true, at + DAY)));
                let mut done = card::move_to(&place("done"), true, at + 20 * DAY);
                done.extend(card::set_line("result", &self.sentence()));
                steps.push(("card_move", at + 20 * DAY, done));
                steps.push(("card_put_away", at + 30 * DAY, card::put_away(at + 30 * DAY)));
            }
            self.record(Kind::Card, None, steps);
            if self.waiting.len() >= 1_000 {
                self.flush(app);
            }
        }
        self.flush(app);
    }

    fn years(&mut self, app: &App, years: i32) {
        let days = i64::from(years) * 365;
        let view = ask(app, "ward_get", json!({}));
        self.begin_earlier(app, days);
        for ago in (MADE_UP_DAYS + 1..=days).rev() {
            self.huddle(ago);
            if ago % 2 == 0 {
                self.notice(ago);
            }
            let monday = self.day(ago).weekday() == Weekday::Mon;
            if monday {
                self.week(ago);
            }
            if ago % 7 < 2 {
                self.escalation(ago);
                self.idea(ago);
            }
            if self.waiting.len() >= 1_000 {
                self.flush(app);
            }
        }
        for _ in 0..52 {
            self.procedure(days);
        }
        self.flush(app);
        for key in view["crosses"].as_array().unwrap().iter().map(|c| c["key"].as_str().unwrap()) {
            for year in self.today.year() - years..self.today.year() {
                self.cross_year(key, year);
            }
        }
        self.flush(app);
        let measures = app.with_store(|s| s.read(|r| r.rows::<huddle_store::MeasureRow>("", []))).unwrap();
        for m in measures {
            for year in self.today.year() - years..self.today.year() {
                self.readings_year(&m, year);
            }
            self.flush(app);
        }
    }

    /// Sets the crosses' first day back, so that the years before count.
    fn begin_earlier(&mut self, app: &App, days: i64) {
        let first = self.day(days).to_string();
        let (id, actor) = (self.ward, ActorId([7; 16]));
        let view = ask(app, "ward_get", json!({}));
        let mut edits = Vec::new();
        for cross in view["crosses"].as_array().unwrap() {
            edits.extend(ward::set_cross_line(cross["key"].as_str().unwrap(), "started_on", &first));
        }
        let mut doc = app.with_store(|s| s.read(|r| Ok::<_, StoreFault>(load(r, id)))).unwrap();
        let meta = self.meta("cross_define", NOW - MADE_UP_DAYS * DAY);
        let chunks = doc.edit(actor, &meta, &edits).unwrap().chunks;
        self.waiting.push((doc, chunks, NOW - MADE_UP_DAYS * DAY));
        self.flush(app);
    }

    fn huddle(&mut self, ago: i64) {
        let date = self.day(ago);
        let id = id::derived(self.ward, &Kind::Huddle, &id::huddle_key(date, "day", "T1", 0));
        let at = self.at(ago);
        let plan = huddle::Plan {
            date: date.to_string(),
            shift: "day".to_owned(),
            slot: "day".to_owned(),
            template: "T1".to_owned(),
            template_version: 1,
            ordinal: 1,
            planned_time: "08:15".to_owned(),
        };
        let mut steps = vec![("huddle_start", at, huddle::plan(&plan))];
        if self.chance.percent(3) {
            steps.push(("huddle_not_held", at, huddle::not_held("staffing")));
        } else {
            steps.push(("huddle_start", at, huddle::start(self.tile(), false, &SECTIONS.join(","), at)));
            let mut answers = Vec::new();
            for section in SECTIONS {
                let raised = self.chance.percent(30);
                let state = if raised { "raised" } else { "nothing_to_raise" };
                answers.extend(huddle::answer(section, state, self.tile(), at));
                if raised {
                    answers.extend(huddle::splice_section(section, 0, 0, &self.sentence()));
                }
            }
            steps.push(("huddle_answer", at + 5 * MINUTE, answers));
            for _ in 0..2 {
                let action = huddle::Action {
                    id: self.id(at),
                    text: self.sentence(),
                    owner: self.tile(),
                    due: "today".to_owned(),
                    due_date: date.to_string(),
                    state: "open".to_owned(),
                    raised_at: Some(at),
                    section: "actions".to_owned(),
                    ..huddle::Action::default()
                };
                let mut edits = huddle::add_action(&action);
                edits.extend(huddle::set_action_state(action.id, "done", Some((self.tile(), at + DAY))));
                steps.push(("action_add", at + 6 * MINUTE, edits));
            }
            steps.push(("huddle_finish", at + 9 * MINUTE, huddle::finish("held", true, "", at + 9 * MINUTE)));
        }
        self.record(Kind::Huddle, Some(id), steps);
    }

    fn notice(&mut self, ago: i64) {
        let at = self.at(ago);
        let kind = if ago % 8 == 0 { "need_to_know" } else { "thanks" };
        let edits = notice::start(kind, &self.sentence(), self.tile(), "the ward", Some(at + 7 * DAY));
        self.record(Kind::Notice, None, vec![("notice_add", at, edits)]);
    }

    fn week(&mut self, ago: i64) {
        let key = id::week_key(self.day(ago));
        let at = self.at(ago);
        let steps = vec![
            ("week_line_set", at, week::plan(&key)),
            ("week_line_set", at, (1..=3).flat_map(|n| week::set_line(n, &self.sentence())).collect()),
        ];
        self.record(Kind::Week, Some(id::derived(self.ward, &Kind::Week, &key)), steps);
    }

    fn escalation(&mut self, ago: i64) {
        let at = self.at(ago);
        let start = escalation::start(&escalation::Escalation {
            number: format!("6A-{}", 1_000 + self.made + self.waiting.len()),
            to: "matron".to_owned(),
            need: self.sentence(),
            situation: self.sentence(),
            urgency: "today".to_owned(),
            reason: "cannot_fix_here".to_owned(),
            told_who: "Matron on call".to_owned(),
            told_how: "phone".to_owned(),
            told_at: Some(at),
            raised_by: self.tile(),
            ..escalation::Escalation::default()
        });
        let steps = vec![
            ("escalation_write", at, start),
            ("escalation_answer", at + DAY, escalation::answer(&self.sentence(), "Matron", at + DAY)),
            ("escalation_close", at + 2 * DAY, escalation::close("sorted", self.tile(), at + 2 * DAY)),
        ];
        self.record(Kind::Escalation, None, steps);
    }

    fn idea(&mut self, ago: i64) {
        let at = self.at(ago);
        let new = idea::Idea { text: self.sentence(), raised_by: self.tile(), ..idea::Idea::default() };
        let reply = idea::reply("tried", &self.sentence(), "", self.tile(), at + DAY);
        self.record(
            Kind::Idea,
            None,
            vec![("idea_add", at, idea::start(&new)), ("idea_reply", at + DAY, reply)],
        );
    }

    fn procedure(&mut self, days: i64) {
        let ago = 100 + self.chance.below(usize::try_from(days).unwrap() - 100) as i64;
        let at = self.at(ago);
        let mut steps = vec![("procedure_draft", at, standard_work::start(&self.sentence()))];
        for number in 1..=3 {
            let at = at + number * DAY;
            let mut rank: Option<String> = None;
            let version = standard_work::Version {
                id: self.id(at),
                number: Some(number),
                status: if number == 3 { "current" } else { "withdrawn" }.to_owned(),
                purpose: self.sentence(),
                who: "Any nurse".to_owned(),
                good: self.sentence(),
                author: self.tile(),
                made_at: Some(at),
                steps: (0..8)
                    .map(|_| {
                        rank = Some(rank_between(rank.as_deref(), None));
                        standard_work::Step {
                            id: self.id(at),
                            rank: rank.clone().unwrap_or_default(),
                            action: self.sentence(),
                            why: self.sentence(),
                            ..standard_work::Step::default()
                        }
                    })
                    .collect(),
                ..standard_work::Version::default()
            };
            steps.push(("procedure_status_set", at, standard_work::add_version(&version)));
        }
        self.record(Kind::StandardWork, None, steps);
    }

    fn cross_year(&mut self, key: &str, year: i32) {
        let id = id::derived(self.ward, &Kind::Cross, &id::cross_key(key, year));
        if self.day(MADE_UP_DAYS).year() <= year {
            return;
        }
        let mut steps = vec![("cross_mark", NOW - 3_650 * DAY, cross::plan(key, i64::from(year)))];
        for days in months(year) {
            let mut edits = Vec::new();
            for day in days {
                if self.chance.percent(3) {
                    continue;
                }
                let harm = self.chance.percent(2);
                let mark = cross::Day {
                    state: if harm { "harm" } else { "safe" }.to_owned(),
                    count: harm.then_some(1),
                    incident_ref: if harm { "W12345".to_owned() } else { String::new() },
                    by: self.tile(),
                    at: Some(NOW - 100 * DAY),
                    ..cross::Day::default()
                };
                edits.extend(cross::mark(&day.to_string(), &mark));
            }
            steps.push(("cross_mark", NOW - 100 * DAY, edits));
        }
        self.record(Kind::Cross, Some(id), steps);
    }

    fn readings_year(&mut self, m: &huddle_store::MeasureRow, year: i32) {
        let id = id::derived(self.ward, &Kind::Readings, &id::readings_key(m.id, year));
        let frequency = Frequency::parse(&m.frequency).unwrap_or(Frequency::Daily);
        // The measures of the made-up ward reach back a year; what is there already stays.
        if self.day(400).year() <= year && m.role.is_empty() || self.day(MADE_UP_DAYS).year() <= year {
            return;
        }
        let mut steps = vec![("reading_set", NOW - 3_650 * DAY, readings::plan(m.id, i64::from(year)))];
        for days in months(year) {
            let mut edits = Vec::new();
            for day in days {
                // Days between events: about one a fortnight.
                if m.value_kind == "days_between" && day.day() % 14 != 3 {
                    continue;
                }
                let shifts: &[Shift] = if frequency == Frequency::EachShift {
                    &[Shift::Day, Shift::Night]
                } else {
                    &[Shift::Day]
                };
                for shift in shifts {
                    let period = Period::containing(frequency, day, *shift);
                    if period.start != day || period.year() != year {
                        continue;
                    }
                    let value = self.chance.below(10) as f64;
                    let pair = m.value_kind == "percent" || m.value_kind == "ratio";
                    let point = readings::Point {
                        n: pair.then_some(value),
                        d: pair.then_some(10.0),
                        value: (!pair).then_some(value),
                        plan: (!m.role.is_empty()).then_some(5.0),
                        by: self.tile(),
                        at: Some(NOW - 100 * DAY),
                        ..readings::Point::default()
                    };
                    edits.extend(readings::enter(&period.key(), &point));
                }
            }
            if !edits.is_empty() {
                steps.push(("reading_set", NOW - 100 * DAY, edits));
            }
        }
        self.record(Kind::Readings, Some(id), steps);
    }
}

/// Returns a year's days, month by month.
fn months(year: i32) -> Vec<Vec<NaiveDate>> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let mut months = vec![Vec::new(); 12];
    for day in first.iter_days().take_while(|d| d.year() == year) {
        months[day.month0() as usize].push(day);
    }
    months
}

/// Appends a record's changes and writes its row, as the app does after a command.
fn keep(tx: &Tx<'_>, doc: &Doc, chunks: &[Chunk], at: i64, store: Uuid) -> Result<(), StoreFault> {
    let env = &doc.state().env;
    for chunk in chunks {
        tx.append_change(&ChangeRow {
            doc: env.id,
            epoch_id: env.epoch_id,
            hash: chunk.hash,
            actor: chunk.actor.clone(),
            actor_seq: i64::try_from(chunk.actor_seq).unwrap(),
            bytes: chunk.bytes.clone(),
            origin_store: Some(store),
            received_at: at,
            ..ChangeRow::default()
        })?;
    }
    let mut heads = doc.heads();
    heads.sort_unstable();
    tx.put_doc(&DocRow {
        id: env.id,
        kind: env.kind.as_str().to_owned(),
        ward: env.ward,
        audience: env.audience.as_str().to_owned(),
        epoch: 0,
        epoch_id: env.epoch_id,
        heads: heads.concat(),
        deleted_at: doc.state().deleted_at,
        created_at: env.created_at,
        changed_at: at,
    })
}

fn load(r: &Reader<'_>, id: Uuid) -> Doc {
    let row = r.doc(id).unwrap().unwrap();
    let changes: Vec<Vec<u8>> =
        r.changes(id, row.epoch_id, 0).unwrap().into_iter().map(|c| c.bytes).collect();
    let heads: Vec<[u8; 32]> = row.heads.chunks_exact(32).map(|h| h.try_into().unwrap()).collect();
    Doc::load(id, None, &changes, &heads).unwrap()
}
