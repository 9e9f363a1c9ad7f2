//! One link as a host sees it: frames in, frames out.

use super::reader::{FrameReader, ReadFrame};
use super::{Care, Held, stored};
use crate::app::App;
use crate::fault::Fault;
use huddle_store::PeerRow;
use huddle_sync::{Hello, Message, Reached, Role, Session, Stop, Terms, frame};
use serde_json::json;
use std::sync::Arc;

/// The word for a PC that was put out. It is told that and nothing else, so that its people need not guess.
const PUT_OUT: &str = "put_out";
/// The word for two PCs with one key.
const TWIN: &str = "twin";
/// How soon after another it is noted what the other PC has stored, milliseconds: a sheet of frames is one note.
const STORED_EVERY: i64 = 2_000;
/// How often "last heard" is written while a link stands, milliseconds.
const NOTE_EVERY: i64 = 60_000;

/// A link to another PC that has proved its key.
pub struct Link {
    app: Arc<App>,
    device: [u8; 32],
    session: Session,
    held: Held,
    /// The number of the other side's start, once it said hello.
    boot: Option<[u8; 16]>,
    /// A frame has come since the last note.
    heard: bool,
    /// When this PC last noted that it hears the other one; `None` before the hello.
    noted: Option<Noted>,
    /// How far the other PC had stored this one's changes at the last note, and when that was.
    reached: Option<(Reached, i64)>,
}

/// What was noted of the other PC.
#[derive(Clone, Copy)]
struct Noted {
    at: i64,
    /// How far its clock was ahead at the hello, milliseconds: later frames carry no time.
    clock_off_ms: i64,
}

/// Why a link ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// A fixed word.
    pub word: String,
    /// A sentence for people.
    pub text: &'static str,
    /// A last frame for the other side, where it is owed one.
    pub goodbye: Option<Vec<u8>>,
}

impl Ended {
    /// This PC leaves the other one alone for a while, and tells it so.
    fn left_alone() -> Self {
        Self { goodbye: Some(Message::Bye("paused".to_owned()).encode()), ..Self::new("left_alone", false) }
    }

    fn new(word: &str, tell: bool) -> Self {
        let goodbye = tell.then(|| Message::Bye(word.to_owned()).encode());
        Self { word: word.to_owned(), text: sentence(word), goodbye }
    }

    /// The other end was asked whether it is there, and no byte came back.
    #[must_use]
    pub fn silent() -> Self {
        Self::new("silent", false)
    }
}

/// Says in a sentence what a word means for the person.
fn sentence(word: &str) -> &'static str {
    match word {
        "version" => {
            "The other PC has a newer or older Huddleboard. Your work is safe here. Update both PCs."
        }
        "other_ward" => "The other PC belongs to another ward. Nothing was sent.",
        "copy" => {
            "The other PC is a copy of this one. Nothing is lost. Set one of them up again and pair it anew."
        }
        TWIN => {
            "Two PCs have the same key: one is a copy of the other. What was typed on each is safe there and waits. Open Sharing on the copy and set it up anew."
        }
        "put_back" => {
            "This PC was put back to an earlier day. It now fetches what it lacks from the others. Nothing is lost."
        }
        "not_on_list" => "The other PC is not on this ward's list. Nothing was sent.",
        PUT_OUT => "This PC and the other one no longer share: one of them was taken off the ward's list.",
        "no_ward" => "There is no ward on this PC yet, so there is nothing to share.",
        "busy" => "This PC's disk did not answer. What was saved is safe. It tries again by itself.",
        "unreadable" => "The other PC is sending something this one cannot read. Nothing was changed here.",
        "left_alone" => {
            "The other PC is sending something this one cannot read. It is left alone for a quarter of an hour. Nothing was changed here."
        }
        "paused" => {
            "The other PC cannot read what this one sends. It listens again in a quarter of an hour. Your work is safe here. Tell IT."
        }
        "silent" => {
            "The other PC does not answer any more. Your work is safe here. It tries again by itself."
        }
        "not_allowed" => "The other PC sent what it may not send. Nothing was changed here.",
        _ => "The other PC hung up. It tries again by itself.",
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(boot) = self.boot {
            self.app.memory().there.leaves(&self.device, boot);
        }
    }
}

/// Ends a standing link with a PC that may not have one any more: one that was put out is told so much, with the last
/// word of this link. When it dials again it is told nothing, as a stranger is (NET-08).
fn not_welcome(app: &App, device: &[u8; 32]) -> Ended {
    let roster = app.shared_ward().ok().flatten().and_then(|ward| app.roster(ward).ok());
    let out = roster.and_then(|r| r.role(device)) == Some(Role::Revoked);
    if out { Ended::new(PUT_OUT, true) } else { Ended::new("not_on_list", false) }
}

fn of_stop(stop: &Stop<Fault>) -> Ended {
    match stop {
        Stop::Bye(word) => Ended::new(word, false),
        other => Ended::new(other.word(), true),
    }
}

impl Link {
    /// Opens a link to the PC whose key was proved, and returns the first frames.
    ///
    /// # Errors
    /// [`Ended`] when that PC is not on the ward's list, or there is no ward.
    pub fn open(app: Arc<App>, device: [u8; 32], dialled: bool) -> Result<(Self, Vec<Vec<u8>>), Ended> {
        Self::open_with(app, device, dialled, Care::ALL)
    }

    /// Opens a link as [`Self::open`] does; `care` is not whole only in a negative control.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(
        app: Arc<App>,
        device: [u8; 32],
        dialled: bool,
        care: Care,
    ) -> Result<(Self, Vec<Vec<u8>>), Ended> {
        let busy = |_: Fault| Ended::new("busy", false);
        if app.shared_ward().map_err(busy)?.is_none() {
            return Err(Ended::new("no_ward", false));
        }
        // A PC that is not on the list is told nothing, not even why.
        let Some((ward, mine, theirs)) = app.ward_with(&device).map_err(busy)? else {
            return Err(Ended::new("not_on_list", false));
        };
        if app.said().paused(&device, app.now()).is_some() {
            return Err(Ended::left_alone());
        }
        let terms = Terms {
            store: app.store_id(),
            boot: app.said().get().boot,
            ward,
            mine,
            theirs,
            version: app.env().version.clone(),
            clock_ms: app.now(),
            repair: care.repair,
        };
        let mut held = Held::new(Arc::clone(&app), ward, mine, (device, theirs), care);
        let mut session = Session::new(terms, dialled);
        let first = session.start(&mut held).map_err(|stop| of_stop(&stop))?;
        let link = Self { app, device, session, held, boot: None, heard: false, noted: None, reached: None };
        Ok((link, first.iter().map(Message::encode).collect()))
    }

    /// Returns the longest frame that may come now.
    #[must_use]
    pub fn cap(&self) -> usize {
        if self.session.peer().is_some() { frame::AFTER_HELLO } else { frame::BEFORE_HELLO }
    }

    /// Returns what reads the frames of this link ahead of their turn.
    #[must_use]
    pub fn reader(&self) -> FrameReader {
        let (ward, scope) = (self.held.ward(), self.held.scope());
        FrameReader::new(Arc::clone(&self.app), ward, scope, self.session.theirs().may_write())
    }

    /// Says whether this PC is still being sent what was there before it came.
    #[must_use]
    pub fn catches_up(&self) -> bool {
        self.session.catches_up()
    }

    /// Takes in a frame and returns those to send.
    ///
    /// # Errors
    /// [`Ended`]: close the connection; everything committed stays.
    pub fn on_frame(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, Ended> {
        self.on(self.reader().read(bytes))
    }

    /// Takes in a frame that was read, in the order the frames came, and returns those to send.
    ///
    /// # Errors
    /// As [`Self::on_frame`].
    pub fn on(&mut self, read: ReadFrame) -> Result<Vec<Vec<u8>>, Ended> {
        let message = match read.message {
            Ok(Some(message)) => message,
            Ok(None) => {
                self.one_only(None)?;
                return Ok(Vec::new());
            }
            Err(_) => return Err(self.unreadable("unreadable")),
        };
        self.held.judged(read.ahead);
        self.one_only(Some(&message))?;
        let hello_came = matches!(message, Message::Hello(_));
        let roster_came = matches!(message, Message::Roster(_));
        match self.session.on(message, &mut self.held) {
            Ok(send) => {
                self.heard = true;
                if self.noted.is_none() {
                    self.note_heard();
                }
                if self.app.note_refused(self.device, self.held.take_refused()) {
                    return Err(Ended::left_alone());
                }
                if hello_came {
                    self.app.note_put_out(false);
                }
                if roster_came && !self.still_welcome() {
                    return Err(not_welcome(&self.app, &self.device));
                }
                self.note_stored(STORED_EVERY);
                Ok(send.iter().map(Message::encode).collect())
            }
            Err(stop) => {
                if stop == Stop::Bye(PUT_OUT.to_owned()) {
                    self.app.note_put_out(true);
                }
                if stop == Stop::Bye(TWIN.to_owned()) {
                    self.app.note_two_of_this();
                }
                if matches!(stop, Stop::PutBack | Stop::Copy) {
                    self.renew();
                }
                match stop {
                    Stop::NotAllowed => Err(self.unreadable("not_allowed")),
                    stop => Err(of_stop(&stop)),
                }
            }
        }
    }

    /// Ends the link because of one thing that could not be taken in; the third in an hour is followed by a pause.
    fn unreadable(&self, word: &str) -> Ended {
        if self.app.note_refused(self.device, 1) { Ended::left_alone() } else { Ended::new(word, true) }
    }

    /// Tells the link that something was saved on this PC, and returns the frames to send.
    ///
    /// # Errors
    /// As [`Self::on_frame`]; also when the other PC was put out meanwhile.
    pub fn poke(&mut self) -> Result<Vec<Vec<u8>>, Ended> {
        if !self.still_welcome() {
            return Err(not_welcome(&self.app, &self.device));
        }
        let send = self.session.poke(&mut self.held).map_err(|stop| of_stop(&stop))?;
        Ok(send.iter().map(Message::encode).collect())
    }

    /// Does what is due every few seconds: ends a link whose PC was put out, notes that the other one is still
    /// heard, and passes the roster on.
    ///
    /// # Errors
    /// As [`Self::poke`].
    pub fn look(&mut self) -> Result<Vec<Vec<u8>>, Ended> {
        if !self.still_welcome() {
            return Err(not_welcome(&self.app, &self.device));
        }
        if let Some(boot) = self.boot
            && self.app.memory().there.two(&self.device, boot, self.app.now())
        {
            return Err(self.two());
        }
        if self.heard && self.noted.is_some_and(|n| self.app.now() - n.at >= NOTE_EVERY) {
            self.note_heard();
        }
        self.note_stored(0);
        let send = self.session.gossip(&mut self.held).map_err(|stop| of_stop(&stop))?;
        Ok(send.iter().map(Message::encode).collect())
    }

    /// Says whether both sides have everything, as far as this link knows.
    #[must_use]
    pub fn quiet(&self) -> bool {
        self.session.quiet()
    }

    /// Returns what the other PC said of itself.
    #[must_use]
    pub fn peer(&self) -> Option<&Hello> {
        self.session.peer()
    }

    /// Ends the link when two PCs have the other side's key, or the other side has this PC's own.
    fn one_only(&mut self, message: Option<&Message>) -> Result<(), Ended> {
        let now = self.app.now();
        let two = match (message, self.boot) {
            (Some(Message::Hello(hello)), None) => {
                self.boot = Some(hello.boot);
                let met = self.app.memory().there.meets(&self.device, hello.boot, now);
                met || self.device == self.app.identity().device
            }
            (_, Some(boot)) => self.app.memory().there.hears(&self.device, boot, now),
            (_, None) => false,
        };
        if two { Err(self.two()) } else { Ok(()) }
    }

    fn two(&self) -> Ended {
        tracing::warn!(device = hex::encode(&self.device[..8]), "two PCs have one key");
        if self.device == self.app.identity().device {
            self.app.note_two_of_this();
        } else {
            self.app.note_two(self.device);
        }
        Ended::new(TWIN, true)
    }

    fn still_welcome(&self) -> bool {
        let role = self.app.roster(self.held.ward()).ok().and_then(|r| r.role(&self.device));
        role.is_some_and(|r| r.scope().is_some())
    }

    /// Notes that this PC hears the other one.
    fn note_heard(&mut self) {
        let Some(hello) = self.session.peer() else { return };
        let at = self.app.now();
        let clock_off_ms = self.noted.map_or(hello.clock_ms - at, |n| n.clock_off_ms);
        let row = PeerRow {
            store: hello.store,
            device: self.device.to_vec(),
            last_seen: at,
            body: json!({ "version": hello.version, "clock_off_ms": clock_off_ms }),
        };
        self.heard = false;
        self.noted = Some(Noted { at, clock_off_ms });
        if let Err(fault) = self.app.with_store(|s| s.write(|tx| tx.put(&row))) {
            tracing::warn!(%fault, "a meeting was not noted");
        }
    }

    /// Notes which escalations the other PC has stored, when it has stored more than at the last note and that was at
    /// least `after` milliseconds ago; what is left out here is noted at the next look.
    fn note_stored(&mut self, after: i64) {
        let Some(reached) = self.session.reached() else { return };
        if self.reached.is_some_and(|(before, _)| before == reached) {
            return;
        }
        let now = self.app.now();
        if self.reached.is_some_and(|(_, at)| (0..after).contains(&(now - at))) {
            return;
        }
        self.reached = Some((reached, now));
        if let Err(fault) = stored::note(&self.app, self.held.ward(), self.held.from(), &reached) {
            tracing::warn!(%fault, "what the other PC has stored was not noted");
        }
    }

    /// Another PC knows more of this one than it does itself, or has this very store: a new store id, and
    /// everything is compared anew. Another link of this PC may have done so already.
    fn renew(&self) {
        if self.session.store() != self.app.store_id() {
            return;
        }
        if let Err(fault) = self.app.renew_store_id() {
            tracing::warn!(%fault, "the store's id was not renewed");
        }
    }
}
