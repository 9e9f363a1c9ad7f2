//! One talk in which digits are compared, as either side holds it.
//!
//! ```text
//! asks                         lets in
//!   Commit            ->
//!                     <-       Commit
//!   Reveal            ->                    (shows the digits)
//!   (shows them)      <-       Reveal, sum of the ward
//!                     <-       Yes, the ward      once its person says so
//!   Yes               ->                          once its person says so and the ward may be joined
//!                     <-       Welcome            the statements, on its disk by then
//! ```
//!
//! Over 400 lines because both sides and what each must refuse are read, and tested, side by side.

use super::note::{Note, WardFacts};
use super::{Binding, Digits, NONCE, commitment, digits};
use crate::roster::Signed;

const LETS_IN: &[u8] = b"lets in";
const ASKS: &[u8] = b"asks";

/// The public keys of the two sides, as the connection proved them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    /// Of this PC.
    pub ours: [u8; 32],
    /// Of the other PC.
    pub theirs: [u8; 32],
}

/// Why a talk ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The person here said that the digits differ.
    Differ,
    /// The other side did not keep to the talk, or not to its number.
    Broken,
    /// This side ended it, by this word.
    Own(String),
    /// The other side ended it, by this word.
    Theirs(String),
}

/// What the one who drives the talk has to do or to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A person has to compare these.
    Compare(Digits),
    /// Which ward lets in: [`Talk::may_join`] or [`Talk::end`].
    Ward(WardFacts),
    /// Both persons said yes: the other PC may be let in, then [`Talk::welcome`].
    LetIn,
    /// This PC is in.
    Joined(WardFacts, Vec<Signed>),
    /// It is over.
    Over(Why),
}

/// What comes of one step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turn {
    /// To be sent, in this order.
    pub send: Vec<Note>,
    /// To be done.
    pub news: Option<News>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The other side binds itself next.
    Commit,
    /// The other side shows its number next.
    Reveal,
    /// People compare.
    Compare,
    /// Both said yes; this PC is let in, or lets in.
    Entering,
    Over,
}

/// One talk.
#[derive(Debug)]
pub struct Talk {
    lets_in: bool,
    keys: Keys,
    binding: Binding,
    nonce: [u8; NONCE],
    step: Step,
    commit: Option<[u8; 32]>,
    /// The ward's sum: this PC's own, or as the other side showed it.
    sum: [u8; 32],
    /// The ward: this PC's own, or as the other side told it.
    facts: Option<WardFacts>,
    digits: Option<Digits>,
    said_yes: bool,
    may_join: bool,
    /// The negative control of the tests: numbers are taken whatever was committed to.
    #[cfg(test)]
    pub(super) credulous: bool,
}

impl Talk {
    /// Begins on the PC that asks to be let in. `nonce` must be fresh and random.
    #[must_use]
    pub fn ask(keys: Keys, binding: Binding, nonce: [u8; NONCE]) -> (Self, Note) {
        let talk = Self::new(false, keys, binding, nonce);
        let commit = talk.own_commitment();
        (talk, Note::Commit(commit))
    }

    /// Begins on the PC that lets in. `nonce` must be fresh and random.
    #[must_use]
    pub fn answer(ward: WardFacts, keys: Keys, binding: Binding, nonce: [u8; NONCE]) -> Self {
        Self { sum: ward.sum(), facts: Some(ward), ..Self::new(true, keys, binding, nonce) }
    }

    fn new(lets_in: bool, keys: Keys, binding: Binding, nonce: [u8; NONCE]) -> Self {
        Self {
            lets_in,
            keys,
            binding,
            nonce,
            step: Step::Commit,
            commit: None,
            sum: [0; 32],
            facts: None,
            digits: None,
            said_yes: false,
            may_join: false,
            #[cfg(test)]
            credulous: false,
        }
    }

    fn own_commitment(&self) -> [u8; 32] {
        if self.lets_in {
            commitment(LETS_IN, &self.keys.ours, &self.nonce, &self.sum)
        } else {
            commitment(ASKS, &self.keys.ours, &self.nonce, &[0; 32])
        }
    }

    /// Says whether the number fits what the other side bound itself to.
    fn kept(&self, nonce: &[u8; NONCE], ward: &[u8; 32]) -> bool {
        #[cfg(test)]
        if self.credulous {
            return true;
        }
        let side = if self.lets_in { ASKS } else { LETS_IN };
        self.commit == Some(commitment(side, &self.keys.theirs, nonce, ward))
    }

    /// Returns the digits while people compare them.
    #[must_use]
    pub fn digits(&self) -> Option<Digits> {
        self.digits.filter(|_| self.step == Step::Compare)
    }

    /// Says whether the person here said yes.
    #[must_use]
    pub fn said_yes(&self) -> bool {
        self.said_yes
    }

    /// Returns the ward, once it is known here.
    #[must_use]
    pub fn ward(&self) -> Option<&WardFacts> {
        self.facts.as_ref()
    }

    /// Says whether nothing more can come of it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.step == Step::Over
    }

    /// Says whether both persons said yes, so that nobody can take it back here.
    #[must_use]
    pub fn is_entering(&self) -> bool {
        self.step == Step::Entering
    }

    /// Takes a message of the other side.
    pub fn take(&mut self, note: Note) -> Turn {
        match (self.step, note) {
            (Step::Over, _) => Turn::default(),
            (_, Note::No(word)) => self.over(Why::Theirs(word), Vec::new()),
            (Step::Commit, Note::Commit(commit)) => {
                self.commit = Some(commit);
                self.step = Step::Reveal;
                let send = if self.lets_in {
                    Note::Commit(self.own_commitment())
                } else {
                    Note::Reveal { nonce: self.nonce, ward: None }
                };
                Turn { send: vec![send], news: None }
            }
            (Step::Reveal, Note::Reveal { nonce, ward }) => self.revealed(nonce, ward),
            (Step::Compare, Note::Yes(Some(facts))) if !self.lets_in && self.facts.is_none() => {
                if facts.sum() != self.sum {
                    return self.broken();
                }
                self.facts = Some(facts.clone());
                Turn { send: Vec::new(), news: Some(News::Ward(facts)) }
            }
            (Step::Compare, Note::Yes(None)) if self.lets_in && self.said_yes => {
                self.step = Step::Entering;
                Turn { send: Vec::new(), news: Some(News::LetIn) }
            }
            (Step::Entering, Note::Welcome(statements)) if !self.lets_in => {
                let Some(facts) = self.facts.clone() else { return self.broken() };
                self.step = Step::Over;
                Turn { send: Vec::new(), news: Some(News::Joined(facts, statements)) }
            }
            _ => self.broken(),
        }
    }

    fn revealed(&mut self, nonce: [u8; NONCE], ward: Option<[u8; 32]>) -> Turn {
        // The side that lets in tells its ward's sum, the other one has none to tell.
        if ward.is_some() == self.lets_in || !self.kept(&nonce, &ward.unwrap_or_default()) {
            return self.broken();
        }
        let (ours, theirs) = ((&self.keys.ours, &self.nonce), (&self.keys.theirs, &nonce));
        let sum = ward.unwrap_or(self.sum);
        let (lets_in, asks) = if self.lets_in { (ours, theirs) } else { (theirs, ours) };
        let Some(digits) = digits(&self.binding, lets_in, asks, &sum) else { return self.broken() };
        self.sum = sum;
        self.step = Step::Compare;
        self.digits = Some(digits);
        let send = if self.lets_in {
            vec![Note::Reveal { nonce: self.nonce, ward: Some(self.sum) }]
        } else {
            Vec::new()
        };
        Turn { send, news: Some(News::Compare(digits)) }
    }

    /// The person here says that both screens show the same digits.
    pub fn same(&mut self) -> Turn {
        if self.step != Step::Compare || self.said_yes {
            return Turn::default();
        }
        self.said_yes = true;
        if self.lets_in {
            return Turn { send: vec![Note::Yes(self.facts.clone())], news: None };
        }
        self.enter()
    }

    /// The ward that was told may be joined by this PC.
    pub fn may_join(&mut self) -> Turn {
        if self.step != Step::Compare || self.lets_in || self.facts.is_none() {
            return Turn::default();
        }
        self.may_join = true;
        self.enter()
    }

    fn enter(&mut self) -> Turn {
        if !(self.said_yes && self.may_join) {
            return Turn::default();
        }
        self.step = Step::Entering;
        Turn { send: vec![Note::Yes(None)], news: None }
    }

    /// The person here says that the digits differ.
    pub fn differ(&mut self) -> Turn {
        if self.step != Step::Compare {
            return Turn::default();
        }
        self.over(Why::Differ, vec![Note::No("differ".to_owned())])
    }

    /// Ends the talk by a word the other side is told.
    pub fn end(&mut self, word: &str) -> Turn {
        if self.step == Step::Over {
            return Turn::default();
        }
        self.over(Why::Own(word.to_owned()), vec![Note::No(word.to_owned())])
    }

    /// The other PC is let in, on the disk here; these are the ward's statements.
    pub fn welcome(&mut self, statements: Vec<Signed>) -> Turn {
        if self.step != Step::Entering || !self.lets_in {
            return Turn::default();
        }
        self.step = Step::Over;
        Turn { send: vec![Note::Welcome(statements)], news: None }
    }

    fn broken(&mut self) -> Turn {
        self.over(Why::Broken, vec![Note::No("broken".to_owned())])
    }

    fn over(&mut self, why: Why, send: Vec<Note>) -> Turn {
        self.step = Step::Over;
        Turn { send, news: Some(News::Over(why)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn facts() -> WardFacts {
        WardFacts { ward: Uuid::from_u128(7), founding: [3; 32], name: "Ward 6A".to_owned() }
    }

    /// The two sides, the second one's first message, and one connection.
    fn both() -> (Talk, Talk, Note) {
        let (a, b) = ([1; 32], [2; 32]);
        let admin = Talk::answer(facts(), Keys { ours: a, theirs: b }, [9; 32], [11; 32]);
        let (joiner, first) = Talk::ask(Keys { ours: b, theirs: a }, [9; 32], [22; 32]);
        (admin, joiner, first)
    }

    fn only(turn: Turn) -> Note {
        assert_eq!(turn.send.len(), 1, "{turn:?}");
        turn.send.into_iter().next().unwrap()
    }

    /// Both up to where people compare; gives the digits of the two screens.
    fn compared() -> (Talk, Talk, [Digits; 2]) {
        let (mut admin, mut joiner, first) = both();
        let commit = only(admin.take(first));
        let reveal = only(joiner.take(commit));
        let shown = admin.take(reveal);
        let Some(News::Compare(here)) = shown.news else { panic!("{shown:?}") };
        let turn = joiner.take(only(shown));
        let Some(News::Compare(there)) = turn.news else { panic!("{turn:?}") };
        assert!(turn.send.is_empty());
        (admin, joiner, [here, there])
    }

    #[test]
    fn both_screens_show_the_same_and_both_persons_must_say_so() {
        for joiner_first in [false, true] {
            let (mut admin, mut joiner, [here, there]) = compared();
            assert_eq!(here, there);
            assert_eq!((admin.digits(), joiner.digits()), (Some(here), Some(here)));
            if joiner_first {
                assert_eq!(
                    joiner.same(),
                    Turn::default(),
                    "nobody is let in by the joining side's word alone"
                );
            }
            let yes = only(admin.same());
            assert_eq!(yes, Note::Yes(Some(facts())));
            assert_eq!(joiner.take(yes).news, Some(News::Ward(facts())));
            let entering = joiner.may_join();
            let yes = if joiner_first {
                only(entering)
            } else {
                assert_eq!(entering, Turn::default());
                only(joiner.same())
            };
            assert_eq!(admin.take(yes).news, Some(News::LetIn));
            assert!(admin.is_entering() && joiner.is_entering());
            let signed = vec![Signed { statement: b"{}".to_vec(), sig: vec![1] }];
            let welcome = only(admin.welcome(signed.clone()));
            assert_eq!(joiner.take(welcome).news, Some(News::Joined(facts(), signed)));
            assert!(admin.is_over() && joiner.is_over());
        }
    }

    #[test]
    fn no_word_of_the_ward_travels_before_its_person_says_yes() {
        let (mut admin, mut joiner, first) = both();
        let commit = admin.take(first);
        let reveal = joiner.take(only(commit.clone()));
        let shown = admin.take(only(reveal));
        for note in commit.send.into_iter().chain(shown.send) {
            let bytes = String::from_utf8(note.to_bytes()).unwrap();
            let (ward, founding) = (facts().ward.to_string(), hex::encode(facts().founding));
            for secret in ["Ward 6A", ward.as_str(), founding.as_str()] {
                assert!(!bytes.contains(secret), "{bytes}");
            }
        }
    }

    #[test]
    fn a_yes_that_comes_too_early_or_a_welcome_nobody_asked_for_ends_it() {
        let broken = Some(News::Over(Why::Broken));
        let (mut admin, _, _) = compared();
        assert_eq!(admin.take(Note::Yes(None)).news, broken, "the person here has not said yes");
        let (_, mut joiner, _) = compared();
        assert_eq!(joiner.take(Note::Welcome(Vec::new())).news, broken, "nobody here said yes");
        let (mut admin, mut joiner, _) = compared();
        let _ = joiner.take(only(admin.same()));
        assert_eq!(joiner.take(Note::Welcome(Vec::new())).news, broken, "still nobody");
        let (mut admin, _, first) = both();
        let _ = admin.take(first.clone());
        assert_eq!(admin.take(first).news, broken, "a number can be bound to once");
        let (mut admin, _, _) = both();
        assert_eq!(admin.take(Note::Reveal { nonce: [1; 32], ward: None }).news, broken);
        let (mut admin, mut joiner, _) = compared();
        assert_eq!(admin.take(Note::Yes(Some(facts()))).news, broken);
        assert_eq!(joiner.take(Note::Yes(None)).news, broken);
    }

    #[test]
    fn a_ward_other_than_the_one_in_the_digits_ends_it() {
        let (_, mut joiner, _) = compared();
        let other = WardFacts { name: "Ward 6B".to_owned(), ..facts() };
        assert_eq!(joiner.take(Note::Yes(Some(other))).news, Some(News::Over(Why::Broken)));
    }

    #[test]
    fn a_number_nobody_was_bound_to_ends_it_and_so_does_the_other_sides_own() {
        let (mut admin, mut joiner, first) = both();
        let commit = only(admin.take(first.clone()));
        let _ = joiner.take(commit);
        let other = Note::Reveal { nonce: [23; 32], ward: None };
        assert_eq!(admin.take(other).news, Some(News::Over(Why::Broken)));
        // Reflected: the joining side gets back its own binding and its own number.
        let (_, mut joiner, first) = both();
        let reveal = only(joiner.take(first));
        let Note::Reveal { nonce, .. } = reveal else { panic!("{reveal:?}") };
        let back = Note::Reveal { nonce, ward: Some([0; 32]) };
        assert_eq!(joiner.take(back).news, Some(News::Over(Why::Broken)));
    }

    #[test]
    fn only_the_side_that_lets_in_tells_a_ward_and_it_must() {
        let (a, b) = ([1; 32], [2; 32]);
        // Bound to a number and a ward, as only the other side may be.
        let (mut admin, _, _) = both();
        let _ = admin.take(Note::Commit(commitment(ASKS, &b, &[7; 32], &[5; 32])));
        let told = admin.take(Note::Reveal { nonce: [7; 32], ward: Some([5; 32]) });
        assert_eq!(told.news, Some(News::Over(Why::Broken)));
        let (_, mut joiner, _) = both();
        let _ = joiner.take(Note::Commit(commitment(LETS_IN, &a, &[7; 32], &[0; 32])));
        let told = joiner.take(Note::Reveal { nonce: [7; 32], ward: None });
        assert_eq!(told.news, Some(News::Over(Why::Broken)));
    }

    #[test]
    fn whoever_says_that_they_differ_ends_it_on_both_screens() {
        let (mut admin, mut joiner, _) = compared();
        let turn = joiner.differ();
        assert_eq!(turn.news, Some(News::Over(Why::Differ)));
        let told = admin.take(only(turn));
        assert_eq!(told.news, Some(News::Over(Why::Theirs("differ".to_owned()))));
        assert!(told.send.is_empty() && admin.is_over());
        // What comes after the end is nothing.
        assert_eq!(admin.take(Note::Yes(None)), Turn::default());
        assert_eq!(admin.same(), Turn::default());
        assert_eq!(joiner.end("busy"), Turn::default());
    }

    #[test]
    fn every_part_changes_the_digits() {
        let (key, nonce) = ([1; 32], [2; 32]);
        let plain = digits(&[0; 32], (&key, &nonce), (&key, &nonce), &[3; 32]);
        assert!(plain.is_some());
        let (key2, nonce2) = ([7; 32], [8; 32]);
        for other in [
            digits(&[1; 32], (&key, &nonce), (&key, &nonce), &[3; 32]),
            digits(&[0; 32], (&key2, &nonce), (&key, &nonce), &[3; 32]),
            digits(&[0; 32], (&key, &nonce2), (&key, &nonce), &[3; 32]),
            digits(&[0; 32], (&key, &nonce), (&key2, &nonce), &[3; 32]),
            digits(&[0; 32], (&key, &nonce), (&key, &nonce2), &[3; 32]),
            digits(&[0; 32], (&key, &nonce), (&key, &nonce), &[4; 32]),
        ] {
            assert_ne!(other, plain);
        }
        assert_eq!(Digits(42).to_string(), "000042");
    }
}
