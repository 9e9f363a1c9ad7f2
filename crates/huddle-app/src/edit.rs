//! Edits every kind shares: long text by splices, clashes, the bin.

use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::{BinSet, ClashSettle, Done, TextEdit, TextState};
use huddle_core::Uuid;
use huddle_core::guard;
use huddle_core::kind::Kind;
use huddle_core::text::{Field, is_removed, limit};
use huddle_doc::{Edit, NodeValue, Path, Value};
use huddle_store::{ClashRow, params};
use sha2::{Digest, Sha256};

/// Parts of the ward's record that everybody writes without the PIN: people and the lanes' status words.
const OPEN_IN_WARD: &[&str] = &["tiles", "lane_status"];
/// Kinds a person puts in the bin. The ward, a shift's huddle and a year of marks or numbers are no such thing:
/// what is in them is taken back piece by piece.
const BINNABLE: &[Kind] = &[
    Kind::Card,
    Kind::Notice,
    Kind::Idea,
    Kind::Escalation,
    Kind::StandardWork,
    Kind::Measure,
    Kind::Project,
];

/// Names a state of a text: the first 8 bytes of its SHA-256 in hexadecimal.
pub(crate) fn rev(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..8])
}

/// Splices a long text of a record.
///
/// The position is moved over what others wrote since `base_rev` was shown: when the text differs, the
/// edit's surroundings are not known, so the position is kept within the text. An unfinished run of six
/// or more digits at the caret is held back (IG-3): it is left out of what is written and counted in
/// `held_back`; the screen sends it again with the next key.
pub(crate) fn splice(
    ex: &mut Exec,
    id: Uuid,
    path: Path,
    field: Field,
    req: &TextEdit,
) -> Result<TextState, Fault> {
    let state = ex.state(id)?;
    let old = match state.at(&path).map(|n| &n.value) {
        Some(NodeValue::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let rule = limit(field);
    let ins: String = req
        .ins
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if (c == '\n' && !rule.lines) || c == '\t' { ' ' } else { c })
        .filter(|c| *c == '\n' || !is_removed(*c))
        .collect();
    let chars: Vec<char> = old.chars().collect();
    let at = req.at.min(chars.len());
    let del = req.del.min(chars.len() - at);
    let wanted: String =
        chars[..at].iter().copied().chain(ins.chars()).chain(chars[at + del..].iter().copied()).collect();
    let length = wanted.chars().count();
    if length > rule.max {
        return Err(crate::check::text_fault(&huddle_core::text::TextFault::TooLong {
            max: rule.max,
            length,
        })
        .field(&req.field));
    }
    // The whole wanted field is judged, also the part that is held back.
    if guard::must_not_be_kept(&wanted, &ex.env.ranges) {
        return Err(Fault::user(
            "looks_like_nhs_number",
            "This looks like an NHS number. Not saved. Take the number out, then go on.",
        )
        .field(&req.field));
    }
    let held = req.caret.and_then(|caret| guard::hold_back(&wanted, caret));
    let keep: String = match &held {
        Some(range) => wanted.chars().take(range.start).chain(wanted.chars().skip(range.end)).collect(),
        None => wanted.clone(),
    };
    let edit = match &held {
        // What is held back may lie across the edit's border.
        Some(_) => difference(&old, &keep, &path),
        // Exactly where it was typed: by the texts alone a word could be taken apart around equal letters.
        None => (old != keep).then(|| Edit::Splice { path: path.clone(), at, del, ins }),
    };
    if let Some(edit) = edit {
        ex.typing = Some(format!("{id}/{}", path.join("/")));
        ex.detail(serde_json::json!({ "field": req.field }));
        ex.edit(id, &[edit])?;
    }
    Ok(TextState { rev: rev(&keep), text: keep, saved_at: ex.now, held_back: held.map_or(0, |r| r.len()) })
}

/// Returns the one splice that turns `old` into `new`, by their common start and end.
fn difference(old: &str, new: &str, path: &Path) -> Option<Edit> {
    if old == new {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let room = a.len().min(b.len()) - start;
    let end = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    Some(Edit::Splice {
        path: path.clone(),
        at: start,
        del: a.len() - start - end,
        ins: b[start..b.len() - end].iter().collect(),
    })
}

/// Settles a clash: one value is kept by a write that has seen them all; the others stay in history.
pub fn clash_settle(ex: &mut Exec, req: ClashSettle) -> Result<Done, Fault> {
    let state = ex.state(req.id)?;
    if state.env.kind == Kind::Ward
        && !req.path.first().is_some_and(|top| OPEN_IN_WARD.contains(&top.as_str()))
    {
        crate::pin::need(ex, req.pin.as_deref())?;
    }
    let clash = state.clashes().into_iter().find(|(path, _)| *path == req.path);
    let Some((path, values)) = clash else {
        return Err(Fault::not_now(
            "already_settled",
            "Somebody has settled this already. Nothing was changed.",
        ));
    };
    let Some(value) = values.get(req.keep).and_then(huddle_doc::Node::to_value) else {
        return Err(Fault::not_found());
    };
    ex.detail(serde_json::json!({ "field": path.first() }));
    ex.edit(req.id, &[Edit::Put { path, value }])?;
    Ok(Done::of(req.id))
}

/// Puts a record in the bin or takes it out.
pub fn bin_set(ex: &mut Exec, req: BinSet) -> Result<Done, Fault> {
    let state = ex.state(req.id)?;
    if !BINNABLE.contains(&state.env.kind) {
        return Err(Fault::user("not_for_the_bin", "This cannot be put in the bin. Nothing was changed."));
    }
    ex.detail(serde_json::json!({ "kind": state.env.kind.as_str(), "binned": req.binned }));
    if state.deleted_at.is_some() == req.binned {
        ex.note("nothing_to_do");
        return Ok(Done::of(req.id));
    }
    let value = if req.binned { Value::from(ex.now) } else { Value::from(None::<i64>) };
    ex.edit(req.id, &[Edit::put(["deleted_at"], value)])?;
    Ok(Done::of(req.id))
}

/// Lists a record's clashes for the screen, with who wrote each value.
pub(crate) fn clash_views(ask: &crate::exec::Ask, id: Uuid) -> Result<Vec<crate::wire::ClashView>, Fault> {
    let doc = ask.doc(id)?;
    let clashes = huddle_doc::kinds::clashes(doc.state());
    if clashes.is_empty() {
        return Ok(Vec::new());
    }
    let history = doc.history()?;
    clashes
        .into_iter()
        .map(|(path, nodes)| {
            let values = nodes
                .iter()
                .map(|node| {
                    let info = history.iter().find(|h| h.hash == node.written_by);
                    let tile =
                        info.and_then(|h| crate::message::Message::parse(&h.message)).and_then(|m| m.tile);
                    Ok(crate::wire::ClashValue {
                        value: plain(node),
                        by: crate::ward::initials(ask.r, tile)?,
                        at: info.map_or(0, |h| h.time_ms),
                    })
                })
                .collect::<Result<Vec<_>, Fault>>()?;
            Ok(crate::wire::ClashView { id, path, values })
        })
        .collect()
}

/// Returns every place of a kind of record where two people wrote apart. Only records that have such places are
/// opened, and there are few.
pub fn clashes_get(
    ask: &crate::exec::Ask,
    req: crate::wire::ClashesAsk,
) -> Result<crate::wire::ClashesView, Fault> {
    let rows = ask.r.rows::<ClashRow>(
        "ward = ?1 AND kind = ?2 ORDER BY doc LIMIT 50",
        params![ask.ward()?.id, req.kind],
    )?;
    let mut clashes = Vec::new();
    for row in rows {
        if ask.r.doc(row.doc)?.is_some_and(|doc| doc.deleted_at.is_none()) {
            clashes.extend(clash_views(ask, row.doc)?);
        }
    }
    Ok(crate::wire::ClashesView { clashes })
}

/// Returns a node's value as plain JSON.
pub(crate) fn plain(node: &huddle_doc::Node) -> serde_json::Value {
    use huddle_doc::Scalar;
    match &node.value {
        NodeValue::Text(text) => text.clone().into(),
        NodeValue::Map(map) => {
            map.iter().map(|(k, n)| (k.clone(), plain(n))).collect::<serde_json::Map<_, _>>().into()
        }
        NodeValue::Scalar(Scalar::Str(s)) => s.clone().into(),
        NodeValue::Scalar(Scalar::Bool(b)) => (*b).into(),
        NodeValue::Scalar(Scalar::Int(n) | Scalar::Time(n)) => (*n).into(),
        NodeValue::Scalar(Scalar::F64(n)) => (*n).into(),
        NodeValue::Scalar(Scalar::Null) | NodeValue::Other => serde_json::Value::Null,
    }
}
