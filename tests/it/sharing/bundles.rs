//! Changes carried in a file: PCs that never met come to hold the same, whatever comes twice, late or not at all,
//! and a file that is wrong in any way changes nothing.
//!
//! `BUNDLES=` sets how many wards carry files about at random.
//!
//! Over 400 lines because every way a file can be wrong stands beside the way it is right.

use super::net::{Net, Pc, pair};
use crate::support::{env, names_in, opening, refused, start_ward, tell};
use huddle_app::{App, Caller, Opening};
use huddle_core::guard::Ranges;
use huddle_testkit::chance::{Chance, count, seed};
use huddle_testkit::vfs::{Failure, Plan, register};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// PCs of one ward that no link ever connects.
fn apart(pcs: usize, chance: &mut Chance) -> Vec<Pc> {
    let all: Vec<Pc> = (0..pcs).map(|_| Pc::new(chance.bits(), 0)).collect();
    start_ward(all[0].app());
    for pc in &all[1..] {
        pair(&all[0], pc, "writer");
    }
    if pcs > 2 {
        // All hear of all: a file is for the PCs its maker has heard of.
        let stick = tempfile::tempdir().unwrap();
        let file = stick.path().join("first.huddlebundle");
        out(&all[0], &file, "");
        for pc in &all[1..] {
            taken(pc, &file);
        }
    }
    all
}

fn add(pc: &Pc, title: &str) -> Value {
    pc.tell("card_add", json!({ "title": title }))["id"].clone()
}

fn out(pc: &Pc, file: &Path, since: &str) -> Value {
    pc.app().keep("bundle_out", &json!({ "file": file, "since": since })).unwrap_or_else(|e| panic!("{e:?}"))
}

fn take(app: &App, path: &Path) -> Result<Value, String> {
    app.keep("bundle_in", &json!({ "path": path })).map_err(|fault| {
        assert!(fault.message.contains("Nothing was changed"), "says what is safe: {}", fault.message);
        assert!(!fault.message.contains("  "), "{}", fault.message);
        fault.code
    })
}

fn taken(pc: &Pc, path: &Path) -> Value {
    take(pc.app(), path).unwrap_or_else(|code| panic!("{}: {code}", path.display()))
}

fn sorted(pc: &Pc) -> Vec<String> {
    let mut titles = pc.titles();
    titles.sort();
    titles
}

#[test]
fn two_pcs_that_never_had_a_network_end_up_equal() {
    let mut chance = Chance::new(seed(71));
    let pcs = apart(2, &mut chance);
    let stick = tempfile::tempdir().unwrap();
    add(&pcs[0], "Typed on the first");
    let first = stick.path().join("first.huddlebundle");
    assert_eq!(out(&pcs[0], &first, "")["pcs"], 1);
    let answer = taken(&pcs[1], &first);
    assert_eq!(answer["files"][0]["code"], "");
    assert_eq!((&answer["waiting"], &answer["files"][0]["refused"]), (&json!(0), &json!(0)));

    // Both go on apart, in the same record too.
    let card = json!({ "id": add(&pcs[1], "Typed on the second"), "field": "due", "value": "2026-11-30" });
    pcs[1].tell("card_set", card);
    pcs[0].tell("ward_set", json!({ "field": "beds", "value": 27 }));
    let second = stick.path().join("second.huddlebundle");
    out(&pcs[1], &second, "");
    taken(&pcs[0], &second);
    out(&pcs[0], &first, "last");
    let seen = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let news = std::sync::Arc::clone(&seen);
    pcs[1].app().subscribe(Box::new(move |_| {
        news.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        true
    }));
    taken(&pcs[1], &first);
    assert_eq!(pcs[0].heads(), pcs[1].heads());
    assert_eq!(pcs[0].state(), pcs[1].state());
    assert_eq!(sorted(&pcs[0]), ["Typed on the first", "Typed on the second"]);
    assert_eq!(seen.load(std::sync::atomic::Ordering::Relaxed), 1, "windows hear of it, once");

    // Twice is once, and one's own file brings nothing.
    let before = pcs[1].state();
    for file in [&first, &second] {
        assert_eq!(taken(&pcs[1], file)["files"][0]["changes"], 0);
    }
    assert_eq!(pcs[1].state(), before);
    // The list tells when the other was heard from: when it made the file.
    let view = pcs[1].app().query("sharing_get", json!({}), &Caller::default()).unwrap();
    let other = view["pcs"].as_array().unwrap().iter().find(|p| p["this_pc"] == json!(false)).unwrap();
    assert!(other["last_heard"].is_i64(), "{view}");
}

/// What a folder of files did to the wards: every file that was made, in order.
fn carry_at_random(chance: &mut Chance, folder: &Path) -> (Vec<Pc>, Vec<PathBuf>) {
    let pcs = apart(2 + chance.below(3), chance);
    let mut files = Vec::new();
    let mut cards: Vec<Value> = Vec::new();
    for step in 0..30 {
        let pc = &pcs[chance.below(pcs.len())];
        match chance.below(4) {
            0 => {
                if pc.app().query("ward_get", json!({}), &Caller::default()).is_ok() {
                    cards.push(add(pc, &format!("Card {step}")));
                }
            }
            1 => {
                let Some(id) = chance.pick(&cards) else { continue };
                let body = json!({ "id": id, "field": "why", "value": format!("Because of {step}") });
                // It may not have come yet.
                let _ = pc.app().execute("card_set", body, &Caller::default());
            }
            2 => {
                let file = folder.join(format!("{step}.huddlebundle"));
                // Everything the first time, since nothing was carried before.
                out(pc, &file, "last");
                files.push(file);
            }
            _ => {
                if let Some(file) = chance.pick(&files) {
                    taken(pc, file);
                }
            }
        }
    }
    for (n, pc) in pcs.iter().enumerate() {
        let file = folder.join(format!("end-{n}.huddlebundle"));
        out(pc, &file, "last");
        files.push(file);
    }
    (pcs, files)
}

fn shuffled(files: &[PathBuf], chance: &mut Chance) -> Vec<PathBuf> {
    let mut left = files.to_vec();
    let mut order = Vec::new();
    while !left.is_empty() {
        order.push(left.swap_remove(chance.below(left.len())));
    }
    order
}

fn waiting(pc: &Pc) -> i64 {
    pc.app().with_store(|s| s.read(|r| r.pending_size())).map_err(|e: huddle_store::StoreFault| e).unwrap().0
}

#[test]
fn any_order_any_repeat_every_file_in_the_end_makes_all_equal() {
    let (mut files_seen, mut waited) = (0, 0);
    for ward in 0..count("BUNDLES", 12, 1_000) {
        let mut chance = Chance::new(seed(72) + ward);
        let folder = tempfile::tempdir().unwrap();
        let (pcs, files) = carry_at_random(&mut chance, folder.path());
        for pc in &pcs {
            for file in shuffled(&files, &mut chance) {
                let before = pc.state();
                taken(pc, &file);
                waited += u64::from(waiting(pc) > 0);
                if chance.percent(20) {
                    let after = pc.heads();
                    taken(pc, &file);
                    assert_eq!(pc.heads(), after, "ward {ward}: twice is once");
                }
                assert!(pc.state()["documents"].as_i64() >= before["documents"].as_i64(), "ward {ward}");
            }
        }
        for pc in &pcs {
            assert_eq!(pc.heads(), pcs[0].heads(), "ward {ward}: not equal");
            assert_eq!(pc.state(), pcs[0].state(), "ward {ward}");
            assert_eq!((waiting(pc), pc.quarantined()), (0, 0), "ward {ward}");
        }
        files_seen += files.len();
    }
    assert!(waited > 0, "no file ever came before the one it builds on");
    println!("{files_seen} files, {waited} times something waited");
}

#[test]
fn control_without_the_file_before_it_a_change_waits_and_is_not_lost() {
    let mut chance = Chance::new(seed(73));
    let pcs = apart(2, &mut chance);
    let stick = tempfile::tempdir().unwrap();
    let [one, two, three] = ["1", "2", "3"].map(|n| stick.path().join(format!("{n}.huddlebundle")));
    let id = add(&pcs[0], "Linen cage");
    out(&pcs[0], &one, "last");
    pcs[0].tell("card_set", json!({ "id": id, "field": "why", "value": "It blocks the lift" }));
    add(&pcs[0], "Said in the second file");
    out(&pcs[0], &two, "last");
    pcs[0].tell("card_set", json!({ "id": id, "field": "due", "value": "2026-11-30" }));
    out(&pcs[0], &three, "last");

    // The first is there, the second is missing.
    taken(&pcs[1], &one);
    let answer = taken(&pcs[1], &three);
    assert_eq!((&answer["waiting"], &answer["files"][0]["waiting"]), (&json!(1), &json!(1)), "{answer}");
    assert_ne!(pcs[0].heads(), pcs[1].heads(), "the control finds no difference");
    let view = pcs[1].app().query("sharing_get", json!({}), &Caller::default()).unwrap();
    assert_eq!(view["waiting_in"], 1, "the screen says that it waits");
    assert_eq!(sorted(&pcs[1]), ["Linen cage"], "nothing half of it");
    // The missing one settles it, also after a restart.
    let mut pcs = pcs;
    pcs[1].stop();
    pcs[1].start();
    let answer = taken(&pcs[1], &two);
    assert_eq!(answer["waiting"], 0, "{answer}");
    assert_eq!(pcs[0].state(), pcs[1].state());
    assert_eq!(pcs[0].heads(), pcs[1].heads());
}

#[test]
fn a_pc_let_in_since_the_last_file_gets_everything_with_the_next() {
    let mut chance = Chance::new(seed(81));
    let pcs = apart(2, &mut chance);
    let stick = tempfile::tempdir().unwrap();
    let file = stick.path().join("last.huddlebundle");
    add(&pcs[0], "Before the third came");
    out(&pcs[0], &file, "last");
    taken(&pcs[1], &file);
    let third = Pc::new(chance.bits(), 0);
    pair(&pcs[0], &third, "writer");
    add(&pcs[0], "After the third came");
    out(&pcs[0], &file, "last");
    assert_eq!(taken(&third, &file)["waiting"], 0);
    taken(&pcs[1], &file);
    assert_eq!(third.heads(), pcs[0].heads());
    assert_eq!(pcs[1].heads(), pcs[0].heads());
    assert_eq!(out(&pcs[0], &file, "last")["changes"], 0, "nothing is new any more");
}

#[test]
fn a_folder_is_taken_in_whole_and_a_bad_file_in_it_stops_no_other() {
    let mut chance = Chance::new(seed(74));
    let pcs = apart(3, &mut chance);
    let share = tempfile::tempdir().unwrap();
    let folder = json!(share.path());
    assert_eq!(take(pcs[1].app(), share.path()).unwrap_err(), "no_bundles");
    add(&pcs[0], "From the first");
    pcs[0].tell("bundle_make", json!({ "folder": folder, "since": "start" }));
    taken(&pcs[1], share.path());
    add(&pcs[1], "From the second");
    let made = pcs[1].tell("bundle_make", json!({ "folder": folder, "since": "start" }));
    assert!(made["path"].as_str().unwrap().contains("Ward-6A_changes_2026-11-22_"), "{made}");
    assert!(!names_in(share.path()).iter().any(|n| n.starts_with('.')), "nothing half is left");
    std::fs::write(share.path().join("bad.huddlebundle"), "Rota").unwrap();
    std::fs::write(share.path().join("notes.txt"), "Rota").unwrap();

    let answer = pcs[2].tell("bundle_take", json!({ "path": folder }));
    let codes: Vec<&str> =
        answer["files"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes.iter().filter(|c| c.is_empty()).count(), 2, "{answer}");
    assert!(codes.contains(&"not_a_bundle"), "{answer}");
    assert_eq!(sorted(&pcs[2]), ["From the first", "From the second"]);
    assert_eq!(pcs[2].heads(), pcs[1].heads());
    // Its own file in the folder is passed over.
    let answer = pcs[1].tell("bundle_take", json!({ "path": folder }));
    assert_eq!(answer["files"].as_array().unwrap().len(), 2, "{answer}");
    let view = pcs[1].app().query("bundle_get", json!({}), &Caller::default()).unwrap();
    assert_eq!((&view["pcs"], &view["may"]), (&json!(2), &json!(true)));
    assert!(view["last_at"].is_i64());
}

#[test]
fn bad_input_is_a_plain_sentence_and_changes_nothing() {
    let mut chance = Chance::new(seed(75));
    let pcs = apart(2, &mut chance);
    let stick = tempfile::tempdir().unwrap();
    let at = |name: &str| stick.path().join(name);
    add(&pcs[0], "Linen cage by the lift");
    let good = at("good.huddlebundle");
    out(&pcs[0], &good, "");
    let bytes = std::fs::read(&good).unwrap();
    assert!(!bytes.windows(10).any(|w| w == b"Linen cage"), "the words can be read by everybody");
    let before = pcs[1].state();
    let says = |name: &str, bytes: &[u8]| {
        std::fs::write(at(name), bytes).unwrap();
        let code = take(pcs[1].app(), &at(name)).unwrap_err();
        assert_eq!(pcs[1].state(), before, "{name}");
        code
    };
    assert_eq!(says("half", &bytes[..bytes.len() / 2]), "bundle_cut");
    assert_eq!(says("start", &bytes[..9]), "bundle_cut");
    assert_eq!(says("empty", &[]), "not_a_bundle");
    assert_eq!(says("rota", b"Rota for the week of 23 November, all shifts"), "not_a_bundle");
    let mut newer = bytes.clone();
    newer[19] = 9;
    assert_eq!(says("newer", &newer), "bundle_newer");
    for at in [30, 200, bytes.len() / 2, bytes.len() - 30] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_eq!(says("changed", &changed), "bundle_changed", "byte {at}");
    }
    assert_eq!(take(pcs[1].app(), &at("never there")).unwrap_err(), "bundle_unread");
    let gone = at("share");
    std::fs::create_dir(&gone).unwrap();
    std::fs::remove_dir(&gone).unwrap();
    assert_eq!(take(pcs[1].app(), &gone).unwrap_err(), "bundle_unread");

    // Another ward's, and another ward's PC that is not on the list but says it is of this ward.
    let others = apart(2, &mut chance);
    let foreign = at("foreign");
    out(&others[0], &foreign, "");
    assert_eq!(take(pcs[1].app(), &foreign).unwrap_err(), "bundle_other_ward");
    // Made before a PC was let in.
    let late = Pc::new(chance.bits(), 0);
    pair(&pcs[0], &late, "writer");
    assert_eq!(take(late.app(), &good).unwrap_err(), "bundle_not_for_here");
    // Made on a PC that was let in only where nobody here has heard of it: the list comes with the file.
    out(&late, &at("late"), "");
    pcs[0].app().keep("bundle_in", &json!({ "path": at("late") })).unwrap();
    assert_eq!(take(pcs[1].app(), &at("late")).unwrap()["files"][0]["code"], "");

    // No ward here at all.
    let empty = Pc::new(chance.bits(), 0);
    assert_eq!(empty.app().keep("bundle_in", &json!({ "path": good })).unwrap_err().code, "no_ward");
    assert_eq!(
        names_in(pcs[1].folder.path()).iter().filter(|n| n.contains("taking-in")).count(),
        0,
        "copies are taken away"
    );
    // The control: untouched it is taken.
    taken(&pcs[1], &good);
    assert_eq!(sorted(&pcs[1]), ["Linen cage by the lift"]);
}

#[test]
fn a_pc_joins_by_files_alone_and_an_answer_lets_in_only_its_maker() {
    let mut chance = Chance::new(seed(80));
    let (admin, new, thief) =
        (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(admin.app());
    add(&admin, "Here before");
    let stick = tempfile::tempdir().unwrap();
    let folder = json!(stick.path());
    let invite = admin.tell("sharing_invite", json!({ "role": "writer", "folder": folder }))["path"].clone();
    let ask = json!({ "file": invite, "name": "Station 2", "folder": folder });
    let nameless = json!({ "file": invite, "name": " ", "folder": folder });
    assert_eq!(refused(new.app(), "bundle_join", nameless), "needs_name");
    assert_eq!(refused(admin.app(), "bundle_join", ask.clone()), "other_ward");
    let answer = new.tell("bundle_join", ask)["path"].as_str().unwrap().to_owned();
    assert!(!new.app().wants_sharing().unwrap(), "no port is opened for it");

    // Who finds the answer cannot make it his own.
    let text = std::fs::read_to_string(&answer).unwrap();
    let key = |pc: &Pc| hex::encode(pc.app().identity().key);
    let forged = stick.path().join("forged.txt");
    std::fs::write(&forged, text.replace(&key(&new), &key(&thief))).unwrap();
    assert_eq!(take(admin.app(), &forged).unwrap_err(), "bad_invite");
    std::fs::write(&forged, &text[..text.len() - 9]).unwrap();
    assert_eq!(take(admin.app(), &forged).unwrap_err(), "bad_invite");

    let came = admin.tell("bundle_take", json!({ "path": answer }));
    assert_eq!(came["files"][0]["let_in"], "Station 2", "{came}");
    let again = admin.tell("bundle_take", json!({ "path": answer }));
    assert_eq!(again["files"][0]["let_in"], "Station 2", "twice is once");
    let file = stick.path().join("changes.huddlebundle");
    out(&admin, &file, "");
    assert_eq!(take(thief.app(), &file).unwrap_err(), "no_ward");
    taken(&new, &file);
    assert_eq!(new.heads(), admin.heads());
    assert_eq!(crate::support::ask(new.app(), "sharing_get", json!({}))["joining"], json!(null));
    add(&new, "From the new one");
    out(&new, &file, "");
    taken(&admin, &file);
    assert_eq!(new.state(), admin.state());
    // The answer of another ward's invite.
    let other = Pc::new(chance.bits(), 0);
    start_ward(other.app());
    assert_eq!(take(other.app(), Path::new(&answer)).unwrap_err(), "bundle_other_ward");
}

#[test]
fn who_is_not_on_the_list_or_was_put_out_neither_carries_in_nor_opens() {
    let mut chance = Chance::new(seed(76));
    let mut pcs = apart(3, &mut chance);
    let stick = tempfile::tempdir().unwrap();
    let at = |name: &str| stick.path().join(name);
    add(&pcs[0], "For all");
    out(&pcs[0], &at("all"), "");
    for pc in &pcs[1..] {
        taken(pc, &at("all"));
    }
    add(&pcs[2], "Typed before it was put out");
    out(&pcs[2], &at("before"), "");
    let id = hex::encode(pcs[2].app().identity().device);
    pcs[0].app().keep("pair_revoke", &json!({ "id": id, "why": "Stolen" })).unwrap();
    assert_eq!(take(pcs[0].app(), &at("before")).unwrap_err(), "bundle_put_out");
    // The next file carries the list; the one put out cannot open it.
    add(&pcs[0], "Not for it");
    out(&pcs[0], &at("after"), "");
    assert_eq!(take(pcs[2].app(), &at("after")).unwrap_err(), "bundle_not_for_here");
    taken(&pcs[1], &at("after"));
    assert_eq!(take(pcs[1].app(), &at("before")).unwrap_err(), "bundle_put_out");
    // The one put out still thinks it writes; what it makes is refused by those who have not heard, too, once the
    // list says so. Its own records stay on it.
    assert!(sorted(&pcs[2]).contains(&"Typed before it was put out".to_owned()));

    // A stranger that got hold of the ward's id: a file whose maker nobody let in.
    pcs[1].stop();
    let mut stranger = Pc::copy_of(pcs[1].folder.path(), chance.bits(), false);
    pcs[1].start();
    std::fs::remove_file(stranger.folder.path().join("device.key")).unwrap();
    stranger.start();
    let said = stranger.app().keep("bundle_out", &json!({ "file": at("stranger") })).unwrap_err();
    assert_eq!(said.code, "not_writer");

    // Who only shows carries nothing, either way.
    let wall = Pc::new(chance.bits(), 0);
    pair(&pcs[0], &wall, "reader");
    let said = wall.app().keep("bundle_out", &json!({ "file": at("wall") })).unwrap_err();
    assert_eq!(said.code, "not_writer");
    out(&pcs[0], &at("again"), "");
    assert_eq!(take(wall.app(), &at("again")).unwrap_err(), "bundle_not_for_here");
    assert_eq!(refused(wall.app(), "bundle_take", json!({ "path": at("again") })), "bundle_not_for_here");

    // A PC that shares with nobody.
    let alone = Pc::new(chance.bits(), 0);
    start_ward(alone.app());
    assert_eq!(
        refused(alone.app(), "bundle_make", json!({ "folder": stick.path(), "since": "start" })),
        "shares_with_nobody"
    );
    for (folder, code) in [(json!("relative"), "no_folder"), (json!(at("no such")), "no_folder")] {
        assert_eq!(refused(pcs[0].app(), "bundle_make", json!({ "folder": folder, "since": "start" })), code);
    }
    assert_eq!(
        refused(pcs[0].app(), "bundle_make", json!({ "folder": null, "since": "yesterday" })),
        "bad_date"
    );
}

#[test]
fn a_file_goes_through_the_same_door_as_a_link() {
    let mut chance = Chance::new(seed(77));
    let admin = Pc::new(chance.bits(), 0);
    // To the writer 999 numbers are made up, as they are in the product; to the admin they are real.
    let lax = Pc::with_ranges(chance.bits(), 0, Ranges::united_kingdom());
    start_ward(admin.app());
    pair(&admin, &lax, "writer");
    let stick = tempfile::tempdir().unwrap();
    let (there, back) = (stick.path().join("there"), stick.path().join("back"));
    out(&admin, &there, "");
    taken(&lax, &there);
    add(&lax, "Ring about 999 000 0018");
    add(&lax, "Ring about the hoist");
    out(&lax, &back, "");
    let answer = taken(&admin, &back);
    assert_eq!(answer["files"][0]["refused"], 1, "{answer}");
    assert_eq!(sorted(&admin), ["Ring about the hoist"]);
    assert_eq!(admin.quarantined(), 1, "kept, not dropped");
    // What came by file and what comes over a link are one.
    let mut net = Net::new(vec![admin, lax]);
    net.connect(0, 1);
    net.settle(&mut chance);
    assert_eq!(net.pcs[0].quarantined(), 1);
    assert_eq!(net.refusals, Vec::<String>::new());
}

#[test]
fn from_a_day_on_goes_what_was_saved_since() {
    let mut chance = Chance::new(seed(78));
    let pcs = apart(2, &mut chance);
    let stick = tempfile::tempdir().unwrap();
    let at = |name: &str| stick.path().join(name);
    add(&pcs[0], "On Sunday");
    out(&pcs[0], &at("all"), "");
    taken(&pcs[1], &at("all"));
    pcs[0].wait(3 * 24 * 60 * 60 * 1_000);
    add(&pcs[0], "On Wednesday");
    assert_eq!(out(&pcs[0], &at("new"), "2026-11-25")["changes"], 1);
    assert_eq!(out(&pcs[0], &at("none"), "2026-11-26")["changes"], 0);
    taken(&pcs[1], &at("new"));
    assert_eq!(pcs[0].heads(), pcs[1].heads());
}

#[test]
fn a_disk_that_fails_while_a_file_is_taken_in_leaves_all_or_nothing() {
    let mut chance = Chance::new(seed(79));
    let mut pcs = apart(2, &mut chance);
    let stick = tempfile::tempdir().unwrap();
    let file = stick.path().join("all.huddlebundle");
    for n in 0..6 {
        add(&pcs[0], &format!("Card {n}"));
    }
    out(&pcs[0], &file, "");
    let before = pcs[1].state();
    pcs[1].stop();
    let disk = register("it-bundle");
    let mut hits = 0;
    for at in 1.. {
        let pc = Pc::copy_of(pcs[1].folder.path(), chance.bits(), false);
        disk.forget_log();
        disk.heal();
        let opened = Opening { vfs: Some(disk.name().to_owned()), ..opening() };
        let app = App::open(pc.folder.path(), env(at), &opened).unwrap();
        disk.fail(Plan { at, failure: Failure::Full, sticky: true });
        let said = app.keep("bundle_in", &json!({ "path": file }));
        let hit = disk.hit();
        disk.heal();
        let state = app.keep("state", &json!({})).unwrap();
        match said {
            Ok(_) => assert_eq!(state["documents"], pcs[0].state()["documents"], "call {at}"),
            Err(fault) => {
                assert_eq!(state, before, "call {at}: half of it is in");
                assert!(fault.code.starts_with("disk"), "{fault:?}");
                app.keep("bundle_in", &json!({ "path": file })).unwrap();
            }
        }
        assert_eq!(app.keep("state", &json!({})).unwrap(), pcs[0].state(), "call {at}");
        tell(&app, "card_add", json!({ "title": "The ward works on" }));
        if !hit {
            break;
        }
        hits += 1;
    }
    assert!(hits > 3, "{hits} calls failed");
}
