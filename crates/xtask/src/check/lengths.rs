//! Keeps files short enough to read in one sitting.

use anyhow::Result;

/// A file longer than this says why in its header comment, in a sentence that names the 400 lines.
const REASON: usize = 400;
/// No file is longer than this.
const MOST: usize = 800;
/// How far down a header comment may stand.
const HEADER: usize = 40;

/// Returns the files that are too long, or long without a reason.
pub fn check() -> Result<Vec<String>> {
    let root = crate::place::root();
    Ok(crate::place::files()?
        .into_iter()
        .filter(|name| counts(name))
        .filter_map(|name| judge(&name, &std::fs::read_to_string(root.join(&name)).unwrap_or_default()))
        .collect())
}

fn counts(name: &str) -> bool {
    let kinds = [".rs", ".ts", ".svelte", ".scss", ".css", ".mjs", ".js"];
    let set_aside = ["generated", "fixtures", "vectors"];
    kinds.iter().any(|kind| name.ends_with(kind)) && !name.split('/').any(|part| set_aside.contains(&part))
}

fn judge(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    if lines > MOST {
        return Some(format!("{name} has {lines} lines; {MOST} is the most. Split it."));
    }
    let reasoned = text.lines().take(HEADER).any(|line| {
        let line = line.trim_start();
        (line.starts_with("//")
            || line.starts_with('*')
            || line.starts_with("/*")
            || line.starts_with("<!--")
            || line.starts_with("  "))
            && line.contains("400 lines")
    });
    (lines > REASON && !reasoned).then(|| {
        format!("{name} has {lines} lines. Split it, or say in its header comment why it is over 400 lines (in these words).")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_files_pass_and_long_ones_need_a_reason() {
        assert_eq!(judge("a.rs", &"x\n".repeat(400)), None);
        assert!(judge("a.rs", &"x\n".repeat(401)).is_some());
        let reasoned = format!("//! One table, so it is over 400 lines.\n{}", "x\n".repeat(500));
        assert_eq!(judge("a.rs", &reasoned), None);
        assert!(judge("a.rs", &format!("{reasoned}{}", "x\n".repeat(400))).is_some());
    }

    #[test]
    fn generated_files_and_fixtures_do_not_count() {
        assert!(!counts("ui/src/api/generated/wire.ts"));
        assert!(!counts("tests/fixtures/large.ts"));
        assert!(counts("ui/src/state/generated_names.ts"));
        assert!(!counts("README.md"));
    }
}
