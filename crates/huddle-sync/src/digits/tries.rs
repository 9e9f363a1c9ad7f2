//! NET-02: somebody in between, and somebody who tries. `MIDDLES=` and `TRIES=` set the numbers, `SEED=` the run.

use super::{Binding, Keys, Limits, News, Note, TRIES, TRIES_A_DAY, Talk, WardFacts, Window, digits};
use huddle_testkit::chance::{Chance, count, seed};
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
