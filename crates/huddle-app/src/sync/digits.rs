//! Letting a PC in by six digits: the desk where a person opens it, compares and says yes, and where the host moves
//! the messages of one connection at a time.
//!
//! The talk and its limits are `huddle_sync::digits`. Nothing here is on the disk before both persons said yes: what
//! was opened for two minutes is gone after a restart, and so is the count of the day's tries, which only a person
//! can start anew. The desk's lock is held for a moment and never while another one is taken.
//!
//! Over 400 lines because both ends share one desk, and every way a talk may end has its sentence here.

use super::pairing::{self, Newcomer, clean_name};
use super::{reach, trust};
use crate::app::App;
use crate::device::Device;
use crate::env::Env;
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::{DigitsView, Done, Nothing, SharingDigitsJoin, SharingDigitsOpen, SharingDigitsSay};
use huddle_core::time::Ms;
use huddle_sync::digits::{Keys, Limits, News, Note, Talk, Torn, Turn, WINDOW, WardFacts, Why, Window};
use huddle_sync::roster::{Role, Signed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Tells the host that there is something to send.
pub type Wake = Box<dyn Fn() + Send>;

/// How long the end of a talk stays on the screen.
const SHOWN: Duration = Duration::from_secs(600);

/// What a person opened.
#[derive(Debug, Clone)]
struct Wish {
    /// What the other PC will be, where this one lets in.
    newcomer: Option<(String, Role)>,
    /// Address to ask, where this one asks.
    address: String,
    /// When it closes, by the clock on the screen.
    until: Ms,
}

/// The talk at work.
struct Running {
    id: u64,
    talk: Talk,
    out: Vec<Note>,
    wake: Wake,
    theirs: [u8; 32],
}

/// How the newest wish ended.
#[derive(Debug, Clone)]
struct Past {
    wish: Wish,
    done: bool,
    ward: String,
    at: Duration,
}

#[derive(Default)]
struct Inner {
    limits: Limits,
    wish: Option<Wish>,
    running: Option<Running>,
    past: Option<Past>,
    said: String,
    /// `said` is why the other PC could not be asked.
    unanswered: bool,
    last_id: u64,
}

/// Where digits are compared, one talk at a time.
#[derive(Default)]
pub(crate) struct Desk(Mutex<Inner>);

/// What the host has to do in the store before the talk goes on.
enum Work {
    LetIn { key: [u8; 32], name: String, role: Role },
    Judge(WardFacts),
    TakePlace { facts: WardFacts, statements: Vec<Signed>, address: String },
}

impl Inner {
    /// Closes what time or too many tries ended.
    fn look(&mut self, now: Duration) {
        if self.wish.is_none() {
            return;
        }
        let word = match self.limits.at(now) {
            Window::Open(_) => return,
            // The fifth try may be the right one: it is let come to its end.
            Window::TriesOver | Window::DayOver if self.running.is_some() => return,
            Window::TriesOver => "tries",
            Window::DayOver => "day",
            Window::TimeOver | Window::Shut => "time",
        };
        if self.running.as_ref().is_some_and(|r| r.talk.is_entering()) {
            return;
        }
        let late = self.running.as_mut().map(|running| running.talk.end(word));
        if let Some(turn) = late {
            self.send(turn);
        }
        // Why nobody could be asked says more than that time is over.
        if word != "time" || !self.unanswered {
            self.said = sentence(word, self.lets_in());
        }
        self.finish(now, false, "");
    }

    fn lets_in(&self) -> bool {
        self.wish.as_ref().is_some_and(|w| w.newcomer.is_some())
    }

    /// Hands a turn's messages to the host and gives back its news.
    fn send(&mut self, turn: Turn) -> Option<News> {
        if let Some(running) = self.running.as_mut() {
            running.out.extend(turn.send);
            (running.wake)();
        }
        turn.news
    }

    fn finish(&mut self, now: Duration, done: bool, ward: &str) {
        self.limits.shut();
        if let Some(wish) = self.wish.take() {
            self.past = Some(Past { wish, done, ward: ward.to_owned(), at: now });
        }
    }

    /// A talk came to nothing: says so. The side that lets in stays open for the PC it was opened for.
    fn ended(&mut self, why: &Why, now: Duration) {
        let lets_in = self.lets_in();
        let word = match why {
            Why::Differ => "differ",
            Why::Broken => "broken",
            Why::Own(word) => word,
            Why::Theirs(word) if word == "differ" => "they_differ",
            // Its two minutes or its day, not this PC's.
            Why::Theirs(word) if lets_in && (word == "time" || word == "day") => "stopped",
            Why::Theirs(word) => word,
        };
        self.said = sentence(word, lets_in);
        if !lets_in {
            self.finish(now, false, "");
        }
    }

    fn talk(&mut self, id: u64) -> Option<&mut Running> {
        self.running.as_mut().filter(|running| running.id == id)
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, wish: Wish, now: Duration) -> Result<(), Fault> {
        let mut inner = self.lock();
        inner.look(now);
        if inner.running.as_ref().is_some_and(|r| r.talk.is_entering()) {
            return Err(Fault::not_now(
                "digits_busy",
                "A PC is being let in just now. Nothing was changed. Try again in a moment.",
            ));
        }
        if let Some(running) = inner.running.as_mut() {
            let turn = running.talk.end("stopped");
            let _ = inner.send(turn);
        }
        if inner.limits.open(now) == Window::DayOver {
            inner.wish = None;
            return Err(Fault::not_now("digits_day", &sentence("day", wish.newcomer.is_some())));
        }
        inner.wish = Some(wish);
        inner.past = None;
        inner.said.clear();
        inner.unanswered = false;
        Ok(())
    }

    /// Says whether a person opened it, or a talk is still to be ended.
    pub fn is_wanted(&self, now: Duration) -> bool {
        let mut inner = self.lock();
        inner.look(now);
        inner.wish.is_some() || inner.running.is_some()
    }

    fn say(&self, digits: &str, same: bool, now: Duration) -> Result<(), Fault> {
        let mut inner = self.lock();
        inner.look(now);
        let shown = |r: &Running| r.talk.digits().is_some_and(|d| d.to_string() == digits);
        let Some(running) = inner.running.as_mut().filter(|r| shown(r)) else {
            return Err(Fault::not_now(
                "digits_over",
                "These digits no longer count. Nothing was changed. Start again on both PCs.",
            ));
        };
        let turn = if same { running.talk.same() } else { running.talk.differ() };
        if let Some(News::Over(why)) = inner.send(turn) {
            inner.ended(&why, now);
        }
        Ok(())
    }

    fn stop(&self, now: Duration) {
        let mut inner = self.lock();
        inner.look(now);
        if inner.running.as_ref().is_some_and(|r| r.talk.is_entering()) {
            return;
        }
        if let Some(running) = inner.running.as_mut() {
            let turn = running.talk.end("stopped");
            let _ = inner.send(turn);
        }
        inner.limits.shut();
        inner.wish = None;
        inner.past = None;
        inner.said.clear();
    }

    /// Shows how it stands.
    pub fn view(&self, now: Duration) -> Option<DigitsView> {
        let mut inner = self.lock();
        inner.look(now);
        let talk = inner.running.as_ref().map(|r| &r.talk);
        let (wish, step, ward) = match (&inner.wish, &inner.past) {
            (Some(wish), _) => {
                let step = match talk {
                    Some(t) if t.is_over() => "ending",
                    Some(t) if t.said_yes() => "wait",
                    Some(t) if t.digits().is_some() => "compare",
                    _ => "open",
                };
                let ward = talk.filter(|_| wish.newcomer.is_none()).and_then(Talk::ward);
                (wish, step, ward.map(|f| f.name.clone()).unwrap_or_default())
            }
            (None, Some(past)) if now.saturating_sub(past.at) < SHOWN => {
                // Whoever reads that it ended may switch this PC off: the last word must be out by then.
                let step = match (&inner.running, past.done) {
                    (Some(_), _) => "ending",
                    (None, true) => "done",
                    (None, false) => "over",
                };
                (&past.wish, step, past.ward.clone())
            }
            _ => return None,
        };
        let (name, role) = wish.newcomer.clone().unzip();
        Some(DigitsView {
            lets_in: wish.newcomer.is_some(),
            step: step.to_owned(),
            digits: talk.and_then(Talk::digits).map(|d| d.to_string()),
            until: wish.until,
            name: name.unwrap_or_default(),
            role: role.map(|r| r.as_str().to_owned()).unwrap_or_default(),
            address: wish.address.clone(),
            ward,
            said: inner.said.clone(),
        })
    }

    /// Begins a talk on a connection, when a person opened it and no other one is at work.
    fn begin(
        &self,
        env: &Env,
        keys: Keys,
        binding: [u8; 32],
        ward: Option<WardFacts>,
        wake: Wake,
    ) -> Option<u64> {
        let now = env.clock.steady();
        let mut nonce = [0; 32];
        env.entropy.fill(&mut nonce).ok()?;
        let mut inner = self.lock();
        inner.look(now);
        let wish = inner.wish.as_ref()?;
        if inner.running.is_some() || wish.newcomer.is_some() != ward.is_some() {
            return None;
        }
        // A PC that asks counts once it is answered.
        if ward.is_some() && !inner.limits.count(now) {
            return None;
        }
        let (talk, out) = match ward {
            Some(ward) => (Talk::answer(ward, keys, binding, nonce), Vec::new()),
            None => {
                let (talk, first) = Talk::ask(keys, binding, nonce);
                (talk, vec![first])
            }
        };
        inner.last_id += 1;
        let id = inner.last_id;
        inner.unanswered = false;
        inner.running = Some(Running { id, talk, out, wake, theirs: keys.theirs });
        Some(id)
    }

    /// Takes a message; what has to be done in the store is given back.
    fn take(&self, id: u64, bytes: &[u8], now: Duration) -> Option<Work> {
        let mut inner = self.lock();
        inner.look(now);
        let lets_in = inner.lets_in();
        let first = inner.talk(id)?.talk.digits().is_none();
        let note = Note::read(bytes);
        // The other PC answered: from here on it could be guessing.
        let answered = matches!(note, Ok(Note::Commit(_)));
        if !lets_in && first && answered && !inner.limits.count(now) {
            let turn = inner.talk(id)?.talk.end("day");
            let news = inner.send(turn);
            return inner.heard(id, news, now);
        }
        let running = inner.talk(id)?;
        let turn = match note {
            Ok(note) => running.talk.take(note),
            Err(Torn::OtherVersion) => running.talk.end("version"),
            Err(Torn::Nonsense) => running.talk.end("broken"),
        };
        let news = inner.send(turn);
        inner.heard(id, news, now)
    }
}

impl Inner {
    fn heard(&mut self, id: u64, news: Option<News>, now: Duration) -> Option<Work> {
        match news? {
            News::Compare(_) => {
                self.said.clear();
                None
            }
            News::Ward(facts) => Some(Work::Judge(facts)),
            News::LetIn => {
                let key = self.talk(id)?.theirs;
                let (name, role) = self.wish.as_ref()?.newcomer.clone()?;
                Some(Work::LetIn { key, name, role })
            }
            News::Joined(facts, statements) => {
                let address = self.wish.as_ref()?.address.clone();
                Some(Work::TakePlace { facts, statements, address })
            }
            News::Over(why) => {
                self.ended(&why, now);
                None
            }
        }
    }
}

impl App {
    /// Returns the address this PC was asked to ask, while it may and no talk is at work.
    #[must_use]
    pub fn digits_address(&self) -> Option<String> {
        let mut inner = self.desk().lock();
        inner.look(self.env().clock.steady());
        let free = inner.running.is_none();
        inner.wish.as_ref().filter(|w| free && w.newcomer.is_none()).map(|w| w.address.clone())
    }

    /// Notes why the other PC could not be asked, or did not answer; the host asks again.
    pub fn digits_unanswered(&self, said: &str) {
        let mut inner = self.desk().lock();
        if inner.wish.is_some() && inner.running.is_none() {
            said.clone_into(&mut inner.said);
            inner.unanswered = true;
        }
    }

    /// Begins to answer a PC that wants to compare digits, or nothing while nobody opened this one: then it is told
    /// nothing. `theirs` is the key it proved, `binding` the connection's exporter, `wake` is called whenever there is
    /// something to send.
    #[must_use]
    pub fn digits_answer(&self, theirs: [u8; 32], binding: [u8; 32], wake: Wake) -> Option<u64> {
        // Strangers get no further than this, without a look into the store.
        if !self.desk().is_wanted(self.env().clock.steady()) {
            return None;
        }
        let me = self.identity();
        let facts = self.with_store(|s| {
            s.read(|r| {
                let (ward, roster) = pairing::admin_here(r, &me.device)?;
                let founding = trust::founding(r, ward, &me.device)?.ok_or_else(Fault::no_ward)?;
                let revoked = roster.role(&trust::device_of(&theirs)) == Some(Role::Revoked);
                let name = crate::ward_conf::WardConf::read(r)?.map(|w| w.row.name).unwrap_or_default();
                Ok::<_, Fault>((WardFacts { ward, founding, name }, revoked))
            })
        });
        let (facts, revoked) = facts.ok()?;
        let id = self.desk().begin(self.env(), Keys { ours: me.key, theirs }, binding, Some(facts), wake)?;
        let word = match (theirs == me.key, revoked) {
            (true, _) => Some("own"),
            (_, true) => Some("revoked"),
            _ => None,
        };
        if let Some(word) = word {
            self.digits_end(id, word);
        }
        Some(id)
    }

    /// Begins to ask on a connection this PC made.
    #[must_use]
    pub fn digits_ask(&self, theirs: [u8; 32], binding: [u8; 32], wake: Wake) -> Option<u64> {
        let keys = Keys { ours: self.identity().key, theirs };
        self.desk().begin(self.env(), keys, binding, None, wake)
    }

    /// Takes a message of the other side, and does what both persons agreed to. Blocks on the store.
    pub fn digits_take(&self, id: u64, bytes: &[u8]) {
        let now = self.env().clock.steady();
        let work = self.desk().take(id, bytes, now);
        match work {
            None => {}
            Some(Work::Judge(facts)) => self.digits_judge(id, &facts),
            Some(Work::LetIn { key, name, role }) => self.digits_let_in(id, &key, &name, role),
            Some(Work::TakePlace { facts, statements, address }) => {
                let came = self.take_place(facts.ward, &facts.founding, &statements, &address);
                let mut inner = self.desk().lock();
                match came {
                    Ok(_) => {
                        inner.limits.was_right();
                        inner.said.clear();
                        inner.finish(now, true, &facts.name);
                    }
                    Err(fault) => {
                        inner.said = fault.0.message;
                        inner.finish(now, false, "");
                    }
                }
            }
        }
    }

    /// Says whether this PC may join the ward that lets it in.
    fn digits_judge(&self, id: u64, facts: &WardFacts) {
        let me = self.identity().device;
        let word = self.with_store(|s| {
            s.read(|r| {
                let role = trust::judge(r, facts.ward, &me)?.role(&me);
                let word = match (pairing::may_join(r, facts.ward), role) {
                    (Err(_), _) => Some("other_ward"),
                    (Ok(()), Some(role)) if role != Role::Revoked => Some("already"),
                    _ => None,
                };
                Ok::<_, Fault>(word)
            })
        });
        match word {
            Ok(Some(word)) => self.digits_end(id, word),
            Err(_) => self.digits_end(id, "busy"),
            Ok(None) => {
                let mut inner = self.desk().lock();
                if let Some(running) = inner.talk(id) {
                    let turn = running.talk.may_join();
                    let _ = inner.send(turn);
                }
            }
        }
    }

    fn digits_let_in(&self, id: u64, key: &[u8; 32], name: &str, role: Role) {
        let now = self.env().clock.steady();
        let device = self.own_device();
        let all = self.with_store(|s| {
            s.write(|tx| {
                let (ward, roster) = pairing::admin_here(tx, &device.identity().device)?;
                pairing::let_in(tx, &device, ward, &roster, &Newcomer { key: *key, name, role })
            })
        });
        self.forget_roster();
        match all {
            Err(_) => self.digits_end(id, "busy"),
            Ok(all) => {
                let mut inner = self.desk().lock();
                inner.limits.was_right();
                inner.said.clear();
                if let Some(running) = inner.talk(id) {
                    let turn = running.talk.welcome(all);
                    let _ = inner.send(turn);
                }
                inner.finish(now, true, "");
            }
        }
    }

    /// Ends a talk by a word that both sides make a sentence of.
    pub fn digits_end(&self, id: u64, word: &str) {
        let now = self.env().clock.steady();
        let mut inner = self.desk().lock();
        let Some(running) = inner.talk(id) else { return };
        let turn = running.talk.end(word);
        let news = inner.send(turn);
        let _ = inner.heard(id, news, now);
    }

    /// Returns what is to be sent now, and whether it is the last.
    #[must_use]
    pub fn digits_out(&self, id: u64) -> (Vec<Vec<u8>>, bool) {
        let mut inner = self.desk().lock();
        inner.look(self.env().clock.steady());
        let Some(running) = inner.talk(id) else { return (Vec::new(), true) };
        let out = std::mem::take(&mut running.out);
        (out.iter().map(Note::to_bytes).collect(), running.talk.is_over())
    }

    /// Says how long the other side may be silent now: short until people compare.
    #[must_use]
    pub fn digits_patience(&self, id: u64, short: Duration) -> Duration {
        let mut inner = self.desk().lock();
        // Beyond the two minutes, so that this PC's own clock ends it.
        inner.talk(id).filter(|r| r.talk.digits().is_some()).map_or(short, |_| WINDOW)
    }

    /// The connection is gone.
    pub fn digits_gone(&self, id: u64) {
        let now = self.env().clock.steady();
        let mut inner = self.desk().lock();
        let Some(running) = inner.talk(id) else { return };
        let (over, entering) = (running.talk.is_over(), running.talk.is_entering());
        let began = running.talk.digits().is_some() || entering;
        inner.running = None;
        if over {
            inner.look(now);
            return;
        }
        if inner.lets_in() {
            inner.said = sentence("gone", true);
        } else if began {
            inner.said = sentence(if entering { "gone_late" } else { "gone" }, false);
            inner.finish(now, false, "");
        } else {
            // Nobody opened the other PC yet: asked again.
            inner.said = sentence("shut", false);
        }
        inner.look(now);
    }
}

/// Opens this PC for two minutes for one PC that is let in by digits.
pub fn sharing_digits_open(ex: &mut Exec, req: SharingDigitsOpen) -> Result<Done, Fault> {
    ex.no_undo();
    let device = Device::reload(ex.folder, ex.device)?;
    pairing::admin_here(ex.tx(), &device.identity().device)?;
    let role = pairing::role_of(&req.role)?;
    let name = clean_name(&req.name);
    if name.is_empty() {
        return Err(pairing::needs_name());
    }
    let until = ex.now + i64::try_from(WINDOW.as_millis()).unwrap_or(0);
    let wish = Wish { newcomer: Some((name, role)), address: String::new(), until };
    ex.desk.open(wish, ex.env.clock.steady())?;
    Ok(Done::plain())
}

/// Asks another PC, for two minutes, to let this one in by digits.
pub fn sharing_digits_join(ex: &mut Exec, req: SharingDigitsJoin) -> Result<Done, Fault> {
    ex.no_undo();
    let address = reach::address(ex, &req.address)?;
    let until = ex.now + i64::try_from(WINDOW.as_millis()).unwrap_or(0);
    ex.desk.open(Wish { newcomer: None, address, until }, ex.env.clock.steady())?;
    Ok(Done::plain())
}

/// Says whether both screens show the same digits.
pub fn sharing_digits_say(ex: &mut Exec, req: SharingDigitsSay) -> Result<Done, Fault> {
    ex.no_undo();
    ex.desk.say(&req.digits, req.same, ex.env.clock.steady())?;
    Ok(Done::plain())
}

/// Closes it, or stops asking.
pub fn sharing_digits_stop(ex: &mut Exec, _: Nothing) -> Result<Done, Fault> {
    ex.no_undo();
    ex.desk.stop(ex.env.clock.steady());
    Ok(Done::plain())
}

/// Turns the word by which it ended into a sentence for the side that lets in, or for the one that asks.
fn sentence(word: &str, lets_in: bool) -> String {
    let said = match (word, lets_in) {
        ("time", true) => {
            "Two minutes are over, so this PC is closed again. Nothing was changed. Open it again when the other PC is ready."
        }
        ("time", false) => {
            "Two minutes are over, so the digits no longer count. Nothing was changed. Start again on both PCs."
        }
        ("tries", _) => {
            "Five tries came to nothing, so this PC is closed again. Nothing was changed. Open it again; if the tries were not yours, tell IT."
        }
        ("day", _) => {
            "Twenty tries came to nothing today, so digits rest until tomorrow. Nothing was changed. Use an invite file, and tell IT if the tries were not yours."
        }
        ("differ", true) => {
            "The digits differ, so that PC was not let in. Nothing was changed. This PC waits for the right one; if it happens again, tell IT."
        }
        ("differ", false) => {
            "The digits differ, so this PC did not join. Nothing was changed. Check the address and start again; if it happens again, tell IT."
        }
        ("they_differ", true) => {
            "The other PC's screen showed other digits, so it was not let in. Nothing was changed. If it happens again, tell IT."
        }
        ("they_differ", false) => {
            "The other PC says that the digits differ. Nothing was changed. Check the address and start again; if it happens again, tell IT."
        }
        ("other_ward", true) => {
            "That PC has a ward of its own already, so it did not join. Nothing was changed on either PC."
        }
        ("other_ward", false) => return pairing::other_ward().0.message,
        ("already", true) => "That PC is in this ward already. Nothing was changed.",
        ("already", false) => "This PC is in that ward already. Nothing was changed.",
        ("revoked", true) => {
            "The PC that asked was taken off this ward's list and stays off it. Nothing was changed."
        }
        ("revoked", false) => {
            "This PC was taken off the ward's list. Nothing was changed. Speak to the ward's admin."
        }
        ("own", _) => "This is this PC's own address. Nothing was changed. Type the address of the other PC.",
        ("version", _) => {
            "The other PC has another version of the app, which compares digits in another way. Nothing was changed. Use an invite file, or the same version on both."
        }
        ("stopped", true) => "The other PC stopped asking. Nothing was changed. This PC waits for it.",
        ("stopped", false) => "The other PC was closed again. Nothing was changed. Start again on both PCs.",
        ("shut", _) => {
            "The other PC is not open for a new PC yet. Open it there under Settings, Sharing; this PC goes on asking."
        }
        ("gone", true) => "The other PC hung up. Nothing was changed. This PC waits for it.",
        ("gone_late", false) => {
            "The other PC hung up at the last moment. Nothing was changed on this PC. Start again on both PCs."
        }
        ("busy", true) => "That PC could not be let in just now. Nothing was changed. Try again.",
        ("gone" | "busy", _) => "The other PC hung up. Nothing was changed. Start again on both PCs.",
        (_, true) => {
            "Something at that address does not talk like this app, so it was not let in. Nothing was changed. If it happens again, tell IT."
        }
        (_, false) => {
            "What answers at this address does not talk like this app. Nothing was changed. Check the address; if it happens again, tell IT."
        }
    };
    said.to_owned()
}
