//! One of every message.

use huddle_sync::{Ack, Changes, Hello, Item, Message, Signed, Since, Way};
use uuid::Uuid;

pub fn all() -> Vec<Message> {
    let id = Uuid::from_u128;
    let item = |n: u8| Item {
        doc: id(u128::from(n) + 1),
        epoch_id: if n == 0 { Uuid::nil() } else { id(9) },
        origin: (n == 1).then(|| id(3)),
        sig: (n == 2).then(|| vec![7; 64]),
        bytes: vec![n; 300],
    };
    vec![
        Message::Hello(Hello {
            proto: 1,
            proto_min: 1,
            version: "0.1.0".to_owned(),
            store: id(1),
            boot: [4; 16],
            ward: id(2),
            clock_ms: 1_795_000_000_000,
            last: 12_345,
            roster: [5; 32],
            records: [6; 32],
            face: [8; 32],
        }),
        Message::Roster(vec![Signed { statement: b"{}".to_vec(), sig: vec![1; 64] }]),
        Message::Since(Since { live: 7, fill: None }),
        Message::Since(Since { live: 7, fill: Some((100, 50)) }),
        Message::Changes(Changes {
            way: Way::Live,
            from: 3,
            upto: 900,
            items: (0..3).map(item).collect(),
            gone: vec![id(8)],
        }),
        Message::Ack(Ack { way: Way::Fill, upto: 0 }),
        Message::Need(id(77)),
        Message::Tip([9; 32]),
        Message::Buckets(vec![[1; 8]; 256]),
        Message::Docs(vec![(id(1), [2; 16]), (id(2), [3; 16])]),
        Message::Bye("version".to_owned()),
        Message::Face(br#"{"name":"Ward 6A"}"#.to_vec()),
    ]
}
