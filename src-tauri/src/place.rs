//! Says where the data folder is.

use crate::args::WindowOptions;
use std::path::{Path, PathBuf};

/// Returns the data folder of this start, made if it was missing.
///
/// `--data` comes first, then `HUDDLEBOARD_DATA`, then this PC's own place: the same as huddlectl's.
pub fn folder(options: &WindowOptions) -> Result<PathBuf, String> {
    let folder = options.data.clone().unwrap_or_else(huddle_cli::default_folder);
    std::fs::create_dir_all(&folder).map_err(|fault| {
        let shown = folder.display();
        format!("Huddleboard cannot use the folder {shown}: {fault}. Nothing was changed. Ask IT to let people of this PC write there.")
    })?;
    Ok(folder)
}

/// Returns where the made-up ward lives: beside the real one, so that nothing typed while looking around
/// can mix with it.
pub fn sample(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push("-made-up-ward");
    folder.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_folder_is_made_and_used() {
        let base = crate::scratch::Scratch::new("place");
        let wanted = base.path().join("a/b");
        let options = WindowOptions { data: Some(wanted.clone()), ..WindowOptions::default() };
        assert_eq!(folder(&options), Ok(wanted.clone()));
        assert!(wanted.is_dir());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_explained() {
        let base = crate::scratch::Scratch::new("place");
        let file = base.path().join("file");
        std::fs::write(&file, b"").unwrap();
        let options = WindowOptions { data: Some(file.join("under")), ..WindowOptions::default() };
        assert!(folder(&options).is_err_and(|text| text.contains("Nothing was changed")));
    }

    #[test]
    fn the_made_up_ward_never_shares_the_real_folder() {
        let own = Path::new("a/huddleboard");
        assert_eq!(sample(own), Path::new("a/huddleboard-made-up-ward"));
    }
}
