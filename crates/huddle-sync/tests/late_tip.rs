//! The sum of the other side may come while this side's last batch is not acknowledged yet. It is compared then, not
//! dropped: two PCs that read each other to the end may still differ, when one of them was put back to an earlier day
//! and has since given as many numbers again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use huddle_core::audience::Audience;
use huddle_sync::{
    Ack, BUCKETS, Changes, Cursor, Digest, DocSum, Fill, Hello, Item, Message, PROTO, PROTO_MIN, Page, Role,
    Session, Shelf, Signed, Since, Sum, Take, Terms, Took, View, Way,
};
use uuid::Uuid;

/// A PC with two changes, of which the other one read the first.
struct Two;

const WARD: Uuid = Uuid::from_u128(1);
const MINE: Uuid = Uuid::from_u128(2);
const THEIRS: Uuid = Uuid::from_u128(3);
const SUM: Sum = [7; 32];

impl Shelf for Two {
    type Fault = ();

    fn last(&mut self) -> Result<i64, ()> {
        Ok(2)
    }
    fn live(&mut self, after: i64, _: &View<'_>) -> Result<Page, ()> {
        let item = Item { doc: WARD, epoch_id: Uuid::nil(), origin: None, sig: None, bytes: vec![1] };
        let items = if after < 2 { vec![item] } else { Vec::new() };
        Ok(Page { items, gone: Vec::new(), upto: 2 })
    }
    fn fill(&mut self, _: Fill, _: &View<'_>) -> Result<Page, ()> {
        Ok(Page::default())
    }
    fn record(&mut self, _: Uuid, _: &View<'_>) -> Result<Vec<Item>, ()> {
        Ok(Vec::new())
    }
    fn take(&mut self, _: &Take<'_>) -> Result<Took, ()> {
        Ok(Took::default())
    }
    fn cursor(&mut self, _: Uuid) -> Result<Option<Cursor>, ()> {
        Ok(Some(Cursor { live: 5, fill: None }))
    }
    fn sum(&mut self, _: Audience) -> Result<Sum, ()> {
        Ok(SUM)
    }
    fn buckets(&mut self, _: Audience) -> Result<Vec<Digest>, ()> {
        Ok(vec![[0; 8]; BUCKETS])
    }
    fn docs(&mut self, _: Audience, _: &dyn Fn(usize) -> bool) -> Result<Vec<DocSum>, ()> {
        Ok(Vec::new())
    }
    fn doc_sum(&mut self, _: Uuid) -> Result<Option<[u8; 16]>, ()> {
        Ok(None)
    }
    fn roster(&mut self) -> Result<(Vec<Signed>, Sum), ()> {
        Ok((Vec::new(), [0; 32]))
    }
    fn face(&mut self, _: Audience) -> Result<Option<Vec<u8>>, ()> {
        Ok(None)
    }
    fn face_held(&mut self) -> Result<Sum, ()> {
        Ok([0; 32])
    }
    fn take_face(&mut self, _: &[u8]) -> Result<(), ()> {
        Ok(())
    }
    fn roster_sum(&mut self) -> Result<Sum, ()> {
        Ok([0; 32])
    }
    fn take_roster(&mut self, _: &[Signed]) -> Result<bool, ()> {
        Ok(false)
    }
}

/// Brings a link to where its last batch is under way and the other side's sum came; returns what is said to the
/// acknowledgement.
fn answer_to_the_acknowledgement(their_sum: Sum) -> Vec<Message> {
    let terms = Terms {
        store: MINE,
        boot: [1; 16],
        ward: WARD,
        mine: Role::Writer,
        theirs: Role::Writer,
        version: "0.1.0".to_owned(),
        clock_ms: 0,
        repair: true,
    };
    let mut here = Session::new(terms, false);
    let hello = Hello {
        proto: PROTO,
        proto_min: PROTO_MIN,
        version: "0.1.0".to_owned(),
        store: THEIRS,
        boot: [2; 16],
        ward: WARD,
        clock_ms: 0,
        last: 5,
        roster: [0; 32],
        records: [0; 32],
        face: [0; 32],
    };
    here.on(Message::Hello(hello), &mut Two).unwrap();
    // All was read before: this side's own sum goes out, and then something is saved.
    let said = here.on(Message::Since(Since { live: 2, fill: None }), &mut Two).unwrap();
    assert!(said.contains(&Message::Tip(SUM)), "{said:?}");
    let said = here.on(Message::Since(Since { live: 1, fill: None }), &mut Two).unwrap();
    assert!(
        matches!(said.as_slice(), [Message::Changes(Changes { way: Way::Live, upto: 2, .. })]),
        "{said:?}"
    );
    let said = here.on(Message::Tip(their_sum), &mut Two).unwrap();
    assert_eq!(said, Vec::new(), "not compared before the last batch is on the other side's disk");
    here.on(Message::Ack(Ack { way: Way::Live, upto: 2 }), &mut Two).unwrap()
}

#[test]
fn a_sum_that_came_too_early_is_compared_once_all_is_acknowledged() {
    let said = answer_to_the_acknowledgement([8; 32]);
    assert!(matches!(said.as_slice(), [Message::Buckets(_)]), "nothing would be repaired: {said:?}");
    assert_eq!(answer_to_the_acknowledgement(SUM), Vec::new(), "equal sums need no repair");
}
