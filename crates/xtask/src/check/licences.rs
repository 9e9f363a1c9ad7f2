//! Checks offline that everything the product is built from has a licence we allow.
//!
//! The list for crates is read from `deny.toml`, so that `cargo deny` and this check cannot disagree.

use anyhow::{Context as _, Result};
use cargo_metadata::{CargoOpt, MetadataCommand};
use serde_json::Value;
use std::path::Path;

/// Licences of packages that end up on a ward PC.
const SHIPPED: &[&str] =
    &["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "OFL-1.1", "Unlicense", "Zlib"];
/// Licences that are also fine for tools which only build or test.
const TOOLS: &[&str] = &["MPL-2.0", "CC-BY-4.0", "CC0-1.0", "BlueOak-1.0.0", "Python-2.0", "MIT-0", "WTFPL"];

/// Returns the crates and packages whose licence is not allowed.
pub fn check() -> Result<Vec<String>> {
    let mut found = crates()?;
    found.extend(packages(&crate::place::root())?);
    Ok(found)
}

fn crates() -> Result<Vec<String>> {
    let root = crate::place::root();
    let allowed = allowed(&std::fs::read_to_string(root.join("deny.toml")).context("reading deny.toml")?);
    anyhow::ensure!(!allowed.is_empty(), "deny.toml allows no licence at all");
    let metadata = MetadataCommand::new()
        .current_dir(root)
        // What only a release links (the typesetter) is looked at too.
        .features(CargoOpt::AllFeatures)
        .other_options(vec!["--locked".to_owned()])
        .exec()
        .context("asking cargo for every package")?;
    Ok(metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(|licence| satisfied(licence, &allowed)))
        .map(|package| {
            format!(
                "{} {}: {}",
                package.name,
                package.version,
                package.license.as_deref().unwrap_or("no licence named")
            )
        })
        .collect())
}

/// Reads the `allow = [ ... ]` list of deny.toml's licences.
fn allowed(text: &str) -> Vec<String> {
    let Some((_, after)) = text.split_once("[licenses]") else { return Vec::new() };
    let Some((_, list)) = after.split_once("allow = [") else { return Vec::new() };
    let list = list.split_once(']').map_or(list, |(list, _)| list);
    list.lines()
        .map(|line| line.split('#').next().unwrap_or(""))
        .flat_map(|line| line.split(','))
        .map(|word| word.trim().trim_matches('"').to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

fn packages(root: &Path) -> Result<Vec<String>> {
    let lock = root.join("package-lock.json");
    if !lock.exists() {
        return Ok(vec!["package-lock.json is missing".to_owned()]);
    }
    let lock: Value = serde_json::from_slice(&std::fs::read(lock)?).context("reading package-lock.json")?;
    let mut found = Vec::new();
    for (place, entry) in lock["packages"].as_object().into_iter().flatten() {
        if !place.contains("node_modules/") || entry["link"] == true {
            continue;
        }
        let own = std::fs::read(root.join(place).join("package.json")).ok();
        let own: Value = own.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        // A package for another system is in the lock file but not on the disk.
        let licence = own["license"].as_str().or(entry["license"].as_str()).unwrap_or("no licence named");
        let tool = entry["dev"] == true || entry["devOptional"] == true;
        found.extend(judge_package(place, licence, tool));
    }
    Ok(found)
}

fn judge_package(place: &str, licence: &str, tool: bool) -> Option<String> {
    let mut allowed: Vec<String> = SHIPPED.iter().map(|name| (*name).to_owned()).collect();
    if tool {
        allowed.extend(TOOLS.iter().map(|name| (*name).to_owned()));
    }
    (!satisfied(licence, &allowed))
        .then(|| format!("{place}: {licence}{}", if tool { " (tool)" } else { "" }))
}

/// Tells whether an SPDX expression can be met with the allowed licences.
fn satisfied(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = either(&words, &mut at, allowed);
    met && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, allowed);
    }
    met
}

fn both(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = term(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= term(words, at, allowed);
    }
    met
}

fn term(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let met = either(words, at, allowed);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return met && closed;
    }
    let mut name = (*word).to_owned();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words.get(*at + 1).unwrap_or(&""));
        *at += 2;
    }
    allowed.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn expressions_are_understood() {
        let allowed = list(&["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"]);
        for (expression, expected) in [
            ("MIT", true),
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0-only OR MIT", true),
            ("GPL-3.0-only", false),
            ("MIT AND GPL-3.0-only", false),
            ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND BSD-3-Clause", false),
            ("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only", true),
            ("Apache-2.0 WITH Other-exception", false),
            ("", false),
            ("(MIT", false),
        ] {
            assert_eq!(satisfied(expression, &allowed), expected, "{expression}");
        }
    }

    #[test]
    fn the_list_is_read_from_deny_toml() {
        let text = "[licenses]\nallow = [\n  \"MIT\", # why\n  \"ISC\",\n]\n[bans]\n";
        assert_eq!(allowed(text), list(&["MIT", "ISC"]));
    }

    #[test]
    fn a_tool_may_have_what_a_shipped_package_may_not() {
        assert_eq!(judge_package("node_modules/axe-core", "MPL-2.0", true), None);
        assert!(judge_package("node_modules/axe-core", "MPL-2.0", false).is_some());
        assert!(judge_package("node_modules/x", "GPL-3.0", true).is_some());
        assert!(judge_package("node_modules/x", "no licence named", true).is_some());
    }
}
