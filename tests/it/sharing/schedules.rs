//! CRD-06: two to eight PCs over a network that drops, doubles, swaps and cuts, with restarts and clocks that
//! are years off. After it heals all are equal and nothing acknowledged is gone.
//!
//! `SCHEDULES=` sets the number. Twenty schedules share one ward, because making PCs costs more than using them.
//! After each the PCs are joined by a tree and one connection more, drawn anew, and after the last everybody with
//! everybody. Half of the schedules are a test of their own, so that both processors have something to do.

use super::net::{Chaos, Net, Pc, pair};
use crate::support::start_ward;
use huddle_app::sync::Care;
use huddle_testkit::chance::{Chance, count, seed};
use serde_json::json;

/// Two years, in milliseconds.
const TWO_YEARS: i64 = 2 * 365 * 24 * 60 * 60 * 1_000;
const PER_WARD: u64 = 20;

const ROUGH: Chaos = Chaos { drop: 2, double: 3, swap: 3, cut: 1 };

/// Makes a ward of so many PCs, everybody a writer.
pub fn ward(pcs: usize, chance: &mut Chance) -> Net {
    let all: Vec<Pc> = (0..pcs)
        .map(|n| {
            let off = [0, TWO_YEARS, -TWO_YEARS, 3_600_000][n % 4];
            Pc::new(chance.bits(), off)
        })
        .collect();
    start_ward(all[0].app());
    for pc in &all[1..] {
        pair(&all[0], pc, "writer");
    }
    let mut net = Net::new(all);
    assert!(net.heal(chance), "a new ward is equal everywhere");
    net
}

/// What was acknowledged: card titles, and marks in the notes of the ward's first card.
#[derive(Default)]
struct Acked {
    titles: Vec<String>,
    marks: Vec<String>,
    shared: Option<String>,
    number: u64,
}

fn edit(pc: &Pc, chance: &mut Chance, acked: &mut Acked) {
    acked.number += 1;
    let n = acked.number;
    match (chance.below(5), acked.shared.clone()) {
        (0, Some(id)) => {
            // Letters: digits typed into each other could look like a patient's number.
            let mark: String = format!("<{n}>")
                .chars()
                .map(|c| if c.is_ascii_digit() { (c as u8 + 49) as char } else { c })
                .collect();
            let at = chance.below(40);
            let body = json!({ "id": id, "field": "notes", "at": at, "del": 0, "ins": mark, "base_rev": "" });
            pc.tell("card_text", body);
            acked.marks.push(mark);
        }
        (1, Some(id)) => {
            let to = ["agreed", "doing", "checking"][chance.below(3)];
            pc.tell("card_move", json!({ "id": id, "column": to }));
        }
        (2, _) => {
            // Two PCs begin the same huddle apart.
            pc.tell("huddle_start", json!({ "short": false }));
        }
        _ => {
            let title = format!("Card {n}");
            pc.tell("card_add", json!({ "title": title }));
            acked.titles.push(title);
        }
    }
}

/// Plays one schedule.
fn schedule(net: &mut Net, chance: &mut Chance, acked: &mut Acked, restarts: bool) {
    let pcs = net.pcs.len();
    for _ in 0..40 {
        match chance.below(10) {
            0..=2 => {
                let pc = chance.below(pcs);
                edit(&net.pcs[pc], chance, acked);
                net.poke(pc);
            }
            3 | 4 => net.connect(chance.below(pcs), chance.below(pcs)),
            5 if chance.percent(30) => net.cut(chance.below(net.wires().max(1))),
            6 if restarts && chance.percent(15) => net.restart(chance.below(pcs)),
            _ => {
                for _ in 0..chance.below(12) {
                    net.step(chance, ROUGH);
                }
            }
        }
    }
}

/// Finds what was acknowledged and is not everywhere.
fn lost(net: &Net, acked: &Acked) -> Vec<String> {
    let mut gone = Vec::new();
    for (n, pc) in net.pcs.iter().enumerate() {
        let titles = pc.titles();
        gone.extend(acked.titles.iter().filter(|t| !titles.contains(t)).map(|t| format!("PC {n}: {t}")));
        if let Some(id) = &acked.shared {
            let card = pc.app().query("card_get", json!({ "id": id }), &Default::default()).unwrap();
            let notes =
                card["notes"]["text"].as_str().or(card["notes"].as_str()).unwrap_or_default().to_owned();
            // A mark may stand inside another one that was typed around it, so its parts are looked for.
            gone.extend(
                acked
                    .marks
                    .iter()
                    .filter(|m| m.chars().any(|c| !notes.contains(c)))
                    .map(|m| format!("PC {n}: {m}")),
            );
            let typed: usize = acked.marks.iter().map(|m| m.chars().count()).sum();
            if notes.chars().count() != typed {
                gone.push(format!("PC {n}: {} of {typed} characters", notes.chars().count()));
            }
        }
    }
    gone
}

fn play(schedules: u64, seed: u64) {
    let mut chance = Chance::new(seed);
    let (mut done, mut frames, mut bytes, mut edits) = (0, 0, 0, 0);
    while done < schedules {
        let mut net = ward(2 + chance.below(7), &mut chance);
        let mut acked = Acked::default();
        let first = net.pcs[0].tell("card_add", json!({ "title": "The shared one" }));
        acked.shared = first["id"].as_str().map(str::to_owned);
        assert!(net.heal(&mut chance));
        for _ in 0..PER_WARD.min(schedules - done) {
            schedule(&mut net, &mut chance, &mut acked, true);
            assert!(net.heal_over(&mut chance, 1), "schedule {done}: the PCs differ");
            assert_eq!(lost(&net, &acked), Vec::<String>::new(), "schedule {done}");
            done += 1;
        }
        assert!(net.heal(&mut chance), "before schedule {done}: the PCs differ");
        assert!(net.same(), "before schedule {done} the records read differently");
        assert_eq!(net.refusals, Vec::<String>::new(), "honest PCs were refused");
        for pc in &net.pcs {
            assert_eq!(pc.quarantined(), 0, "an honest change was put into quarantine");
        }
        frames += net.frames;
        bytes += net.bytes;
        edits += acked.number;
    }
    println!("{done} schedules, {edits} edits, {frames} frames, {bytes} bytes");
}

#[test]
fn whatever_the_network_does_all_pcs_end_up_equal_and_nothing_acknowledged_is_lost() {
    play(count("SCHEDULES", 1_000, 10_000).div_ceil(2), seed(6));
}

#[test]
fn whatever_the_network_does_the_other_half() {
    play(count("SCHEDULES", 1_000, 10_000) / 2, seed(6).wrapping_add(1_000_003));
}

/// Two PCs, and batches that are acknowledged while their changes are lost.
fn acknowledged_too_soon(repair: bool) -> (bool, u64) {
    let mut chance = Chance::new(seed(9));
    let mut net = ward(2, &mut chance);
    let mut acked = Acked::default();
    net.care = Care { repair, ..Care::ALL };
    net.lose = 30;
    for _ in 0..6 {
        schedule(&mut net, &mut chance, &mut acked, false);
    }
    net.lose = 0;
    let equal = net.heal(&mut chance);
    (equal, net.lost)
}

#[test]
fn control_an_acknowledgement_before_the_commit_loses_changes() {
    let (equal, lost) = acknowledged_too_soon(false);
    assert!(lost > 0 && !equal, "{lost} batches were lost and nobody noticed: the test is blind");
}

#[test]
fn what_was_lost_in_spite_of_an_acknowledgement_is_found_by_its_sum_and_fetched() {
    let (equal, lost) = acknowledged_too_soon(true);
    assert!(lost > 0 && equal, "{lost} batches were lost");
}

/// Somebody new types at once, and what was typed is passed on before its passer-on was asked about the list.
#[test]
fn the_first_words_of_a_new_pc_reach_those_who_have_not_heard_of_it() {
    let mut chance = Chance::new(seed(5));
    let mut net = ward(3, &mut chance);
    net.connect(0, 1);
    net.connect(0, 2);
    net.settle(&mut chance);
    net.pcs.push(Pc::new(chance.bits(), 0));
    pair(&net.pcs[0], &net.pcs[3], "writer");
    net.connect(3, 0);
    net.settle(&mut chance);
    net.pcs[3].tell("card_add", json!({ "title": "The first words" }));
    net.poke(3);
    net.settle(&mut chance);
    for (n, pc) in net.pcs.iter().enumerate() {
        assert_eq!((pc.quarantined(), pc.titles()), (0, vec!["The first words".to_owned()]), "PC {n}");
    }
}

#[test]
fn a_reconnect_with_nothing_new_costs_at_most_256_bytes_each_way_however_many_records_there_are() {
    let mut chance = Chance::new(seed(3));
    let mut net = ward(2, &mut chance);
    for records in [0, 30, 300] {
        for n in 0..records {
            net.pcs[n % 2].tell("card_add", json!({ "title": format!("Card {n}") }));
        }
        assert!(net.heal(&mut chance));
        let before = net.came.clone();
        assert!(net.heal(&mut chance));
        let each: Vec<u64> = net.came.iter().map(|(pc, bytes)| bytes - before[pc]).collect();
        println!("{records} records more: {each:?} bytes each way");
        assert!(each.len() == 2 && each.iter().all(|bytes| *bytes > 0 && *bytes <= 256), "{each:?} bytes");
    }
}

/// CRD-17: a day on which nobody touches anything.
#[test]
fn a_day_of_silence_writes_nothing_and_sends_nothing() {
    let mut chance = Chance::new(seed(4));
    let mut net = ward(3, &mut chance);
    net.pcs[0].tell("card_add", json!({ "title": "The last thing" }));
    assert!(net.heal(&mut chance));
    let numbers = |net: &Net| -> Vec<i64> { net.pcs.iter().map(Pc::last_number).collect() };
    let (before, bytes, numbers_before) = (net.pcs[0].heads(), net.bytes, numbers(&net));
    for _ in 0..24 * 60 {
        for pc in 0..net.pcs.len() {
            net.pcs[pc].wait(60_000);
            net.pcs[pc].app().tick();
            net.look(pc);
        }
        net.settle(&mut chance);
    }
    assert_eq!(net.wires(), 3, "the links stand");
    assert_eq!(net.bytes - bytes, 0, "bytes were sent");
    assert_eq!(numbers(&net), numbers_before, "a change was written");
    assert_eq!(net.pcs[0].heads(), before);
    // The control: something typed is sent and counted.
    net.pcs[0].tell("card_add", json!({ "title": "Good morning" }));
    net.poke(0);
    net.settle(&mut chance);
    assert!(net.bytes > bytes && numbers(&net) != numbers_before);
}
