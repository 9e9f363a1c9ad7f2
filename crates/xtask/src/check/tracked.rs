//! Keeps out of the repository what belongs to one machine: registry addresses and absolute paths.

use crate::steps::ask;
use anyhow::Result;

/// Returns the places that name a registry's host, a path of somebody's machine, or a download address.
pub fn check() -> Result<Vec<String>> {
    let root = crate::place::root();
    let words = words();
    let mut found = Vec::new();
    for name in crate::place::files()? {
        // Cargo writes the index's well-known name into its lock file.
        if name == "Cargo.lock" {
            continue;
        }
        if let Ok(text) = std::fs::read_to_string(root.join(&name)) {
            found.extend(judge(&name, &text, &words));
        }
    }
    Ok(found)
}

/// Returns what must not appear: well-known hosts, this machine's own registry host and folders.
fn words() -> Vec<String> {
    // Put together here so that this file does not find itself.
    let mut words: Vec<String> = [
        ["registry.", "npmjs.org"],
        ["registry.", "yarnpkg.com"],
        ["static.", "crates.io"],
        ["index.", "crates.io"],
        ["files.", "pythonhosted.org"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
    ]
    .iter()
    .map(|parts| parts.concat())
    .collect();
    if let Some(host) = ask("npm", &["config", "get", "registry"]).as_deref().and_then(host) {
        words.push(host);
    }
    if let Some(parent) = crate::place::root().parent() {
        let parent = format!("{}/", parent.display());
        // A parent as short as "/" or "/src/" stands in every other file.
        if parent.len() > 4 && parent != "/src/" {
            words.push(parent);
        }
    }
    words
}

fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', ':']).next()?;
    (host.contains('.') && !host.is_empty()).then(|| host.to_owned())
}

fn judge(name: &str, text: &str, words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
            found.push(format!("{name}:{}: names {word}", number + 1));
        }
        if name.ends_with("package-lock.json") && line.contains("\"resolved\": \"http") {
            found.push(format!("{name}:{}: records a download address; .npmrc leaves them out", number + 1));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_paths_and_addresses_are_found() {
        let words = words();
        let bad = ["see https://", "registry.", "npmjs.org", "/x"].concat();
        assert_eq!(judge("README.md", &bad, &words).len(), 1);
        assert_eq!(judge("docs/a.md", &["/ho", "me/sam/x"].concat(), &words).len(), 1);
        assert_eq!(
            judge("package-lock.json", "  \"resolved\": \"https://example.org/x.tgz\",", &words).len(),
            1
        );
        assert!(judge("package-lock.json", "  \"resolved\": \"ui\",", &words).is_empty());
        assert!(judge("README.md", "cargo xtask run", &words).is_empty());
    }

    #[test]
    fn a_host_is_cut_out_of_its_address() {
        assert_eq!(host("https://packages.example.org:8443/npm/"), Some("packages.example.org".to_owned()));
        assert_eq!(host("undefined"), None);
    }
}
