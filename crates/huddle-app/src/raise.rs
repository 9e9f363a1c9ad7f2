//! Who may see a record: raising it is an act that reads the words back (IG-2, IG-5, IG-9).

use crate::check::one_of;
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::wire::*;
use huddle_core::audience::{self, Audience};
use huddle_core::guard::likely::{Surroundings, likely};
use huddle_core::guard::{Find, Found};
use huddle_core::kind::Kind;
use huddle_core::words::KeptBecause;
use huddle_doc::kinds::set_audience;
use huddle_doc::{Edit, State, Value};
use huddle_store::{TileRow, params};
use serde_json::json;

/// Where a record keeps that somebody read certain words and let them stand.
const CHECKED: &str = "checked";

/// Returns the words of a record that a wall, or a matron, would read: hers is the whole of what is asked for.
fn texts(state: &State, to: Audience) -> Vec<String> {
    let fields: &[&str] = match state.env.kind {
        Kind::Escalation if to == Audience::Matron => {
            &["need", "answer", "situation", "background", "assessment", "told_who"]
        }
        Kind::Card => &["title"],
        Kind::Notice => &["text", "to"],
        Kind::Measure => &["name"],
        Kind::Escalation => &["need", "answer"],
        Kind::Idea => &["text", "reply"],
        Kind::StandardWork => &["title"],
        Kind::Project => &["name", "aim"],
        _ => &[],
    };
    fields.iter().map(|f| state.str(f).to_owned()).filter(|text| !text.is_empty()).collect()
}

fn digest(texts: &[String]) -> String {
    crate::edit::rev(&texts.join("\n"))
}

/// What the patterns know about this ward.
fn surroundings(ask: &Ask) -> Result<Surroundings, Fault> {
    let conf = ask.ward()?;
    let tiles = ask.r.rows::<TileRow>("ward = ?1", params![conf.id])?;
    Ok(Surroundings {
        staff: tiles.into_iter().map(|t| t.initials).collect(),
        ..Surroundings::on(conf.date(ask.now))
    })
}

fn word(found: Found) -> &'static str {
    match found {
        Found::NationalNumber | Found::NearMiss => "number",
        Found::BirthDate => "birth_date",
        Found::BedAndName => "bed_and_name",
        Found::TitleAndSurname => "title_and_surname",
        Found::Postcode => "postcode",
        Found::Phone => "phone",
        Found::Email => "email",
        Found::HospitalNumber => "hospital_number",
    }
}

/// Finds everything that may tell who a text is about, numbers of the test range included.
fn finds(ask: &Ask, text: &str, around: &Surroundings) -> Vec<Find> {
    let mut all = huddle_core::guard::judge(text, &ask.env.ranges).finds().to_vec();
    all.extend(likely(text, around));
    all
}

/// Says why these very words were let stand, when somebody did.
fn kept(state: &State, texts: &[String]) -> String {
    let node = state.root.get(CHECKED);
    let same = node.is_some_and(|n| n.str("digest") == digest(texts));
    if same { node.map(|n| n.str("reason").to_owned()).unwrap_or_default() } else { String::new() }
}

/// Returns what is read back before a record goes to wider eyes.
pub fn raise_check_get(ask: &Ask, req: RaiseAsk) -> Result<RaiseCheck, Fault> {
    let to = req.audience.as_deref().unwrap_or(Audience::Wall.as_str());
    let to = one_of(Audience::parse(to), "audience")?;
    let doc = ask.doc(req.id)?;
    let state = doc.state();
    let texts = texts(state, to);
    let around = surroundings(ask)?;
    let finds = texts
        .iter()
        .enumerate()
        .flat_map(|(at, text)| finds(ask, text, &around).into_iter().map(move |find| (at, find)))
        .map(|(text, find)| shown(text, &find))
        .collect();
    Ok(RaiseCheck {
        id: req.id,
        audience: state.env.audience.as_str().to_owned(),
        widest: audience::table(&state.env.kind).1.as_str().to_owned(),
        kept_because: kept(state, &texts),
        texts,
        finds,
    })
}

/// Most characters looked at while somebody types; no field that goes on a wall is longer.
const MOST_TYPED: usize = 1_000;

/// Returns what in words somebody types may tell who they are about: the same rule as when they are raised.
pub fn words_check_get(ask: &Ask, req: WordsAsk) -> Result<WordsCheck, Fault> {
    let text: String = req.text.chars().take(MOST_TYPED).collect();
    Ok(WordsCheck { finds: finds_in(ask, 0, &text)? })
}

/// Returns a find in the so-manieth text as a screen marks it.
fn shown(text: usize, find: &Find) -> RaiseFind {
    RaiseFind { text, from: find.chars.start, to: find.chars.end, found: word(find.found).to_owned() }
}

/// Raises a record to wider eyes, or takes it back.
pub fn audience_set(ex: &mut Exec, req: AudienceSet) -> Result<Done, Fault> {
    let to = one_of(Audience::parse(&req.audience), "audience")?;
    let state = ex.state(req.id)?;
    if state.deleted_at.is_some() {
        return Err(Fault::not_found());
    }
    let (kind, now) = (state.env.kind.clone(), state.env.audience);
    let widest = audience::table(&kind).1;
    if to > widest || audience::inherits(&kind) || kind == Kind::Ward {
        return Err(Fault::new(
            ErrorKind::Policy,
            "not_for_others",
            "This stays on the ward's own PCs. Nothing was changed.",
        ));
    }
    ex.detail(json!({ "to": to.as_str() }));
    if to == now {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    let mut edits = set_audience(to);
    if to > now {
        read_by_a_person(ex, req.read_back)?;
        edits.extend(checked(ex, &state, to, req.kept_because.as_deref())?);
    }
    ex.edit(req.id, &edits)?;
    Ok(Done::of(req.id))
}

/// Refuses to show words more widely unless a person holds a tile and read them.
pub(crate) fn read_by_a_person(ex: &Exec, read_back: bool) -> Result<(), Fault> {
    if ex.caller.tile.is_none() {
        return Err(Fault::user("needs_tile", "Tap your name tile first. Nothing was changed."));
    }
    if !read_back {
        return Err(Fault::user(
            "read_back",
            "Read the words first: could anyone tell who this is about? Nothing was changed.",
        ));
    }
    Ok(())
}

/// Reads why words that may tell can stay; refuses without a reason.
pub(crate) fn reason(because: Option<&str>) -> Result<KeptBecause, Fault> {
    let Some(given) = because.filter(|b| !b.is_empty()) else {
        return Err(Fault::user(
            "may_tell_who",
            "These words may tell who this is about. Change them, or say why they can stay. Nothing was changed.",
        ));
    };
    let reason = KeptBecause::parse(given);
    one_of(reason.is_known().then_some(()), "kept_because")?;
    Ok(reason)
}

/// Returns what in one text may tell who it is about, as a screen marks it.
pub(crate) fn finds_in(ask: &Ask, text: usize, words: &str) -> Result<Vec<RaiseFind>, Fault> {
    let found = finds(ask, words, &surroundings(ask)?);
    Ok(found.iter().map(|find| shown(text, find)).collect())
}

/// Notes why words that may tell stay as they are; refuses without a reason.
fn checked(ex: &Exec, state: &State, to: Audience, because: Option<&str>) -> Result<Vec<Edit>, Fault> {
    let texts = texts(state, to);
    let around = surroundings(ex)?;
    let found = texts.iter().any(|text| !finds(ex, text, &around).is_empty());
    if !found || !kept(state, &texts).is_empty() {
        return Ok(Vec::new());
    }
    let reason = reason(because)?;
    let mut entry = vec![
        ("digest", Value::from(digest(&texts).as_str())),
        ("reason", Value::from(reason.as_str())),
        ("at", Value::from(ex.now)),
    ];
    if let Some(tile) = ex.caller.tile {
        entry.push(("by", Value::from(tile)));
    }
    Ok(vec![Edit::put([CHECKED], Value::map(entry))])
}

/// Puts veils over texts for the wall: what may tell who it is about is not shown (IG-5).
pub(crate) struct Veil {
    around: Surroundings,
}

impl Veil {
    pub(crate) fn new(ask: &Ask) -> Result<Self, Fault> {
        Ok(Self { around: surroundings(ask)? })
    }

    /// Returns a record's state when it is on the wall.
    pub(crate) fn raised(&self, ask: &Ask, id: huddle_core::Uuid) -> Result<bool, Fault> {
        let row = ask.r.doc(id)?;
        Ok(row.is_some_and(|row| {
            row.deleted_at.is_none() && Audience::parse_or_strictest(&row.audience) == Audience::Wall
        }))
    }

    /// Returns words that are no record's own as the wall may show them; `stand`: somebody let these very words stand.
    pub(crate) fn over_words(&self, ask: &Ask, text: &str, stand: bool) -> WallText {
        let hidden = !stand && !finds(ask, text, &self.around).is_empty();
        WallText { text: if hidden { String::new() } else { text.to_owned() }, hidden }
    }

    /// Returns a text of a record as the wall may show it.
    pub(crate) fn over(&self, ask: &Ask, id: huddle_core::Uuid, text: &str) -> Result<WallText, Fault> {
        let shown = |text: &str| WallText { text: text.to_owned(), hidden: false };
        if text.is_empty() || finds(ask, text, &self.around).is_empty() {
            return Ok(shown(text));
        }
        let doc = ask.doc(id)?;
        let state = doc.state();
        let let_stand = !kept(state, &texts(state, Audience::Wall)).is_empty();
        Ok(if let_stand { shown(text) } else { WallText { text: String::new(), hidden: true } })
    }
}
