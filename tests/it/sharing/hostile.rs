//! Hostile frames against a link over a real store: nothing panics, nothing that cannot be read again is kept,
//! and the ward works on. `HOSTILE=` sets the number.

use super::net::Chaos;
use super::schedules::ward;
use crate::queries::processor;
use huddle_app::sync::Link;
use huddle_sync::{Message, Way};
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// How long a PC is left alone, in milliseconds.
const QUARTER_MS: i64 = 900_000;

/// Breaks a frame in a few places. Some batches become one that was asked for, which follows no number and is
/// always looked at; the others mostly end before the records.
fn broken(frames: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut frame = chance.pick(frames).cloned().unwrap();
    if chance.percent(20)
        && let Ok(Some(Message::Changes(mut batch))) = Message::decode(&frame)
    {
        batch.way = Way::Repair;
        frame = Message::Changes(batch).encode();
    }
    for _ in 0..chance.below(4) {
        let at = chance.below(frame.len());
        match chance.below(6) {
            0 => frame.truncate(at.max(1)),
            1 => frame.insert(at, chance.bits() as u8),
            _ => frame[at] = chance.bits() as u8,
        }
    }
    frame
}

/// Most memory this process ever held, KiB; 0 where the system does not say.
pub fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or_default()
}

#[test]
fn broken_frames_end_a_link_at_worst() {
    let wanted = count("HOSTILE", 100_000, 1_000_000);
    let mut chance = Chance::new(seed(41));
    let mut net = ward(2, &mut chance);
    for n in 0..12 {
        net.pcs[n % 2].tell("card_add", json!({ "title": format!("Card {n}") }));
    }
    // What honest PCs say to each other, written down.
    net.unplug(0);
    net.record = Some(Vec::new());
    net.connect(1, 0);
    while net.step(&mut chance, Chaos::NONE) {}
    for n in 0..8 {
        net.pcs[n % 2].tell("card_add", json!({ "title": format!("One more {n}") }));
        net.poke(n % 2);
        while net.step(&mut chance, Chaos::NONE) {}
    }
    let frames = net.record.take().unwrap();
    assert!(frames.len() > 8 && net.equal());
    net.unplug(0);

    let (app, peer) = (Arc::clone(net.pcs[0].app()), net.pcs[1].app().identity().device);
    let (mut links, mut ended, mut pauses, mut slowest) = (0_u64, 0_u64, 0_u64, Duration::ZERO);
    let mut link: Option<Link> = None;
    let mut sent = 0;
    while sent < wanted {
        let mut live = match link.take() {
            Some(live) => live,
            None => {
                links += 1;
                // Three bad frames, and the peer is left alone; this one comes back each time the pause is over.
                let opened = Link::open(Arc::clone(&app), peer, false).or_else(|ended| {
                    assert_eq!(ended.word, "left_alone");
                    pauses += 1;
                    net.pcs[0].wait(QUARTER_MS);
                    Link::open(Arc::clone(&app), peer, false)
                });
                let (mut live, _) = opened.unwrap();
                // Past the hello, where more can go wrong.
                if let Some(hello) = frames.first().filter(|_| chance.percent(80))
                    && let Err(refused) = live.on_frame(hello)
                {
                    // A broken hello may look like a second PC with the same key; that is over after a while.
                    assert_eq!(refused.word, "twin");
                    net.pcs[0].wait(QUARTER_MS);
                    continue;
                }
                live
            }
        };
        let mut frame = broken(&frames, &mut chance);
        while Message::decode(&frame).is_err() && chance.percent(95) {
            frame = broken(&frames, &mut chance);
        }
        sent += 1;
        let began = processor();
        match live.on_frame(&frame) {
            Ok(_) => link = Some(live),
            Err(_) => ended += 1,
        }
        slowest = slowest.max(processor() - began);
    }
    drop(link);
    assert!(ended > 20 && links > 20, "{ended} ended of {links}: the frames were not broken enough");
    assert!(pauses > 20, "{pauses} pauses: whoever sends what nobody can read is let in again at once");
    assert!(slowest < Duration::from_millis(250), "one frame took {slowest:?}");
    assert!(peak() < 256 * 1_024, "{} KiB were needed", peak());
    let verified = app.keep("verify", &json!({})).unwrap();
    assert_eq!(verified["damaged"], json!([]), "a record that cannot be read again was kept");
    drop(app);
    net.pcs[0].wait(QUARTER_MS);
    net.restart(0);
    assert!(net.heal(&mut chance), "the ward works on");
    println!("{wanted} frames, {links} links, {ended} ended, {pauses} pauses, slowest {slowest:?}");
}
