//! Looking after the store without a window: state, verify, backup, PIN reset. For `huddlectl`.

use crate::app::App;
use crate::fault::Fault;
use crate::wire::WireError;
use huddle_core::Uuid;
use huddle_doc::{Node, NodeValue, Scalar};
use huddle_store::Reader;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

/// Envelope keys: what a record is and whose, not what it says.
const ENVELOPE: &[&str] =
    &["kind", "schema", "id", "ward", "epoch", "epoch_id", "audience", "created_at", "created_by"];

impl App {
    /// Carries out a maintenance word: `state`, `verify`, `backup`, `admin_pin_reset`, `export_readings`,
    /// and those of pairing (`pair_invite`, `pair_check`, `pair_joined`, `pair_list`, `pair_revoke`)
    /// and of carrying changes in a file (`bundle_join`, `bundle_out`,
    /// `bundle_in`).
    ///
    /// # Errors
    /// A [`WireError`] with a plain sentence.
    pub fn keep(&self, name: &str, body: &Json) -> Result<Json, WireError> {
        let done = match name {
            "state" if body.get("heads") == Some(&Json::Bool(true)) => self.heads(),
            "state" => self.state(),
            "verify" => self.verify(),
            "backup" => crate::backup::now(self, body.get("to").and_then(Json::as_str).unwrap_or_default()),
            "admin_pin_reset" => {
                self.with_store(|s| s.write(crate::pin::reset)).map(|()| json!({ "reset": true }))
            }
            "rebuild" => self.rebuild().map(|n| json!({ "records": n })).map_err(|e| Fault(Box::new(e))),
            "pair_invite" => self.pair_invite(body),
            "pair_check" => self.pair_check(body),
            "pair_joined" => self.pair_joined(body),
            "pair_list" => self.pair_list(),
            "pair_revoke" => self.pair_revoke(body),
            "bundle_out" => self.bundle_out(body),
            "bundle_join" => self.bundle_answer(body),
            "bundle_in" => self.bundle_in(body),
            "export_readings" => self.with_store(|s| s.read(|r| crate::import::export(r, body))),
            _ => Err(Fault::user("unknown_name", "There is no such request. Nothing was changed.")),
        };
        done.map_err(|fault| *fault.0)
    }

    /// Counts the records and digests them: `heads_digest` is exact, `state_digest` says what the
    /// records say whatever ids they have.
    fn state(&self) -> Result<Json, Fault> {
        self.with_store(|store| store.read(state_of))
    }

    /// Counts the records and digests their heads without opening one: what is asked while PCs catch up.
    fn heads(&self) -> Result<Json, Fault> {
        self.with_store(|store| {
            store.read(|r| {
                let (mut heads, mut documents, mut after) = (Sha256::new(), 0_u64, Uuid::nil());
                loop {
                    let rows = r.docs_after(after, 1_000)?;
                    let Some(last) = rows.last() else { break };
                    after = last.id;
                    for row in &rows {
                        heads.update(row.id.as_bytes());
                        heads.update(&row.heads);
                        documents += 1;
                    }
                }
                Ok(json!({ "documents": documents, "heads_digest": hex::encode(heads.finalize()) }))
            })
        })
    }

    /// Loads every record from its stored changes and checks its heads.
    fn verify(&self) -> Result<Json, Fault> {
        self.with_store(|store| {
            store.read(|r| {
                let (mut good, mut damaged) = (0_u64, Vec::new());
                for id in all_ids(r)? {
                    match crate::docs::load(r, id) {
                        Ok(_) => good += 1,
                        Err(_) => damaged.push(id.to_string()),
                    }
                }
                Ok(json!({ "records": good, "damaged": damaged }))
            })
        })
    }
}

fn all_ids(r: &Reader) -> Result<Vec<Uuid>, Fault> {
    let mut ids = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let rows = r.docs_after(after, 1_000)?;
        let Some(last) = rows.last() else { return Ok(ids) };
        after = last.id;
        ids.extend(rows.iter().map(|row| row.id));
    }
}

fn state_of(r: &Reader) -> Result<Json, Fault> {
    let mut heads = Sha256::new();
    let mut said: Vec<[u8; 32]> = Vec::new();
    let ids = all_ids(r)?;
    for id in &ids {
        let row = r.doc(*id)?.ok_or_else(Fault::not_found)?;
        heads.update(id.as_bytes());
        heads.update(&row.heads);
        let doc = crate::docs::load(r, *id)?;
        let state = doc.state();
        let text = format!("{}{}", state.env.kind.as_str(), without_ids(&state.root, true));
        said.push(Sha256::digest(text.as_bytes()).into());
    }
    said.sort_unstable();
    let mut all = Sha256::new();
    for one in &said {
        all.update(one);
    }
    Ok(json!({
        "documents": ids.len(),
        "heads_digest": hex::encode(heads.finalize()),
        "state_digest": hex::encode(all.finalize()),
    }))
}

/// Writes a text, or `#` in place of an id; a key such as `30:ID` keeps its other parts.
fn bare(text: &str) -> String {
    let is_id = |part: &&str| Uuid::parse_str(part).is_ok();
    if !text.split(':').any(|part| is_id(&part)) {
        return format!("{text:?}");
    }
    text.split(':').map(|part| if is_id(&part) { "#" } else { part }).collect::<Vec<_>>().join(":")
}

/// Writes what a record says with every id replaced by `#`; maps keyed by ids are put in order of content.
fn without_ids(node: &Node, root: bool) -> String {
    let mut out = match &node.value {
        NodeValue::Map(map) => {
            let mut entries: Vec<String> = map
                .iter()
                .filter(|(key, _)| !(root && ENVELOPE.contains(&key.as_str())))
                .map(|(key, child)| format!("{}:{}", bare(key), without_ids(child, false)))
                .collect();
            entries.sort_unstable();
            format!("{{{}}}", entries.join(","))
        }
        NodeValue::Text(text) => format!("{text:?}"),
        NodeValue::Scalar(Scalar::Str(text)) => bare(text),
        NodeValue::Scalar(scalar) => format!("{scalar:?}"),
        NodeValue::Other => "?".to_owned(),
    };
    if !node.clash.is_empty() {
        let mut others: Vec<String> = node.clash.iter().map(|n| without_ids(n, false)).collect();
        others.sort_unstable();
        out.push('~');
        out.push_str(&others.join("~"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn an_id_is_left_out_also_as_part_of_a_key() {
        let id = "018f0000-0000-7000-8000-0000000000aa";
        assert_eq!(bare(id), "#");
        assert_eq!(bare(&format!("30:{id}")), "30:#");
        assert_eq!(bare("daily:2026-11-22"), "\"daily:2026-11-22\"");
        assert_eq!(bare("Ring at 10:30"), "\"Ring at 10:30\"");
    }
}
