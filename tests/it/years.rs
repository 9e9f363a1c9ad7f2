//! Years of one ward, made in a minute or two instead of the hours that hundreds of thousands of commands take.
//!
//! The ward, its people, measures and crosses are set up by commands, dated back to the first day. Everything
//! after is written straight into documents: made by the writers the product has, on every core at once, their
//! changes appended by the store a thousand records a transaction, the read model filled by [`App::rebuild`]. So
//! every change is a real one and every row was projected by the code that serves wards. How much is in it:
//! [`Sizes`]. What is still open is what a ward has open: the last two days' actions, and asks and ideas of
//! the last three weeks. One thing is worse than on a ward: the four actions of one early day are never done,
//! so that what is carried longest is counted over all the huddles there ever were. What it leaves out: clashes, and more than one change a month in a year of readings or crosses
//! (rows, not changes, are what screens read there). Over 400 lines because each kind of record has its writer
//! here, and a kind that is forgotten should be seen missing beside the others.

use crate::support::{NOW, ask, env, opening};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use huddle_app::{App, Caller, Step};
use huddle_core::Uuid;
use huddle_core::audience::{self, Audience};
use huddle_core::frequency::{Frequency, Period};
use huddle_core::huddle_template::DAILY;
use huddle_core::id;
use huddle_core::kind::Kind;
use huddle_core::place::{Place, rank_between};
use huddle_core::time::Shift;
use huddle_doc::kinds::{
    card, cross, escalation, huddle, idea, notice, project, readings, standard_work, week,
};
use huddle_doc::{ActorId, Chunk, Doc, Edit, Envelope, Meta};
use huddle_store::{ChangeRow, DocRow, MeasureRow, StoreFault, Tx};
use huddle_testkit::chance::Chance;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// The last day, a Sunday; its huddle has not been held yet.
const TODAY: (i32, u32, u32) = (2026, 11, 22);
/// The words of the made-up ward: its people, crosses and measures are those of this one.
const SAMPLE: &str = include_str!("../../assets/sample/ward.json");
/// Records of one transaction.
const AT_ONCE: usize = 1_000;
/// Days a thing stays open in the newest weeks of the ward.
const OPEN_DAYS: i64 = 20;
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
/// Returns the parts of the daily huddle that keep an answer, in their order; hands counted are kept nowhere.
fn sections() -> Vec<&'static str> {
    DAILY.sections.iter().map(|section| section.key).filter(|key| *key != "checkin").collect()
}

const LANES: &[&str] = &["quality", "service", "delivery", "morale"];

/// How much a ward holds.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Years before today; 0 fills the board alone.
    pub years: i32,
    /// Cards on the board.
    pub live: usize,
    /// Cards put away.
    pub put_away: usize,
    /// Cards in the bin.
    pub binned: usize,
    /// Makes each record by one change instead of one a command, and answers four sections of a huddle instead
    /// of all: several times quicker to make, and the same rows but for history. For runs that only look for
    /// gross slips, and for the board, which opens no record.
    pub plain: bool,
}

impl Sizes {
    /// Ten years of a busy ward: two huddles a day with two actions each, every measure and planned-and-actual
    /// row filled, two changes of every target a year and a new usual range every other year, four crosses marked
    /// daily, two escalations and two ideas a week, a message every other day, two improvement projects a year
    /// with eight measures each that belong to the ward's own, 60 procedures, 10,000 cards.
    pub const TEN_YEARS: Self = Self { years: 10, live: 200, put_away: 9_500, binned: 300, plain: false };

    /// So many years of that ward: its board as full, what was put away in proportion.
    pub fn of_years(years: i32) -> Self {
        let share = |n: usize| n * usize::try_from(years).unwrap() / 10;
        let all = Self::TEN_YEARS;
        Self { years, put_away: share(all.put_away), binned: share(all.binned), plain: years < 10, ..all }
    }
}

/// Returns the fewest rows a ward of so many years may have, table by table, so that a filler that stops
/// filling is noticed.
pub fn floor(years: i32) -> Vec<(&'static str, i64)> {
    let a_year = [
        ("change", 2_000),
        ("doc", 2_100),
        ("history", 2_000),
        ("card", 950),
        ("huddle", 680),
        ("action", 1_200),
        ("reading", 4_000),
        ("cross_day", 1_250),
        ("notice", 150),
        ("escalation", 90),
        ("idea", 90),
        ("week", 45),
        ("project", 1),
        ("project_found", 16),
        ("search", 2_000),
    ];
    let rows = a_year.iter().map(|(table, n)| (*table, n * i64::from(years)));
    rows.chain([("procedure", 50), ("measure", 14)]).collect()
}

/// Fills an empty folder and leaves it closed.
pub fn fill(folder: &Path, sizes: Sizes) {
    let begun = Instant::now();
    let told = |what: &str| println!("{what}: {:.1} s", begun.elapsed().as_secs_f64());
    let today = NaiveDate::from_ymd_opt(TODAY.0, TODAY.1, TODAY.2).unwrap();
    let app = App::open(folder, env(10), &opening()).unwrap();
    let days = i64::from(sizes.years) * 365;
    set_up(&app, NOW - days.max(1_000) * DAY);
    let mut past = Past::new(&app, today, sizes);
    past.cards(&app);
    told("cards");
    if sizes.years > 0 {
        past.years(&app, days);
        told("years");
    }
    app.rebuild().unwrap();
    told("read model");
    if sizes.years > 0 {
        crate::changed::measures(&app, today, days);
        told("targets and usual ranges");
    }
    app.release().unwrap();
    println!("a ward of {sizes:?}: {} records", past.made);
}

/// Starts the ward by commands, all dated `at`.
fn set_up(app: &App, at: i64) {
    let sample: Value = serde_json::from_str(SAMPLE).unwrap();
    let step = |name: &'static str, body: Value, tile: Option<Uuid>| Step {
        name,
        body: Box::new(move |_| body),
        at,
        caller: Caller { tile, ..Caller::default() },
    };
    app.execute_all(vec![
        step("ward_start", sample["ward"].clone(), None),
        step("tiles_paste", json!({ "text": sample["tiles"] }), None),
    ])
    .unwrap();
    let lead = Uuid::parse_str(ask(app, "ward_get", json!({}))["tiles"][0]["id"].as_str().unwrap()).unwrap();
    let mut steps = Vec::new();
    for cross in sample["crosses"].as_array().unwrap() {
        let body =
            json!({ "label": cross["label"], "what_counts": cross["what_counts"], "last_known": null });
        steps.push(step("cross_define", body, None));
    }
    let measures = sample["measures"].as_array().unwrap();
    // The first comes twice, by another name, so that with planned and actual there are fifteen.
    let again = json!({ "name": "Near misses" });
    for (measure, other) in measures.iter().map(|m| (m, &Value::Null)).chain([(&measures[0], &again)]) {
        let mut body = measure.clone();
        let fields = body.as_object_mut().unwrap();
        fields.retain(|key, _| key != "key" && key != "shape");
        fields.extend(other.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
        let n = steps.len();
        steps.push(step("measure_define", body, Some(lead)));
        steps.push(Step {
            name: "audience_set",
            body: Box::new(
                move |done| json!({ "id": done[n]["id"], "audience": "wall", "read_back": true, "kept_because": null }),
            ),
            at,
            caller: Caller { tile: Some(lead), ..Caller::default() },
        });
    }
    app.execute_all(steps).unwrap();
}

/// Writes the ward's past.
struct Past {
    ward: Uuid,
    store: Uuid,
    tiles: Vec<Uuid>,
    today: NaiveDate,
    sizes: Sizes,
    chance: Chance,
    waiting: Vec<Record>,
    made: usize,
}

/// One record that is still to be made.
struct Record {
    envelope: Envelope,
    derived: bool,
    steps: Vec<(Meta, Vec<Edit>)>,
}

impl Record {
    /// Makes the document and its changes.
    fn make(&self, actor: ActorId) -> (Doc, Vec<Chunk>, i64) {
        let mut steps = self.steps.iter();
        let (mut doc, mut chunks) = if self.derived {
            Doc::create_derived(&self.envelope).unwrap()
        } else {
            let (meta, edits) = steps.next().unwrap();
            Doc::create(&self.envelope, actor, meta, edits).unwrap()
        };
        for (meta, edits) in steps {
            chunks.extend(doc.edit(actor, meta, edits).unwrap().chunks);
        }
        let last = self.steps.last().map_or(NOW, |(meta, _)| meta.time_ms);
        (doc, chunks, last)
    }
}

impl Past {
    fn new(app: &App, today: NaiveDate, sizes: Sizes) -> Self {
        let view = ask(app, "ward_get", json!({}));
        let id = |v: &Value| Uuid::parse_str(v["id"].as_str().unwrap()).unwrap();
        Self {
            ward: id(&view),
            store: app.store_id(),
            tiles: view["tiles"].as_array().unwrap().iter().map(id).collect(),
            today,
            sizes,
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

    /// Returns the days of a year from `first` to yesterday, month by month.
    fn months(&self, year: i32, first: NaiveDate) -> Vec<Vec<NaiveDate>> {
        let mut months = vec![Vec::new(); 12];
        for day in first.iter_days().take_while(|d| *d < self.today).filter(|d| d.year() == year) {
            months[day.month0() as usize].push(day);
        }
        months
    }

    fn meta(&mut self, what: &str, at: i64) -> Meta {
        let message = json!({ "w": what, "t": self.tile(), "s": self.store });
        Meta { time_ms: at, message: message.to_string() }
    }

    /// Notes one record by its steps: command, moment, edits.
    fn record(&mut self, app: &App, kind: Kind, id: Option<Uuid>, steps: Vec<(&str, i64, Vec<Edit>)>) {
        let audience = audience::table(&kind).0;
        self.record_for(app, audience, kind, id, steps);
    }

    fn record_for(
        &mut self,
        app: &App,
        audience: Audience,
        kind: Kind,
        id: Option<Uuid>,
        steps: Vec<(&str, i64, Vec<Edit>)>,
    ) {
        let first = steps.first().map_or(NOW, |s| s.1);
        let derived = id.is_some();
        let envelope = Envelope {
            audience,
            kind,
            schema: 1,
            id: id.unwrap_or_else(|| self.id(first)),
            ward: self.ward,
            epoch: 0,
            epoch_id: Uuid::nil(),
            created_at: if derived { 0 } else { first },
            created_by: if derived { None } else { self.tile() },
        };
        let mut steps: Vec<(Meta, Vec<Edit>)> =
            steps.into_iter().map(|(what, at, edits)| (self.meta(what, at), edits)).collect();
        if self.sizes.plain && steps.len() > 1 {
            let (meta, edits) = steps.remove(0);
            let rest = steps.into_iter().flat_map(|(_, edits)| edits);
            steps = vec![(meta, edits.into_iter().chain(rest).collect())];
        }
        self.waiting.push(Record { envelope, derived, steps });
        if self.waiting.len() >= AT_ONCE {
            self.flush(app);
        }
    }

    /// Makes what waits, on every core, and writes it in one transaction.
    fn flush(&mut self, app: &App) {
        let (store_id, mut actor) = (self.store, [7; 16]);
        // As the PC's own writes have it, so that another one takes them.
        actor[..8].copy_from_slice(&app.identity().device[..8]);
        let waiting = std::mem::take(&mut self.waiting);
        self.made += waiting.len();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let part = waiting.len().div_ceil(cores).max(1);
        let made: Vec<(Doc, Vec<Chunk>, i64)> = std::thread::scope(|all| {
            let parts: Vec<_> = waiting
                .chunks(part)
                .map(|part| all.spawn(|| part.iter().map(|r| r.make(ActorId(actor))).collect::<Vec<_>>()))
                .collect();
            parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
        });
        let kept =
            |tx: &Tx<'_>| made.iter().try_for_each(|(doc, chunks, at)| keep(tx, doc, chunks, *at, store_id));
        app.with_store(|store| store.write(kept)).unwrap();
    }

    fn cards(&mut self, app: &App) {
        let sizes = self.sizes;
        let live = sizes.live;
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
            let audience =
                if on_board && n % 2 == 0 { Audience::Wall } else { audience::table(&Kind::Card).0 };
            self.record_for(app, audience, Kind::Card, None, steps);
        }
        self.flush(app);
    }

    fn years(&mut self, app: &App, days: i64) {
        for ago in (1..=days).rev() {
            self.huddle(app, ago, "day");
            self.huddle(app, ago, "night");
            if ago % 2 == 0 {
                self.notice(app, ago);
            }
            if self.day(ago).weekday() == Weekday::Mon {
                self.week(app, ago);
            }
            if ago % 7 < 2 {
                self.escalation(app, ago);
                self.idea(app, ago);
            }
        }
        let counted = app.with_store(|s| s.read(|r| r.rows::<MeasureRow>("role = ''", []))).unwrap();
        for ago in (1..=days).rev().filter(|ago| ago % 180 == 150) {
            self.project(app, ago, &counted);
        }
        for _ in 0..60 {
            self.procedure(app, days);
        }
        let view = ask(app, "ward_get", json!({}));
        let first = self.day(days);
        for key in view["crosses"].as_array().unwrap().iter().map(|c| c["key"].as_str().unwrap()) {
            for year in first.year()..=self.today.year() {
                self.cross_year(app, key, year, first);
            }
        }
        let measures = app.with_store(|s| s.read(|r| r.rows::<MeasureRow>("", []))).unwrap();
        for m in measures {
            for year in first.year()..=self.today.year() {
                self.readings_year(app, &m, year, first);
            }
        }
        self.flush(app);
    }

    fn huddle(&mut self, app: &App, ago: i64, shift: &str) {
        let date = self.day(ago);
        let id = id::derived(self.ward, &Kind::Huddle, &id::huddle_key(date, shift, "T1", 0));
        // Nights gather twelve hours after the days do.
        let at = self.at(ago) + if shift == "night" { DAY / 2 } else { 0 };
        let plan = huddle::Plan {
            date: date.to_string(),
            shift: shift.to_owned(),
            slot: shift.to_owned(),
            template: "T1".to_owned(),
            template_version: 1,
            ordinal: 1,
            planned_time: "08:15".to_owned(),
        };
        let mut steps = vec![("huddle_start", at, huddle::plan(&plan))];
        if self.chance.percent(3) {
            steps.push(("huddle_not_held", at, huddle::not_held("staffing")));
        } else {
            steps.push(("huddle_start", at, huddle::start(self.tile(), false, &sections().join(","), at)));
            let mut answers = Vec::new();
            let answered = if self.sizes.plain { 4 } else { sections().len() };
            for section in sections().iter().take(answered) {
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
                // Those of one early day are never done: each screen counts how often they were carried over.
                if ago > 2 && ago != i64::from(self.sizes.years) * 365 - 30 {
                    edits.extend(huddle::set_action_state(action.id, "done", Some((self.tile(), at + DAY))));
                }
                steps.push(("action_add", at + 6 * MINUTE, edits));
            }
            steps.push(("huddle_finish", at + 9 * MINUTE, huddle::finish("held", true, "", at + 9 * MINUTE)));
        }
        self.record(app, Kind::Huddle, Some(id), steps);
    }

    fn notice(&mut self, app: &App, ago: i64) {
        let at = self.at(ago);
        let kind = if ago % 8 == 0 { "need_to_know" } else { "thanks" };
        let edits = notice::start(kind, &self.sentence(), self.tile(), "the ward", Some(at + 7 * DAY));
        self.record_for(app, Audience::Wall, Kind::Notice, None, vec![("notice_add", at, edits)]);
    }

    fn week(&mut self, app: &App, ago: i64) {
        let key = id::week_key(self.day(ago));
        let at = self.at(ago);
        let steps = vec![
            ("week_line_set", at, week::plan(&key)),
            ("week_line_set", at, (1..=3).flat_map(|n| week::set_line(n, &self.sentence())).collect()),
        ];
        self.record(app, Kind::Week, Some(id::derived(self.ward, &Kind::Week, &key)), steps);
    }

    fn escalation(&mut self, app: &App, ago: i64) {
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
        let mut steps = vec![("escalation_write", at, start)];
        if ago > OPEN_DAYS {
            let (answered, closed) = (at + DAY, at + 2 * DAY);
            let answer = escalation::answer(&self.sentence(), "Matron", answered);
            steps.push(("escalation_answer", answered, answer));
            steps.push(("escalation_close", closed, escalation::close("sorted", self.tile(), closed)));
        }
        self.record_for(app, Audience::Wall, Kind::Escalation, None, steps);
    }

    fn idea(&mut self, app: &App, ago: i64) {
        let at = self.at(ago);
        let new = idea::Idea { text: self.sentence(), raised_by: self.tile(), ..idea::Idea::default() };
        let mut steps = vec![("idea_add", at, idea::start(&new))];
        if ago > OPEN_DAYS {
            let reply = idea::reply("tried", &self.sentence(), "", self.tile(), at + DAY);
            steps.push(("idea_reply", at + DAY, reply));
        }
        self.record(app, Kind::Idea, None, steps);
    }

    /// A project whose event ended so many days ago, its checks filled in but for the newest one's last answer.
    /// Each of its measures belongs to one the ward counts, whose own numbers are looked at for a step.
    fn project(&mut self, app: &App, ago: i64, counted: &[MeasureRow]) {
        let at = self.at(ago + 40);
        let new = project::Project {
            name: self.sentence(),
            aim: self.sentence(),
            lead: self.tile(),
            event_start: self.day(ago + 4).to_string(),
            event_end: self.day(ago).to_string(),
            ..project::Project::default()
        };
        let mut steps = vec![("project_add", at, project::start(&new))];
        let lines: Vec<String> = (0..8).map(|_| self.id(at).to_string()).collect();
        for (n, id) in lines.iter().enumerate() {
            let line = project::Line {
                id: id.clone(),
                name: self.sentence(),
                unit: "minutes".to_owned(),
                direction: "down".to_owned(),
                rank: format!("B{n}"),
                measure: counted.get(n % counted.len()).map(|m| m.id),
                target: Some(20.0),
                baseline: project::Baseline { value: Some(60.0 + n as f64), ..project::Baseline::default() },
                ..project::Line::default()
            };
            steps.push(("project_measure_add", at + DAY, project::add_measure(&line)));
        }
        for check in [30, 60, 90] {
            let at = self.at(ago - check);
            for (n, line) in lines.iter().enumerate() {
                let measured = n > 0 || check != 60;
                let found = project::Found {
                    check: check.to_string(),
                    line: line.clone(),
                    value: measured.then(|| 20.0 + self.chance.below(40) as f64),
                    not_measured: if measured { String::new() } else { "no_time".to_owned() },
                    note: self.sentence(),
                    ..project::Found::default()
                };
                steps.push(("project_check_set", at, project::find(&found)));
            }
            if check < 90 || ago > 180 {
                let note = self.sentence();
                let held = project::hold(&check.to_string(), Some(("yes", &note)), self.tile(), at);
                steps.push(("project_held_set", at, held));
            }
        }
        self.record(app, Kind::Project, None, steps);
    }

    fn procedure(&mut self, app: &App, days: i64) {
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
        self.record(app, Kind::StandardWork, None, steps);
    }

    fn cross_year(&mut self, app: &App, key: &str, year: i32, first: NaiveDate) {
        let id = id::derived(self.ward, &Kind::Cross, &id::cross_key(key, year));
        let mut steps = vec![("cross_mark", NOW - 3_650 * DAY, cross::plan(key, i64::from(year)))];
        for days in self.months(year, first) {
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
            if !edits.is_empty() {
                steps.push(("cross_mark", NOW - 100 * DAY, edits));
            }
        }
        self.record(app, Kind::Cross, Some(id), steps);
    }

    fn readings_year(&mut self, app: &App, m: &MeasureRow, year: i32, first: NaiveDate) {
        let id = id::derived(self.ward, &Kind::Readings, &id::readings_key(m.id, year));
        let frequency = Frequency::parse(&m.frequency).unwrap_or(Frequency::Daily);
        let mut steps = vec![("reading_set", NOW - 3_650 * DAY, readings::plan(m.id, i64::from(year)))];
        for days in self.months(year, first) {
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
        self.record(app, Kind::Readings, Some(id), steps);
    }
}

/// Appends a record's changes and writes its row, as the app does after a command.
pub fn keep(tx: &Tx<'_>, doc: &Doc, chunks: &[Chunk], at: i64, store: Uuid) -> Result<(), StoreFault> {
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
