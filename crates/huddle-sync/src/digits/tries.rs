//! NET-02: somebody in between, somebody who tries, and somebody who says whatever comes to mind. `MIDDLES=`, `TRIES=`
//! and `TALKS=` set the numbers, `SEED=` the run.

use super::{Binding, Keys, Limits, News, Note, TRIES, TRIES_A_DAY, Talk, WardFacts, Window, digits};
use huddle_testkit::chance::{Chance, count, seed};
use std::collections::VecDeque;
use std::time::Duration;
use uuid::Uuid;

fn bytes(chance: &mut Chance) -> [u8; 32] {
    let mut out = [0; 32];
    out.fill_with(|| chance.bits() as u8);
    out
}

fn ward(chance: &mut Chance) -> WardFacts {
    WardFacts {
        ward: Uuid::from_bytes(chance.bytes16()),
        founding: bytes(chance),
        name: "Ward 6A".to_owned(),
    }
}

fn only(turn: super::Turn) -> Note {
    turn.send.into_iter().next().unwrap()
}

fn shown(news: Option<News>) -> Option<String> {
    match news {
        Some(News::Compare(digits)) => Some(digits.to_string()),
        _ => None,
    }
}

/// The two true PCs and, between them, somebody with a key and two connections.
struct Between {
    admin: Talk,
    joiner: Talk,
    first: Note,
    /// The connection, keys and number of the one in between, towards either side.
    to_admin: (Binding, Keys, [u8; 32]),
    to_joiner: (Binding, Keys, [u8; 32]),
    admin_nonce: [u8; 32],
}

impl Between {
    fn new(chance: &mut Chance) -> Self {
        let (a, b, m) = (bytes(chance), bytes(chance), bytes(chance));
        let (left, right) = (bytes(chance), bytes(chance));
        let admin_nonce = bytes(chance);
        let admin = Talk::answer(ward(chance), Keys { ours: a, theirs: m }, left, admin_nonce);
        let (joiner, first) = Talk::ask(Keys { ours: b, theirs: m }, right, bytes(chance));
        let to_admin = (left, Keys { ours: m, theirs: a }, bytes(chance));
        let to_joiner = (right, Keys { ours: m, theirs: b }, bytes(chance));
        Self { admin, joiner, first, to_admin, to_joiner, admin_nonce }
    }

    /// Talks to both sides by the rules, which is the best anybody can do who is held to a number. Gives what the two
    /// screens show.
    fn by_the_rules(mut self, chance: &mut Chance) -> (Option<String>, Option<String>) {
        let (binding, keys, nonce) = self.to_admin;
        let (mut asking, first) = Talk::ask(keys, binding, nonce);
        let commit = only(self.admin.take(first));
        let screen = self.admin.take(only(asking.take(commit)));
        let here = shown(screen.news.clone());
        let (binding, keys, nonce) = self.to_joiner;
        // It may even know which ward it is.
        let facts = self.admin.ward().cloned().unwrap_or_else(|| ward(chance));
        let mut answering = Talk::answer(facts, keys, binding, nonce);
        let commit = only(answering.take(self.first));
        let reveal = only(self.joiner.take(commit));
        let there = shown(self.joiner.take(only(answering.take(reveal))).news);
        (here, there)
    }

    /// Looks for a number that makes the joining side show what the other screen shows. Only a side that takes numbers
    /// it was not promised can be led so.
    fn steering(mut self, credulous: bool, tries: u64) -> (Option<String>, Option<String>) {
        self.joiner.credulous = credulous;
        let (binding, keys, nonce) = self.to_admin;
        let (mut asking, first) = Talk::ask(keys, binding, nonce);
        let commit = only(self.admin.take(first));
        let here = shown(self.admin.take(only(asking.take(commit))).news);
        let (binding, keys, _) = self.to_joiner;
        let facts = self.admin.ward().cloned().unwrap();
        // Bound to some number, it is shown the joining side's.
        let reveal = self.joiner.take(Note::Commit([0; 32]));
        let Some(Note::Reveal { nonce: theirs, .. }) = reveal.send.first() else { return (here, None) };
        let mut nonce = self.admin_nonce;
        for n in 0..tries {
            nonce[..8].copy_from_slice(&n.to_be_bytes());
            let led = digits(&binding, (&keys.ours, &nonce), (&keys.theirs, theirs), &facts.sum());
            if led.map(|d| d.to_string()) == here {
                break;
            }
        }
        let last = Note::Reveal { nonce, ward: Some(facts.sum()) };
        (here, shown(self.joiner.take(last).news))
    }
}

#[test]
fn with_somebody_in_between_the_two_screens_differ() {
    let mut chance = Chance::new(seed(21));
    let runs = count("MIDDLES", 10_000, 10_000);
    let mut equal = 0;
    for _ in 0..runs {
        let (here, there) = Between::new(&mut chance).by_the_rules(&mut chance);
        assert!(here.is_some() && there.is_some(), "somebody by the rules is shown digits");
        equal += u64::from(here == there);
    }
    // One in a million is to be expected: a run of 10,000 with another seed may show one, 1 time in 100.
    assert_eq!(equal, 0, "of {runs}");
}

#[test]
fn without_being_bound_to_a_number_somebody_in_between_chooses_the_digits() {
    let mut chance = Chance::new(seed(22));
    // Ten times as many as there are digits: it misses 1 time in 20,000.
    let tries = 10_000_000;
    let (here, there) = Between::new(&mut chance).steering(true, tries);
    assert!(here.is_some());
    assert_eq!(here, there, "the control: nobody is bound, and the screens were not led to agree");
    let (here, there) = Between::new(&mut chance).steering(false, 1);
    assert!(here.is_some());
    assert_eq!(there, None, "a number nobody was promised is not even shown");
}

/// A person who opens it again each time it closed, and says yes only when the screen shows what the other PC does.
fn eager_person(tries: u64, limited: bool) -> (u64, u64, u64) {
    let mut chance = Chance::new(seed(23));
    let mut limits = Limits::default();
    let (mut in_window, mut most, mut counted, mut let_in) = (0_u64, 0_u64, 0_u64, 0_u64);
    for n in 0..tries {
        // A thousand a second.
        let now = Duration::from_millis(n);
        if !matches!(limits.at(now), Window::Open(_)) {
            limits.open(now);
            in_window = 0;
        }
        if limited && !limits.count(now) {
            continue;
        }
        counted += 1;
        in_window += 1;
        most = most.max(in_window);
        let (a, m, binding) = (bytes(&mut chance), bytes(&mut chance), bytes(&mut chance));
        let mut admin =
            Talk::answer(ward(&mut chance), Keys { ours: a, theirs: m }, binding, bytes(&mut chance));
        let (mut asking, first) = Talk::ask(Keys { ours: m, theirs: a }, binding, bytes(&mut chance));
        let commit = only(admin.take(first));
        let here = shown(admin.take(only(asking.take(commit))).news);
        let true_screen = format!("{:06}", chance.bits() % 1_000_000);
        let yes = if here.as_ref() == Some(&true_screen) { admin.same() } else { admin.differ() };
        let entered = yes.send.iter().any(|note| matches!(note, Note::Yes(_)))
            && admin.take(Note::Yes(None)).news == Some(News::LetIn);
        let_in += u64::from(entered);
    }
    (most, counted, let_in)
}

#[test]
fn a_hundred_thousand_tries_at_a_thousand_a_second_count_five_at_a_time_and_let_nobody_in() {
    let tries = count("TRIES", 100_000, 100_000);
    let (most, counted, let_in) = eager_person(tries, true);
    assert!(most <= u64::from(TRIES), "{most} counted while it was open once");
    assert_eq!(counted, TRIES_A_DAY as u64, "in one day");
    assert_eq!(let_in, 0);
    // The control: without the limits every try counts.
    let (most, counted, _) = eager_person(1_000, false);
    assert_eq!((most, counted), (1_000, 1_000));
}

/// Something somebody may say instead of the rightful message.
fn anything(chance: &mut Chance) -> Note {
    match chance.below(6) {
        0 => Note::Commit(bytes(chance)),
        1 => Note::Reveal { nonce: bytes(chance), ward: chance.percent(50).then(|| bytes(chance)) },
        2 => Note::Yes(None),
        3 => Note::Yes(Some(ward(chance))),
        4 => Note::Welcome(Vec::new()),
        _ => Note::No("differ".to_owned()),
    }
}

/// The other side, which keeps to the rules: its person says yes at once. Gives what it says next.
fn rightful(other: &mut Talk, note: Note) -> Vec<Note> {
    let turn = other.take(note);
    let mut says = turn.send;
    match turn.news {
        Some(News::Compare(_)) => says.extend(other.same().send),
        Some(News::Ward(_)) => says.extend(other.may_join().send),
        Some(News::LetIn) => says.extend(other.welcome(Vec::new()).send),
        _ => {}
    }
    says
}

#[test]
fn whatever_the_other_side_says_nobody_is_let_in_or_joins_before_the_person_here_said_yes() {
    let mut chance = Chance::new(seed(24));
    let talks = count("TALKS", 20_000, 500_000);
    let (mut let_in, mut joined, mut compared) = (0, 0, 0);
    for _ in 0..talks {
        let lets_in = chance.percent(50);
        let (ours, theirs, binding) = (bytes(&mut chance), bytes(&mut chance), bytes(&mut chance));
        let facts = ward(&mut chance);
        let keys = (Keys { ours, theirs }, Keys { ours: theirs, theirs: ours });
        let (mut here, mut other, mut next) = if lets_in {
            let (other, first) = Talk::ask(keys.1, binding, bytes(&mut chance));
            (Talk::answer(facts, keys.0, binding, bytes(&mut chance)), other, VecDeque::from([first]))
        } else {
            let (here, first) = Talk::ask(keys.0, binding, bytes(&mut chance));
            let mut other = Talk::answer(facts, keys.1, binding, bytes(&mut chance));
            let next = rightful(&mut other, first);
            (here, other, next.into())
        };
        let (mut yes, mut may) = (false, false);
        for _ in 0..12 {
            let mut said = Vec::new();
            if here.digits().is_some() && chance.percent(40) {
                yes = true;
                said = here.same().send;
            }
            let note = if chance.percent(10) { Some(anything(&mut chance)) } else { next.pop_front() };
            let mut message = note.map(|note| note.to_bytes()).unwrap_or_default();
            if chance.percent(2) && !message.is_empty() {
                let at = chance.below(message.len());
                message[at] ^= 1 << chance.below(8);
            }
            if let Ok(note) = Note::read(&message) {
                let turn = here.take(note);
                said.extend(turn.send);
                match turn.news {
                    Some(News::Compare(_)) => compared += 1,
                    Some(News::Ward(_)) => {
                        may = true;
                        said.extend(here.may_join().send);
                    }
                    Some(News::LetIn) => {
                        assert!(yes && lets_in, "let in although nobody said yes");
                        let_in += 1;
                    }
                    Some(News::Joined(..)) => {
                        assert!(yes && may && !lets_in, "joined although nobody said yes");
                        joined += 1;
                    }
                    Some(News::Over(_)) | None => {}
                }
            }
            for note in said {
                next.extend(rightful(&mut other, note));
            }
        }
    }
    println!("{talks} talks: {compared} compared, {let_in} let in, {joined} joined");
    // It means something only when some come through.
    assert!(
        compared > talks / 4 && let_in > talks / 20 && joined > talks / 20,
        "{compared} {let_in} {joined}"
    );
}
