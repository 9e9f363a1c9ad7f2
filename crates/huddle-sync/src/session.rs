//! One link to one other PC about one ward, as a state machine.
//!
//! Nothing here reads a clock, draws a number or waits. The dialler starts with [`Session::start`];
//! after that every message goes through [`Session::on`], and [`Session::poke`] tells it that this PC
//! saved something. A batch is acknowledged only after [`Shelf::take`] returned, which means COMMIT;
//! at most [`WINDOW`] batches are under way, which is the backpressure.
//!
//! Over 400 lines because one link is one state: who may send what, and when, is read here together.

use crate::message::{Ack, Changes, FACE_MAX, Hello, Item, Message, PROTO, PROTO_MIN, Since, Sum, Way};
use crate::roster::Role;
use crate::shelf::{Cursor, Fill, Shelf, Take, View};
use huddle_core::audience::Audience;
use sha2::{Digest, Sha256};
use std::collections::{HashSet, VecDeque};
use uuid::Uuid;

/// Batches under way before an acknowledgement must come.
pub const WINDOW: usize = 8;
/// Records asked for at a time.
const NEEDS: usize = 16;
/// Changes remembered as held by the other side.
const HOLDS: usize = 16_384;
/// Numbers passed over before an empty batch moves the other side's cursor.
const SKIPPED: i64 = 1_000;
/// From this version on a matron's PC sends her answers.
const ANSWERS: i64 = 2;

/// Who talks to whom about what.
#[derive(Debug, Clone)]
pub struct Terms {
    /// This PC's store.
    pub store: Uuid,
    /// Drawn at this process's start.
    pub boot: [u8; 16],
    /// The ward.
    pub ward: Uuid,
    /// What this PC is in the ward.
    pub mine: Role,
    /// What the other PC is.
    pub theirs: Role,
    /// Version of the program.
    pub version: String,
    /// This PC's clock when the link came up, milliseconds UTC.
    pub clock_ms: i64,
    /// Looks for records that differ once both have sent everything; off only in a negative control.
    pub repair: bool,
}

/// Why a link ends. The other side is told the word, the person a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop<E> {
    /// The store failed; try again later.
    Shelf(E),
    /// The other PC speaks a version this one does not.
    Version,
    /// The link is about another ward.
    OtherWard,
    /// The other PC has this PC's own store: one of them is a copy.
    Copy,
    /// The other PC knows more of this one than it does itself: this one was put back to an earlier day.
    PutBack,
    /// A message came that may not come from this PC, or not now.
    NotAllowed,
    /// The other side hung up.
    Bye(String),
}

impl<E> Stop<E> {
    /// Returns the word the other side is told.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Shelf(_) => "busy",
            Self::Version => "version",
            Self::OtherWard => "other_ward",
            Self::Copy => "copy",
            Self::PutBack => "put_back",
            Self::NotAllowed => "not_allowed",
            Self::Bye(_) => "bye",
        }
    }
}

/// How far the other side has stored this PC's changes, by its own word and its acknowledgements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Everything it may see up to this number is committed there, but for what the walk below has not come to.
    pub live: i64,
    /// The walk through older records, while one is under way: records changed last below `next` are not there.
    pub fill: Option<Fill>,
    /// Where `live` stood when the link came up: up to here it is the other side's word about an earlier day.
    since: i64,
    /// Below this number the walk went on this link.
    walk: i64,
    /// Both sides had equal sums on this link.
    even: bool,
}

impl Reached {
    /// Says whether a record whose newest change has the number `newest` is there; `older` is its newest change up to
    /// the walk's top, while a walk is under way.
    #[must_use]
    pub fn holds(&self, newest: i64, older: Option<i64>) -> bool {
        let walked = self.fill.is_none_or(|f| older.is_none_or(|n| n >= f.next));
        newest <= self.live && walked
    }

    /// Says whether that is known from this link: an acknowledgement came on it, or both sides summed up the same.
    /// A PC that was put back to an earlier day gives numbers a second time, and the other side's word is about the
    /// first ones.
    #[must_use]
    pub fn proved(&self, newest: i64) -> bool {
        let next = self.fill.map_or(0, |f| f.next);
        self.even || newest > self.since || (newest < self.walk && newest >= next)
    }
}

/// What is being sent.
#[derive(Debug, Default)]
struct Outgoing {
    /// Known once the other side has said how far it is.
    ready: bool,
    /// Read up to here.
    live: i64,
    /// Where the other side stands once everything sent is committed.
    sent: i64,
    fill: Option<Fill>,
    under_way: VecDeque<(Way, i64)>,
    /// What the other side has said it committed. Batches are taken in order, so each covers those before it.
    kept: i64,
    kept_fill: Option<Fill>,
    /// The same at the beginning.
    since: i64,
    walk: i64,
    /// The other side's sum was this PC's own.
    even: bool,
    /// The newest number of this PC that is to be sent.
    last: i64,
}

impl Outgoing {
    fn done(&self) -> bool {
        self.ready && self.live >= self.last && self.fill.is_none() && self.under_way.is_empty()
    }

    fn reached(&self) -> Option<Reached> {
        // With nothing under way, what was read past without sending is no business of the other side, or came from it.
        let waits = self.under_way.iter().any(|(way, _)| *way == Way::Live);
        let live = if waits { self.kept } else { self.live };
        let (since, walk, even) = (self.since, self.walk, self.even);
        self.ready.then_some(Reached { live, fill: self.kept_fill, since, walk, even })
    }
}

/// One link at work.
#[derive(Debug)]
pub struct Session {
    terms: Terms,
    dialled: bool,
    /// Number of this PC's newest change as its hello said.
    hello_last: i64,
    peer: Option<Hello>,
    out: Outgoing,
    cursor: Option<Cursor>,
    holds: HashSet<[u8; 32]>,
    holds_order: VecDeque<[u8; 32]>,
    tip_sent: bool,
    /// Digest of the roster the other side was told last.
    roster_told: Sum,
    their_tip: Option<Sum>,
    /// Digest of the face the other side holds.
    face_told: Sum,
    needs: VecDeque<Uuid>,
    asked: HashSet<Uuid>,
    /// Records asked for on this link, so that what cannot be had is not asked for again and again.
    tried: HashSet<Uuid>,
}

type Done<E> = Result<Vec<Message>, Stop<E>>;

impl Session {
    /// Makes the link's state; `dialled` on the side that connected.
    #[must_use]
    pub fn new(terms: Terms, dialled: bool) -> Self {
        Self {
            terms,
            dialled,
            hello_last: i64::MAX,
            peer: None,
            out: Outgoing::default(),
            cursor: None,
            holds: HashSet::new(),
            holds_order: VecDeque::new(),
            tip_sent: false,
            roster_told: [0; 32],
            their_tip: None,
            face_told: [0; 32],
            needs: VecDeque::new(),
            asked: HashSet::new(),
            tried: HashSet::new(),
        }
    }

    /// Returns what the other side said of itself, once it did.
    #[must_use]
    pub fn peer(&self) -> Option<&Hello> {
        self.peer.as_ref()
    }

    /// Returns what the other PC is in the ward.
    #[must_use]
    pub fn theirs(&self) -> Role {
        self.terms.theirs
    }

    /// Says whether older records are still to come.
    #[must_use]
    pub fn catches_up(&self) -> bool {
        self.cursor.is_some_and(|c| c.fill.is_some())
    }

    /// Returns the store id this link speaks for.
    #[must_use]
    pub fn store(&self) -> Uuid {
        self.terms.store
    }

    /// Says whether everything was sent and committed, and everything known of came in.
    #[must_use]
    pub fn quiet(&self) -> bool {
        let sent = self.out.done() || (self.peer.is_some() && !self.sends());
        sent && self.received() && self.needs.is_empty() && self.asked.is_empty()
    }

    /// Returns how many of this PC's changes the other side has not committed yet; `None` before it said.
    #[must_use]
    pub fn waiting_out(&self) -> Option<i64> {
        self.out.ready.then(|| (self.out.last - self.out.live).max(0) + self.out.under_way.len() as i64)
    }

    /// Returns how far the other side has stored this PC's changes; `None` before it said, or when nothing is sent.
    #[must_use]
    pub fn reached(&self) -> Option<Reached> {
        self.out.reached()
    }

    fn scope(&self) -> Audience {
        let of = |role: Role| role.scope().unwrap_or(Audience::Wall);
        of(self.terms.mine).max(of(self.terms.theirs))
    }

    /// A limited PC relays nothing; to a full one everything goes, to a limited one what it may see. A matron's PC
    /// sends what she answered, and nothing else (the shelf sees to that).
    fn sends(&self) -> bool {
        let (mine, theirs) = (self.terms.mine, self.terms.theirs);
        mine.may_write() || (mine == Role::Matron && theirs.may_write() && self.knows_answers())
    }

    fn accepts(&self) -> bool {
        let (mine, theirs) = (self.terms.mine, self.terms.theirs);
        theirs.may_write() || (theirs == Role::Matron && mine.may_write() && self.knows_answers())
    }

    fn knows_answers(&self) -> bool {
        self.peer.as_ref().is_some_and(|p| p.proto >= ANSWERS)
    }

    /// The strictest level the other side may see, when it is not everything.
    fn limited(&self) -> Option<Audience> {
        self.terms.theirs.scope().filter(|s| *s > Audience::Ward && self.terms.mine.may_write())
    }

    fn received(&self) -> bool {
        let Some(peer) = &self.peer else { return false };
        !self.accepts() || self.cursor.is_some_and(|c| c.fill.is_none() && c.live >= peer.last)
    }

    /// Begins a link that this PC dialled.
    ///
    /// # Errors
    /// [`Stop::Shelf`].
    pub fn start<S: Shelf>(&mut self, shelf: &mut S) -> Done<S::Fault> {
        if self.dialled { Ok(vec![self.hello(shelf)?]) } else { Ok(Vec::new()) }
    }

    fn hello<S: Shelf>(&mut self, shelf: &mut S) -> Result<Message, Stop<S::Fault>> {
        let last = shelf.last().map_err(Stop::Shelf)?;
        self.hello_last = last;
        Ok(Message::Hello(Hello {
            proto: PROTO,
            proto_min: PROTO_MIN,
            version: self.terms.version.clone(),
            store: self.terms.store,
            boot: self.terms.boot,
            ward: self.terms.ward,
            clock_ms: self.terms.clock_ms,
            last,
            roster: shelf.roster().map_err(Stop::Shelf)?.1,
            records: shelf.sum(self.scope()).map_err(Stop::Shelf)?,
            face: if self.terms.mine.may_write() {
                [0; 32]
            } else {
                shelf.face_held().map_err(Stop::Shelf)?
            },
        }))
    }

    /// Takes in a message and returns what to send.
    ///
    /// # Errors
    /// [`Stop`]: the link ends; what was committed stays.
    pub fn on<S: Shelf>(&mut self, message: Message, shelf: &mut S) -> Done<S::Fault> {
        match (message, self.peer.is_some()) {
            (Message::Bye(word), _) => Err(Stop::Bye(word)),
            (Message::Hello(hello), false) => self.met(hello, shelf),
            // A second hello is a repetition; anything else before the first is not allowed.
            (Message::Hello(_), true) => Ok(Vec::new()),
            (_, false) => Err(Stop::NotAllowed),
            (Message::Roster(all), true) => {
                shelf.take_roster(&all).map_err(Stop::Shelf)?;
                let digest = shelf.roster().map_err(Stop::Shelf)?.1;
                if digest == crate::roster::digest(all.iter()) {
                    self.roster_told = digest;
                }
                Ok(Vec::new())
            }
            (Message::Face(face), true) => {
                // Only a PC that holds the ward's record can say what the ward looks like.
                if !self.terms.theirs.may_write() {
                    return Err(Stop::NotAllowed);
                }
                if !self.terms.mine.may_write() {
                    shelf.take_face(&face).map_err(Stop::Shelf)?;
                }
                Ok(Vec::new())
            }
            (Message::Since(since), true) => self.told_since(since, shelf),
            (Message::Changes(changes), true) => self.take(&changes, shelf),
            (Message::Ack(ack), true) => {
                self.acked(ack);
                self.pump(shelf)
            }
            (Message::Need(doc), true) => self.answer_need(doc, shelf),
            (Message::Tip(sum), true) => {
                self.their_tip = Some(sum);
                self.compare(shelf)
            }
            (Message::Buckets(theirs), true) => {
                if !self.sends() {
                    return Ok(Vec::new());
                }
                let mine = shelf.buckets(self.scope()).map_err(Stop::Shelf)?;
                let docs =
                    shelf.docs(self.scope(), &|n| mine.get(n) != theirs.get(n)).map_err(Stop::Shelf)?;
                Ok(docs.chunks(10_000).map(|some| Message::Docs(some.to_vec())).collect())
            }
            (Message::Docs(theirs), true) => {
                if !self.accepts() || !self.terms.repair {
                    return Ok(Vec::new());
                }
                for (doc, sum) in theirs {
                    if shelf.doc_sum(doc).map_err(Stop::Shelf)? != Some(sum) {
                        self.want(doc);
                    }
                }
                Ok(self.ask())
            }
        }
    }

    fn met<S: Shelf>(&mut self, hello: Hello, shelf: &mut S) -> Done<S::Fault> {
        if hello.proto < PROTO_MIN || hello.proto_min > PROTO {
            return Err(Stop::Version);
        }
        if hello.ward != self.terms.ward {
            return Err(Stop::OtherWard);
        }
        if hello.store == self.terms.store {
            return Err(Stop::Copy);
        }
        let mut send = Vec::new();
        if !self.dialled {
            send.push(self.hello(shelf)?);
        }
        let (statements, digest) = shelf.roster().map_err(Stop::Shelf)?;
        if digest != hello.roster {
            send.push(Message::Roster(statements));
        }
        self.roster_told = digest;
        self.out.last = shelf.last().map_err(Stop::Shelf)?;
        self.out.even = shelf.sum(self.scope()).map_err(Stop::Shelf)? == hello.records;
        self.peer = Some(hello.clone());
        self.face_told = hello.face;
        // First of all, so that a wall shows whose it is while its records come.
        send.extend(self.show_face(shelf)?);
        if self.accepts() {
            let known = shelf.cursor(hello.store).map_err(Stop::Shelf)?;
            let cursor = match known {
                Some(cursor) => cursor,
                None => {
                    let same = shelf.sum(self.scope()).map_err(Stop::Shelf)? == hello.records;
                    let fill = Fill { top: hello.last, next: hello.last.saturating_add(1) };
                    let cursor = Cursor { live: hello.last, fill: (!same && hello.last > 0).then_some(fill) };
                    self.commit_cursor(hello.store, cursor, shelf)?;
                    cursor
                }
            };
            self.cursor = Some(cursor);
            send.push(since_of(cursor));
        }
        Ok(send)
    }

    /// Sends the ward's face to a limited PC that holds another one.
    fn show_face<S: Shelf>(&mut self, shelf: &mut S) -> Result<Option<Message>, Stop<S::Fault>> {
        let Some(scope) = self.limited() else { return Ok(None) };
        let Some(face) = shelf.face(scope).map_err(Stop::Shelf)? else { return Ok(None) };
        let digest: Sum = Sha256::digest(&face).into();
        if digest == self.face_told || face.len() > FACE_MAX {
            return Ok(None);
        }
        self.face_told = digest;
        Ok(Some(Message::Face(face)))
    }

    fn commit_cursor<S: Shelf>(
        &self,
        store: Uuid,
        cursor: Cursor,
        shelf: &mut S,
    ) -> Result<(), Stop<S::Fault>> {
        let take = Take { store, way: Way::Live, items: &[], gone: &[], cursor: Some(cursor) };
        shelf.take(&take).map_err(Stop::Shelf).map(|_| ())
    }

    fn told_since<S: Shelf>(&mut self, since: Since, shelf: &mut S) -> Done<S::Fault> {
        let last = shelf.last().map_err(Stop::Shelf)?;
        if since.live > last {
            return Err(Stop::PutBack);
        }
        if !self.sends() {
            return Ok(Vec::new());
        }
        let fill = since.fill.map(|(top, next)| Fill { top: top.clamp(0, last), next: next.max(0) });
        self.out = Outgoing {
            ready: true,
            live: since.live.max(0),
            sent: since.live.max(0),
            fill,
            under_way: VecDeque::new(),
            kept: since.live.max(0),
            kept_fill: fill,
            since: since.live.max(0),
            walk: fill.map_or(0, |f| f.next),
            even: self.out.even,
            last,
        };
        self.pump(shelf)
    }

    /// Tells the link that this PC saved something.
    ///
    /// # Errors
    /// [`Stop::Shelf`].
    pub fn poke<S: Shelf>(&mut self, shelf: &mut S) -> Done<S::Fault> {
        if self.peer.is_none() {
            return Ok(Vec::new());
        }
        let mut send: Vec<Message> = self.show_face(shelf)?.into_iter().collect();
        if self.out.ready {
            self.out.last = shelf.last().map_err(Stop::Shelf)?;
            send.extend(self.pump(shelf)?);
        }
        Ok(send)
    }

    /// Sends the roster when it changed since the other side heard of it; hosts ask every few seconds.
    ///
    /// # Errors
    /// [`Stop::Shelf`].
    pub fn gossip<S: Shelf>(&mut self, shelf: &mut S) -> Done<S::Fault> {
        if self.peer.is_none() || shelf.roster_sum().map_err(Stop::Shelf)? == self.roster_told {
            return Ok(Vec::new());
        }
        let (statements, digest) = shelf.roster().map_err(Stop::Shelf)?;
        self.roster_told = digest;
        Ok(vec![Message::Roster(statements)])
    }

    fn view<'a>(&self, store: Uuid, holds: &'a HashSet<[u8; 32]>) -> View<'a> {
        let scope = self.terms.theirs.scope().unwrap_or(Audience::Wall);
        View { ward: self.terms.ward, scope, store, holds }
    }

    /// Sends as much as the window allows: the roster if it changed, what is new, older records, then the tip.
    fn pump<S: Shelf>(&mut self, shelf: &mut S) -> Done<S::Fault> {
        // What a new PC wrote must not come before its name on the list: it would be refused.
        let mut send = self.gossip(shelf)?;
        let Some(store) = self.peer.as_ref().map(|p| p.store) else { return Ok(send) };
        let holds = std::mem::take(&mut self.holds);
        let pumped = self.pump_with(store, &holds, shelf, &mut send);
        self.holds = holds;
        pumped?;
        if !self.tip_sent && self.out.done() && self.received() {
            self.tip_sent = true;
            send.push(Message::Tip(shelf.sum(self.scope()).map_err(Stop::Shelf)?));
        }
        // Their tip may have come while this PC's last batch was still under way.
        send.extend(self.compare(shelf)?);
        Ok(send)
    }

    fn pump_with<S: Shelf>(
        &mut self,
        store: Uuid,
        holds: &HashSet<[u8; 32]>,
        shelf: &mut S,
        send: &mut Vec<Message>,
    ) -> Result<(), Stop<S::Fault>> {
        let view = self.view(store, holds);
        while self.out.ready && self.out.under_way.len() < WINDOW {
            if self.out.live < self.out.last {
                let page = shelf.live(self.out.live, &view).map_err(Stop::Shelf)?;
                // A page that does not move on would turn for ever.
                let upto = page.upto.max(self.out.live + 1);
                self.out.live = upto;
                let empty = page.items.is_empty() && page.gone.is_empty();
                // The other side waits to come as far as the hello said, no further.
                if empty && self.out.sent >= self.hello_last && upto - self.out.sent < SKIPPED {
                    continue;
                }
                let from = std::mem::replace(&mut self.out.sent, upto);
                self.out.under_way.push_back((Way::Live, upto));
                send.push(Message::Changes(Changes {
                    way: Way::Live,
                    from,
                    upto,
                    items: page.items,
                    gone: page.gone,
                }));
            } else if let Some(fill) = self.out.fill {
                let page = shelf.fill(fill, &view).map_err(Stop::Shelf)?;
                let upto = page.upto.clamp(0, fill.next.saturating_sub(1).max(0));
                self.out.fill = (upto > 0).then_some(Fill { top: fill.top, next: upto });
                self.out.under_way.push_back((Way::Fill, upto));
                send.push(Message::Changes(Changes {
                    way: Way::Fill,
                    from: fill.next,
                    upto,
                    items: page.items,
                    gone: page.gone,
                }));
            } else {
                break;
            }
        }
        Ok(())
    }

    fn acked(&mut self, ack: Ack) {
        if let Some(at) =
            self.out.under_way.iter().position(|(way, upto)| *way == ack.way && *upto == ack.upto)
        {
            self.out.under_way.remove(at);
            match ack.way {
                Way::Live => self.out.kept = self.out.kept.max(ack.upto),
                Way::Fill => {
                    let walked = self.out.kept_fill.map(|f| Fill { next: f.next.min(ack.upto), ..f });
                    self.out.kept_fill = walked.filter(|f| f.next > 0);
                }
                Way::Repair => {}
            }
        }
    }

    fn remember(&mut self, hashes: Vec<[u8; 32]>) {
        for hash in hashes {
            if self.holds.insert(hash) {
                self.holds_order.push_back(hash);
            }
        }
        while self.holds_order.len() > HOLDS {
            if let Some(old) = self.holds_order.pop_front() {
                self.holds.remove(&old);
            }
        }
    }

    fn take<S: Shelf>(&mut self, changes: &Changes, shelf: &mut S) -> Done<S::Fault> {
        let Some(store) = self.peer.as_ref().map(|p| p.store) else { return Err(Stop::NotAllowed) };
        if !self.accepts() {
            return Err(Stop::NotAllowed);
        }
        let Some(cursor) = self.cursor else { return Err(Stop::NotAllowed) };
        let next = match changes.way {
            Way::Live => {
                if changes.from != cursor.live || changes.upto <= changes.from {
                    return Ok(out_of_step(changes.upto <= cursor.live, cursor, changes));
                }
                Some(Cursor { live: changes.upto, ..cursor })
            }
            Way::Fill => {
                let here = cursor.fill.map_or(0, |f| f.next);
                if changes.from != here || changes.upto >= changes.from {
                    return Ok(out_of_step(changes.upto >= here, cursor, changes));
                }
                let fill = cursor.fill.map(|f| Fill { top: f.top, next: changes.upto });
                Some(Cursor { live: cursor.live, fill: fill.filter(|f| f.next > 0) })
            }
            Way::Repair => None,
        };
        let take = Take {
            store,
            way: changes.way,
            items: &changes.items,
            gone: if self.terms.mine.may_write() { &[] } else { &changes.gone },
            cursor: next,
        };
        let took = shelf.take(&take).map_err(Stop::Shelf)?;
        self.remember(took.seen);
        let mut send = Vec::new();
        match next {
            Some(next) => {
                self.cursor = Some(next);
                send.push(Message::Ack(Ack { way: changes.way, upto: changes.upto }));
            }
            None => {
                for item in changes.items.iter().map(|i| i.doc).chain(changes.gone.iter().copied()) {
                    self.asked.remove(&item);
                }
            }
        }
        for doc in took.needs {
            self.want(doc);
        }
        send.extend(self.ask());
        // What came in is news for this side's tip.
        send.extend(self.poke(shelf)?);
        send.extend(self.compare(shelf)?);
        Ok(send)
    }

    fn want(&mut self, doc: Uuid) {
        if self.tried.insert(doc) {
            self.needs.push_back(doc);
        }
    }

    fn ask(&mut self) -> Vec<Message> {
        let mut send = Vec::new();
        while self.asked.len() < NEEDS {
            let Some(doc) = self.needs.pop_front() else { break };
            self.asked.insert(doc);
            send.push(Message::Need(doc));
        }
        send
    }

    fn answer_need<S: Shelf>(&mut self, doc: Uuid, shelf: &mut S) -> Done<S::Fault> {
        let Some(store) = self.peer.as_ref().map(|p| p.store) else { return Err(Stop::NotAllowed) };
        let mut items: Vec<Item> = Vec::new();
        if self.sends() {
            let holds = HashSet::new();
            items = shelf.record(doc, &self.view(store, &holds)).map_err(Stop::Shelf)?;
        }
        // An answer always comes, so that the other side does not wait for ever.
        let gone = if items.is_empty() { vec![doc] } else { Vec::new() };
        Ok(vec![Message::Changes(Changes { way: Way::Repair, from: 0, upto: 0, items, gone })])
    }

    /// Looks whether both hold the same once both have sent everything.
    fn compare<S: Shelf>(&mut self, shelf: &mut S) -> Done<S::Fault> {
        let even = self.received() && (self.out.done() || !self.sends());
        let Some(theirs) =
            self.their_tip.filter(|_| even && self.terms.theirs.may_write() && self.terms.repair)
        else {
            return Ok(Vec::new());
        };
        self.their_tip = None;
        if shelf.sum(self.scope()).map_err(Stop::Shelf)? == theirs {
            self.out.even = true;
            return Ok(Vec::new());
        }
        Ok(vec![Message::Buckets(shelf.buckets(self.scope()).map_err(Stop::Shelf)?)])
    }
}

fn since_of(cursor: Cursor) -> Message {
    Message::Since(Since { live: cursor.live, fill: cursor.fill.map(|f| (f.top, f.next)) })
}

/// Answers a batch that does not follow: a repetition is acknowledged again, after a gap the sender is told
/// where to go on.
fn out_of_step(repeated: bool, cursor: Cursor, changes: &Changes) -> Vec<Message> {
    if repeated {
        vec![Message::Ack(Ack { way: changes.way, upto: changes.upto })]
    } else {
        vec![since_of(cursor)]
    }
}
