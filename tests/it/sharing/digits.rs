//! Letting a PC in by six digits, between two real stores: every way it may end, in words, and nothing changed by any
//! but one of them. The connection is a queue; `huddle-host` has the same over TLS.
//!
//! Over 400 lines because it is one list: each way a talk may end, and what both screens say then.

use super::net::{Net, Pc, pair};
use crate::support::{ask, refused, start_ward};
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// One connection between a PC that lets in and one that asks.
struct Line {
    ids: [u64; 2],
}

impl Line {
    /// Connects the two as the sockets do; none when the PC that lets in does not answer. `bindings` are the two ends'
    /// exporters: different ones when somebody stands in between.
    fn between(admin: &Pc, joiner: &Pc, bindings: [[u8; 32]; 2]) -> Option<Self> {
        Self::with_keys(admin, joiner, bindings, joiner.app().identity().key)
    }

    fn with_keys(admin: &Pc, joiner: &Pc, bindings: [[u8; 32]; 2], key: [u8; 32]) -> Option<Self> {
        let theirs = admin.app().identity().key;
        let asks = joiner.app().digits_ask(theirs, bindings[1], Box::new(|| ()))?;
        let (first, _) = joiner.app().digits_out(asks);
        let Some(answers) = admin.app().digits_answer(key, bindings[0], Box::new(|| ())) else {
            joiner.app().digits_gone(asks);
            return None;
        };
        for message in first {
            admin.app().digits_take(answers, &message);
        }
        let line = Self { ids: [answers, asks] };
        line.run(admin, joiner);
        Some(line)
    }

    /// Moves messages until nobody has any.
    fn run(&self, admin: &Pc, joiner: &Pc) {
        let ends = [admin.app(), joiner.app()];
        loop {
            let mut moved = false;
            for (from, to) in [(0, 1), (1, 0)] {
                for message in ends[from].digits_out(self.ids[from]).0 {
                    moved = true;
                    ends[to].digits_take(self.ids[to], &message);
                }
            }
            if !moved {
                break;
            }
        }
        for (end, id) in ends.iter().zip(self.ids) {
            if end.digits_out(id).1 {
                end.digits_gone(id);
            }
        }
    }
}

fn view(pc: &Pc) -> Value {
    ask(pc.app(), "sharing_get", json!({}))["digits"].clone()
}

fn step(pc: &Pc) -> String {
    view(pc)["step"].as_str().unwrap_or("none").to_owned()
}

fn said(pc: &Pc) -> String {
    view(pc)["said"].as_str().unwrap_or_default().to_owned()
}

fn roster(pc: &Pc) -> Vec<Value> {
    ask(pc.app(), "sharing_get", json!({}))["pcs"].as_array().unwrap().clone()
}

fn open(admin: &Pc, role: &str, name: &str) {
    admin.tell("sharing_digits_open", json!({ "role": role, "name": name }));
}

fn join(joiner: &Pc) {
    joiner.tell("sharing_digits_join", json!({ "address": "10.1.2.3" }));
}

fn say(pc: &Pc, same: bool) {
    let digits = view(pc)["digits"].clone();
    pc.tell("sharing_digits_say", json!({ "digits": digits, "same": same }));
}

/// An admin's PC with a ward and one without, both opened.
fn two() -> (Pc, Pc) {
    let mut chance = Chance::new(seed(31));
    let (admin, joiner) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(admin.app());
    open(&admin, "writer", "Station 2");
    join(&joiner);
    (admin, joiner)
}

/// Both up to where people compare.
fn compared() -> (Pc, Pc, Line) {
    let (admin, joiner) = two();
    let line = Line::between(&admin, &joiner, [[5; 32]; 2]).unwrap();
    assert_eq!((step(&admin).as_str(), step(&joiner).as_str()), ("compare", "compare"));
    (admin, joiner, line)
}

fn nothing_changed(admin: &Pc, joiner: &Pc) {
    assert_eq!(roster(admin).len(), 1, "somebody is on the list");
    assert_eq!(roster(joiner), Vec::<Value>::new(), "the PC that asked has a list");
}

#[test]
fn two_people_say_yes_and_the_pc_is_in_with_the_name_and_role_it_was_given() {
    for (role, joiner_first) in [("writer", false), ("reader", true), ("matron", false), ("admin", true)] {
        let mut chance = Chance::new(seed(32));
        let (admin, joiner) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
        start_ward(admin.app());
        assert!(!admin.app().wants_sharing().unwrap() && !joiner.app().wants_sharing().unwrap());
        open(&admin, role, " Station 2 ");
        join(&joiner);
        assert!(admin.app().wants_sharing().unwrap() && joiner.app().wants_sharing().unwrap());
        assert_eq!(joiner.app().digits_address().as_deref(), Some("10.1.2.3:47810"));
        let line = Line::between(&admin, &joiner, [[5; 32]; 2]).unwrap();
        let digits = view(&admin)["digits"].clone();
        assert_eq!(digits, view(&joiner)["digits"]);
        assert_eq!(digits.as_str().unwrap().len(), 6);
        nothing_changed(&admin, &joiner);
        let order = if joiner_first { [&joiner, &admin] } else { [&admin, &joiner] };
        say(order[0], true);
        line.run(&admin, &joiner);
        nothing_changed(&admin, &joiner);
        assert_eq!(step(order[0]), "wait");
        say(order[1], true);
        line.run(&admin, &joiner);
        assert_eq!((step(&admin).as_str(), step(&joiner).as_str()), ("done", "done"));
        assert_eq!((said(&admin), said(&joiner)), (String::new(), String::new()));
        assert_eq!(view(&joiner)["ward"], "Ward 6A");
        for pc in [&admin, &joiner] {
            let list = roster(pc);
            let new = list.iter().find(|p| p["name"] == "Station 2").unwrap();
            assert_eq!((new["role"].as_str(), list.len()), (Some(role), 2));
            let first = list.iter().find(|p| p["name"] == "The ward's first PC").unwrap();
            assert_eq!(first["role"], "admin");
        }
        assert_eq!(joiner.app().peer_addresses().unwrap(), ["10.1.2.3:47810"]);
        // The links the two open next carry what the role may have.
        admin.tell("card_add", json!({ "title": "Linen cage" }));
        let mut net = Net::new(vec![admin, joiner]);
        net.heal(&mut chance);
        let titles = net.pcs[1].titles();
        assert_eq!(titles.len(), usize::from(["writer", "admin"].contains(&role)), "{role}: {titles:?}");
    }
}

#[test]
fn with_somebody_in_between_the_screens_differ_and_a_no_on_either_ends_it() {
    for no_on_admin in [true, false] {
        let (admin, joiner) = two();
        let line = Line::between(&admin, &joiner, [[5; 32], [6; 32]]).unwrap();
        assert_ne!(view(&admin)["digits"], view(&joiner)["digits"]);
        say(if no_on_admin { &admin } else { &joiner }, false);
        line.run(&admin, &joiner);
        nothing_changed(&admin, &joiner);
        let (here, there) = (said(&admin), said(&joiner));
        if no_on_admin {
            assert!(
                here.starts_with("The digits differ, so that PC was not let in. Nothing was changed."),
                "{here}"
            );
            assert!(
                there.starts_with("The other PC says that the digits differ. Nothing was changed."),
                "{there}"
            );
        } else {
            assert!(here.starts_with("The other PC's screen showed other digits"), "{here}");
            assert!(there.starts_with("The digits differ, so this PC did not join."), "{there}");
        }
        // The PC that lets in still waits for the right one; the other side begins again with a press.
        assert_eq!((step(&admin).as_str(), step(&joiner).as_str()), ("open", "over"));
        join(&joiner);
        let line = Line::between(&admin, &joiner, [[7; 32]; 2]).unwrap();
        say(&admin, true);
        say(&joiner, true);
        line.run(&admin, &joiner);
        assert_eq!(step(&joiner), "done");
    }
}

#[test]
fn after_two_minutes_digits_no_longer_count_whatever_the_clocks_say() {
    let (admin, joiner, line) = compared();
    let digits = view(&admin)["digits"].clone();
    for years in [-2, 2] {
        admin.set_clock(years * 365 * DAY);
        joiner.set_clock(-years * 365 * DAY);
        assert_eq!((step(&admin).as_str(), step(&joiner).as_str()), ("compare", "compare"));
    }
    admin.wait(2 * MINUTE);
    let late = json!({ "digits": digits, "same": true });
    assert_eq!(refused(admin.app(), "sharing_digits_say", late), "digits_over");
    line.run(&admin, &joiner);
    assert!(
        said(&admin).starts_with("Two minutes are over, so this PC is closed again."),
        "{}",
        said(&admin)
    );
    assert!(
        said(&joiner).starts_with("Two minutes are over, so the digits no longer count."),
        "{}",
        said(&joiner)
    );
    nothing_changed(&admin, &joiner);
    assert!(!admin.app().wants_sharing().unwrap() && !joiner.app().wants_sharing().unwrap());
    // The end is shown for a while, then it is forgotten.
    assert_eq!(step(&admin), "over");
    admin.wait(10 * MINUTE);
    assert_eq!(step(&admin), "none");
}

#[test]
fn the_two_minutes_of_the_pc_that_asks_end_too() {
    let (admin, joiner, line) = compared();
    say(&admin, true);
    line.run(&admin, &joiner);
    joiner.wait(2 * MINUTE);
    assert_eq!(joiner.app().digits_address(), None);
    line.run(&admin, &joiner);
    assert_eq!(step(&joiner), "over");
    assert!(said(&admin).starts_with("The other PC stopped asking."), "{}", said(&admin));
    nothing_changed(&admin, &joiner);
    // Nobody answered at all: what stood in the way is said, not only that time is over.
    join(&joiner);
    joiner.app().digits_unanswered("Nobody answers at this address. Nothing was changed.");
    assert_eq!(step(&joiner), "open");
    joiner.wait(2 * MINUTE);
    assert_eq!(step(&joiner), "over");
    assert!(said(&joiner).starts_with("Nobody answers at this address."), "{}", said(&joiner));
}

#[test]
fn a_pc_with_another_ward_joins_nothing() {
    let (admin, joiner) = two();
    start_ward(joiner.app());
    let line = Line::between(&admin, &joiner, [[5; 32]; 2]).unwrap();
    say(&joiner, true);
    say(&admin, true);
    line.run(&admin, &joiner);
    assert!(said(&joiner).starts_with("This PC has a ward of its own already."), "{}", said(&joiner));
    assert!(said(&admin).starts_with("That PC has a ward of its own already"), "{}", said(&admin));
    assert_eq!((roster(&admin).len(), roster(&joiner).len()), (1, 1));
}

#[test]
fn a_pc_of_the_ward_is_not_let_in_twice() {
    let mut chance = Chance::new(seed(33));
    let (admin, joiner) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(admin.app());
    pair(&admin, &joiner, "writer");
    open(&admin, "reader", "Station 2");
    join(&joiner);
    let line = Line::between(&admin, &joiner, [[5; 32]; 2]).unwrap();
    say(&admin, true);
    say(&joiner, true);
    line.run(&admin, &joiner);
    assert!(said(&joiner).starts_with("This PC is in that ward already."), "{}", said(&joiner));
    assert!(said(&admin).starts_with("That PC is in this ward already."), "{}", said(&admin));
    let list = roster(&admin);
    let role = list.iter().find(|pc| pc["name"] == "Ward PC").map(|pc| pc["role"].clone());
    assert_eq!(role, Some(json!("writer")), "its role was changed");
}

#[test]
fn a_pc_that_was_let_in_but_never_heard_of_it_is_let_in_again() {
    let (admin, joiner, line) = compared();
    say(&admin, true);
    line.run(&admin, &joiner);
    say(&joiner, true);
    // Its yes arrives, and the connection breaks before the answer.
    for message in joiner.app().digits_out(line.ids[1]).0 {
        admin.app().digits_take(line.ids[0], &message);
    }
    for (pc, id) in [(&admin, line.ids[0]), (&joiner, line.ids[1])] {
        pc.app().digits_gone(id);
    }
    assert_eq!(roster(&admin).len(), 2);
    assert!(said(&joiner).starts_with("The other PC hung up at the last moment."), "{}", said(&joiner));
    assert_eq!(roster(&joiner).len(), 0);
    open(&admin, "writer", "Station 3");
    join(&joiner);
    let line = Line::between(&admin, &joiner, [[8; 32]; 2]).unwrap();
    say(&admin, true);
    say(&joiner, true);
    line.run(&admin, &joiner);
    assert_eq!(step(&joiner), "done");
    let names: Vec<Value> = roster(&joiner).iter().map(|pc| pc["name"].clone()).collect();
    assert!(names.contains(&json!("Station 3")), "{names:?}");
    assert_eq!(names.len(), 2);
}

#[test]
fn a_pc_that_was_taken_off_and_this_pc_itself_are_not_let_in() {
    let mut chance = Chance::new(seed(34));
    let (admin, joiner) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(admin.app());
    pair(&admin, &joiner, "writer");
    let id = hex::encode(joiner.app().identity().device);
    admin.tell("sharing_out", json!({ "id": id, "why": "It was stolen" }));
    open(&admin, "writer", "Station 2");
    join(&joiner);
    let _ = Line::between(&admin, &joiner, [[5; 32]; 2]);
    assert!(said(&admin).starts_with("The PC that asked was taken off this ward's list"), "{}", said(&admin));
    assert!(said(&joiner).starts_with("This PC was taken off the ward's list."), "{}", said(&joiner));

    let (admin, joiner) = two();
    let own = admin.app().identity().key;
    let _ = Line::with_keys(&admin, &joiner, [[5; 32]; 2], own);
    assert!(said(&joiner).starts_with("This is this PC's own address."), "{}", said(&joiner));
    nothing_changed(&admin, &joiner);
}

#[test]
fn a_pc_nobody_opened_answers_nothing_and_the_other_goes_on_asking() {
    let (admin, joiner) = two();
    admin.tell("sharing_digits_stop", json!({}));
    assert!(Line::between(&admin, &joiner, [[5; 32]; 2]).is_none());
    assert_eq!(step(&joiner), "open");
    assert!(said(&joiner).starts_with("The other PC is not open for a new PC yet."), "{}", said(&joiner));
    // An admin's PC that asks another one lets nobody in by that.
    join(&admin);
    assert!(admin.app().digits_answer([9; 32], [5; 32], Box::new(|| ())).is_none());
    admin.tell("sharing_digits_stop", json!({}));
    open(&admin, "writer", "Station 2");
    assert!(Line::between(&admin, &joiner, [[5; 32]; 2]).is_some());
}

#[test]
fn five_tries_close_it_and_twenty_rest_until_tomorrow() {
    let (admin, joiner) = two();
    let noise = |n: u8| {
        let id = admin.app().digits_answer([n; 32], [n; 32], Box::new(|| ()))?;
        admin.app().digits_take(id, br#"{"digits":1,"commit":"00"}"#);
        let _ = admin.app().digits_out(id);
        admin.app().digits_gone(id);
        Some(())
    };
    for window in 0..4_u8 {
        if window > 0 {
            open(&admin, "writer", "Station 2");
        }
        assert_eq!(
            (0..50).filter(|n| noise(window * 50 + n).is_some()).count(),
            5,
            "counted while it was open"
        );
        assert_eq!(step(&admin), "over");
        assert!(said(&admin).starts_with("Five tries came to nothing"), "{}", said(&admin));
    }
    let again = json!({ "role": "writer", "name": "Station 2" });
    assert_eq!(refused(admin.app(), "sharing_digits_open", again.clone()), "digits_day");
    // A clock set on by a day does not open it; a day that went by does.
    admin.set_clock(DAY);
    assert_eq!(refused(admin.app(), "sharing_digits_open", again.clone()), "digits_day");
    admin.wait(DAY);
    admin.tell("sharing_digits_open", again);
    nothing_changed(&admin, &joiner);
}

#[test]
fn a_talk_by_other_rules_ends_with_a_sentence() {
    let (admin, joiner) = two();
    let take = |message: &[u8]| {
        let id = admin.app().digits_answer([9; 32], [9; 32], Box::new(|| ())).unwrap();
        admin.app().digits_take(id, message);
        let (out, over) = admin.app().digits_out(id);
        assert!(over);
        admin.app().digits_gone(id);
        String::from_utf8(out.concat()).unwrap()
    };
    assert!(take(br#"{"digits":2,"commit":"00"}"#).contains(r#""no":"version""#));
    assert!(said(&admin).starts_with("The other PC has another version of the app"), "{}", said(&admin));
    assert!(take(br#"{"digits":1,"yes":true}"#).contains(r#""no":"broken""#));
    assert!(said(&admin).contains("does not talk like this app"), "{}", said(&admin));
    nothing_changed(&admin, &joiner);
}

#[test]
fn what_is_asked_for_is_checked_and_old_digits_are_refused() {
    let (admin, joiner, line) = compared();
    for (body, code) in [
        (json!({ "role": "king", "name": "Station 2" }), "bad_role"),
        (json!({ "role": "revoked", "name": "Station 2" }), "bad_role"),
        (json!({ "role": "writer", "name": " \n " }), "needs_name"),
    ] {
        assert_eq!(refused(admin.app(), "sharing_digits_open", body), code);
    }
    let open = json!({ "role": "writer", "name": "Station 2" });
    assert_eq!(refused(joiner.app(), "sharing_digits_open", open), "no_ward");
    let place = json!({ "address": "http://10.1.2.3" });
    assert_eq!(refused(joiner.app(), "sharing_digits_join", place), "bad_address");
    // Digits nobody sees any more.
    let old = json!({ "digits": "000000", "same": true });
    assert_eq!(refused(admin.app(), "sharing_digits_say", old), "digits_over");
    assert_eq!(step(&admin), "compare");
    // The person walks away: the other side hears of it.
    joiner.tell("sharing_digits_stop", json!({}));
    line.run(&admin, &joiner);
    assert_eq!((step(&admin).as_str(), step(&joiner).as_str()), ("open", "none"));
    assert!(said(&admin).starts_with("The other PC stopped asking."), "{}", said(&admin));
    nothing_changed(&admin, &joiner);
}

#[test]
fn the_first_pc_has_a_name_and_an_admin_gives_others() {
    let mut chance = Chance::new(seed(35));
    let (admin, other) = (Pc::new(chance.bits(), 0), Pc::new(chance.bits(), 0));
    start_ward(admin.app());
    assert_eq!(roster(&admin)[0]["name"], "The ward's first PC");
    pair(&admin, &other, "writer");
    let (first, second) =
        (hex::encode(admin.app().identity().device), hex::encode(other.app().identity().device));
    admin.tell("sharing_name_set", json!({ "id": first, "name": "Nurses' station" }));
    admin.tell("sharing_name_set", json!({ "id": second, "name": "Office" }));
    for (id, name, code) in [(&first, " ", "needs_name"), (&"zz".to_owned(), "Office", "no_such_pc")] {
        let body = json!({ "id": id, "name": name });
        assert_eq!(refused(admin.app(), "sharing_name_set", body), code);
    }
    let not_admin = json!({ "id": second, "name": "Mine" });
    assert_eq!(refused(other.app(), "sharing_name_set", not_admin), "not_admin");
    let mut net = Net::new(vec![admin, other]);
    net.heal(&mut chance);
    for pc in &net.pcs {
        let list = roster(pc);
        let called = |id: &str| {
            let pc = list.iter().find(|pc| pc["id"] == id).unwrap();
            (pc["name"].as_str().unwrap().to_owned(), pc["role"].as_str().unwrap().to_owned())
        };
        assert_eq!(called(&first), ("Nurses' station".to_owned(), "admin".to_owned()));
        assert_eq!(called(&second), ("Office".to_owned(), "writer".to_owned()));
    }
}
