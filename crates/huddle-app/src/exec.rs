//! One command's working room: read, edit documents, and leave all its traces in one transaction.
//!
//! A handler gets an [`Exec`]. It reads through [`Ask`], changes documents through [`Exec::create`],
//! [`Exec::ensure`] and [`Exec::edit`], and returns. The engine then appends changes, projects the
//! read model, writes the undo entry and the answer, and commits (INV-4). Nothing a handler edits is
//! seen by anybody before COMMIT, because it works on copies.
//!
//! Over 400 lines because INV-4 is proved here: every trace of a command is written in this one place.

use crate::docs::{Docs, join_heads};
use crate::env::{Caller, Env};
use crate::fault::Fault;
use crate::later::Later;
use crate::message::Message;
use crate::project;
use crate::sync::{Desk, Said};
use crate::ward_conf::WardConf;
use crate::wire::ChangeNote;
use huddle_core::Uuid;
use huddle_core::audience;
use huddle_core::guard;
use huddle_core::id;
use huddle_core::kind::Kind;
use huddle_core::time::Ms;
use huddle_doc::{ActorId, Chunk, Doc, Edit, Envelope, Inverse, Meta, NodeValue, State, Value};
use huddle_store::{ChangeRow, DocRow, Reader, Tx};
use serde_json::Value as Json;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

/// What a query (and every command) may look at.
pub struct Ask<'a> {
    /// The read model and the settings.
    pub r: &'a Reader<'a>,
    /// Clock, randomness, ranges.
    pub env: &'a Env,
    /// When this request began.
    pub now: Ms,
    /// Who asks.
    pub caller: &'a Caller,
    /// The data folder.
    pub folder: &'a std::path::Path,
    /// This PC's device id in hexadecimal.
    pub device: &'a str,
    /// This store's id.
    pub store_id: Uuid,
    /// Opening found damage and put right what it could.
    pub recovered: bool,
    /// Settings to keep even when the command is refused (wrong PIN tries); written after the rollback.
    pub(crate) keep: &'a RefCell<Vec<(&'static str, Json)>>,
    /// What the host had to say of sharing.
    pub(crate) said: &'a Said,
    /// Where digits are compared.
    pub(crate) desk: &'a Desk,
    pub(crate) later: &'a RefCell<Option<Later>>,
    pub(crate) ward: Option<Arc<WardConf>>,
    pub(crate) docs: &'a RefCell<Docs>,
}

impl Ask<'_> {
    /// Returns the ward of this PC.
    ///
    /// # Errors
    /// [`Fault::no_ward`] before a ward was started.
    pub fn ward(&self) -> Result<Arc<WardConf>, Fault> {
        self.ward.clone().ok_or_else(Fault::no_ward)
    }

    /// Opens a record's document. Screens do not need this; history and clashes do.
    ///
    /// # Errors
    /// When the record is not here or its changes are damaged.
    pub fn doc(&self, id: Uuid) -> Result<Arc<Doc>, Fault> {
        self.docs.borrow_mut().get(self.r, id)
    }

    /// Makes a new record id from the clock and randomness.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new_id(&self) -> Result<Uuid, Fault> {
        let mut random = [0_u8; 10];
        self.env.entropy.fill(&mut random).map_err(|_| Fault::internal("no randomness"))?;
        Ok(id::v7(self.now, random))
    }
}

struct Touched {
    doc: Doc,
    kind: Kind,
    chunks: Vec<Chunk>,
    inverse: Vec<Inverse>,
    created: bool,
}

/// One command at work.
pub struct Exec<'a> {
    ask: Ask<'a>,
    tx: &'a Tx<'a>,
    actor: ActorId,
    what: &'static str,
    detail: Json,
    touched: BTreeMap<Uuid, Touched>,
    /// Order of first touch, for the feed.
    order: Vec<Uuid>,
    notes: Vec<String>,
    undoable: bool,
    nameless: bool,
    ward_changed: bool,
    /// Set by typing: joins this entry with the one before when field and tile are the same.
    pub(crate) typing: Option<String>,
}

impl<'a> Deref for Exec<'a> {
    type Target = Ask<'a>;
    fn deref(&self) -> &Ask<'a> {
        &self.ask
    }
}

/// What a finished command leaves for the engine.
pub(crate) struct Finished {
    pub docs: Vec<(Uuid, Arc<Doc>)>,
    pub changes: Vec<ChangeNote>,
    pub undo: Option<i64>,
    pub ward_changed: bool,
}

impl<'a> Exec<'a> {
    pub(crate) fn new(ask: Ask<'a>, tx: &'a Tx<'a>, actor: ActorId, what: &'static str) -> Self {
        Self {
            ask,
            tx,
            actor,
            what,
            detail: Json::Null,
            touched: BTreeMap::new(),
            order: Vec::new(),
            notes: Vec::new(),
            undoable: true,
            nameless: false,
            ward_changed: false,
            typing: None,
        }
    }

    /// Returns the transaction, for settings and read-model rows that are no document.
    #[must_use]
    pub fn tx(&self) -> &Tx<'a> {
        self.tx
    }

    /// Sets the codes and short values the history's sentence needs. Never free text.
    pub fn detail(&mut self, detail: Json) {
        self.detail = detail;
    }

    /// Adds a code worth saying beside "Saved".
    pub fn note(&mut self, code: &str) {
        self.notes.push(code.to_owned());
    }

    pub(crate) fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Leaves no undo entry (PIN, settings of this PC, undo itself).
    pub fn no_undo(&mut self) {
        self.undoable = false;
    }

    /// Says that another ward is shown from now on, or this one differently.
    pub(crate) fn ward_changed(&mut self) {
        self.ward_changed = true;
    }

    /// Keeps the held tile out of everything this command writes: a record given without a name.
    pub fn nameless(&mut self) {
        self.nameless = true;
    }

    /// Returns the tile that is written as the author.
    fn author(&self) -> Option<Uuid> {
        self.caller.tile.filter(|_| !self.nameless)
    }

    fn meta(&self) -> Meta {
        let message = Message {
            what: self.what.to_owned(),
            tile: self.author(),
            store: self.store_id,
            detail: self.detail.clone(),
        };
        Meta { time_ms: self.now, message: message.to_text() }
    }

    /// Makes the envelope of a new record of this ward.
    ///
    /// # Errors
    /// Before a ward was started.
    pub fn envelope(&self, kind: Kind, id: Uuid) -> Result<Envelope, Fault> {
        Ok(Envelope {
            audience: audience::table(&kind).0,
            kind,
            schema: 1,
            id,
            ward: self.ward()?.id,
            epoch: 0,
            epoch_id: Uuid::nil(),
            created_at: self.now,
            created_by: self.author(),
        })
    }

    /// Creates a record that one person makes.
    ///
    /// # Errors
    /// When a text holds a patient's number, or the document refuses.
    pub fn create(&mut self, envelope: &Envelope, edits: &[Edit]) -> Result<Uuid, Fault> {
        let (doc, chunks) = Doc::create(envelope, self.actor, &self.meta(), edits)?;
        self.guard(doc.state(), edits)?;
        self.order.push(envelope.id);
        self.touched.insert(
            envelope.id,
            Touched { doc, kind: envelope.kind.clone(), chunks, inverse: Vec::new(), created: true },
        );
        Ok(envelope.id)
    }

    /// Creates a record of this ward with a fresh id.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn create_new(&mut self, kind: Kind, edits: &[Edit]) -> Result<Uuid, Fault> {
        let id = self.new_id()?;
        let envelope = self.envelope(kind, id)?;
        self.create(&envelope, edits)
    }

    /// Makes sure a record that two PCs may create apart is here, and returns its id.
    ///
    /// # Errors
    /// When it was removed for good.
    pub fn ensure(&mut self, kind: Kind, natural_key: &str) -> Result<Uuid, Fault> {
        let id = id::derived(self.ward()?.id, &kind, natural_key);
        if self.touched.contains_key(&id) || self.r.doc(id)?.is_some() {
            return Ok(id);
        }
        if self.r.tombstone(id)?.is_some() {
            return Err(Fault::not_now(
                "removed_for_good",
                "This was removed for good and cannot be started again.",
            ));
        }
        let mut envelope = self.envelope(kind.clone(), id)?;
        envelope.created_at = 0;
        envelope.created_by = None;
        let (doc, chunks) = Doc::create_derived(&envelope)?;
        self.order.push(id);
        // Not `created`: undo takes back what was written in it, never the day or the year itself.
        self.touched.insert(id, Touched { doc, kind, chunks, inverse: Vec::new(), created: false });
        Ok(id)
    }

    /// Creates a record that another PC may create apart, under the id both derive. Undo puts it in the bin, unless
    /// somebody else has made or changed it too (see `undo.rs`).
    ///
    /// # Errors
    /// As [`Self::create`]. The caller looks for the record and its tombstone first.
    pub fn create_derived(&mut self, kind: Kind, id: Uuid, edits: &[Edit]) -> Result<Uuid, Fault> {
        let envelope = self.envelope(kind.clone(), id)?;
        let (doc, chunks) = Doc::create_derived(&envelope)?;
        self.order.push(id);
        self.touched.insert(id, Touched { doc, kind, chunks, inverse: Vec::new(), created: true });
        self.write(id, edits, true)?;
        Ok(id)
    }

    /// Returns what a record says now, with this command's own edits.
    ///
    /// # Errors
    /// When it is not here.
    pub fn state(&self, id: Uuid) -> Result<State, Fault> {
        if let Some(touched) = self.touched.get(&id) {
            return Ok(touched.doc.state().clone());
        }
        Ok(self.doc(id)?.state().clone())
    }

    /// Edits a record.
    ///
    /// # Errors
    /// When it is not here, when the whole resulting field holds a patient's number, or when the
    /// document refuses.
    pub fn edit(&mut self, id: Uuid, edits: &[Edit]) -> Result<(), Fault> {
        self.write(id, edits, true)
    }

    /// Edits a record so that undo leaves it: whose year or shift a derived record is, which holds for
    /// everybody who writes in it later.
    ///
    /// # Errors
    /// As [`Self::edit`].
    pub fn settle(&mut self, id: Uuid, edits: &[Edit]) -> Result<(), Fault> {
        self.write(id, edits, false)
    }

    fn write(&mut self, id: Uuid, edits: &[Edit], undoable: bool) -> Result<(), Fault> {
        if edits.is_empty() {
            return Ok(());
        }
        let mut meta = self.meta();
        if !undoable {
            // Nobody did it, so it has no line in the history.
            meta.message = String::new();
        }
        if !self.touched.contains_key(&id) {
            let doc = Doc::clone(&*self.doc(id)?);
            let kind = doc.state().env.kind.clone();
            self.order.push(id);
            self.touched
                .insert(id, Touched { doc, kind, chunks: Vec::new(), inverse: Vec::new(), created: false });
        }
        let actor = self.actor;
        let Some(touched) = self.touched.get_mut(&id) else {
            return Err(Fault::internal("touched record lost"));
        };
        let edited = touched.doc.edit(actor, &meta, edits)?;
        touched.chunks.extend(edited.chunks);
        if undoable {
            touched.inverse.extend(edited.inverse);
        }
        let Some(touched) = self.touched.get(&id) else { return Ok(()) };
        self.guard(touched.doc.state(), edits)
    }

    /// Works out which edits take earlier writes back, and what has to be left.
    pub(crate) fn undo_edits(&self, id: Uuid, inverse: &[Inverse]) -> Result<huddle_doc::Undo, Fault> {
        if let Some(touched) = self.touched.get(&id) {
            return Ok(touched.doc.undo_edits(inverse));
        }
        Ok(self.doc(id)?.undo_edits(inverse))
    }

    /// Returns what this command wrote in a record so far.
    pub(crate) fn inverse_of(&self, id: Uuid) -> Vec<Inverse> {
        self.touched.get(&id).map(|t| t.inverse.clone()).unwrap_or_default()
    }

    /// Judges the whole resulting field of every edit; nothing has been written yet.
    fn guard(&self, state: &State, edits: &[Edit]) -> Result<(), Fault> {
        for edit in edits {
            match edit {
                Edit::Put { value, .. } => self.judge_value(value, edit.path())?,
                Edit::Splice { path, .. } => {
                    if let Some(NodeValue::Text(text)) = state.at(path).map(|n| &n.value) {
                        self.judge(text, path)?;
                    }
                }
                Edit::Remove { .. } | Edit::Ensure { .. } => {}
            }
        }
        Ok(())
    }

    fn judge_value(&self, value: &Value, path: &[String]) -> Result<(), Fault> {
        match value {
            Value::Scalar(huddle_doc::Scalar::Str(text)) | Value::Text(text) => self.judge(text, path),
            Value::Map(map) => map.iter().try_for_each(|(key, value)| {
                let mut path = path.to_vec();
                path.push(key.clone());
                self.judge_value(value, &path)
            }),
            Value::Scalar(_) => Ok(()),
        }
    }

    fn judge(&self, text: &str, path: &[String]) -> Result<(), Fault> {
        if !guard::must_not_be_kept(text, &self.env.ranges) {
            return Ok(());
        }
        Err(Fault::user(
            "looks_like_nhs_number",
            "This looks like an NHS number. Not saved. Take the number out, then save.",
        )
        .field(path.last().map_or("", String::as_str)))
    }

    /// Writes everything the command did; called by the engine inside the transaction.
    pub(crate) fn finish(mut self) -> Result<Finished, Fault> {
        let mut changes = Vec::new();
        let mut docs = Vec::new();
        let mut undo_docs = Vec::new();
        let mut ward_changed = self.ward_changed;
        for id in std::mem::take(&mut self.order) {
            let Some(touched) = self.touched.remove(&id) else { continue };
            if touched.chunks.is_empty() {
                continue;
            }
            let state = touched.doc.shared_state();
            for chunk in &touched.chunks {
                let row = ChangeRow {
                    doc: id,
                    epoch_id: state.env.epoch_id,
                    hash: chunk.hash,
                    actor: chunk.actor.clone(),
                    actor_seq: i64::try_from(chunk.actor_seq).unwrap_or(i64::MAX),
                    bytes: chunk.bytes.clone(),
                    origin_store: Some(self.store_id),
                    received_at: self.now,
                    ..ChangeRow::default()
                };
                // A beginning or a slot is the same on every PC and may have come from another one.
                if chunk.actor == self.actor.0 {
                    self.tx.append_own_change(&row)?;
                } else {
                    self.tx.append_change(&row)?;
                }
            }
            self.tx.begin_record(touched.created.then_some(id));
            write_doc_row(self.tx, &state, &touched.doc, self.now)?;
            project::record(self.tx, &state, touched.doc.newest_ms())?;
            self.tx.begin_record(None);
            // What was just written stands last among the record's changes.
            let before = touched.doc.changes().saturating_sub(touched.chunks.len());
            for (n, chunk) in touched.chunks.iter().enumerate() {
                let info = touched.doc.change_info(&chunk.hash).ok_or_else(|| Fault::internal("change"))?;
                if let Some(row) = project::history(id, before + n, info) {
                    self.tx.add(&row)?;
                }
            }
            ward_changed |= touched.kind == Kind::Ward;
            changes.push(ChangeNote { kind: touched.kind.as_str().to_owned(), id });
            if touched.created {
                undo_docs.push(crate::undo::Part { doc: id, created: true, inverse: Vec::new() });
            } else if !touched.inverse.is_empty() {
                undo_docs.push(crate::undo::Part { doc: id, created: false, inverse: touched.inverse });
            }
            docs.push((id, Arc::new(touched.doc)));
        }
        let undo = if self.undoable && !undo_docs.is_empty() {
            let entry = crate::undo::Entry {
                what: self.what.to_owned(),
                detail: self.detail.clone(),
                at: self.now,
                tile: self.author(),
                typing: self.typing.clone(),
                parts: undo_docs,
            };
            Some(crate::undo::push(self.tx, entry)?)
        } else {
            None
        };
        Ok(Finished { docs, changes, undo, ward_changed })
    }
}

/// Writes the store's row about a document.
pub(crate) fn write_doc_row(tx: &Tx, state: &State, doc: &Doc, now: Ms) -> Result<(), Fault> {
    tx.put_doc(&DocRow {
        id: state.env.id,
        kind: state.env.kind.as_str().to_owned(),
        ward: state.env.ward,
        audience: state.env.audience.as_str().to_owned(),
        epoch: i64::try_from(state.env.epoch).unwrap_or(i64::MAX),
        epoch_id: state.env.epoch_id,
        heads: join_heads(doc.heads()),
        deleted_at: state.deleted_at,
        created_at: state.env.created_at,
        changed_at: now,
    })?;
    Ok(())
}
