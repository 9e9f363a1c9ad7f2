//! The port the exchange asks, over an open app.

use super::judge::Ahead;
use super::{Care, face, read, take, trust};
use crate::app::App;
use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_store::{CursorRow, Reader, params};
use huddle_sync::{Cursor, Digest, DocSum, Fill, Item, Page, Role, Shelf, Signed, Sum, Take, Took, View};
use std::collections::HashSet;
use std::sync::Arc;

/// One ward's records on this PC.
pub struct Held {
    app: Arc<App>,
    ward: Uuid,
    mine: Role,
    /// The PC at the other end and what it is.
    from: ([u8; 32], Role),
    /// First bytes of this PC's own actors.
    me: [u8; 8],
    care: Care,
    refused: usize,
    /// What of the next batch was judged already.
    ahead: Ahead,
    /// The records that went to the other PC with the board.
    first: HashSet<Uuid>,
}

impl Held {
    /// Makes the port for a ward; `mine` is this PC's role in it, `from` the PC at the other end and its role.
    #[must_use]
    pub fn new(app: Arc<App>, ward: Uuid, mine: Role, from: ([u8; 32], Role), care: Care) -> Self {
        let me = app.with_device(crate::device::Device::id_prefix);
        Self { app, ward, mine, from, me, care, refused: 0, ahead: Ahead::new(), first: HashSet::new() }
    }

    /// What this PC may send: everything, or on a matron's PC what it wrote itself.
    fn own(&self) -> Option<[u8; 8]> {
        (!self.mine.may_write()).then_some(self.me)
    }

    /// Returns the ward.
    pub(super) fn ward(&self) -> Uuid {
        self.ward
    }

    /// Notes what was judged of the next batch.
    pub(super) fn judged(&mut self, ahead: Ahead) {
        self.ahead = ahead;
    }

    /// Returns the PC at the other end and what it is.
    pub(super) fn from(&self) -> ([u8; 32], Role) {
        self.from
    }

    /// Returns how many changes were put into quarantine since it was last asked.
    pub(super) fn take_refused(&mut self) -> usize {
        std::mem::take(&mut self.refused)
    }

    fn read<T>(&self, work: impl FnOnce(&Reader) -> Result<T, Fault>) -> Result<T, Fault> {
        self.app.with_store(|s| s.read(work))
    }

    fn sums<T>(&self, work: impl FnOnce(&super::Sums) -> T) -> Result<T, Fault> {
        self.app.with_sums(self.ward, work)
    }

    pub(super) fn scope(&self) -> Audience {
        self.mine.scope().unwrap_or(Audience::Wall)
    }
}

/// The streams a cursor is kept for.
const LIVE: &str = "live";
const FILL: &str = "backfill";

pub(crate) fn cursor_rows(store: Uuid, ward: Uuid, scope: Audience, cursor: Cursor) -> [CursorRow; 2] {
    let row = |way: &str, seq: i64, body: serde_json::Value| CursorRow {
        store,
        ward,
        audience: scope.as_str().to_owned(),
        way: way.to_owned(),
        seq,
        body,
    };
    let (top, next) = cursor.fill.map_or((0, 0), |f| (f.top, f.next));
    [row(LIVE, cursor.live, serde_json::Value::Null), row(FILL, next, serde_json::json!({ "top": top }))]
}

impl Shelf for Held {
    type Fault = Fault;

    fn last(&mut self) -> Result<i64, Fault> {
        self.read(|r| Ok(r.last_seq()?))
    }

    fn live(&mut self, after: i64, view: &View<'_>) -> Result<Page, Fault> {
        self.read(|r| read::live(r, after, view, self.own()))
    }

    fn fill(&mut self, fill: Fill, view: &View<'_>) -> Result<Page, Fault> {
        let mut first = std::mem::take(&mut self.first);
        let page = self.read(|r| read::fill(r, fill, view, self.own(), &mut first));
        self.first = first;
        page
    }

    fn record(&mut self, doc: Uuid, view: &View<'_>) -> Result<Vec<Item>, Fault> {
        self.read(|r| read::record(r, doc, view, self.own()))
    }

    fn take(&mut self, take: &Take<'_>) -> Result<Took, Fault> {
        let ahead = std::mem::take(&mut self.ahead);
        let took = take::take(&self.app, self.ward, self.scope(), self.from, self.care, take, ahead)?;
        self.refused += took.refused;
        Ok(took)
    }

    fn cursor(&mut self, store: Uuid) -> Result<Option<Cursor>, Fault> {
        let (ward, scope) = (self.ward, self.scope());
        self.read(|r| {
            let one = |way: &str| {
                r.first::<CursorRow>(
                    "store = ?1 AND ward = ?2 AND audience = ?3 AND way = ?4",
                    params![store, ward, scope.as_str(), way],
                )
            };
            let Some(live) = one(LIVE)? else { return Ok(None) };
            let fill = one(FILL)?.filter(|f| f.seq > 0).map(|f| Fill {
                top: f.body.get("top").and_then(serde_json::Value::as_i64).unwrap_or_default(),
                next: f.seq,
            });
            Ok(Some(Cursor { live: live.seq, fill }))
        })
    }

    fn sum(&mut self, scope: Audience) -> Result<Sum, Fault> {
        self.sums(|s| s.sum(scope))
    }

    fn buckets(&mut self, scope: Audience) -> Result<Vec<Digest>, Fault> {
        self.sums(|s| s.buckets(scope))
    }

    fn docs(&mut self, scope: Audience, wanted: &dyn Fn(usize) -> bool) -> Result<Vec<DocSum>, Fault> {
        self.sums(|s| s.docs(scope, wanted))
    }

    fn doc_sum(&mut self, doc: Uuid) -> Result<Option<[u8; 16]>, Fault> {
        self.sums(|s| s.doc(doc))
    }

    fn roster(&mut self) -> Result<(Vec<Signed>, Sum), Fault> {
        let ward = self.ward;
        self.read(|r| {
            let all = trust::statements(r, ward)?;
            let sum = huddle_sync::roster::digest(all.iter());
            Ok((all, sum))
        })
    }

    fn face(&mut self, scope: Audience) -> Result<Option<Vec<u8>>, Fault> {
        self.read(|r| face::make(r, self.ward, scope))
    }

    fn face_held(&mut self) -> Result<Sum, Fault> {
        self.read(|r| face::held(r, self.ward))
    }

    fn take_face(&mut self, face: &[u8]) -> Result<(), Fault> {
        face::take(&self.app, self.ward, face)
    }

    fn roster_sum(&mut self) -> Result<Sum, Fault> {
        self.app.roster_sum(self.ward)
    }

    fn take_roster(&mut self, statements: &[Signed]) -> Result<bool, Fault> {
        trust::take(&self.app, self.ward, statements, self.care.late)
    }
}
