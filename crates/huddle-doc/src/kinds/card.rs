//! A card: one piece of work, worry or thanks on the ward's board.

use uuid::Uuid;

use super::{Clash, clashes, flags, id, stamp, tile};
use crate::schema::{Field, Known};
use crate::state::{Node, State};
use crate::value::{Edit, Value, path};

/// Fields of a card.
pub const FIELDS: &[Known] = &[
    (&["title"], Field::Str),
    (&["card_kind"], Field::Str),
    (&["lane"], Field::Str),
    (&["place"], Field::Str),
    (&["why"], Field::Str),
    (&["owner"], Field::Str),
    (&["helpers"], Field::Map),
    (&["helpers", "*"], Field::Bool),
    (&["due"], Field::Str),
    (&["size"], Field::Str),
    (&["status"], Field::Str),
    (&["blocked_by"], Field::Str),
    (&["result"], Field::Str),
    (&["waste_tag"], Field::Str),
    (&["raised_by"], Field::Str),
    (&["column_since"], Field::Int),
    (&["notes"], Field::Text),
    (&["checklist"], Field::Map),
    (&["checklist", "*"], Field::Map),
    (&["checklist", "*", "text"], Field::Str),
    (&["checklist", "*", "done"], Field::Bool),
    (&["checklist", "*", "rank"], Field::Str),
    (&["comments"], Field::Map),
    (&["comments", "*"], Field::Whole),
    (&["comments", "*", "text"], Field::Str),
    (&["comments", "*", "by"], Field::Str),
    (&["comments", "*", "at"], Field::Int),
    (&["links"], Field::Map),
    (&["links", "*"], Field::Whole),
    (&["links", "*", "kind"], Field::Str),
    (&["links", "*", "target"], Field::Str),
    (&["links", "*", "label"], Field::Str),
    (&["me_too"], Field::Map),
    (&["me_too", "*"], Field::Bool),
    (&["archived_at"], Field::Int),
    (&["recurs"], Field::Str),
    (&["from"], Field::Str),
];

/// Holds a card as it reads now.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// One line, two on the board at most.
    pub title: String,
    /// Which sort of card; a key of huddle-core's words.
    pub card_kind: String,
    /// The lane's key; empty when not sorted yet.
    pub lane: String,
    /// `column|rank` in one value, so that two moves cannot mix.
    pub place: String,
    /// Why it matters.
    pub why: String,
    /// Whose it is.
    pub owner: Option<Uuid>,
    /// Who helps.
    pub helpers: Vec<Uuid>,
    /// A date, `2026-11-22`; empty for none.
    pub due: String,
    /// How big; empty when nobody said.
    pub size: String,
    /// A status word's key; empty when nobody said.
    pub status: String,
    /// What it waits for.
    pub blocked_by: String,
    /// What came of it.
    pub result: String,
    /// Which sort of waste it is about.
    pub waste_tag: String,
    /// Who raised it.
    pub raised_by: Option<Uuid>,
    /// When it came into its column, milliseconds since 1970 UTC.
    pub column_since: Option<i64>,
    /// Long text.
    pub notes: String,
    /// Steps in order of rank, then id.
    pub checklist: Vec<CheckItem>,
    /// What people said, oldest first.
    pub comments: Vec<Comment>,
    /// Records and addresses it points to.
    pub links: Vec<Link>,
    /// Who said "me too".
    pub me_too: Vec<Uuid>,
    /// When it was put away, milliseconds since 1970 UTC.
    pub archived_at: Option<i64>,
    /// How it comes back; empty for never.
    pub recurs: String,
    /// The huddle it came from.
    pub from: Option<Uuid>,
    /// Where two people wrote apart.
    pub clashes: Vec<Clash>,
}

/// Holds one step of a card's checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckItem {
    /// The step's key.
    pub id: String,
    /// What to do.
    pub text: String,
    /// Whether it is done.
    pub done: bool,
    /// Its place in the order.
    pub rank: String,
}

/// Holds one comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The comment's key.
    pub id: String,
    /// What was said.
    pub text: String,
    /// Who said it.
    pub by: Option<Uuid>,
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
}

/// Holds one link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The link's key.
    pub id: String,
    /// What it points to: a kind of record, or `address`.
    pub kind: String,
    /// The record's id or the address.
    pub target: String,
    /// The words shown.
    pub label: String,
}

/// Reads a card; missing fields get their defaults.
pub fn read(s: &State) -> Card {
    let item = |(id, n): (&String, &Node)| CheckItem {
        id: id.clone(),
        text: n.str("text").to_owned(),
        done: n.bool("done"),
        rank: n.str("rank").to_owned(),
    };
    let mut checklist: Vec<CheckItem> = s.map("checklist").map(item).filter(|i| !i.text.is_empty()).collect();
    checklist.sort_by(|a, b| (&a.rank, &a.id).cmp(&(&b.rank, &b.id)));
    let comment = |(id, n): (&String, &Node)| Comment {
        id: id.clone(),
        text: n.str("text").to_owned(),
        by: tile(n, "by"),
        at: n.int("at").unwrap_or(0),
    };
    let mut comments: Vec<Comment> = s.map("comments").map(comment).filter(|c| !c.text.is_empty()).collect();
    comments.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let link = |(id, n): (&String, &Node)| Link {
        id: id.clone(),
        kind: n.str("kind").to_owned(),
        target: n.str("target").to_owned(),
        label: n.str("label").to_owned(),
    };
    Card {
        title: s.str("title").to_owned(),
        card_kind: s.str("card_kind").to_owned(),
        lane: s.str("lane").to_owned(),
        place: s.str("place").to_owned(),
        why: s.str("why").to_owned(),
        owner: tile(&s.root, "owner"),
        helpers: flags(s, "helpers"),
        due: s.str("due").to_owned(),
        size: s.str("size").to_owned(),
        status: s.str("status").to_owned(),
        blocked_by: s.str("blocked_by").to_owned(),
        result: s.str("result").to_owned(),
        waste_tag: s.str("waste_tag").to_owned(),
        raised_by: tile(&s.root, "raised_by"),
        column_since: s.int("column_since"),
        notes: s.text("notes").to_owned(),
        checklist,
        comments,
        links: s.map("links").map(link).filter(|l| !l.target.is_empty()).collect(),
        me_too: flags(s, "me_too"),
        archived_at: s.int("archived_at"),
        recurs: s.str("recurs").to_owned(),
        from: id(&s.root, "from"),
        clashes: clashes(s),
    }
}

/// Holds what a new card starts with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewCard {
    /// One line.
    pub title: String,
    /// Which sort of card.
    pub card_kind: String,
    /// The lane's key; may be empty.
    pub lane: String,
    /// `column|rank`.
    pub place: String,
    /// Why it matters; may be empty.
    pub why: String,
    /// Whose it is.
    pub owner: Option<Uuid>,
    /// A date; may be empty.
    pub due: String,
    /// Which sort of waste; may be empty.
    pub waste_tag: String,
    /// Who raised it.
    pub raised_by: Option<Uuid>,
    /// The huddle it came from.
    pub from: Option<Uuid>,
}

/// Starts a card at `now_ms`.
pub fn start(new: &NewCard, now_ms: i64) -> Vec<Edit> {
    let mut edits = vec![
        Edit::put(["title"], new.title.as_str()),
        Edit::put(["card_kind"], new.card_kind.as_str()),
        Edit::put(["place"], new.place.as_str()),
        Edit::put(["column_since"], now_ms),
    ];
    for (key, value) in
        [("lane", &new.lane), ("why", &new.why), ("due", &new.due), ("waste_tag", &new.waste_tag)]
    {
        if !value.is_empty() {
            edits.push(Edit::put([key], value.as_str()));
        }
    }
    for (key, who) in [("owner", new.owner), ("raised_by", new.raised_by), ("from", new.from)] {
        if let Some(who) = who {
            edits.push(Edit::put([key], who));
        }
    }
    edits
}

/// Changes the title.
pub fn set_title(title: &str) -> Vec<Edit> {
    vec![Edit::put(["title"], title)]
}

/// Moves a card to `place` (`column|rank`); its time in the column starts anew when `column_changes`.
pub fn move_to(place: &str, column_changes: bool, now_ms: i64) -> Vec<Edit> {
    let mut edits = vec![Edit::put(["place"], place)];
    if column_changes {
        edits.push(Edit::put(["column_since"], now_ms));
    }
    edits
}

/// Puts a card in a lane.
pub fn set_lane(lane: &str) -> Vec<Edit> {
    vec![Edit::put(["lane"], lane)]
}

/// Says whose the card is; `None` for nobody.
pub fn set_owner(owner: Option<Uuid>) -> Vec<Edit> {
    vec![super::put_or_remove(path(["owner"]), owner.map(Value::from))]
}

/// Says whether a tile helps.
pub fn set_helper(tile: Uuid, helps: bool) -> Vec<Edit> {
    super::flag("helpers", tile, helps)
}

/// Sets the due date (`2026-11-22`); empty for none.
pub fn set_due(due: &str) -> Vec<Edit> {
    vec![Edit::put(["due"], due)]
}

/// Sets the status word's key.
pub fn set_status(status: &str) -> Vec<Edit> {
    vec![Edit::put(["status"], status)]
}

/// Sets one of the short texts: `why`, `size`, `blocked_by`, `result`, `waste_tag`, `recurs`,
/// `card_kind`. Any other field gives no edit.
pub fn set_line(field: &str, text: &str) -> Vec<Edit> {
    let known = ["why", "size", "blocked_by", "result", "waste_tag", "recurs", "card_kind"];
    known.iter().filter(|f| **f == field).map(|f| Edit::put([*f], text)).collect()
}

/// Changes the notes by one splice; positions are in characters.
pub fn splice_notes(at: usize, del: usize, ins: &str) -> Vec<Edit> {
    vec![Edit::splice(["notes"], at, del, ins)]
}

/// Adds a step to the checklist.
pub fn add_check(id: &str, text: &str, rank: &str) -> Vec<Edit> {
    vec![Edit::put(
        ["checklist", id],
        Value::map([("text", text.into()), ("done", false.into()), ("rank", rank.into())]),
    )]
}

/// Ticks a step, or takes the tick away.
pub fn tick(id: &str, done: bool) -> Vec<Edit> {
    vec![Edit::put(["checklist", id, "done"], done)]
}

/// Changes the words of a step.
pub fn set_check_text(id: &str, text: &str) -> Vec<Edit> {
    vec![Edit::put(["checklist", id, "text"], text)]
}

/// Moves a step in the order.
pub fn move_check(id: &str, rank: &str) -> Vec<Edit> {
    vec![Edit::put(["checklist", id, "rank"], rank)]
}

/// Takes a step off the checklist.
pub fn remove_check(id: &str) -> Vec<Edit> {
    vec![Edit::remove(["checklist", id])]
}

/// Adds a comment.
pub fn comment(id: &str, text: &str, by: Option<Uuid>, at: i64) -> Vec<Edit> {
    vec![Edit::put(["comments", id], stamp([("text", text.into())], by, at))]
}

/// Takes a comment away.
pub fn remove_comment(id: &str) -> Vec<Edit> {
    vec![Edit::remove(["comments", id])]
}

/// Adds a link.
pub fn link(id: &str, kind: &str, target: &str, label: &str) -> Vec<Edit> {
    vec![Edit::put(
        ["links", id],
        Value::map([("kind", kind.into()), ("target", target.into()), ("label", label.into())]),
    )]
}

/// Takes a link away.
pub fn unlink(id: &str) -> Vec<Edit> {
    vec![Edit::remove(["links", id])]
}

/// Says "me too", or takes it back.
pub fn me_too(tile: Uuid, yes: bool) -> Vec<Edit> {
    super::flag("me_too", tile, yes)
}

/// Puts the card away (still searchable).
pub fn put_away(now_ms: i64) -> Vec<Edit> {
    vec![Edit::put(["archived_at"], now_ms)]
}

/// Brings a card back to the board.
pub fn bring_back() -> Vec<Edit> {
    vec![Edit::remove(["archived_at"])]
}
