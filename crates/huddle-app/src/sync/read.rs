//! Reads what goes to another PC. What its role may not see is left out here, before anything is sent.

use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_core::audience::Audience;
use huddle_core::kind::Kind;
use huddle_store::{CardRow, ChangeRow, DocRow, HistoryRow, Reader, params};
use huddle_sync::{Fill, Item, Page, View};
use std::collections::HashSet;

/// Bytes of changes after which a batch is full. The receiver commits each as one: larger ones write fewer pages twice,
/// smaller ones hold up fewer people.
const BATCH: usize = 256 * 1024;
/// Changes after which a batch is full.
const BATCH_ITEMS: usize = 2_000;
/// Rows looked at in one go, so that a slice under the lock stays short.
const SLICE: u32 = 500;
/// The same of older records, so that a batch of them is full: the receiver's disk is waited for once a batch.
const WALK: u32 = 2_000;
/// Cards of the board that go before everything else, and their bytes: far more than a board holds, far less than a
/// frame may be long.
const BOARD: u32 = 1_000;
const BOARD_BYTES: usize = 2 * 1024 * 1024;

fn item(row: ChangeRow) -> Item {
    Item { doc: row.doc, epoch_id: row.epoch_id, origin: row.origin_store, sig: row.sig, bytes: row.bytes }
}

/// Collects items and says when the batch is full.
#[derive(Default)]
struct Batch {
    items: Vec<Item>,
    bytes: usize,
}

impl Batch {
    fn push(&mut self, item: Item) {
        self.bytes += item.bytes.len();
        self.items.push(item);
    }
    fn full(&self) -> bool {
        self.bytes >= BATCH || self.items.len() >= BATCH_ITEMS
    }
}

/// Says whether a record's row may be seen. `own`: this PC sends its own answers and nothing else.
fn seen(r: &Reader, row: &DocRow, view: &View<'_>, own: Option<[u8; 8]>) -> Result<bool, Fault> {
    if row.ward != view.ward || Audience::parse_or_strictest(&row.audience) < view.scope {
        return Ok(false);
    }
    let Some(me) = own else { return Ok(true) };
    let others = "doc = ?1 AND epoch_id = ?2 AND substr(actor, 1, 8) <> ?3 LIMIT 1";
    Ok(row.kind == Kind::Reply.as_str()
        && r.first::<ChangeRow>(others, params![row.id, row.epoch_id, &me[..]])?.is_none())
}

/// Says whether a record that may not be seen (any more) was once raised: only then is its id told.
fn was_raised(r: &Reader, id: Uuid) -> Result<bool, Fault> {
    Ok(r.first::<HistoryRow>("doc = ?1 AND what = 'audience_set' LIMIT 1", params![id])?.is_some())
}

/// Reads whole the record `id`, as far as `top`.
fn whole(r: &Reader, doc: &DocRow, top: i64, into: &mut Batch) -> Result<(), Fault> {
    for row in r.changes(doc.id, doc.epoch_id, 0)? {
        if row.seq <= top {
            into.push(item(row));
        }
    }
    Ok(())
}

/// Reads what came after a number.
pub(crate) fn live(r: &Reader, after: i64, view: &View<'_>, own: Option<[u8; 8]>) -> Result<Page, Fault> {
    let rows = r.changes_since(after, SLICE)?;
    let Some(end) = rows.last().map(|row| row.seq) else {
        return Ok(Page { upto: r.last_seq()?, ..Page::default() });
    };
    let full_peer = view.scope == Audience::Ward;
    let (mut batch, mut gone, mut sent) = (Batch::default(), Vec::new(), HashSet::new());
    // Changes of one record mostly stand together.
    let mut last: Option<DocRow> = None;
    for row in rows {
        let seq = row.seq;
        // What the receiver wrote or sent itself is most of what is read while it is caught up with.
        if full_peer && (row.origin_store == Some(view.store) || view.holds.contains(&row.hash)) {
            continue;
        }
        if last.as_ref().is_none_or(|d| d.id != row.doc) {
            last = r.doc(row.doc)?;
        }
        let Some(doc) = last.as_ref().filter(|d| d.ward == view.ward && d.epoch_id == row.epoch_id) else {
            continue;
        };
        if !seen(r, doc, view, own)? {
            if !full_peer && sent.insert(doc.id) && was_raised(r, doc.id)? {
                gone.push(doc.id);
            }
        } else if !full_peer {
            // It may have been raised just now, so it goes whole; the receiver keeps what is new to it.
            if sent.insert(doc.id) {
                whole(r, doc, i64::MAX, &mut batch)?;
            }
        } else {
            batch.push(item(row));
        }
        if batch.full() {
            return Ok(Page { items: batch.items, gone, upto: seq });
        }
    }
    Ok(Page { items: batch.items, gone, upto: end })
}

/// Reads the ward's own record and the cards on its board, so that a new PC can be worked on at once, and returns
/// which they are: the walk below leaves them out. On a link that goes on where another ended it comes to them a
/// second time; the receiver knows them then.
fn board(
    r: &Reader,
    top: i64,
    view: &View<'_>,
    own: Option<[u8; 8]>,
    into: &mut Batch,
) -> Result<HashSet<Uuid>, Fault> {
    let mut first = HashSet::new();
    let live = "ward = ?1 AND binned_at IS NULL AND put_away_at IS NULL ORDER BY updated_at DESC LIMIT ?2";
    let cards = r.rows::<CardRow>(live, params![view.ward, BOARD])?;
    for id in std::iter::once(view.ward).chain(cards.into_iter().map(|card| card.id)) {
        if into.bytes < BOARD_BYTES
            && let Some(doc) = r.doc(id)?
            && seen(r, &doc, view, own)?
        {
            whole(r, &doc, top, into)?;
            first.insert(id);
        }
    }
    Ok(first)
}

/// Reads whole records whose newest change up to `top` lies below `next`, newest first; the board before all. `first` keeps
/// between the pages of one link what went with the board.
pub(crate) fn fill(
    r: &Reader,
    fill: Fill,
    view: &View<'_>,
    own: Option<[u8; 8]>,
    first: &mut HashSet<Uuid>,
) -> Result<Page, Fault> {
    let mut batch = Batch::default();
    if fill.next > fill.top {
        *first = board(r, fill.top, view, own, &mut batch)?;
    }
    let tail = "seq < ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT ?3";
    let rows = r.rows::<ChangeRow>(tail, params![fill.next, fill.top, WALK])?;
    let mut upto = 0;
    // Newest first, so the first row of a record in a slice is its newest there: the others need no look.
    let mut looked = HashSet::new();
    for row in &rows {
        upto = row.seq;
        if first.contains(&row.doc) || !looked.insert((row.doc, row.epoch_id)) {
            continue;
        }
        let newest = r.values(
            "SELECT max(seq) FROM \"change\" WHERE doc = ?1 AND epoch_id = ?2 AND seq <= ?3",
            params![row.doc, row.epoch_id, fill.top],
        )?;
        let is_newest =
            newest.first().and_then(|v| v.first()) == Some(&huddle_store::SqlValue::Integer(row.seq));
        if is_newest
            && row.doc != view.ward
            && let Some(doc) = r.doc(row.doc)?.filter(|d| d.epoch_id == row.epoch_id)
            && seen(r, &doc, view, own)?
        {
            whole(r, &doc, fill.top, &mut batch)?;
        }
        if batch.full() {
            break;
        }
    }
    // The first number of all is 1, so nothing can follow it.
    let ended = upto <= 1 || rows.is_empty();
    Ok(Page { items: batch.items, gone: Vec::new(), upto: if ended { 0 } else { upto } })
}

/// Reads one record whole.
pub(crate) fn record(
    r: &Reader,
    id: Uuid,
    view: &View<'_>,
    own: Option<[u8; 8]>,
) -> Result<Vec<Item>, Fault> {
    let mut batch = Batch::default();
    if let Some(doc) = r.doc(id)?
        && seen(r, &doc, view, own)?
    {
        whole(r, &doc, i64::MAX, &mut batch)?;
    }
    Ok(batch.items)
}
