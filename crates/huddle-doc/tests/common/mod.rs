//! What the tests of this crate share: a card, actors, and merging by hand.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

pub mod craft;
pub mod memory;

use huddle_core::audience::Audience;
use huddle_core::kind::Kind;
use huddle_doc::kinds::card;
use huddle_doc::*;
use uuid::Uuid;

/// The made-up ward.
pub const WARD: Uuid = Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_00aa);
/// The made-up card.
pub const CARD: Uuid = Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_0001);

/// Makes a record id.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_0000 + n)
}

/// Makes the actor of PC number `n`.
pub fn actor(n: u8) -> ActorId {
    ActorId([n; 16])
}

/// Makes a write's time and message.
pub fn meta(message: &str) -> Meta {
    Meta { time_ms: 1_795_000_000_000, message: message.to_owned() }
}

/// Makes the envelope of a new record.
pub fn envelope(kind: Kind, id: Uuid) -> Envelope {
    Envelope {
        kind,
        schema: 1,
        id,
        ward: WARD,
        epoch: 0,
        epoch_id: Uuid::nil(),
        audience: Audience::Ward,
        created_at: 1_795_000_000_000,
        created_by: None,
    }
}

/// Makes a card.
pub fn new_card() -> (Doc, Vec<Chunk>) {
    let new = card::NewCard {
        title: "Fix the hoist".into(),
        card_kind: "task".into(),
        place: "new|V000".into(),
        ..Default::default()
    };
    Doc::create(&envelope(Kind::Card, CARD), actor(1), &meta("new card"), &card::start(&new, 5)).unwrap()
}

/// Takes the bytes out of chunks.
pub fn bytes(chunks: &[Chunk]) -> Vec<Vec<u8>> {
    chunks.iter().map(|c| c.bytes.clone()).collect()
}

/// Takes chunks in through the front door.
pub fn merge(doc: &Doc, chunks: &[Chunk]) -> Doc {
    let frame = Frame { doc: doc.state().env.id, ward: WARD };
    let got = receive(Some(doc), &frame, &bytes(chunks), &Limits::default(), &|_| Ok(())).unwrap();
    assert!(got.pending.is_empty());
    got.doc.unwrap()
}

/// A small generator of numbers, the same on every machine.
#[derive(Clone)]
pub struct Rng(pub u64);

impl Rng {
    /// Gives the next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Gives a number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }
}

/// Returns the seed of a run, from `SEED` when set, and prints it.
pub fn seed() -> u64 {
    huddle_testkit::chance::seed(20_261_122)
}

/// Returns how many cases to run: the everyday figure, the long one, or what `NAME=` says.
pub fn count(name: &str, everyday: u64, long: u64) -> usize {
    usize::try_from(huddle_testkit::chance::count(name, everyday, long)).unwrap()
}
