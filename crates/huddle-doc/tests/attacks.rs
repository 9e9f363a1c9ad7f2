//! CRD-03: named attacks, each refused quickly and in little memory. One table, so one long file.
//!
//! Over 400 lines because it is one table of attacks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a harness stops at the first surprise")]

mod common;

use std::time::{Duration, Instant};

use automerge::transaction::Transactable;
use automerge::{Automerge, ObjType, ROOT, ReadDoc};
use common::craft::*;
use common::*;
use huddle_doc::*;

#[global_allocator]
static MEMORY: memory::Counting = memory::Counting;

/// Most processor time an attack may take in an unoptimised build; 150 ms is the aim.
const TIME: Duration = Duration::from_millis(900);
/// Most memory an attack may cost.
const MEMORY_MAX: usize = 64 << 20;

/// A change on top of the card, as an honest PC would number it.
fn next(doc: &Doc) -> Parts {
    let last = doc.chunks().unwrap();
    let ops = guard::check(&last[0].bytes, &Limits::default()).unwrap().ops;
    Parts { deps: vec![last[0].hash], actor: vec![9; 16], seq: 1, start_op: 1 + ops, ..Parts::default() }
}

fn leb(n: u64) -> Vec<u8> {
    let mut out = Vec::new();
    unsigned(n, &mut out);
    out
}

/// A change made by the library itself on top of the card, for what is well formed but not ours.
fn by_library(doc: &Doc, write: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Vec<u8> {
    let mut am = Automerge::load(&doc.save().unwrap()).unwrap();
    am.set_actor(vec![9; 16].into());
    let mut tx = am.transaction();
    write(&mut tx);
    let hash = tx.commit().0.unwrap();
    am.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec()
}

/// Returns the processor time of this thread, so that a busy machine does not fail the test.
fn spent(since: Instant) -> Duration {
    let read = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = read.and_then(|s| s.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

type Attack = (&'static str, Vec<Vec<u8>>, fn(&Refused) -> bool);

fn at_guard(r: &Refused) -> bool {
    matches!(r, Refused::Guard { .. })
}

/// Attacks that the byte guard must stop: nothing of them reaches the library.
fn guard_attacks(doc: &Doc, honest: &[u8]) -> Vec<Attack> {
    let n = || next(doc);
    let one = |p: Parts| vec![p.chunk()];
    let mut deflate_bomb = vec![0x78; 4096];
    deflate_bomb.extend(vec![0; 200_000]);
    let mut list: Vec<Attack> = vec![
        ("empty", vec![vec![]], at_guard),
        ("ten bytes of a Bloom filter with no bits", vec![vec![0x42, 0, 0, 1, 0, 5, 1, 0, 0, 0]], at_guard),
        (
            "Bloom filter of 2^32 probes",
            vec![vec![0x42, 0, 0, 1, 0, 9, 1, 10, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0]],
            at_guard,
        ),
        (
            "the same hash needed twice",
            vec![{
                let mut m = vec![0x42, 0, 2];
                m.extend([7; 64]);
                m.extend([0, 0]);
                m
            }],
            at_guard,
        ),
        ("document chunk", vec![wrap(0, &body_of(honest))], at_guard),
        ("compressed change", vec![wrap(2, &deflate_bomb)], at_guard),
        ("bundle", vec![wrap(3, &body_of(honest))], at_guard),
        ("unknown chunk type", vec![wrap(9, &body_of(honest))], at_guard),
        (
            "compressed column",
            one(Parts { columns: vec![(0x42 | 8, deflate_bomb.clone())], ..n() }),
            at_guard,
        ),
        (
            "100 bombs",
            vec![Parts { columns: vec![(0x42, run(1 << 40, &[1]))], ..n() }.chunk(); 100],
            at_guard,
        ),
        (
            "100,000 dependencies",
            one(Parts {
                deps: (0..100_000_u32)
                    .map(|i| {
                        let mut h = [0; 32];
                        h[..4].copy_from_slice(&i.to_be_bytes());
                        h
                    })
                    .take(30_000)
                    .collect(),
                ..n()
            }),
            at_guard,
        ),
        ("claimed 2^60 dependencies", vec![wrap(1, &leb(1 << 60))], at_guard),
        ("one dependency twice", one(Parts { deps: vec![n().deps[0]; 2], ..n() }), at_guard),
        ("start near 2^64", one(Parts { start_op: u64::MAX - 1, ..n() }.puts("x", 1)), at_guard),
        ("start just below the limit", one(Parts { start_op: (1 << 40) - 1, ..n() }.puts("x", 5)), at_guard),
        ("start 0", one(Parts { start_op: 0, ..n() }.puts("x", 1)), at_guard),
        ("sequence 0", one(Parts { seq: 0, ..n() }.puts("x", 1)), at_guard),
        ("sequence 2^63", one(Parts { seq: 1 << 63, ..n() }.puts("x", 1)), at_guard),
        ("actor of 1 MiB", one(Parts { actor: vec![1; 1 << 20], ..n() }), at_guard),
        ("actor of 900 KB", one(Parts { actor: vec![1; 900_000], ..n() }), at_guard),
        ("empty actor", one(Parts { actor: vec![], ..n() }), at_guard),
        (
            "claimed 2^40 other actors",
            {
                let mut b = Parts { ..n() }.body();
                b.truncate(b.len() - 2);
                unsigned(1 << 40, &mut b);
                vec![wrap(1, &b)]
            },
            at_guard,
        ),
        ("100,000 other actors", one(Parts { others: vec![vec![1]; 100_000], ..n() }), at_guard),
        ("message of 900 KB", one(Parts { message: vec![b'x'; 900_000], ..n() }), at_guard),
        ("message that is not text", one(Parts { message: vec![0xff; 4], ..n() }), at_guard),
        ("number of eleven bytes", vec![wrap(1, &[0xff; 32])], at_guard),
        (
            "overlong length",
            vec![{
                let mut c = wrap(1, &[0; 20]);
                c[9] |= 0x80;
                c.insert(10, 0);
                c
            }],
            at_guard,
        ),
        ("65 columns", one(Parts { columns: (0..65).map(|i| (i << 4, vec![])).collect(), ..n() }), at_guard),
        (
            "claimed 2^40 columns",
            {
                let mut b = Parts { ..n() }.body();
                b.pop();
                unsigned(1 << 40, &mut b);
                vec![wrap(1, &b)]
            },
            at_guard,
        ),
        (
            "columns out of order",
            one(Parts { columns: vec![(0x42, run(1, &[1])), (0x15, run(1, &sized(b"x")))], ..n() }),
            at_guard,
        ),
        ("one column twice", one(Parts { columns: vec![(0x42, run(1, &[1])); 2], ..n() }), at_guard),
        ("key of 900 KB", one(n().puts(&"k".repeat(900_000), 1)), at_guard),
        (
            "each value said to be 2^59 bytes",
            one(Parts { columns: vec![(0x56, run(1, &leb(1 << 63))), (0x57, vec![1])], ..n() }),
            at_guard,
        ),
        (
            "values shorter than said",
            one(Parts {
                columns: vec![(0x42, run(1, &[1])), (0x56, run(1, &leb(9 << 4 | 6))), (0x57, vec![1])],
                ..n()
            }),
            at_guard,
        ),
        (
            "one operation replacing 2^40",
            one(Parts { columns: vec![(0x42, run(1, &[1])), (0x70, run(1, &leb(1 << 40)))], ..n() }),
            at_guard,
        ),
        (
            "100,000 operations replacing 2 each",
            one(Parts { columns: vec![(0x42, run(100_000, &[1])), (0x70, run(100_000, &leb(2)))], ..n() }),
            at_guard,
        ),
        (
            "unknown actor in a column",
            one(Parts { columns: vec![(0x01, run(1, &leb(77)))], ..n() }),
            at_guard,
        ),
        ("2^40 yes and no", one(Parts { columns: vec![(0x34, leb(1 << 40))], ..n() }), at_guard),
        (
            "nothing 2^62 times",
            one(Parts {
                columns: vec![(0x42, {
                    let mut c = vec![0];
                    unsigned(1 << 62, &mut c);
                    c
                })],
                ..n()
            }),
            at_guard,
        ),
        ("2^62 listed values", one(Parts { columns: vec![(0x42, run(-(1 << 62), &[1]))], ..n() }), at_guard),
        ("runs of no length", one(Parts { columns: vec![(0x42, vec![0; 100_000])], ..n() }), at_guard),
        (
            "bytes after the chunk",
            {
                let mut c = honest.to_vec();
                c.push(0);
                vec![c]
            },
            at_guard,
        ),
        ("bytes after the columns", one(Parts { tail: vec![0; 64], ..n().puts("x", 1) }), at_guard),
        (
            "a wrong checksum",
            {
                let mut c = honest.to_vec();
                c[4] ^= 1;
                vec![c]
            },
            at_guard,
        ),
        ("chunk of 2 MiB", vec![wrap(1, &vec![0; 2 << 20])], at_guard),
        ("batch of 17 MiB", vec![vec![0; 1 << 20]; 17], |r| *r == Refused::TooLarge),
        ("100,000 chunks", vec![vec![1]; 100_000], |r| *r == Refused::TooManyChunks),
        (
            "fifty times 20,000 operations and one more",
            (0..51).map(|i| Parts { actor: vec![i + 1; 16], ..n() }.puts("x", 20_000).chunk()).collect(),
            |r| *r == Refused::TooLarge,
        ),
    ];
    for (name, rows) in
        [("2^20 rows", 1_i64 << 20), ("2^24 rows", 1 << 24), ("2^40 rows", 1 << 40), ("2^63 rows", i64::MAX)]
    {
        list.push((
            name,
            one(Parts { columns: vec![(0x15, run(rows, &sized(b"x"))), (0x42, run(rows, &[1]))], ..n() }),
            at_guard,
        ));
    }
    for cut in [1, 5, 9, 12, honest.len() / 2, honest.len() - 1] {
        list.push(("torn", vec![honest[..cut].to_vec()], at_guard));
    }
    list
}

/// Attacks that are well formed: what they would do to the record is refused.
fn record_attacks(doc: &Doc) -> Vec<Attack> {
    let n = || next(doc);
    let lib = |w: &dyn Fn(&mut automerge::transaction::Transaction<'_>)| vec![by_library(doc, |tx| w(tx))];
    let schema: fn(&Refused) -> bool = |r| matches!(r, Refused::Schema { .. });
    let wrong: fn(&Refused) -> bool = |r| *r == Refused::WrongRecord;
    vec![
        (
            "operation numbers that run ahead",
            vec![Parts { start_op: n().start_op + 1, ..n() }.puts("x", 1).chunk()],
            |r| *r == Refused::OperationNumber,
        ),
        (
            "operation numbers that use up 32 bits",
            vec![Parts { start_op: u64::from(u32::MAX) - 2, ..n() }.puts("x", 1).chunk()],
            |r| *r == Refused::OperationNumber,
        ),
        ("operation numbers that fall back", vec![Parts { start_op: 1, ..n() }.puts("x", 1).chunk()], |r| {
            *r == Refused::OperationNumber
        }),
        ("a gap in an actor's numbers", vec![Parts { seq: 3, ..n() }.puts("x", 1).chunk()], |r| {
            *r == Refused::SequenceGap
        }),
        ("a second beginning", vec![Parts { deps: vec![], start_op: 1, ..n() }.puts("x", 1).chunk()], |r| {
            *r == Refused::Beginning
        }),
        ("19,000 values clashing at one key", vec![n().puts("x", 19_000).chunk()], |r| {
            matches!(
                r,
                Refused::Schema { .. } | Refused::Engine(_) | Refused::Panicked | Refused::NotReloadable
            )
        }),
        (
            "6,000 orphans",
            (0..6_000_u32)
                .map(|i| {
                    let mut d = [1; 32];
                    d[..4].copy_from_slice(&i.to_be_bytes());
                    Parts { deps: vec![d], ..n() }.chunk()
                })
                .collect(),
            |r| *r == Refused::TooManyPending,
        ),
        (
            "9 MiB of orphans",
            (0..18_u8)
                .map(|i| {
                    Parts {
                        deps: vec![[i; 32]],
                        message: vec![b'x'; 4_000],
                        columns: vec![(0x56, run(1, &leb(500_000 << 4 | 6))), (0x57, vec![b'x'; 500_000])],
                        ..n()
                    }
                    .chunk()
                })
                .collect(),
            |r| *r == Refused::TooManyPending,
        ),
        ("text of 4,001 characters", lib(&|tx| tx.put(ROOT, "title", "x".repeat(4_001)).unwrap()), schema),
        (
            "notes of 5,000 characters",
            lib(&|tx| {
                let t = tx.put_object(ROOT, "notes", ObjType::Text).unwrap();
                tx.splice_text(&t, 0, 0, &"x".repeat(5_000)).unwrap();
            }),
            schema,
        ),
        ("a title that is a number", lib(&|tx| tx.put(ROOT, "title", 7).unwrap()), schema),
        (
            "a checklist that is a list",
            lib(&|tx| {
                tx.put_object(ROOT, "checklist", ObjType::List).unwrap();
            }),
            schema,
        ),
        (
            "a counter for a due date",
            lib(&|tx| tx.put(ROOT, "due", automerge::ScalarValue::counter(3)).unwrap()),
            schema,
        ),
        ("an endless key", lib(&|tx| tx.put(ROOT, "k".repeat(300), 7).unwrap()), schema),
        (
            "3,000 maps inside one another",
            lib(&|tx| {
                let mut o = ROOT;
                for _ in 0..3_000 {
                    o = tx.put_object(&o, "m", ObjType::Map).unwrap();
                }
            }),
            schema,
        ),
        (
            "38,000 values",
            [0, 1].map(|half| Parts { actor: vec![half + 20; 16], ..n() }.distinct(19_000).chunk()).to_vec(),
            schema,
        ),
        ("another record's id", lib(&|tx| tx.put(ROOT, "id", id(3).to_string()).unwrap()), wrong),
        ("another ward", lib(&|tx| tx.put(ROOT, "ward", id(3).to_string()).unwrap()), wrong),
        ("another kind", lib(&|tx| tx.put(ROOT, "kind", "huddle").unwrap()), wrong),
        ("another epoch", lib(&|tx| tx.put(ROOT, "epoch", 4).unwrap()), wrong),
        ("no kind", lib(&|tx| tx.delete(ROOT, "kind").unwrap()), wrong),
        (
            "an actor's number used twice",
            vec![Parts { actor: vec![1; 16], ..n() }.puts("x", 1).chunk()],
            |r| matches!(r, Refused::DuplicateSeq { seq: 1, .. }),
        ),
    ]
}

/// Runs attacks and returns the slowest and the hungriest.
fn run_all(doc: &Doc, attacks: Vec<Attack>) -> (Duration, usize, usize) {
    let frame = Frame { doc: CARD, ward: WARD };
    let before = (doc.state().clone(), doc.heads());
    let (mut slowest, mut hungriest, count) = (Duration::ZERO, 0, attacks.len());
    for (name, batch, refused_as) in attacks {
        let since = memory::mark();
        let clock = Instant::now();
        let start = spent(clock);
        let result = receive(Some(doc), &frame, &batch, &Limits::default(), &|_| Ok(()));
        let took = spent(clock).saturating_sub(start);
        let peak = memory::peak_since(since);
        let refused = match result {
            Err(r) => r,
            Ok(r) => panic!("{name}: accepted ({} new, {} pending)", r.new.len(), r.pending.len()),
        };
        assert!(refused_as(&refused), "{name}: refused for another reason: {refused:?}");
        assert!(took < TIME, "{name}: took {took:?}");
        assert!(peak < MEMORY_MAX, "{name}: took {peak} bytes");
        println!("{name:45} {:>8.1?} {:>8} KiB  {refused}", took, peak / 1024);
        slowest = slowest.max(took);
        hungriest = hungriest.max(peak);
    }
    assert_eq!((doc.state().clone(), doc.heads()), before, "an attack changed the record");
    (slowest, hungriest, count)
}

#[test]
fn every_named_attack_is_refused_quickly_and_in_little_memory() {
    let (doc, first) = new_card();
    let mut other = doc.clone();
    let honest = other.edit(actor(2), &meta(""), &kinds::card::set_title("Honest")).unwrap().chunks;
    // The honest change and a crafted one of the same shape pass: the table refuses for its reasons.
    let frame = Frame { doc: CARD, ward: WARD };
    for good in [honest[0].bytes.clone(), next(&doc).puts("x", 1).chunk()] {
        receive(Some(&doc), &frame, &[good], &Limits::default(), &|_| Ok(())).unwrap();
    }
    let (slow_a, hungry_a, a) = run_all(&doc, guard_attacks(&doc, &first[0].bytes));
    let (slow_b, hungry_b, b) = run_all(&doc, record_attacks(&doc));
    println!(
        "{a} attacks at the guard: slowest {slow_a:.1?}, most {} KiB; {b} at the record: slowest {slow_b:.1?}, most {} KiB",
        hungry_a / 1024,
        hungry_b / 1024
    );
}

#[test]
fn control_without_the_guard_a_bomb_costs_a_thousand_times_its_size() {
    let (doc, _) = new_card();
    let bomb = next(&doc).puts("x", 1 << 18).chunk();
    let since = memory::mark();
    let mut am = Automerge::load(&doc.save().unwrap()).unwrap();
    let took = automerge::Change::from_bytes(bomb.clone()).map(|c| am.apply_changes([c]));
    let peak = memory::peak_since(since);
    assert!(took.is_ok(), "the control must get past reading");
    assert!(peak > MEMORY_MAX, "the control must exceed the limit: only {peak} bytes");
}

#[test]
fn a_judge_has_the_last_word_and_waiting_changes_come_in_later() {
    let (mut doc, first) = new_card();
    let frame = Frame { doc: CARD, ward: WARD };
    let base = doc.clone();
    let one = doc.edit(actor(1), &meta(""), &kinds::card::set_title("943 476 5919")).unwrap().chunks;
    let two = doc.edit(actor(1), &meta(""), &kinds::card::set_title("Hoist")).unwrap().chunks;
    let judge = |s: &State| if s.str("title").contains("943") { Err("number".to_owned()) } else { Ok(()) };
    let go = |doc: Option<&Doc>, chunks: &[Vec<u8>]| receive(doc, &frame, chunks, &Limits::default(), &judge);
    assert_eq!(go(Some(&base), &bytes(&one)).unwrap_err(), Refused::Judged("number".into()));

    let waits = go(Some(&base), &bytes(&two)).unwrap();
    assert_eq!((waits.new.len(), waits.pending.len()), (0, 1));
    assert_eq!(waits.doc.unwrap().heads(), base.heads());
    let nothing_yet = go(None, &bytes(&two)).unwrap();
    assert!(nothing_yet.doc.is_none() && nothing_yet.pending.len() == 1);
    let all: Vec<Vec<u8>> = [&two, &one, &first].into_iter().flat_map(|c| bytes(c)).collect();
    let whole = go(None, &all).unwrap();
    assert_eq!((whole.new.len(), whole.pending.len()), (3, 0));
    assert_eq!(whole.doc.unwrap().state(), doc.state());
    let again = go(Some(&doc), &all).unwrap();
    assert!(again.new.is_empty() && again.pending.is_empty());
}
