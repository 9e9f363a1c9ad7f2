//! Reads the command line before a window exists.

use std::ffi::OsString;
use std::path::PathBuf;

/// Names what this process was asked to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Start {
    /// Run a `huddlectl` command without a window.
    Command(Vec<OsString>),
    /// Open the window.
    Window(WindowOptions),
    /// Print a text and leave (version, help).
    Say(String),
    /// Explain a wrong option and leave.
    Wrong(String),
}

/// Holds the options of a start with a window.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct WindowOptions {
    /// The data folder to use instead of this PC's own.
    pub data: Option<PathBuf>,
    /// Open the made-up ward, which lives in a folder of its own.
    pub demo: bool,
    /// Open only the wall window, which cannot write.
    pub display: bool,
    /// Draw without the graphics card's shared buffers.
    pub safe_graphics: bool,
}

const HELP: &str = "\
Huddleboard, a ward's improvement board.

  huddleboard                  open the board
  huddleboard --demo           open the made-up ward
  huddleboard --display        open only the wall screen
  huddleboard --data DIR       use this data folder
  huddleboard --safe-graphics  use this if the window stays blank
  huddleboard COMMAND ...      run a huddlectl command without a window";

/// Decides what to be from the arguments that follow the program's name.
///
/// The first argument that is a `huddlectl` command makes this process a command; everything is then
/// handed over unread, `--data DIR` in front of it included.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Start {
    let all: Vec<OsString> = arguments.into_iter().collect();
    if huddle_cli::is_command(&all) {
        return Start::Command(all);
    }
    let mut options = WindowOptions::default();
    let mut rest = all.into_iter();
    while let Some(argument) = rest.next() {
        match argument.to_str() {
            Some("--demo") => options.demo = true,
            Some("--display") => options.display = true,
            Some("--safe-graphics") => options.safe_graphics = true,
            Some("--data") => match rest.next() {
                Some(folder) if !folder.is_empty() => options.data = Some(PathBuf::from(folder)),
                _ => return Start::Wrong("--data needs a folder after it.".to_owned()),
            },
            Some("--version" | "-V") => {
                return Start::Say(format!("huddleboard {}", env!("CARGO_PKG_VERSION")));
            }
            Some("--help" | "-h") => return Start::Say(HELP.to_owned()),
            _ => {
                let shown = argument.to_string_lossy();
                return Start::Wrong(format!("Huddleboard does not know \"{shown}\".\n\n{HELP}"));
            }
        }
    }
    Start::Window(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(words: &[&str]) -> Start {
        parse(words.iter().map(OsString::from))
    }

    #[test]
    fn no_arguments_open_the_window() {
        assert_eq!(from(&[]), Start::Window(WindowOptions::default()));
    }

    #[test]
    fn every_window_option_is_read() {
        let Start::Window(options) = from(&["--demo", "--data", "d", "--display", "--safe-graphics"]) else {
            panic!("these are window options");
        };
        assert!(options.demo && options.display && options.safe_graphics);
        assert_eq!(options.data, Some(PathBuf::from("d")));
    }

    #[test]
    fn a_data_option_without_a_folder_is_refused() {
        assert!(matches!(from(&["--data"]), Start::Wrong(_)));
        assert!(matches!(from(&["--data", ""]), Start::Wrong(_)));
    }

    #[test]
    fn an_unknown_word_is_refused_before_a_window_opens() {
        let Start::Wrong(text) = from(&["--nonsense"]) else { panic!("an unknown option was taken") };
        assert!(text.contains("--nonsense"));
    }

    #[test]
    fn version_and_help_need_no_window() {
        assert!(matches!(from(&["--version"]), Start::Say(text) if text.starts_with("huddleboard ")));
        assert!(matches!(from(&["--help"]), Start::Say(_)));
    }
}
