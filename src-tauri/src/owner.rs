//! Holds the open data folder for the window's commands.
//!
//! A folder that cannot be opened is no reason to show no window: every question is then answered with
//! why, so that the page can say what happened, what is safe and what to do.
//!
//! Over 400 lines because who holds the folder, who waits for it and who is shown are one hand-over, tested as one.

use huddle_app::wire::{ErrorKind, WireError};
use huddle_app::{App, Caller, Env, OpenFault, Opening};
use huddle_host::net::Sharing;
use huddle_host::socket::Front;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use std::time::{Duration, Instant};

/// How often the owner looks whether another log-on asks for the folder.
const LOOK: Duration = Duration::from_millis(250);
/// How long the page gets to save drafts before the folder is let go; typing is saved within 300 ms.
const DRAFTS: Duration = Duration::from_millis(1500);
/// How often the app is given a moment for its quiet work.
const QUIET: Duration = Duration::from_secs(60);
/// How long a taker waits for the other log-on to let go.
const LET_GO: Duration = Duration::from_secs(10);

/// How long the end waits for work on the folder that is under way.
const AT_THE_END: Duration = Duration::from_secs(5);

/// Says who asks: which window, which name tile is held, which request this is.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The window's label.
    pub origin: String,
    /// The held tile's id.
    pub tile: Option<String>,
    /// The id that makes sending a command twice do it once.
    pub request_id: Option<String>,
}

/// Hands the window's three commands to the app that owns the data folder.
pub struct Owner {
    own: PathBuf,
    sample: PathBuf,
    /// The one of the two that this start began with.
    first: PathBuf,
    state: RwLock<Result<Arc<App>, Box<WireError>>>,
    raise: Raise,
    /// Ends with the folder it shares.
    sharing: Mutex<Option<Sharing>>,
}

/// Brings a window to the front and says whether it did; empty until there is one.
type Raise = Arc<OnceLock<Box<dyn Fn(Front) -> bool + Send + Sync>>>;

impl Owner {
    /// Opens the data folder; when it cannot be opened, the answers say why.
    ///
    /// `sample` is where the made-up ward lives, should somebody want to look around.
    pub fn open(own: &Path, sample: &Path, begin_with_sample: bool) -> Self {
        let first = if begin_with_sample { sample } else { own };
        let owner = Self {
            own: own.to_owned(),
            sample: sample.to_owned(),
            first: first.to_owned(),
            state: RwLock::new(Err(closed())),
            raise: Raise::default(),
            sharing: Mutex::default(),
        };
        // Why it did not open is kept and told to the page.
        let _ = owner.switch(first);
        owner
    }

    /// Answers a question; it never changes anything.
    pub fn query(&self, name: &str, body: Value, asked: &Asked) -> Result<Value, Value> {
        let caller = caller(asked)?;
        self.app()
            .and_then(|app| app.query(name, body, &caller).map_err(Box::new))
            .map_err(|fault| wire(&fault))
    }

    /// Carries out a command, or changes which folder is open.
    ///
    /// Three names are not in the app's table, because they say which app there is: `take_over` (from
    /// another log-on), `sample_open` (the made-up ward) and `sample_leave` (back to one's own). After each
    /// of them the page starts afresh.
    pub fn execute(&self, name: &str, body: Value, asked: &Asked) -> Result<Value, Value> {
        let switched = match name {
            _ if asked.origin != "main" => None,
            "take_over" => Some(self.take_over()),
            "sample_open" => Some(self.switch(&self.sample)),
            "sample_leave" => Some(self.switch(&self.own)),
            _ => None,
        };
        if let Some(switched) = switched {
            return switched.map(|()| Value::Null).map_err(|fault| wire(&fault));
        }
        let caller = caller(asked)?;
        self.app()
            .and_then(|app| app.execute(name, body, &caller).map_err(Box::new))
            .map_err(|fault| wire(&fault))
    }

    /// Hears every change from now on, until the listener says that nobody listens.
    ///
    /// A page asks again after it took the folder over.
    pub fn subscribe(&self, listener: impl Fn(Value) -> bool + Send + 'static) {
        if let Ok(app) = self.app() {
            app.subscribe(Box::new(move |event| serde_json::to_value(event).is_ok_and(&listener)));
        }
    }

    /// Says how a second start brings the board or the wall to the front.
    pub fn set_raise(&self, raise: impl Fn(Front) -> bool + Send + Sync + 'static) {
        // The windows of a process are opened by one function, so it is said once.
        let _ = self.raise.set(Box::new(raise));
    }

    /// Opens the folder when another log-on had it and has let go of it since; true when it is open.
    ///
    /// A wall that starts before that asks nobody to let go and has no page on which somebody could: it waits.
    pub fn open_when_free(&self) -> bool {
        let waits = |state: &Result<Arc<App>, Box<WireError>>| matches!(state, Err(fault) if fault.code == "already_open");
        if !waits(&self.state.read().unwrap_or_else(PoisonError::into_inner)) {
            return self.app().is_ok();
        }
        self.switch(&self.first).is_ok()
    }

    /// Lets go of the folder at the end. Waits for work under way (a nightly copy, say), but not for ever: the
    /// system takes the lock away with the process, and what was answered as saved is on the disk.
    pub fn let_go(&self) {
        let Ok(app) = self.app() else { return };
        let (sender, done) = std::sync::mpsc::channel();
        let letting_go = std::thread::Builder::new().name("let go".to_owned()).spawn(move || {
            if let Err(fault) = app.release() {
                tracing::warn!(code = fault.code, "the folder was not let go in order");
            }
            let _ = sender.send(());
        });
        if letting_go.is_ok() && done.recv_timeout(AT_THE_END).is_err() {
            tracing::warn!("the folder was still at work when the window closed");
        }
    }

    fn app(&self) -> Result<Arc<App>, Box<WireError>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets go of the open folder and opens the other one; the made-up ward is made when it is new.
    fn switch(&self, folder: &Path) -> Result<(), Box<WireError>> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if let Ok(app) = &*state {
            if app.folder() == folder {
                return Ok(());
            }
            app.release().map_err(Box::new)?;
        }
        *state = start(folder, false, &self.raise);
        if let Ok(app) = &*state {
            if folder == self.sample {
                fill(app);
            } else {
                self.share(app);
            }
        }
        state.as_ref().map(|_| ()).map_err(Box::clone)
    }

    /// Shares the ward's own folder once there is something to share; never the made-up ward.
    fn share(&self, app: &Arc<App>) {
        let at = SocketAddr::from(([0, 0, 0, 0], huddle_app::sync::PORT));
        match Sharing::start(app, at) {
            Ok(sharing) => *self.sharing.lock().unwrap_or_else(PoisonError::into_inner) = Some(sharing),
            // The ward works on alone.
            Err(error) => tracing::warn!(%error, "no thread for sharing"),
        }
    }

    fn take_over(&self) -> Result<(), Box<WireError>> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let folder = state.as_ref().map_or_else(|_| self.own.clone(), |app| app.folder().to_owned());
        let end = Instant::now() + LET_GO;
        loop {
            // A folder this process once let go of is opened afresh.
            *state = start(&folder, true, &self.raise);
            match &*state {
                Ok(app) => {
                    if folder != self.sample {
                        self.share(app);
                    }
                    return Ok(());
                }
                Err(fault) if fault.code == "already_open" && Instant::now() < end => {
                    std::thread::sleep(LOOK);
                }
                Err(fault) => return Err(fault.clone()),
            }
        }
    }
}

/// Opens the folder, serves its local socket and listens for another log-on that asks for it.
fn start(folder: &Path, take_over: bool, raise: &Raise) -> Result<Arc<App>, Box<WireError>> {
    let opening = Opening { take_over, ..Opening::default() };
    let env = Env::system(env!("CARGO_PKG_VERSION"))
        .with_reports(Arc::new(huddle_report::Press))
        .with_policy(huddle_cli::policy_file())
        .with_network(Arc::new(huddle_host::net::Doctor));
    let app = App::open(folder, env, &opening).map_err(|fault| Box::new(why_not(&fault)))?;
    let raise = Arc::clone(raise);
    let front = move |front| raise.get().is_some_and(|raise| raise(front));
    if let Err(fault) = huddle_host::socket::serve_window(Arc::clone(&app), front) {
        // The window works without it; only huddlectl has to wait until the window is closed.
        tracing::warn!(kind = ?fault.kind(), "no local socket");
    }
    let watched = Arc::downgrade(&app);
    let watcher = std::thread::Builder::new().name("take-over".to_owned());
    if watcher.spawn(move || let_go_when_asked(&watched)).is_err() {
        tracing::warn!("no thread to hear another log-on");
    }
    each_minute(&app, "quiet work", App::tick);
    // Apart from the quiet work and each other: either may wait for a slow folder, and nothing else with it.
    each_minute(&app, "the night's copies", App::copy_when_due);
    each_minute(&app, "the night's paper", App::make_pack_when_due);
    Ok(app)
}

/// Gives the app a moment for its own work (finished cards, nightly copies, last night's pack) until it is gone.
fn each_minute(app: &Arc<App>, what: &str, work: fn(&App)) {
    let app = Arc::downgrade(app);
    let waits = move || {
        loop {
            std::thread::sleep(QUIET);
            let Some(app) = app.upgrade() else { return };
            work(&app);
        }
    };
    if std::thread::Builder::new().name(what.to_owned()).spawn(waits).is_err() {
        tracing::warn!(what, "no thread for work of the night");
    }
}

/// Fills the made-up ward's folder when it is new.
fn fill(app: &App) {
    if let Err(fault) = huddle_app::demo::fill(app, None) {
        tracing::debug!(code = fault.code, "the made-up ward was not filled");
    }
}

/// Says why a folder could not be opened; the sentence is the store's own.
fn why_not(fault: &OpenFault) -> WireError {
    let (code, kind) = match fault {
        OpenFault::AlreadyOpen { .. } => ("already_open", ErrorKind::NotNow),
        OpenFault::Newer { .. } => ("newer_records", ErrorKind::Policy),
        OpenFault::OldLibrary { .. } => ("old_library", ErrorKind::Internal),
        OpenFault::Forbidden(_) => ("place_refused", ErrorKind::Policy),
        OpenFault::ReadOnly => ("read_only_folder", ErrorKind::Policy),
        OpenFault::Full => ("disk_full", ErrorKind::NotNow),
        OpenFault::Damaged { .. } => ("damaged", ErrorKind::Internal),
        OpenFault::Io { .. } => ("disk_trouble", ErrorKind::NotNow),
    };
    error(code, kind, fault.to_string())
}

fn closed() -> Box<WireError> {
    Box::new(error("not_ready", ErrorKind::NotNow, "Huddleboard is still opening. Try again.".to_owned()))
}

fn error(code: &str, kind: ErrorKind, message: String) -> WireError {
    WireError {
        code: code.to_owned(),
        kind,
        message,
        hint: None,
        field: None,
        incident: None,
        params: std::collections::BTreeMap::new(),
    }
}

fn let_go_when_asked(app: &Weak<App>) {
    loop {
        std::thread::sleep(LOOK);
        let Some(app) = app.upgrade() else { return };
        if app.take_over_requested() {
            std::thread::sleep(DRAFTS);
            if let Err(fault) = app.release() {
                tracing::warn!(code = fault.code, "the folder was not let go in order");
            }
            return;
        }
    }
}

fn caller(asked: &Asked) -> Result<Caller, Value> {
    let id = |text: &Option<String>| match text.as_deref() {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| {
            serde_json::json!({
                "code": "bad_request",
                "kind": "internal",
                "message": "The page sent an id that is none. Nothing was changed.",
            })
        }),
    };
    Ok(Caller {
        origin: asked.origin.clone(),
        tile: id(&asked.tile)?,
        request_id: id(&asked.request_id)?,
        // The capability keeps the wall from calling `execute` at all; this is the second lock.
        read_only: asked.origin != "main",
    })
}

fn wire(fault: &WireError) -> Value {
    serde_json::to_value(fault).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;
    use serde_json::json;

    fn asked(origin: &str) -> Asked {
        Asked { origin: origin.to_owned(), tile: None, request_id: None }
    }

    #[test]
    fn a_second_owner_is_told_that_the_folder_is_open_and_may_take_over() {
        let folder = Scratch::new("owner");
        let sample = Scratch::new("owner-sample");
        let first = Owner::open(folder.path(), sample.path(), false);
        assert!(first.query("boot_get", json!({}), &asked("main")).is_ok());
        let second = Owner::open(folder.path(), sample.path(), false);
        let told = second.query("boot_get", json!({}), &asked("main")).unwrap_err();
        assert_eq!(told["code"], "already_open");
        assert_eq!(second.execute("take_over", json!({}), &asked("main")), Ok(Value::Null));
        assert!(second.query("boot_get", json!({}), &asked("main")).is_ok());
        let left = first.query("boot_get", json!({}), &asked("main")).unwrap_err();
        assert_eq!(left["code"], "taken_over");
    }

    #[test]
    fn a_second_start_raises_the_first_window_and_the_end_frees_the_folder() {
        let folder = Scratch::new("raise");
        let sample = Scratch::new("raise-sample");
        let raise = |front| huddle_host::socket::raise(folder.path(), front);
        assert!(!raise(Front::Board) && !raise(Front::Wall), "nobody is there yet");
        let first = Owner::open(folder.path(), sample.path(), false);
        assert!(!raise(Front::Board) && !raise(Front::Wall), "there is no window yet");
        let (sender, raised) = std::sync::mpsc::channel();
        first.set_raise(move |front| sender.send(front).is_ok());
        // Each start gets the window it asks for: a start of the wall beside an open board is no dead wall.
        for front in [Front::Board, Front::Wall] {
            assert!(raise(front));
            assert_eq!(raised.try_recv(), Ok(front));
        }
        first.let_go();
        let next = Owner::open(folder.path(), sample.path(), false);
        assert!(next.query("boot_get", json!({}), &asked("main")).is_ok(), "the folder was not let go");
    }

    #[test]
    fn a_wall_that_came_too_early_opens_when_the_folder_is_free() {
        let folder = Scratch::new("early");
        let sample = Scratch::new("early-sample");
        let first = Owner::open(folder.path(), sample.path(), false);
        let wall = Owner::open(folder.path(), sample.path(), false);
        assert!(!wall.open_when_free(), "it is still the other's");
        assert!(first.query("boot_get", json!({}), &asked("main")).is_ok(), "and nobody was asked to let go");
        first.let_go();
        assert!(wall.open_when_free());
        assert!(wall.query("boot_get", json!({}), &asked("display")).is_ok());
        assert!(wall.open_when_free(), "an open folder stays open");
    }

    #[test]
    fn the_wall_neither_writes_nor_changes_the_folder() {
        let folder = Scratch::new("wall");
        let sample = Scratch::new("wall-sample");
        let owner = Owner::open(folder.path(), sample.path(), false);
        for name in ["take_over", "sample_open", "card_add"] {
            let refused = owner.execute(name, json!({}), &asked("display")).unwrap_err();
            assert_eq!(refused["code"], "read_only_window", "{name}");
        }
    }

    #[test]
    fn looking_around_leaves_the_own_folder_alone() {
        let folder = Scratch::new("own");
        let sample = Scratch::new("own-sample");
        let owner = Owner::open(folder.path(), sample.path(), false);
        let place = |owner: &Owner| {
            owner.query("boot_get", json!({}), &asked("main")).unwrap()["data_folder"].clone()
        };
        let own = place(&owner);
        owner.execute("sample_open", json!({}), &asked("main")).unwrap();
        assert_ne!(place(&owner), own);
        owner.execute("sample_leave", json!({}), &asked("main")).unwrap();
        assert_eq!(place(&owner), own);
    }

    #[test]
    fn an_id_that_is_none_is_refused_before_anything_is_written() {
        let folder = Scratch::new("ids");
        let owner = Owner::open(folder.path(), folder.path(), false);
        let odd = Asked { request_id: Some("no id".to_owned()), ..asked("main") };
        assert_eq!(owner.execute("card_add", json!({}), &odd).unwrap_err()["code"], "bad_request");
    }
}
