//! What each PC may see and write, and what comes of those that may not.

use super::net::{Net, Pc, pair};
use crate::support::start_ward;
use huddle_app::Caller;
use huddle_core::guard::Ranges;
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};

/// An admin's PC and one other of a role.
fn two(role: &str) -> (Net, Chance) {
    let mut chance = Chance::new(seed(21));
    let (admin, other) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(admin.app());
    pair(&admin, &other, role);
    (Net::new(vec![admin, other]), chance)
}

pub fn tile(pc: &Pc) -> uuid::Uuid {
    let done = pc.tell("tile_add", json!({ "initials": "AB", "role": "hca", "group": "" }));
    done["id"].as_str().unwrap().parse().unwrap()
}

pub fn raise(pc: &Pc, tile: uuid::Uuid, id: &Value, audience: &str) {
    let caller = Caller { tile: Some(tile), ..Caller::default() };
    let body = json!({ "id": id, "audience": audience, "read_back": true });
    pc.app().execute("audience_set", body, &caller).unwrap();
}

pub fn bytes_on_disk(pc: &Pc) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(pc.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            all.extend(std::fs::read(path).unwrap());
        }
    }
    all
}

pub fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|w| w == words.as_bytes())
}

#[test]
fn a_wall_gets_what_is_on_the_wall_and_nothing_else_ever_reaches_its_disk() {
    let (mut net, mut chance) = two("reader");
    let tile = tile(&net.pcs[0]);
    let shown = net.pcs[0].tell("card_add", json!({ "title": "Shown on the wall" }));
    net.pcs[0].tell("card_add", json!({ "title": "Kept in the ward" }));
    let later = net.pcs[0].tell("card_add", json!({ "title": "Raised much later" }));
    raise(&net.pcs[0], tile, &shown["id"], "wall");
    net.heal(&mut chance);
    assert_eq!(net.pcs[1].titles(), ["Shown on the wall"]);

    // Raising while the link is up sends the record whole.
    raise(&net.pcs[0], tile, &later["id"], "wall");
    net.poke(0);
    net.settle(&mut chance);
    let mut titles = net.pcs[1].titles();
    titles.sort();
    assert_eq!(titles, ["Raised much later", "Shown on the wall"]);

    // Taking back removes the copy.
    raise(&net.pcs[0], tile, &later["id"], "ward");
    net.poke(0);
    net.settle(&mut chance);
    assert_eq!(net.pcs[1].titles(), ["Shown on the wall"]);
    assert_eq!(net.pcs[1].state()["documents"], 1);

    let disk = bytes_on_disk(&net.pcs[1]);
    assert!(holds(&disk, "Shown on the wall"), "the look at the disk is blind");
    assert!(!holds(&disk, "Kept in the ward"));
    assert_eq!(net.refusals, Vec::<String>::new());
}

#[test]
fn what_a_wall_sends_is_not_taken() {
    use huddle_sync::{Changes, Hello, Item, Message, Since, Way};
    let (net, _) = two("reader");
    let me = net.pcs[1].app().identity().device;
    let admin = net.pcs[0].app();
    let before = net.pcs[0].state();
    let (mut link, _) = huddle_app::sync::Link::open(admin.clone(), me, false).unwrap();
    let ward = admin.shared_ward().unwrap().unwrap();
    let hello = Message::Hello(Hello {
        proto: 1,
        proto_min: 1,
        version: String::new(),
        store: uuid::Uuid::from_u128(5),
        boot: [0; 16],
        ward,
        clock_ms: 0,
        last: 5,
        roster: [0; 32],
        records: [0; 32],
        face: [0; 32],
    });
    link.on_frame(&hello.encode()).unwrap();
    link.on_frame(&Message::Since(Since { live: 0, fill: None }).encode()).unwrap();
    let item = Item { doc: ward, epoch_id: uuid::Uuid::nil(), origin: None, sig: None, bytes: vec![1; 50] };
    let forged = Changes { way: Way::Live, from: 5, upto: 6, items: vec![item], gone: vec![ward] };
    let ended = link.on_frame(&Message::Changes(forged).encode()).unwrap_err();
    assert_eq!(ended.word, "not_allowed");
    assert_eq!(net.pcs[0].state(), before);
}

#[test]
fn a_matron_gets_what_is_shared_with_her() {
    let (mut net, mut chance) = two("matron");
    let tile = tile(&net.pcs[0]);
    for (title, audience) in [("For the matron", "matron"), ("For the wall", "wall"), ("For us", "ward")] {
        let card = net.pcs[0].tell("card_add", json!({ "title": title }));
        if audience != "ward" {
            raise(&net.pcs[0], tile, &card["id"], audience);
        }
    }
    net.heal(&mut chance);
    let mut titles = net.pcs[1].titles();
    titles.sort();
    assert_eq!(titles, ["For the matron", "For the wall"]);
}

#[test]
fn a_number_another_pc_let_pass_goes_to_quarantine_in_whatever_digits_it_stands() {
    let mut chance = Chance::new(seed(25));
    let admin = Pc::new(chance.bits(), 0);
    // To the writer 999 numbers are made up, as they are in the product; to the admin they are real.
    let lax = Pc::with_ranges(chance.bits(), 0, Ranges::united_kingdom());
    start_ward(admin.app());
    pair(&admin, &lax, "writer");
    let mut net = Net::new(vec![admin, lax]);
    assert!(net.heal(&mut chance));
    let mut refused = 0;
    for title in ["Ring about 999 000 0018", "Ring about ９９９ ０００ ００１８", "Ring about ٩٩٩٠٠٠٠٠١٨"]
    {
        net.pcs[1].tell("card_add", json!({ "title": title }));
        net.poke(1);
        net.settle(&mut chance);
        refused += 1;
        assert_eq!(net.pcs[0].quarantined(), refused, "{title}");
        assert_eq!(net.pcs[0].titles(), Vec::<String>::new(), "{title}");
    }
    // The control: a number in no range of either travels, and the link goes on.
    net.pcs[1].tell("card_add", json!({ "title": "Ring 999 000 0019" }));
    net.poke(1);
    net.settle(&mut chance);
    assert_eq!(net.pcs[0].titles(), ["Ring 999 000 0019"]);
    assert_eq!(net.pcs[0].quarantined(), refused);
    assert_eq!(net.refusals, Vec::<String>::new());
}

#[test]
fn a_pc_that_was_put_out_is_told_nothing_more_and_its_later_changes_go_to_quarantine() {
    let mut chance = Chance::new(seed(22));
    let pcs: Vec<Pc> = (0..3).map(|_| Pc::new(chance.bits(), 0)).collect();
    start_ward(pcs[0].app());
    pair(&pcs[0], &pcs[1], "writer");
    pair(&pcs[0], &pcs[2], "writer");
    let mut net = Net::new(pcs);
    assert!(net.heal(&mut chance));
    net.pcs[1].tell("card_add", json!({ "title": "Written before" }));
    assert!(net.heal(&mut chance));

    let id = hex::encode(net.pcs[1].app().identity().device);
    let why = net.pcs[0].app().keep("pair_revoke", &json!({ "id": id, "why": "" })).unwrap_err();
    assert_eq!(why.code, "needs_why");
    net.pcs[0].app().keep("pair_revoke", &json!({ "id": id, "why": "Stolen" })).unwrap();
    // Its later work reaches the third PC, which has not heard yet, and from there the first.
    net.unplug(1);
    net.unplug(2);
    net.pcs[1].tell("card_add", json!({ "title": "Written after" }));
    net.connect(1, 2);
    net.settle(&mut chance);
    assert!(net.pcs[2].titles().contains(&"Written after".to_owned()), "the third had not heard");
    net.unplug(1);
    net.connect(2, 0);
    net.settle(&mut chance);
    assert_eq!(net.pcs[0].titles(), ["Written before"]);
    assert_eq!(net.pcs[2].quarantined(), 1, "kept where it had arrived, not dropped");

    // Everybody who has heard hangs up at once; it learns nothing new.
    net.pcs[0].tell("card_add", json!({ "title": "Not for it" }));
    net.connect(1, 0);
    net.connect(1, 2);
    net.settle(&mut chance);
    assert!(!net.pcs[1].titles().contains(&"Not for it".to_owned()));
    assert_eq!(net.wires(), 1, "only the two that belong to the ward are linked");
    let view = net.pcs[2].app().query("sharing_get", json!({}), &Caller::default()).unwrap();
    let first_and_last = (&view["pcs"][0]["this_pc"], &view["pcs"][2]["role"]);
    assert_eq!(first_and_last, (&json!(true), &json!("revoked")), "{view}");
    assert!(view["pcs"][1]["last_heard"].is_i64(), "{view}");
    let list = net.pcs[2].app().keep("pair_list", &json!({})).unwrap();
    let out = list["pcs"].as_array().unwrap().iter().find(|pc| pc["id"] == json!(id)).unwrap();
    assert_eq!((out["role"].as_str(), out["why"].as_str()), (Some("revoked"), Some("Stolen")));
}

#[test]
fn last_heard_goes_on_while_a_link_stands_and_stops_with_it() {
    let (mut net, mut chance) = two("writer");
    net.connect(0, 1);
    net.settle(&mut chance);
    let heard = |pc: &Pc| {
        let view = pc.app().query("sharing_get", json!({}), &Caller::default()).unwrap();
        let other = view["pcs"].as_array().unwrap().iter().find(|p| p["this_pc"] == json!(false)).unwrap();
        (other["last_heard"].as_i64().unwrap(), other["clock_off_ms"].as_i64().unwrap())
    };
    let (met, off) = heard(&net.pcs[0]);
    // Two minutes by the first PC's clock: it hears of a card, and then of nothing.
    net.pcs[0].wait(120_000);
    net.pcs[1].tell("card_add", json!({ "title": "Still here" }));
    net.poke(1);
    net.settle(&mut chance);
    net.look(0);
    let (later, still_off) = heard(&net.pcs[0]);
    assert!(later - met >= 120_000, "{met} {later}");
    assert_eq!(off, still_off, "the other clock did not move against this one");
    net.pcs[0].wait(120_000);
    net.look(0);
    assert_eq!(heard(&net.pcs[0]).0, later, "silence is not being heard");
}

#[test]
fn an_invite_works_once_and_not_after_a_changed_byte_or_for_another_ward() {
    use huddle_app::sync::{Invite, PairAnswer};
    let mut chance = Chance::new(seed(23));
    let pcs: Vec<Pc> = (0..3).map(|_| Pc::new(chance.bits(), 0)).collect();
    start_ward(pcs[0].app());
    let made = pcs[0].app().keep("pair_invite", &json!({ "role": "writer" })).unwrap();
    let file = made["file"].as_str().unwrap();
    let mut changed = 0;
    for at in 0..file.len() {
        let mut bytes = file.as_bytes().to_vec();
        bytes[at] ^= 1;
        if let Ok(text) = String::from_utf8(bytes)
            && let Err(fault) = Invite::read(&text)
        {
            assert_eq!(fault.0.code, "bad_invite");
            changed += 1;
        }
    }
    assert!(changed > file.len() / 2, "{changed} of {}", file.len());
    let invite = Invite::read(file).unwrap();
    let binding = [7; 32];
    let key = pcs[1].app().identity().key;
    // The proof of another connection does not fit this one.
    let stolen = pcs[0].app().pair_answer(&invite.ask("Thief", &[8; 32]), &key, &binding).unwrap();
    assert!(matches!(stolen, PairAnswer::No(word) if word == "wrong_proof"));
    let first = pcs[0].app().pair_answer(&invite.ask("PC", &binding), &key, &binding).unwrap();
    assert!(matches!(first, PairAnswer::Welcome(_)));
    let again = pcs[0].app().pair_answer(&invite.ask("PC", &binding), &key, &binding).unwrap();
    assert!(matches!(again, PairAnswer::No(word) if word == "no_such_invite"));
    let no = String::from_utf8(PairAnswer::No("no_such_invite".to_owned()).to_bytes()).unwrap();
    let said = pcs[1].app().keep("pair_joined", &json!({ "file": file, "answer": no })).unwrap_err();
    assert_eq!(said.code, "invite_used");
    // A PC with a ward of its own does not join another.
    start_ward(pcs[2].app());
    let said = pcs[2].app().keep("pair_check", &json!({ "file": file })).unwrap_err();
    assert_eq!(said.code, "other_ward");
    // Five wrong tries, and the invite is void.
    let made = pcs[0].app().keep("pair_invite", &json!({ "role": "writer" })).unwrap();
    let invite = Invite::read(made["file"].as_str().unwrap()).unwrap();
    for _ in 0..5 {
        pcs[0].app().pair_answer(&invite.ask("PC", &[1; 32]), &key, &binding).unwrap();
    }
    let late = pcs[0].app().pair_answer(&invite.ask("PC", &binding), &key, &binding).unwrap();
    assert!(matches!(late, PairAnswer::No(word) if word == "used_up"));
}

#[test]
fn what_came_from_another_pc_is_read_the_same_after_the_rows_are_built_again() {
    let mut chance = Chance::new(seed(24));
    let mut net = super::schedules::ward(3, &mut chance);
    for n in 0..12 {
        let pc = &net.pcs[n % 3];
        let card = pc.tell("card_add", json!({ "title": format!("Card {n}") }));
        pc.tell("card_move", json!({ "id": card["id"], "column": "doing" }));
        net.poke(n % 3);
        net.settle(&mut chance);
    }
    assert!(net.heal(&mut chance));
    let rows = |pc: &Pc| {
        pc.app()
            .with_store(|s| {
                s.read(|r| {
                    let cards = r.rows::<huddle_store::CardRow>("ORDER BY id", [])?;
                    let lines = r.rows::<huddle_store::HistoryRow>("ORDER BY doc, hash", [])?;
                    Ok::<_, huddle_store::StoreFault>((cards, lines))
                })
            })
            .unwrap()
    };
    let found =
        net.pcs[2].app().query("find", json!({ "text": "Card 7", "limit": 10 }), &Caller::default()).unwrap();
    assert!(found.to_string().contains("Card 7"), "{found}");
    let before = rows(&net.pcs[2]);
    net.pcs[2].app().rebuild().unwrap();
    assert!(before == rows(&net.pcs[2]), "rows built again differ from those sharing made");
}
