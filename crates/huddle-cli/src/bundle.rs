//! Changes carried in a file, without a window.

use crate::args::BundleWord;
use crate::door::{Door, Refusal};
use huddle_app::wire::{BundleFile, BundleMade, BundleTaken};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// Makes a file of changes or takes one in; a PC that runs does it itself.
pub(crate) fn bundle(folder: &Path, word: BundleWord) -> Result<Vec<String>, Refusal> {
    match word {
        BundleWord::Join { invite, out, name } => {
            let text = std::fs::read_to_string(&invite)
                .map_err(|_| Refusal::plain("The invite file cannot be read. Nothing was changed."))?;
            let answer = Door::to(folder)?.keep("bundle_join", json!({ "file": text, "name": name }))?;
            let answer = answer.get("file").and_then(Json::as_str).unwrap_or_default();
            crate::share::write_private(&out, answer.as_bytes()).map_err(|_| {
                Refusal::plain(
                    "The answer could not be written. Check the folder and the name, then try again.",
                )
            })?;
            Ok(vec!["The answer is written. Take it in on the PC that made the invite.".to_owned()])
        }
        BundleWord::Out { file, since } => {
            let body = json!({ "file": whole(&file)?, "since": since.unwrap_or_default() });
            let made: BundleMade = read(Door::to(folder)?.keep("bundle_out", body)?)?;
            let who = match made.pcs {
                1 => "The other PC of this ward".to_owned(),
                n => format!("The other {n} PCs of this ward"),
            };
            Ok(vec![format!(
                "{} in {}. {who} can open it, and nobody else.",
                counted(made.changes, "change is", "changes are"),
                made.path
            )])
        }
        BundleWord::In { path } => {
            let taken: BundleTaken =
                read(Door::to(folder)?.keep("bundle_in", json!({ "path": whole(&path)? }))?)?;
            let mut lines: Vec<String> = taken.files.iter().map(line).collect();
            if taken.waiting > 0 {
                let count = counted(taken.waiting, "change on this PC waits", "changes on this PC wait");
                lines.push(format!("{count} for something in another file."));
            }
            if taken.files.iter().all(|file| !file.code.is_empty()) {
                return Err(Refusal::plain(lines.join("\n")));
            }
            Ok(lines)
        }
    }
}

fn line(file: &BundleFile) -> String {
    if !file.code.is_empty() {
        return format!("{}: {}", file.name, file.said);
    }
    if let Some(pc) = &file.let_in {
        return format!("{}: {pc} is on the list now. Make a file of changes and take it there.", file.name);
    }
    let mut said = match file.changes {
        0 => format!("{}: nothing new.", file.name),
        n => format!("{}: {} in.", file.name, counted(n, "new change is", "new changes are")),
    };
    if file.waiting > 0 {
        let count = counted(file.waiting, "change waits", "changes wait");
        said.push_str(&format!(" {count} for something in another file."));
    }
    if file.refused > 0 {
        let count = counted(file.refused, "change", "changes");
        said.push_str(&format!(" {count} could not be taken in and stay aside."));
    }
    said
}

fn counted(n: i64, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

/// Makes the path whole: a PC that runs has another folder it starts from.
fn whole(path: &Path) -> Result<PathBuf, Refusal> {
    std::path::absolute(path).map_err(|_| Refusal::usage("Give the path of a file. Nothing was changed."))
}

fn read<T: DeserializeOwned>(answer: Json) -> Result<T, Refusal> {
    serde_json::from_value(answer).map_err(|_| {
        Refusal::plain("The PC that runs answers in another way. Use the same version for both.")
    })
}
