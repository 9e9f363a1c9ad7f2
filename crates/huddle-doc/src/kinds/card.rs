//! A card: one piece of work, worry or thanks on the ward's board.

use uuid::Uuid;

use super::fields::fields;
use super::{Clash, clashes, flags, items, stamp};
use crate::schema::{Field, Known};
use crate::state::State;
use crate::value::{Edit, Value, path};

/// Fields of a card.
pub const FIELDS: &[&[Known]] = &[
    Card::KNOWN,
    CheckItem::KNOWN,
    Comment::KNOWN,
    Link::KNOWN,
    &[
        (&["helpers"], Field::Map),
        (&["helpers", "*"], Field::Bool),
        (&["checklist"], Field::Map),
        (&["checklist", "*"], Field::Map),
        (&["comments"], Field::Map),
        (&["comments", "*"], Field::Whole),
        (&["links"], Field::Map),
        (&["links", "*"], Field::Whole),
        (&["me_too"], Field::Map),
        (&["me_too", "*"], Field::Bool),
    ],
];

fields! {
    /// Holds a card as it reads now.
    Card at [] {
        /// One line, two on the board at most.
        title: Str,
        /// Which sort of card; a key of huddle-core's words.
        card_kind: Str,
        /// The lane's key; empty when not sorted yet.
        lane: Str,
        /// `column|rank` in one value, so that two moves cannot mix.
        place: Str,
        /// Why it matters.
        why: Str,
        /// The tile whose it is.
        owner: Id,
        /// A date, `2026-11-22`; empty for none.
        due: Str,
        /// How big; empty when nobody said.
        size: Str,
        /// A status word's key; empty when nobody said.
        status: Str,
        /// What it waits for.
        blocked_by: Str,
        /// What came of it.
        result: Str,
        /// Which sort of waste it is about.
        waste_tag: Str,
        /// The tile that raised it.
        raised_by: Id,
        /// When it came into its column, milliseconds since 1970 UTC.
        column_since: Int,
        /// Long text.
        notes: Text,
        /// When it was put away, milliseconds since 1970 UTC.
        archived_at: Int,
        /// How it comes back; empty for never.
        recurs: Str,
        /// The huddle it came from.
        from: Id,
    }
    plus {
        /// The tiles that help.
        helpers: Vec<Uuid>,
        /// Steps in order of rank, then id.
        checklist: Vec<CheckItem>,
        /// What people said, oldest first.
        comments: Vec<Comment>,
        /// Records and addresses it points to.
        links: Vec<Link>,
        /// The tiles that said "me too".
        me_too: Vec<Uuid>,
        /// Where two people wrote apart.
        clashes: Vec<Clash>,
    }
}

fields! {
    /// Holds one step of a card's checklist.
    CheckItem at ["checklist", "*"] {
        /// What to do.
        text: Str,
        /// Whether it is done.
        done: Bool,
        /// Its place in the order.
        rank: Str,
    }
    plus {
        /// The step's key.
        id: String,
    }
}

fields! {
    /// Holds one comment.
    Comment at ["comments", "*"] {
        /// What was said.
        text: Str,
        /// The tile that said it.
        by: Id,
        /// When, milliseconds since 1970 UTC.
        at: Int,
    }
    plus {
        /// The comment's key.
        id: String,
    }
}

fields! {
    /// Holds one link.
    Link at ["links", "*"] {
        /// What it points to: a kind of record, or `address`.
        kind: Str,
        /// The record's id or the address.
        target: Str,
        /// The words shown.
        label: Str,
    }
    plus {
        /// The link's key.
        id: String,
    }
}

/// Reads a card; missing fields get their defaults.
pub fn read(s: &State) -> Card {
    let mut card = Card::from_node(&s.root);
    card.helpers = flags(s, "helpers");
    card.me_too = flags(s, "me_too");
    card.checklist = items(&s.root, "checklist", |id, n| {
        Some(CheckItem { id, ..CheckItem::from_node(n) }).filter(|i| !i.text.is_empty())
    });
    card.checklist.sort_by(|a, b| (&a.rank, &a.id).cmp(&(&b.rank, &b.id)));
    card.comments = items(&s.root, "comments", |id, n| {
        Some(Comment { id, ..Comment::from_node(n) }).filter(|c| !c.text.is_empty())
    });
    card.comments.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    card.links = items(&s.root, "links", |id, n| {
        Some(Link { id, ..Link::from_node(n) }).filter(|l| !l.target.is_empty())
    });
    card.clashes = clashes(s);
    card
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
    super::set_known(&known, field, text)
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

/// Adds a step that another PC may add too under the same key: its map becomes a slot, so that both have one.
pub fn add_check_apart(id: &str, text: &str, rank: &str) -> Vec<Edit> {
    vec![
        Edit::put(["checklist", id, "text"], text),
        Edit::put(["checklist", id, "done"], false),
        Edit::put(["checklist", id, "rank"], rank),
    ]
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
