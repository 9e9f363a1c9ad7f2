//! Finds text where only one place may have it: who imports Tauri, who names automerge, and ambient
//! clocks or randomness in the pure crates.

use anyhow::Result;

/// One door: which files are looked at, what they must not contain, and who alone may.
struct Door {
    under: &'static [&'static str],
    kinds: &'static [&'static str],
    words: &'static [&'static str],
    only: &'static [&'static str],
    why: &'static str,
}

const DOORS: &[Door] = &[
    Door {
        under: &["ui/", "tests/e2e/"],
        kinds: &[".ts", ".svelte", ".js", ".mjs"],
        words: &["@tauri-apps/"],
        only: &["ui/src/platform/tauri.ts"],
        why: "only ui/src/platform/tauri.ts may import Tauri (INV-3)",
    },
    Door {
        under: &["crates/", "src-tauri/", "tests/"],
        kinds: &[".rs"],
        words: &["automerge::", "extern crate automerge"],
        only: &["crates/huddle-doc/"],
        why: "only huddle-doc may name automerge (INV-2, INV-6)",
    },
    Door {
        under: &[
            "crates/huddle-core/src/",
            "crates/huddle-spc/src/",
            "crates/huddle-doc/src/",
            "crates/huddle-sync/src/",
        ],
        kinds: &[".rs"],
        words: &[
            "SystemTime::now",
            "Instant::now",
            "Utc::now",
            "Local::now",
            "std::fs",
            "std::net",
            "std::env::",
            "getrandom::",
            "Uuid::new_v4",
            "Uuid::now_v7",
            "ActorId::random",
            "AutoCommit::new(",
        ],
        only: &[],
        why: "clock, files and randomness are arguments in the pure crates (INV-1)",
    },
    Door {
        under: &["ui/src/"],
        kinds: &[".svelte"],
        words: &[" style=\"", "innerHTML", "insertAdjacentHTML"],
        only: &[],
        why: "the content policy blocks it, or it would let text become markup",
    },
];

/// Returns every place that uses what is not its own.
pub fn check() -> Result<Vec<String>> {
    let root = crate::place::root();
    let mut found = Vec::new();
    for name in crate::place::files()? {
        if DOORS.iter().any(|door| door.looks_at(&name)) {
            let text = std::fs::read_to_string(root.join(&name)).unwrap_or_default();
            found.extend(judge(&name, &text));
        }
    }
    Ok(found)
}

impl Door {
    fn looks_at(&self, name: &str) -> bool {
        self.under.iter().any(|folder| name.starts_with(folder))
            && self.kinds.iter().any(|kind| name.ends_with(kind))
            && !self.only.iter().any(|place| name.starts_with(place))
    }
}

/// Judges one file, tests inside Rust sources and comments left aside.
fn judge(name: &str, text: &str) -> Vec<String> {
    let rust = name.ends_with(".rs");
    let mut found = Vec::new();
    // The rules themselves name what they forbid.
    if name.starts_with("crates/xtask/") {
        return found;
    }
    for (number, line) in text.lines().enumerate() {
        if rust && line.trim_start().starts_with("#[cfg(test)]") {
            break;
        }
        if line.trim_start().starts_with("//") {
            continue;
        }
        for door in DOORS.iter().filter(|door| door.looks_at(name)) {
            for word in door.words.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{name}:{}: {word}: {}", number + 1, door.why));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_door_opens_for_its_owner_alone() {
        let import = "import { invoke } from '@tauri-apps/api/core';";
        assert!(judge("ui/src/platform/tauri.ts", import).is_empty());
        assert_eq!(judge("ui/src/state/board.ts", import).len(), 1);
        let automerge = "use automerge::AutoCommit;";
        assert!(judge("crates/huddle-doc/src/lib.rs", automerge).is_empty());
        assert_eq!(judge("crates/huddle-app/src/lib.rs", automerge).len(), 1);
    }

    #[test]
    fn the_pure_crates_have_no_clock_outside_their_tests() {
        let clock = "let now = std::time::SystemTime::now();";
        assert_eq!(judge("crates/huddle-core/src/time.rs", clock).len(), 1);
        assert!(
            judge("crates/huddle-core/src/time.rs", &format!("#[cfg(test)]\nmod tests {{ {clock} }}"))
                .is_empty()
        );
        assert!(judge("crates/huddle-app/src/lib.rs", clock).is_empty());
        assert!(judge("crates/huddle-core/src/time.rs", "// SystemTime::now is banned here").is_empty());
    }

    #[test]
    fn a_literal_style_is_found() {
        assert_eq!(judge("ui/src/components/Card.svelte", "<div style=\"width: 7px\">").len(), 1);
        assert!(judge("ui/src/components/Card.svelte", "<div style:width={width}>").is_empty());
    }
}
