//! Makes the made-up ward in its own folder.

use std::ffi::OsString;
use std::path::Path;

/// What the store calls its file; it says that a folder holds a ward already.
const FILE: &str = "huddleboard.db";

/// Fills the folder with the made-up ward, unless one is there already.
///
/// Whether it worked is seen when the folder is opened: then the page shows the ward, or says why not.
pub fn make(folder: &Path) {
    if folder.join(FILE).exists() {
        return;
    }
    if let Err(fault) = std::fs::create_dir_all(folder) {
        tracing::warn!(kind = ?fault.kind(), "no folder for the made-up ward");
        return;
    }
    let _ = huddle_cli::run(vec![OsString::from("--data"), folder.into(), OsString::from("demo")]);
}
