//! Says where the data folder is.

use crate::args::WindowOptions;
use std::path::PathBuf;

/// Returns the data folder of this start, made if it was missing.
///
/// `--data` comes first, then `HUDDLEBOARD_DATA`, then this PC's own place. The made-up ward has a
/// folder of its own beside the real one, so that nothing typed while looking around can mix.
pub fn folder(options: &WindowOptions) -> Result<PathBuf, String> {
    let given = options.data.clone().or_else(|| {
        std::env::var_os("HUDDLEBOARD_DATA").filter(|value| !value.is_empty()).map(PathBuf::from)
    });
    let folder = match given {
        Some(folder) => folder,
        None => own(options.demo).ok_or_else(|| {
            "This PC has no place for Huddleboard's data. Start it with --data and a folder on this PC."
                .to_owned()
        })?,
    };
    std::fs::create_dir_all(&folder).map_err(|fault| {
        let shown = folder.display();
        format!("Huddleboard cannot use the folder {shown}: {fault}. Nothing was changed. Ask IT to let people of this PC write there.")
    })?;
    Ok(folder)
}

/// Returns this PC's own place: one for the machine, not one for each person who logs on.
fn own(demo: bool) -> Option<PathBuf> {
    let name = if demo { "Huddleboard made-up ward" } else { "Huddleboard" };
    if cfg!(windows) {
        return std::env::var_os("ProgramData").map(|base| PathBuf::from(base).join(name));
    }
    if cfg!(target_os = "macos") {
        return Some(PathBuf::from("/Library/Application Support").join(name));
    }
    let name = if demo { "huddleboard-made-up-ward" } else { "huddleboard" };
    let base = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|base| base.is_absolute());
    base.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")))
        .map(|base| base.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_folder_is_made_and_used() {
        let base = tempfile::tempdir().unwrap();
        let wanted = base.path().join("a/b");
        let options = WindowOptions { data: Some(wanted.clone()), ..WindowOptions::default() };
        assert_eq!(folder(&options), Ok(wanted.clone()));
        assert!(wanted.is_dir());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_explained() {
        let base = tempfile::tempdir().unwrap();
        let file = base.path().join("file");
        std::fs::write(&file, b"").unwrap();
        let options = WindowOptions { data: Some(file.join("under")), ..WindowOptions::default() };
        assert!(folder(&options).is_err_and(|text| text.contains("Nothing was changed")));
    }

    #[test]
    fn the_made_up_ward_never_shares_the_real_folder() {
        assert_ne!(own(true), own(false));
    }
}
