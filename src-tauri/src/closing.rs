//! Closing the window without losing the last letters typed.
//!
//! Long text is saved 300 ms after the last key, so at the moment somebody closes the window a little of it may
//! be only on the page. The page is asked to save it and says when it has; the window waits for that, but never
//! longer than [`PATIENCE`]: a page that hangs must not keep a window open.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long the page may take to save what was typed.
pub const PATIENCE: Duration = Duration::from_secs(4);

/// Says a page is asked to save now; false when it is gone.
type Page = Box<dyn Fn() -> bool + Send>;

#[derive(Default)]
struct State {
    pages: Vec<Page>,
    asked: bool,
    ready: bool,
}

/// The window's way from "close" to closed.
#[derive(Default)]
pub struct Closing {
    state: Mutex<State>,
    answered: Condvar,
}

impl Closing {
    /// Learns of a page that can be asked.
    pub fn hear(&self, page: impl Fn() -> bool + Send + 'static) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.pages.push(Box::new(page));
    }

    /// Notes that the page has saved everything.
    pub fn ready(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.ready = state.asked;
        self.answered.notify_all();
    }

    /// Asks the pages. True when at least one was reached, so that waiting makes sense; a second press while
    /// it waits asks nobody again.
    pub fn ask(&self) -> Asked {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.asked {
            return Asked::Already;
        }
        state.pages.retain(|page| page());
        if state.pages.is_empty() {
            return Asked::Nobody;
        }
        state.asked = true;
        Asked::Now
    }

    /// Waits until the page has answered; false when patience ended first.
    pub fn wait(&self, patience: Duration) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut state, _) = self
            .answered
            .wait_timeout_while(state, patience, |state| !state.ready)
            .unwrap_or_else(PoisonError::into_inner);
        // The window goes now; one opened after it (the wall kept the app alive) starts afresh.
        std::mem::take(&mut *state).ready
    }
}

/// What came of asking the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It was asked now.
    Now,
    /// It was asked before and is at it.
    Already,
    /// No page listens: nothing was typed, or it is gone.
    Nobody,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_window_waits_for_the_page_and_no_longer() {
        let closing = Arc::new(Closing::default());
        assert_eq!(closing.ask(), Asked::Nobody, "a window without a page closes at once");
        let page = Arc::clone(&closing);
        closing.hear(move || {
            let page = Arc::clone(&page);
            std::thread::spawn(move || page.ready());
            true
        });
        assert_eq!(closing.ask(), Asked::Now);
        assert_eq!(closing.ask(), Asked::Already);
        assert!(closing.wait(PATIENCE));
        assert_eq!(closing.ask(), Asked::Nobody, "the next window is asked afresh");
    }

    #[test]
    fn a_page_that_hangs_or_is_gone_holds_nothing_up() {
        let gone = Closing::default();
        gone.hear(|| false);
        assert_eq!(gone.ask(), Asked::Nobody);
        let hanging = Closing::default();
        hanging.ready();
        hanging.hear(|| true);
        assert_eq!(hanging.ask(), Asked::Now, "an answer before the question counts for nothing");
        assert!(!hanging.wait(Duration::from_millis(1)));
    }
}
