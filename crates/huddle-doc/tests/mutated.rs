//! CRD-01: changed bytes with true checksums, through the front door.
//!
//! A child process with a capped allocator and an alarm takes in honest changes that were altered
//! and given a true checksum again. Nothing may panic past `receive`, nothing may be kept that does
//! not load again, memory stays below the cap. The control hands the same bytes to the library
//! without the guard and must fail.
//!
//! Over 400 lines because what is altered, how, and what must come of it are read together.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a harness stops at the first surprise")]
#![allow(unsafe_code, reason = "an alarm that ends a hung child is a libc call")]

mod common;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use automerge::transaction::Transactable;
use automerge::{Automerge, Change, ObjType, ROOT, ReadDoc};
use common::craft::{body_of, wrap};
use common::*;
use huddle_core::kind::Kind;
use huddle_doc::*;

#[global_allocator]
static MEMORY: memory::Counting = memory::Counting;

/// Most memory one child may hold beyond its start.
const CAP: usize = 256 << 20;
/// No input may take longer, milliseconds.
const SLOWEST: usize = 250;
/// Inputs per child.
const BLOCK: usize = 5_000;
/// Seconds after which an input counts as hung.
const HUNG: u32 = 30;

/// One record at one moment, the changes it was made of, and the honest ones that come next.
struct Seed {
    frame: Frame,
    now: Doc,
    past: Vec<Vec<u8>>,
    next: Vec<Vec<u8>>,
}

/// Makes records of several shapes, three actors each, and cuts each history at every change.
fn seeds() -> Vec<Seed> {
    let mut out = Vec::new();
    for (kind, n) in [(Kind::Huddle, 80), (Kind::Card, 81), (Kind::Readings, 82), (Kind::parse("other"), 83)]
    {
        let env = envelope(kind.clone(), id(n));
        let (doc, first) = if is_derived(&kind) {
            Doc::create_derived(&env).unwrap()
        } else {
            Doc::create(&env, actor(1), &meta("new"), &[]).unwrap()
        };
        let mut copies = [doc.clone(), doc.clone(), doc.clone()];
        let mut chunks = first;
        let mut rng = Rng(n as u64);
        for step in 0..9_u8 {
            let i = rng.below(3);
            let edits = edits_for(&kind, step, &mut rng);
            let made =
                copies[i].edit(actor(1 + u8::try_from(i).unwrap()), &meta("step"), &edits).unwrap().chunks;
            chunks.extend(made.clone());
            if step % 3 == 2 {
                for c in &mut copies {
                    *c = merge(c, &chunks);
                }
            }
        }
        if matches!(kind, Kind::Unknown(_)) {
            chunks.extend(foreign(&merge(&copies[0], &chunks)));
        }
        let frame = Frame { doc: id(n), ward: WARD };
        for k in 1..chunks.len() {
            let all = bytes(&chunks[..k]);
            let now = receive(None, &frame, &all, &Limits::default(), &|_| Ok(())).unwrap().doc.unwrap();
            out.push(Seed { frame, now, past: all, next: bytes(&chunks[k..chunks.len().min(k + 3)]) });
        }
    }
    out
}

fn edits_for(kind: &Kind, step: u8, rng: &mut Rng) -> Vec<Edit> {
    use kinds::{card, huddle, readings};
    let key = format!("k{}", rng.below(3));
    let n = i64::from(step);
    match kind {
        Kind::Huddle => [
            huddle::splice_section(&key, 0, 0, "one short é "),
            huddle::answer(&key, "raised", None, n),
            huddle::set_number(&key, Some(1.5)),
            huddle::start(None, step.is_multiple_of(2), "a,b", n),
        ]
        .concat(),
        Kind::Card => [
            card::splice_notes(0, 0, "note 🙂 "),
            card::add_check(&key, "step", "V"),
            card::set_title(&format!("title {n}")),
            card::remove_check(&key),
        ]
        .concat(),
        Kind::Readings => {
            let p = readings::Point {
                n: Some(f64::from(step)),
                d: Some(20.0),
                late: step.is_multiple_of(2),
                ..Default::default()
            };
            readings::enter(&format!("daily:2026-11-0{}", rng.below(3)), &p)
        }
        _ => vec![
            Edit::put([key.as_str(), "a", "b"], n),
            Edit::splice(["t"], 0, 0, "text "),
            Edit::put(["when"], Scalar::Time(n)),
            Edit::put(["none"], Scalar::Null),
        ],
    }
}

/// Makes changes by the library alone, with what this product never writes: lists, counters, marks.
fn foreign(doc: &Doc) -> Vec<Chunk> {
    let mut am = Automerge::load(&doc.save().unwrap()).unwrap();
    am.set_actor(vec![7; 16].into());
    let mut tx = am.transaction();
    let list = tx.put_object(ROOT, "list", ObjType::List).unwrap();
    for i in 0..5 {
        tx.insert(&list, i, i64::try_from(i).unwrap()).unwrap();
    }
    tx.put(ROOT, "count", automerge::ScalarValue::counter(3)).unwrap();
    tx.put(ROOT, "raw", vec![1_u8, 2, 3]).unwrap();
    tx.commit();
    let mut tx = am.transaction();
    tx.delete(&list, 2).unwrap();
    tx.increment(ROOT, "count", 4).unwrap();
    let text = tx.get(ROOT, "t").unwrap().unwrap().1;
    let mark = automerge::marks::Mark::new("bold".into(), true, 0, 3);
    tx.mark(&text, mark, automerge::marks::ExpandMark::Both).unwrap();
    tx.commit();
    let known = doc.heads().iter().map(|h| automerge::ChangeHash(*h)).collect::<Vec<_>>();
    am.get_changes(&known)
        .iter()
        .map(|c| Chunk {
            hash: c.hash().0,
            actor: c.actor_id().to_bytes().to_vec(),
            actor_seq: c.seq(),
            deps: c.deps().iter().map(|h| h.0).collect(),
            bytes: c.raw_bytes().to_vec(),
        })
        .collect()
}

/// Alters bytes at one to four places, mostly behind the dependencies.
fn alter(rng: &mut Rng, bytes: &mut Vec<u8>, donor: &[u8]) {
    const ODD: [u8; 10] = [0, 1, 2, 3, 0x3f, 0x40, 0x7e, 0x7f, 0x80, 0xff];
    for _ in 0..=rng.below(4) {
        if bytes.is_empty() {
            return;
        }
        let from = if rng.below(5) == 0 { 0 } else { (bytes.len() / 3).min(60) };
        let at = from + rng.below(bytes.len() - from);
        match rng.below(9) {
            0 | 1 => bytes[at] ^= 1 << rng.below(8),
            2 | 3 => bytes[at] = ODD[rng.below(ODD.len())],
            4 => bytes[at] = bytes[at].wrapping_add(1),
            5 => bytes.insert(at, ODD[rng.below(ODD.len())]),
            6 => drop(bytes.remove(at)),
            7 => {
                let end = (at + 1 + rng.below(8)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let len = (1 + rng.below(8)).min(donor.len()).min(bytes.len() - at);
                let start = rng.below(donor.len() - len + 1);
                bytes.splice(at..at + len, donor[start..start + len].iter().copied());
            }
        }
    }
}

/// Makes input number `i`: a batch of chunks with at least one altered.
fn input(seeds: &[Seed], seed: u64, i: usize) -> (&Seed, Vec<Vec<u8>>) {
    let mut rng = Rng(seed ^ (i as u64).wrapping_mul(0xd134_2543_de82_ef95));
    let s = &seeds[rng.below(seeds.len())];
    let donor = &seeds[rng.below(seeds.len())].next[0];
    let n = 1 + rng.below(s.next.len());
    let hit = rng.below(n);
    let batch = s.next[..n]
        .iter()
        .enumerate()
        .map(|(k, chunk)| {
            if k != hit {
                chunk.clone()
            } else if rng.below(20) == 0 {
                let mut raw = chunk.clone();
                alter(&mut rng, &mut raw, donor);
                raw
            } else {
                let mut body = body_of(chunk);
                alter(&mut rng, &mut body, &body_of(donor));
                wrap(1, &body)
            }
        })
        .collect();
    (s, batch)
}

#[derive(Default)]
struct Tally {
    inputs: usize,
    changed: usize,
    contained: usize,
    escaped: usize,
    unloadable: usize,
    slowest: Duration,
    outcomes: BTreeMap<String, usize>,
}

/// Returns the processor time of this thread, so that a busy machine does not fail the test.
fn processor() -> Duration {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `t` is a valid timespec for the call to fill.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut t) };
    Duration::new(u64::try_from(t.tv_sec).unwrap(), u32::try_from(t.tv_nsec).unwrap())
}

/// Takes one input in through the front door and looks at what was kept. Every third comes to a PC that has nothing
/// of the record yet, with all its past.
fn guarded(s: &Seed, batch: &[Vec<u8>], t: &mut Tally) {
    let joins = t.inputs % 3 == 2;
    let whole: Vec<Vec<u8>> = if joins { [&s.past, batch].concat() } else { batch.to_vec() };
    let start = processor();
    let got = catch_unwind(AssertUnwindSafe(|| {
        receive((!joins).then_some(&s.now), &s.frame, &whole, &Limits::default(), &|_| Ok(()))
    }));
    t.slowest = t.slowest.max(processor() - start);
    let outcome = match &got {
        Err(_) => {
            t.escaped += 1;
            "escaped".to_owned()
        }
        Ok(Ok(r)) if r.new.len() <= if joins { s.past.len() } else { 0 } => "nothing new".to_owned(),
        Ok(Ok(_)) => "changed".to_owned(),
        Ok(Err(Refused::Panicked)) => {
            t.contained += 1;
            "contained".to_owned()
        }
        Ok(Err(r)) => format!("{r:?}").split([' ', '(', '{']).next().unwrap_or("").to_owned(),
    };
    *t.outcomes.entry(outcome).or_default() += 1;
    let Ok(Ok(Received { doc: Some(doc), new, .. })) = got else { return };
    if new.len() <= if joins { s.past.len() } else { 0 } {
        return;
    }
    t.changed += 1;
    match catch_unwind(AssertUnwindSafe(|| lives(s, &doc))) {
        Ok(true) => {}
        Ok(false) => t.unloadable += 1,
        Err(_) => t.escaped += 1,
    }
}

/// Returns whether a kept record can be loaded in every way, written to, and passed on.
fn lives(s: &Seed, doc: &Doc) -> bool {
    let heads = doc.heads();
    let Ok(saved) = doc.save() else { return false };
    let Ok(chunks) = doc.chunks() else { return false };
    let by_snapshot = Doc::load(s.frame.doc, Some(&saved), &[], &heads);
    let by_changes = Doc::load(s.frame.doc, None, &bytes(&chunks), &heads);
    let elsewhere = receive(None, &s.frame, &bytes(&chunks), &Limits::default(), &|_| Ok(()));
    let same = |d: &Doc| d.state() == doc.state();
    let mut again = doc.clone();
    let written = again.edit(actor(200), &meta("after"), &[Edit::put(["after", "it"], 1_i64)]);
    by_snapshot.is_ok_and(|d| same(&d))
        && by_changes.is_ok_and(|d| same(&d))
        && elsewhere.is_ok_and(|r| r.doc.is_some_and(|d| same(&d)))
        && written.is_ok()
        && doc.history().is_ok()
}

/// Hands one input to the library without the guard, as the control.
fn unguarded(s: &Seed, batch: &[Vec<u8>], t: &mut Tally) {
    let worked = catch_unwind(AssertUnwindSafe(|| {
        let mut am = Automerge::load(&s.now.save().unwrap()).unwrap();
        let before = am.get_heads();
        let changes: Vec<Change> = batch.iter().filter_map(|b| Change::from_bytes(b.clone()).ok()).collect();
        let applied = am.apply_changes(changes).is_ok();
        drop(am.hydrate(None));
        let changed = applied && am.get_heads() != before;
        let heads = am.get_heads();
        (changed, Automerge::load(&am.save()).is_ok_and(|d| d.get_heads() == heads))
    }));
    match worked {
        Err(_) => t.escaped += 1,
        Ok((changed, loads)) => {
            t.changed += usize::from(changed);
            t.unloadable += usize::from(changed && !loads);
        }
    }
}

/// Does nothing unless started by the parent below: then it runs one block of inputs.
#[test]
fn child() {
    let Ok(order) = std::env::var("MUTATED_BLOCK") else { return };
    let order: Vec<u64> = order.split(',').map(|n| n.parse().unwrap()).collect();
    let [seed, from, n, guard] = order[..] else { panic!("seed, from, n, guard") };
    let seeds = seeds();
    std::panic::set_hook(Box::new(|_| {}));
    memory::cap(CAP);
    let since = memory::mark();
    let mut t = Tally::default();
    for i in from..from + n {
        // SAFETY: alarm only sets a timer; its signal ends this child, which is what is wanted.
        unsafe { libc::alarm(HUNG) };
        let (s, batch) = input(&seeds, seed, usize::try_from(i).unwrap());
        if guard == 1 {
            guarded(s, &batch, &mut t);
        } else {
            unguarded(s, &batch, &mut t);
        };
        t.inputs += 1;
        if t.inputs % 250 == 0 || i + 1 == from + n {
            let peak = memory::peak_since(since);
            println!(
                "TALLY {} {} {} {} {} {} {}",
                t.inputs,
                t.changed,
                t.contained,
                t.escaped,
                t.unloadable,
                peak,
                t.slowest.as_millis()
            );
        }
    }
    println!("OUTCOMES {:?}", t.outcomes);
}

/// What the children came to: five sums, the peak, the slowest (ms), and how many died.
#[derive(Default)]
struct Sums([usize; 5], usize, usize, usize);

/// Runs `n` inputs in children, two at a time.
fn run(n: usize, seed: u64, guard: bool) -> Sums {
    let (sums, next) = (Mutex::new(Sums::default()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let from = next.fetch_add(BLOCK, Ordering::Relaxed);
                    if from >= n {
                        return;
                    }
                    block(from, BLOCK.min(n - from), seed, guard, &sums);
                }
            });
        }
    });
    sums.into_inner().unwrap()
}

/// Runs one block in a child and adds what came of it.
fn block(from: usize, inputs: usize, seed: u64, guard: bool, sums: &Mutex<Sums>) {
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .env("MUTATED_BLOCK", format!("{seed},{from},{inputs},{}", u8::from(guard)))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    let last = text.lines().rev().find_map(|l| l.split_once("TALLY ")).map(|(_, l)| l.to_owned());
    let told: Vec<usize> = last.unwrap_or_default().split(' ').filter_map(|x| x.parse().ok()).collect();
    let mut all = sums.lock().unwrap();
    if let [inputs, changed, contained, escaped, unloadable, high, slow] = told[..] {
        for (sum, x) in all.0.iter_mut().zip([inputs, changed, contained, escaped, unloadable]) {
            *sum += x;
        }
        all.1 = all.1.max(high);
        all.2 = all.2.max(slow);
    }
    if !out.status.success() {
        all.3 += 1;
        println!(
            "block from {from} with SEED={seed} died: {} {}",
            out.status,
            String::from_utf8_lossy(&out.stderr)
        );
    }
    if let Some(l) = text.lines().find(|l| l.contains("OUTCOMES")) {
        println!("{l}");
    }
}

#[test]
fn altered_changes_neither_escape_nor_stay() {
    let seed = seed();
    let n = count("MUTATED_INPUTS", 100_000, 1_000_000);
    let begun = Instant::now();
    let Sums([inputs, changed, contained, escaped, unloadable], peak, slowest, died) = run(n, seed, true);
    println!(
        "{inputs} altered inputs in {:?}: {changed} changed the record, {contained} panics contained, {escaped} escaped, \
         {unloadable} kept but unloadable, {died} children died, peak {} MiB, slowest {slowest} ms",
        begun.elapsed(),
        peak >> 20
    );
    assert_eq!((inputs, escaped, unloadable, died), (n, 0, 0, 0));
    assert!(peak < CAP);
    assert!(slowest < SLOWEST, "one input took {slowest} ms");
    assert!(changed > n / 1_000, "too few inputs got through to mean anything: {changed}");
}

#[test]
fn control_without_the_guard_the_same_inputs_break_the_library() {
    let seed = seed();
    let n = count("MUTATED_INPUTS", 30_000, 30_000) / 3;
    let Sums([inputs, changed, _, escaped, unloadable], peak, _, died) = run(n, seed, false);
    println!(
        "control: {inputs} inputs: {changed} changed the record, {escaped} panics, {unloadable} unloadable, {died} children died, peak {} MiB",
        peak >> 20
    );
    assert!(escaped + died > 20, "the control must fail: {escaped} panics, {died} deaths");
    assert!(unloadable > 5, "the control must keep records that do not load: {unloadable}");
}
