//! Says whether the other end of a link is still there.
//!
//! A cable that was pulled ends no connection: the system tries again for many minutes, at ever longer
//! intervals, and goes on doing so for a while after the cable is back. So a link asks. The side that dialled,
//! which can dial again, asks when it has heard nothing for [`QUIET`]; either side asks soon after it sent
//! something and heard nothing since. Whoever is asked answers from the task that reads, so a PC whose disk is
//! busy still answers. Without a byte for [`PATIENCE`] after a question the link is over.
//!
//! The price is one question every [`QUIET`] on a link where nothing happens: about 200 bytes with all headers,
//! 1.8 KB a minute.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc::UnboundedSender;

/// A frame that asks; a kind of its own, so that the exchange never sees it.
pub(super) const ASK: &[u8] = &[126];
/// The answer: a frame of a kind nobody answers.
pub(super) const HERE: &[u8] = &[127];
/// Without a word for so long the side that dialled asks.
const QUIET: Duration = Duration::from_millis(6_800);
/// Having sent something and heard nothing for so long, either side asks.
const ANXIOUS: Duration = Duration::from_millis(700);
/// A question must bring a byte within this time.
const PATIENCE: Duration = Duration::from_millis(2_000);
/// How often it is looked.
const LOOK: Duration = Duration::from_millis(250);
/// At most one answer in this time, whatever is asked.
const ANSWERS: Duration = Duration::from_millis(200);
/// A link that was heard within this time is not stale.
const FRESH: Duration = Duration::from_millis(1_500);

/// What is known of the other end; shared by the tasks of one link.
#[derive(Debug)]
pub(super) struct Pulse {
    since: Instant,
    dialled: bool,
    /// When the last byte came, and when something was first sent after it, milliseconds since `since`.
    heard: AtomicU64,
    sent: AtomicU64,
    /// Frames came faster than they were worked off, so nothing was read: no sign of anything.
    held_up: AtomicBool,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Wait,
    Ask,
    Over,
}

impl Pulse {
    /// Begins with the link; `dialled` on the side that connected.
    pub fn new(dialled: bool) -> Self {
        Self {
            since: Instant::now(),
            dialled,
            heard: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            held_up: AtomicBool::new(false),
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    pub fn heard(&self) {
        self.heard.store(self.now(), Ordering::Relaxed);
    }

    /// Notes that something goes out; what counts is the first since the other end was last heard.
    pub fn sent(&self) {
        if self.sent.load(Ordering::Relaxed) <= self.heard.load(Ordering::Relaxed) {
            self.sent.store(self.now().saturating_add(1), Ordering::Relaxed);
        }
    }

    /// Notes that reading waits for the work, or goes on.
    pub fn held_up(&self, is: bool) {
        self.held_up.store(is, Ordering::Relaxed);
        self.heard();
    }

    /// Says whether the other end was heard a moment ago.
    pub fn fresh(&self) -> bool {
        let silent = self.now().saturating_sub(self.heard.load(Ordering::Relaxed));
        self.held_up.load(Ordering::Relaxed) || Duration::from_millis(silent) < FRESH
    }

    /// Asks when it is time, and returns when a question brought nothing.
    pub async fn watch(&self, out: &UnboundedSender<Vec<u8>>) {
        let mut asked = None;
        let mut look = tokio::time::interval(LOOK);
        loop {
            look.tick().await;
            let (heard, sent) = (self.heard.load(Ordering::Relaxed), self.sent.load(Ordering::Relaxed));
            let held_up = self.held_up.load(Ordering::Relaxed);
            match next(self.now(), heard, sent, self.dialled, held_up, &mut asked) {
                Next::Wait => {}
                Next::Ask => drop(out.send(ASK.to_vec())),
                Next::Over => return,
            }
        }
    }
}

/// Judges the silence; all times in milliseconds, `asked` is the question that is open.
fn next(now: u64, heard: u64, sent: u64, dialled: bool, held_up: bool, asked: &mut Option<u64>) -> Next {
    let past = |at: u64, limit: Duration| Duration::from_millis(now.saturating_sub(at)) >= limit;
    if held_up || asked.is_some_and(|at| heard >= at) {
        *asked = None;
    }
    if held_up {
        return Next::Wait;
    }
    if let Some(at) = *asked {
        return if past(at, PATIENCE) { Next::Over } else { Next::Wait };
    }
    let anxious = sent > heard && past(sent, ANXIOUS);
    if anxious || (dialled && past(heard, QUIET)) {
        *asked = Some(now);
        return Next::Ask;
    }
    Next::Wait
}

/// Lets one answer through at a time.
#[derive(Debug, Default)]
pub(super) struct Answering(Option<Instant>);

impl Answering {
    pub fn may(&mut self, now: Instant) -> bool {
        let may = self.0.is_none_or(|at| now.duration_since(at) >= ANSWERS);
        if may {
            self.0 = Some(now);
        }
        may
    }
}

/// Notes every byte that comes.
pub(super) struct Heard<R> {
    pub from: R,
    pub pulse: std::sync::Arc<Pulse>,
}

impl<R: AsyncRead + Unpin> AsyncRead for Heard<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.from).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.pulse.heard();
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One look: what is known, and the question that is open.
    fn look(now: u64, heard: u64, sent: u64, dialled: bool, asked: &mut Option<u64>) -> Next {
        next(now, heard, sent, dialled, false, asked)
    }

    #[test]
    fn the_side_that_dialled_asks_after_a_silence_and_gives_up_without_an_answer() {
        let mut asked = None;
        assert_eq!(look(6_000, 0, 0, true, &mut asked), Next::Wait);
        assert_eq!(look(20_000, 0, 0, false, &mut None), Next::Wait, "the other side cannot dial");
        assert_eq!(look(7_000, 0, 0, true, &mut asked), Next::Ask);
        assert_eq!(look(8_900, 0, 7_000, true, &mut asked), Next::Wait);
        assert_eq!(look(9_000, 0, 7_000, true, &mut asked), Next::Over);
        // An answer, or any byte, settles it.
        assert_eq!(look(10_000, 7_200, 7_000, true, &mut asked), Next::Wait);
        assert_eq!(asked, None);
    }

    #[test]
    fn what_was_sent_and_not_heard_of_is_asked_about_by_either_side() {
        for dialled in [false, true] {
            let mut asked = None;
            assert_eq!(look(5_600, 4_000, 5_000, dialled, &mut asked), Next::Wait);
            assert_eq!(look(5_700, 4_000, 5_000, dialled, &mut asked), Next::Ask);
            assert_eq!(look(7_700, 4_000, 5_000, dialled, &mut asked), Next::Over);
        }
    }

    #[test]
    fn a_reader_that_waits_for_the_work_hears_nothing_and_gives_nobody_up() {
        let mut asked = Some(1_000);
        assert_eq!(next(60_000, 0, 900, true, true, &mut asked), Next::Wait);
        assert_eq!(asked, None);
    }

    #[test]
    fn a_flood_of_questions_is_answered_now_and_then() {
        let (mut answering, start) = (Answering::default(), Instant::now());
        let answered = (0..1_000).filter(|ms| answering.may(start + Duration::from_millis(*ms))).count();
        assert_eq!(answered, 5);
    }
}
