//! The messages two PCs send each other, and their bytes.
//!
//! The first byte is the message's kind, the rest are fields (`wire.rs`). A kind or a field that is not
//! known is skipped: a version N talks to N-1. Counts are capped while reading, so nothing is allocated
//! because somebody claimed a number.
//!
//! Over 400 lines because writing and reading each message stand side by side.

use crate::roster::Signed;
use crate::wire::{In, Out, Torn, fixed, num};
use uuid::Uuid;

/// Version of the exchange this build speaks.
///
/// 2: a matron's PC sends her answers; what a wall or a matron's PC must know of the ward comes as a face.
pub const PROTO: i64 = 2;
/// Oldest version this build still speaks.
pub const PROTO_MIN: i64 = 1;
/// How many buckets the records of a ward are spread over to find what differs.
pub const BUCKETS: usize = 256;
/// Most changes in one message.
pub const ITEMS_MAX: usize = 10_000;
/// Most roster statements in one message.
pub const STATEMENTS_MAX: usize = 4_096;
/// Longest face of a ward, bytes.
pub const FACE_MAX: usize = 4 * 1024 * 1024;
/// Most records named in one message.
pub const DOCS_MAX: usize = 100_000;

/// Sums up what somebody holds; equal sums mean equal records.
pub type Sum = [u8; 32];
/// Names the state of one record shortly.
pub type DocSum = (Uuid, [u8; 16]);
/// The first bytes of a bucket's sum.
pub type Digest = [u8; 8];

/// The first message each way; the link is up when the listener's has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// Version of the exchange.
    pub proto: i64,
    /// Oldest version the sender speaks.
    pub proto_min: i64,
    /// Version of the program, for showing.
    pub version: String,
    /// The sender's store.
    pub store: Uuid,
    /// Drawn at each process start: two live PCs with one device key differ here.
    pub boot: [u8; 16],
    /// The ward the link is about.
    pub ward: Uuid,
    /// The sender's clock, milliseconds UTC; only ever a reason to warn.
    pub clock_ms: i64,
    /// Number of the sender's newest change.
    pub last: i64,
    /// Digest of the sender's roster.
    pub roster: Sum,
    /// Digest of the records both may see.
    pub records: Sum,
    /// Digest of the face of the ward the sender holds; zero when it needs none or has none.
    pub face: Sum,
}

/// How far the sender has read the receiver's store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// Everything up to here is committed.
    pub live: i64,
    /// What is still to come of older records.
    pub fill: Option<(i64, i64)>,
}

/// Which stream a batch belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// What is new, in the sender's order.
    Live,
    /// Older records, whole, newest first.
    Fill,
    /// One record that was asked for.
    Repair,
}

impl Way {
    fn number(self) -> i64 {
        match self {
            Way::Live => 1,
            Way::Fill => 2,
            Way::Repair => 3,
        }
    }

    fn of(n: i64) -> Result<Self, Torn> {
        match n {
            1 => Ok(Way::Live),
            2 => Ok(Way::Fill),
            3 => Ok(Way::Repair),
            _ => Err(Torn),
        }
    }
}

/// One change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The record.
    pub doc: Uuid,
    /// Its epoch; nil for epoch 0.
    pub epoch_id: Uuid,
    /// The store it was first saved in; nobody for check-ins.
    pub origin: Option<Uuid>,
    /// Room for a signature.
    pub sig: Option<Vec<u8>>,
    /// The change chunk.
    pub bytes: Vec<u8>,
}

/// A batch of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Which stream.
    pub way: Way,
    /// Where the receiver must stand for this batch to follow.
    pub from: i64,
    /// Where the receiver stands once it is committed.
    pub upto: i64,
    /// The changes, each after those it was built on.
    pub items: Vec<Item>,
    /// Records the receiver may no longer see.
    pub gone: Vec<Uuid>,
}

/// Says that a batch is on the receiver's disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ack {
    /// Which stream.
    pub way: Way,
    /// The batch's `upto`.
    pub upto: i64,
}

/// Everything that travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Who is there and what they hold.
    Hello(Hello),
    /// The sender's roster statements.
    Roster(Vec<Signed>),
    /// How far the sender has come with the receiver.
    Since(Since),
    /// Changes.
    Changes(Changes),
    /// A batch is committed.
    Ack(Ack),
    /// Asks for one record whole.
    Need(Uuid),
    /// The sender has nothing more to send; this is the digest of what it holds.
    Tip(Sum),
    /// Asks what differs: the first bytes of each bucket's sum.
    Buckets(Vec<Digest>),
    /// The records in buckets that differ.
    Docs(Vec<DocSum>),
    /// The sender hangs up; a fixed word says why.
    Bye(String),
    /// What a PC that may not hold the ward's record must know of the ward: JSON text.
    Face(Vec<u8>),
}

const HELLO: u8 = 1;
const ROSTER: u8 = 2;
const SINCE: u8 = 3;
const CHANGES: u8 = 4;
const ACK: u8 = 5;
const NEED: u8 = 6;
const TIP: u8 = 7;
const BUCKET: u8 = 8;
const DOCS: u8 = 9;
const BYE: u8 = 10;
const FACE: u8 = 11;

impl Message {
    /// Writes the message as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Hello(h) => {
                let mut o = Out::starting(HELLO);
                o.num(1, h.proto).num(2, h.proto_min).bytes(3, h.version.as_bytes());
                o.bytes(4, h.store.as_bytes()).bytes(5, &h.boot).bytes(6, h.ward.as_bytes());
                o.num(7, h.clock_ms).num(8, h.last).bytes(9, &h.roster).bytes(10, &h.records);
                if h.face != [0; 32] {
                    o.bytes(11, &h.face);
                }
                o.done()
            }
            Self::Roster(all) => {
                let mut o = Out::starting(ROSTER);
                for one in all {
                    let mut s = Out::default();
                    s.bytes(1, &one.statement).bytes(2, &one.sig);
                    o.bytes(1, &s.done());
                }
                o.done()
            }
            Self::Since(s) => {
                let mut o = Out::starting(SINCE);
                o.num(1, s.live);
                if let Some((top, next)) = s.fill {
                    o.num(2, top).num(3, next);
                }
                o.done()
            }
            Self::Changes(c) => {
                let mut o = Out::starting(CHANGES);
                o.num(1, c.way.number()).num(2, c.from).num(3, c.upto);
                for item in &c.items {
                    let mut i = Out::default();
                    i.bytes(1, item.doc.as_bytes());
                    if !item.epoch_id.is_nil() {
                        i.bytes(2, item.epoch_id.as_bytes());
                    }
                    if let Some(origin) = item.origin {
                        i.bytes(3, origin.as_bytes());
                    }
                    if let Some(sig) = &item.sig {
                        i.bytes(4, sig);
                    }
                    i.bytes(5, &item.bytes);
                    o.bytes(4, &i.done());
                }
                for doc in &c.gone {
                    o.bytes(5, doc.as_bytes());
                }
                o.done()
            }
            Self::Ack(a) => {
                let mut o = Out::starting(ACK);
                o.num(1, a.way.number()).num(2, a.upto);
                o.done()
            }
            Self::Need(doc) => {
                let mut o = Out::starting(NEED);
                o.bytes(1, doc.as_bytes());
                o.done()
            }
            Self::Tip(sum) => {
                let mut o = Out::starting(TIP);
                o.bytes(1, sum);
                o.done()
            }
            Self::Buckets(all) => {
                let mut o = Out::starting(BUCKET);
                o.bytes(1, &all.concat());
                o.done()
            }
            Self::Docs(all) => {
                let mut o = Out::starting(DOCS);
                for (doc, sum) in all {
                    let mut both = doc.as_bytes().to_vec();
                    both.extend_from_slice(sum);
                    o.bytes(1, &both);
                }
                o.done()
            }
            Self::Bye(word) => {
                let mut o = Out::starting(BYE);
                o.bytes(1, word.as_bytes());
                o.done()
            }
            Self::Face(face) => {
                let mut o = Out::starting(FACE);
                o.bytes(1, face);
                o.done()
            }
        }
    }

    /// Reads a message; `None` for a kind a newer version knows.
    ///
    /// # Errors
    /// [`Torn`] when the bytes are no message.
    pub fn decode(bytes: &[u8]) -> Result<Option<Self>, Torn> {
        let (kind, rest) = bytes.split_first().ok_or(Torn)?;
        let fields = In(rest);
        Ok(Some(match *kind {
            HELLO => Self::Hello(hello(fields)?),
            ROSTER => {
                let mut all = Vec::new();
                for field in fields {
                    let (1, body) = field? else { continue };
                    if all.len() >= STATEMENTS_MAX {
                        return Err(Torn);
                    }
                    let (mut statement, mut sig) = (Vec::new(), Vec::new());
                    for field in In(body) {
                        match field? {
                            (1, b) => statement = b.to_vec(),
                            (2, b) => sig = b.to_vec(),
                            _ => {}
                        }
                    }
                    all.push(Signed { statement, sig });
                }
                Self::Roster(all)
            }
            SINCE => {
                let (mut live, mut top, mut next) = (None, None, None);
                for field in fields {
                    match field? {
                        (1, b) => live = Some(num(b)?),
                        (2, b) => top = Some(num(b)?),
                        (3, b) => next = Some(num(b)?),
                        _ => {}
                    }
                }
                Self::Since(Since { live: live.ok_or(Torn)?, fill: top.zip(next) })
            }
            CHANGES => Self::Changes(changes(fields)?),
            ACK => {
                let (mut way, mut upto) = (None, None);
                for field in fields {
                    match field? {
                        (1, b) => way = Some(Way::of(num(b)?)?),
                        (2, b) => upto = Some(num(b)?),
                        _ => {}
                    }
                }
                Self::Ack(Ack { way: way.ok_or(Torn)?, upto: upto.ok_or(Torn)? })
            }
            NEED => Self::Need(Uuid::from_bytes(fixed(first(fields)?)?)),
            TIP => Self::Tip(fixed(first(fields)?)?),
            BUCKET => {
                let body = first(fields)?;
                if body.len() != BUCKETS * 8 {
                    return Err(Torn);
                }
                Self::Buckets(body.chunks_exact(8).map(fixed).collect::<Result<_, _>>()?)
            }
            DOCS => {
                let mut all = Vec::new();
                for field in fields {
                    let (1, body) = field? else { continue };
                    let (doc, sum) = body.split_at_checked(16).ok_or(Torn)?;
                    if all.len() >= DOCS_MAX {
                        return Err(Torn);
                    }
                    all.push((Uuid::from_bytes(fixed(doc)?), fixed(sum)?));
                }
                Self::Docs(all)
            }
            BYE => Self::Bye(word(first(fields)?)?),
            FACE => {
                let face = first(fields)?;
                if face.len() > FACE_MAX {
                    return Err(Torn);
                }
                Self::Face(face.to_vec())
            }
            _ => return Ok(None),
        }))
    }
}

/// Reads the field numbered 1.
fn first(fields: In<'_>) -> Result<&[u8], Torn> {
    for field in fields {
        if let (1, body) = field? {
            return Ok(body);
        }
    }
    Err(Torn)
}

fn word(bytes: &[u8]) -> Result<String, Torn> {
    if bytes.len() > 64 {
        return Err(Torn);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Torn)?;
    Ok(text.chars().filter(|c| c.is_ascii_graphic()).collect())
}

fn hello(fields: In<'_>) -> Result<Hello, Torn> {
    let mut h = Hello {
        proto: 0,
        proto_min: 0,
        version: String::new(),
        store: Uuid::nil(),
        boot: [0; 16],
        ward: Uuid::nil(),
        clock_ms: 0,
        last: 0,
        roster: [0; 32],
        records: [0; 32],
        face: [0; 32],
    };
    for field in fields {
        match field? {
            (1, b) => h.proto = num(b)?,
            (2, b) => h.proto_min = num(b)?,
            (3, b) => h.version = word(b)?,
            (4, b) => h.store = Uuid::from_bytes(fixed(b)?),
            (5, b) => h.boot = fixed(b)?,
            (6, b) => h.ward = Uuid::from_bytes(fixed(b)?),
            (7, b) => h.clock_ms = num(b)?,
            (8, b) => h.last = num(b)?,
            (9, b) => h.roster = fixed(b)?,
            (10, b) => h.records = fixed(b)?,
            (11, b) => h.face = fixed(b)?,
            _ => {}
        }
    }
    if h.store.is_nil() || h.ward.is_nil() || h.last < 0 { Err(Torn) } else { Ok(h) }
}

fn changes(fields: In<'_>) -> Result<Changes, Torn> {
    let (mut way, mut from, mut upto) = (None, 0, None);
    let (mut items, mut gone) = (Vec::new(), Vec::new());
    for field in fields {
        match field? {
            (1, b) => way = Some(Way::of(num(b)?)?),
            (2, b) => from = num(b)?,
            (3, b) => upto = Some(num(b)?),
            (4, b) => {
                if items.len() >= ITEMS_MAX {
                    return Err(Torn);
                }
                items.push(item(In(b))?);
            }
            (5, b) => {
                if gone.len() >= ITEMS_MAX {
                    return Err(Torn);
                }
                gone.push(Uuid::from_bytes(fixed(b)?));
            }
            _ => {}
        }
    }
    Ok(Changes { way: way.ok_or(Torn)?, from, upto: upto.ok_or(Torn)?, items, gone })
}

fn item(fields: In<'_>) -> Result<Item, Torn> {
    let mut doc = None;
    let mut item =
        Item { doc: Uuid::nil(), epoch_id: Uuid::nil(), origin: None, sig: None, bytes: Vec::new() };
    for field in fields {
        match field? {
            (1, b) => doc = Some(Uuid::from_bytes(fixed(b)?)),
            (2, b) => item.epoch_id = Uuid::from_bytes(fixed(b)?),
            (3, b) => item.origin = Some(Uuid::from_bytes(fixed(b)?)),
            (4, b) if b.len() <= 128 => item.sig = Some(b.to_vec()),
            (4, _) => return Err(Torn),
            (5, b) => item.bytes = b.to_vec(),
            _ => {}
        }
    }
    item.doc = doc.ok_or(Torn)?;
    if item.bytes.is_empty() { Err(Torn) } else { Ok(item) }
}
