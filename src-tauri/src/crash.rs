//! Remembers whether the last start reached the screen, and where a panic happened.
//!
//! Nothing people type can reach these files: a report holds the place in the source, the version and
//! the time, never the panic's own message (INV-9).

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

static REPORTS: OnceLock<PathBuf> = OnceLock::new();
const SENTINEL: &str = "running";
/// Reports kept; older ones are removed at start.
const KEPT: usize = 20;

/// Says how the start before this one went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastStart {
    /// It closed in order, or there was none.
    Clean,
    /// Its window was shown, and it ended without closing in order.
    Stopped,
    /// It ended before its window was shown.
    NeverShown,
}

/// Makes every panic leave one line that names the place in the source.
pub fn write_location_on_panic() {
    std::panic::set_hook(Box::new(|info| {
        let place =
            info.location().map_or_else(|| "unknown".to_owned(), |at| format!("{}:{}", at.file(), at.line()));
        let line = format!("huddleboard {} stopped work at {place}\n", env!("CARGO_PKG_VERSION"));
        let _ = std::io::stderr().write_all(line.as_bytes());
        if let Some(folder) = REPORTS.get() {
            let _ = write_report(folder, now_ms(), &line);
        }
    }));
}

/// Notes that a start has begun and returns how the last one went.
///
/// A folder that cannot be written is no reason not to start: the store explains that on screen.
pub fn begin(shell_folder: &Path) -> LastStart {
    let reports = shell_folder.join("reports");
    let _ = std::fs::create_dir_all(&reports);
    remove_old(&reports);
    let _ = REPORTS.set(reports);
    let sentinel = shell_folder.join(SENTINEL);
    let last = match std::fs::read_to_string(&sentinel).as_deref().map(str::trim) {
        Ok("shown") => LastStart::Stopped,
        Ok(_) => LastStart::NeverShown,
        Err(_) => LastStart::Clean,
    };
    let _ = std::fs::write(&sentinel, "starting");
    last
}

/// Notes that the window's page has been shown.
pub fn shown(shell_folder: &Path) {
    let _ = std::fs::write(shell_folder.join(SENTINEL), "shown");
}

/// Notes that the window was closed in order.
pub fn end(shell_folder: &Path) {
    let _ = std::fs::remove_file(shell_folder.join(SENTINEL));
}

fn write_report(folder: &Path, at_ms: u128, line: &str) -> std::io::Result<()> {
    let mut file = std::fs::File::create(folder.join(format!("stopped-{at_ms}.txt")))?;
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

fn remove_old(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut reports: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    reports.sort();
    let extra = reports.len().saturating_sub(KEPT);
    for path in reports.into_iter().take(extra) {
        let _ = std::fs::remove_file(path);
    }
}

/// Returns milliseconds since 1970; it only names a report's file.
fn now_ms() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentinel_tells_the_three_ends_apart() {
        let folder = crate::scratch::Scratch::new("crash");
        assert_eq!(begin(folder.path()), LastStart::Clean);
        assert_eq!(begin(folder.path()), LastStart::NeverShown);
        shown(folder.path());
        assert_eq!(begin(folder.path()), LastStart::Stopped);
        shown(folder.path());
        end(folder.path());
        assert_eq!(begin(folder.path()), LastStart::Clean);
    }

    #[test]
    fn a_report_holds_the_place_and_not_what_was_typed() {
        let folder = crate::scratch::Scratch::new("crash");
        begin(folder.path());
        write_location_on_panic();
        let typed = "Mr Canary in bed 4";
        let caught = std::panic::catch_unwind(|| std::panic::panic_any(typed.to_owned()));
        let formatted = std::panic::catch_unwind(|| panic!("{typed}"));
        assert!(caught.is_err() && formatted.is_err());
        let reports = REPORTS.get().unwrap();
        let texts: Vec<String> = std::fs::read_dir(reports)
            .unwrap()
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        assert!(texts.iter().any(|text| text.contains("crash.rs:")), "{texts:?}");
        assert!(texts.iter().all(|text| !text.contains("Canary")), "{texts:?}");
    }

    #[test]
    fn only_the_newest_reports_are_kept() {
        let folder = crate::scratch::Scratch::new("crash");
        for at in 1000..1000 + (KEPT as u128) + 5 {
            write_report(folder.path(), at, "x").unwrap();
        }
        remove_old(folder.path());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), KEPT);
        assert!(!folder.path().join("stopped-1000.txt").exists());
    }
}
