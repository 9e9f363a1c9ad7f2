//! How a command reaches the folder: through its owner's socket, or by opening it.

use huddle_app::wire::{ErrorKind, WireError};
use huddle_app::{App, Caller, Env, Opening};
use huddle_host::protocol::{Answer, Ask, Op};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Version this build says it is.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The environment of a command: this PC's, with what makes files.
pub(crate) fn env() -> Env {
    Env::system(VERSION)
        .with_reports(Arc::new(huddle_report::Press))
        .with_policy(policy_file())
        .with_network(Arc::new(huddle_host::net::Doctor))
}

/// Why a command was not done.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: u8,
    text: String,
}

impl Refusal {
    pub(crate) fn usage(text: &str) -> Self {
        Self { code: 2, text: text.to_owned() }
    }

    pub(crate) fn plain(text: impl ToString) -> Self {
        Self { code: 1, text: text.to_string() }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<WireError> for Refusal {
    fn from(error: WireError) -> Self {
        let code = match error.code.as_str() {
            "damaged" => 3,
            "unknown_name" | "bad_request" => 2,
            _ => 1,
        };
        let text = match (&error.kind, &error.incident) {
            (ErrorKind::Internal, Some(incident)) => {
                format!("{} ({}, {incident})", error.message, error.code)
            }
            _ => format!("{} ({})", error.message, error.code),
        };
        Self { code, text }
    }
}

/// Returns this PC's own data folder.
#[must_use]
pub fn default_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("HUDDLEBOARD_DATA").filter(|f| !f.is_empty()) {
        return PathBuf::from(folder);
    }
    #[cfg(windows)]
    let base = std::env::var_os("ProgramData").map(PathBuf::from);
    #[cfg(not(windows))]
    let base = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|p| p.is_absolute())
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")));
    base.unwrap_or_else(|| PathBuf::from(".")).join("huddleboard")
}

/// Returns where the trust's settings file lies: a place that only who administers the PC can write.
#[must_use]
pub fn policy_file() -> PathBuf {
    if let Some(file) = std::env::var_os("HUDDLEBOARD_POLICY").filter(|f| !f.is_empty()) {
        return PathBuf::from(file);
    }
    #[cfg(windows)]
    let folder = std::env::var_os("ProgramFiles").map(PathBuf::from).unwrap_or_default().join("Huddleboard");
    #[cfg(target_os = "macos")]
    let folder = Path::new("/Library/Application Support/huddleboard");
    #[cfg(not(any(windows, target_os = "macos")))]
    let folder = Path::new("/etc/huddleboard");
    folder.join("policy.txt")
}

/// A way to the folder.
pub(crate) enum Door {
    /// This process opened it.
    Open(Arc<App>),
    /// Another process owns it.
    Socket(PathBuf),
}

impl Door {
    /// Opens the folder, or finds its owner's socket when the lock is held.
    pub(crate) fn to(folder: &Path) -> Result<Self, Refusal> {
        match App::open(folder, env(), &Opening::default()) {
            Ok(app) => Ok(Self::Open(app)),
            Err(huddle_app::OpenFault::AlreadyOpen { .. }) => Ok(Self::Socket(folder.to_owned())),
            Err(fault) => Err(refused(&fault)),
        }
    }

    fn ask(&self, ask: Ask) -> Result<Json, Refusal> {
        let answer = match self {
            Self::Open(app) => ask.serve(app, "huddlectl"),
            Self::Socket(folder) => huddle_host::socket::ask(folder, &ask).map_err(|_| {
                Refusal::plain(
                    "Huddleboard is open on this PC but does not answer. Nothing was changed. Close it, then try again.",
                )
            })?,
        };
        match answer {
            Answer::Ok(value) => Ok(value),
            Answer::Error(error) => Err(error.into()),
        }
    }

    /// Sends a query or a command, whichever `name` is.
    pub(crate) fn call(&self, name: &str, body: Json, tile: Option<uuid::Uuid>) -> Result<Json, Refusal> {
        let (queries, _) = huddle_app::names();
        let op = if queries.contains(&name) { Op::Query } else { Op::Execute };
        self.ask(Ask { op, name: name.to_owned(), body, request_id: None, tile })
    }

    /// Sends a maintenance word.
    pub(crate) fn keep(&self, name: &str, body: Json) -> Result<Json, Refusal> {
        self.ask(Ask { op: Op::Keep, name: name.to_owned(), body, request_id: None, tile: None })
    }
}

fn refused(fault: &huddle_app::OpenFault) -> Refusal {
    let code = if matches!(fault, huddle_app::OpenFault::Damaged { .. }) { 3 } else { 1 };
    Refusal { code, text: fault.to_string() }
}

/// Restores a backup file into an empty folder.
pub(crate) fn restore(file: &Path, folder: &Path) -> Result<String, Refusal> {
    huddle_app::restore(file, folder, &Env::system(VERSION)).map_err(Refusal::from)
}

/// Fills an empty folder with the made-up ward.
pub(crate) fn demo(folder: &Path, until: Option<chrono::NaiveDate>) -> Result<Json, Refusal> {
    let app = match Door::to(folder)? {
        Door::Open(app) => app,
        Door::Socket(_) => {
            return Err(Refusal::plain(
                "This folder is open in Huddleboard. Nothing was changed. Choose an empty folder.",
            ));
        }
    };
    huddle_app::demo::fill(&app, until)?;
    Ok(app.keep("state", &json!({}))?)
}

/// Says whether a page can be set; `None` in a build without the typesetter.
fn page_set() -> Option<bool> {
    use huddle_core::report::{Certificate, Format, Reports, Sheet};
    if !huddle_report::Press.formats().contains(&Format::Pdf) {
        return None;
    }
    let day = chrono::NaiveDate::default();
    let page = Certificate {
        ward: "Ŵard ٦".to_owned(),
        cross: "Falls".to_owned(),
        days: 7,
        since: day,
        reached: day,
        medal: None,
    };
    Some(huddle_report::Press.sheet(&Sheet::Certificate(page)).is_ok_and(|bytes| bytes.starts_with(b"%PDF-")))
}

/// Proves what the release build must be able to do.
pub(crate) fn self_test() -> Result<String, Refusal> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let caught = std::panic::catch_unwind(|| std::panic::resume_unwind(Box::new("self-test"))).is_err();
    std::panic::set_hook(hook);
    if !caught {
        return Err(Refusal::plain("This build does not catch panics. Do not use it."));
    }

    let folder = std::env::temp_dir().join(format!("huddleboard-self-test-{}", std::process::id()));
    let opened =
        App::open(&folder, Env::system(VERSION), &Opening { skip_path_policy: true, ..Opening::default() });
    let asked = opened.map(|app| app.query("boot_get", json!({}), &Caller::default()).is_ok());
    let _ = std::fs::remove_dir_all(&folder);
    let page = match page_set() {
        None => "no PDF in this build",
        Some(true) => "a page set as PDF",
        Some(false) => return Err(Refusal::plain("This build cannot set a page. Do not use it.")),
    };
    match asked {
        Ok(true) => Ok(format!("self-test passed (panics caught, store opened, {page}, version {VERSION})")),
        Ok(false) => Err(Refusal::plain("The app did not answer its own question. Do not use this build.")),
        Err(fault) => Err(refused(&fault)),
    }
}
