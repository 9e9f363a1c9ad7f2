//! Proves from `cargo metadata` who depends on whom (INV-1, INV-2, INV-3).

use anyhow::{Context as _, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use std::collections::{BTreeMap, BTreeSet};

/// What each member may be built on, and what only its tests may add.
const MEMBERS: &[(&str, &[&str], &[&str])] = &[
    ("huddle-core", &[], &["huddle-testkit"]),
    ("huddle-spc", &["huddle-core"], &["huddle-testkit"]),
    ("huddle-doc", &["huddle-core"], &["huddle-testkit"]),
    ("huddle-store", &["huddle-core"], &["huddle-testkit"]),
    ("huddle-sync", &["huddle-core"], &["huddle-testkit"]),
    (
        "huddle-app",
        &["huddle-core", "huddle-spc", "huddle-doc", "huddle-store", "huddle-sync"],
        &["huddle-testkit"],
    ),
    ("huddle-report", &["huddle-core", "huddle-spc"], &["huddle-testkit"]),
    // Its tests fill a store with thousands of records, which no command does in good time.
    (
        "huddle-host",
        &["huddle-core", "huddle-app", "huddle-sync"],
        &["huddle-doc", "huddle-store", "huddle-testkit"],
    ),
    (
        "huddle-cli",
        &["huddle-core", "huddle-spc", "huddle-app", "huddle-host", "huddle-report"],
        &["huddle-testkit"],
    ),
    (
        "huddleboard",
        &["huddle-core", "huddle-app", "huddle-host", "huddle-cli", "huddle-report"],
        &["huddle-testkit"],
    ),
    ("huddle-testkit", &["huddle-core"], &[]),
    (
        "huddle-tests",
        &[],
        &[
            "huddle-core",
            "huddle-spc",
            "huddle-doc",
            "huddle-store",
            "huddle-sync",
            "huddle-app",
            "huddle-host",
            "huddle-cli",
            "huddle-report",
            "huddle-testkit",
        ],
    ),
    ("xtask", &[], &[]),
];

/// Which outside crates belong to one member alone. A name ending in `*` stands for every crate that starts so.
const DOORS: &[(&str, &[&str])] = &[
    ("automerge", &["huddle-doc"]),
    ("rusqlite", &["huddle-store", "huddle-testkit"]),
    ("libsqlite3-sys", &["huddle-store", "huddle-testkit"]),
    ("tauri*", &["huddleboard"]),
    ("wry", &["huddleboard"]),
    ("rustls", &["huddle-host"]),
    ("tokio-rustls", &["huddle-host"]),
    ("typst*", &["huddle-report"]),
];

/// What a member must not reach by any road in an everyday build, tests left aside. The typesetter takes
/// minutes to compile and stands behind a feature (docs/adr/0024).
const NEVER: &[(&str, &[&str])] = &[
    ("huddle-core", &["tokio", "mio", "automerge", "rusqlite", "libsqlite3-sys"]),
    ("huddle-spc", &["tokio", "mio", "automerge", "rusqlite", "libsqlite3-sys"]),
    ("huddle-doc", &["tokio", "mio", "rusqlite", "libsqlite3-sys"]),
    ("huddle-store", &["tokio", "automerge"]),
    ("huddle-sync", &["tokio", "mio", "rustls", "automerge", "rusqlite", "libsqlite3-sys"]),
    ("huddle-report", &["tokio", "tauri", "automerge", "rusqlite", "typst"]),
    ("huddle-app", &["tokio", "tauri", "rust_xlsxwriter"]),
    ("huddle-host", &["tauri"]),
    ("huddle-cli", &["tauri", "wry", "gtk", "typst"]),
    ("huddleboard", &["typst"]),
];

/// Names one declared dependency.
#[derive(Debug, Clone)]
struct Edge {
    from: String,
    to: String,
    kind: DependencyKind,
    optional: bool,
}

/// Reads the workspace and returns what breaks the rules.
pub fn check() -> Result<Vec<String>> {
    let metadata = MetadataCommand::new()
        .current_dir(crate::place::root())
        .other_options(vec!["--locked".to_owned()])
        .exec()
        .context("asking cargo for the workspace")?;
    let mut found = declared(&edges(&metadata));
    let roads = roads(&metadata);
    for (member, never) in NEVER {
        let reached = reach(&roads, member);
        found.extend(
            never
                .iter()
                .filter(|name| reached.contains(**name))
                .map(|name| format!("{member} reaches {name}, which it must not")),
        );
    }
    found.extend(purposes(&std::fs::read_to_string(crate::place::root().join("Cargo.toml"))?));
    Ok(found)
}

fn edges(metadata: &Metadata) -> Vec<Edge> {
    metadata
        .workspace_packages()
        .into_iter()
        .flat_map(|package| {
            package.dependencies.iter().map(|dependency| Edge {
                from: package.name.to_string(),
                to: dependency.name.clone(),
                kind: dependency.kind,
                optional: dependency.optional,
            })
        })
        .collect()
}

/// Judges the declared dependencies.
fn declared(edges: &[Edge]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for edge in edges {
        let Some((_, normal, tests)) = MEMBERS.iter().find(|(name, ..)| *name == edge.from) else {
            found.insert(format!(
                "{} is not in the table of members: say in docs/adr why it exists, then add it",
                edge.from
            ));
            continue;
        };
        let member = MEMBERS.iter().any(|(name, ..)| *name == edge.to);
        let allowed = normal.contains(&edge.to.as_str())
            || (edge.kind == DependencyKind::Development && tests.contains(&edge.to.as_str()));
        if member && !allowed {
            found.insert(format!("{} must not depend on {} ({:?})", edge.from, edge.to, edge.kind));
        }
        for (door, owners) in DOORS {
            let named = door.strip_suffix('*').map_or(*door == edge.to, |start| edge.to.starts_with(start));
            if named && !owners.contains(&edge.from.as_str()) {
                found.insert(format!("{} names {}; only {} may", edge.from, edge.to, owners.join(" and ")));
            }
            if named && edge.from == "huddle-testkit" && !edge.optional && edge.kind == DependencyKind::Normal
            {
                found.insert(format!("huddle-testkit must take {} only behind a feature", edge.to));
            }
        }
    }
    found.into_iter().collect()
}

/// Returns, for every package name, the names it is built on (tests left aside).
fn roads(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let names: BTreeMap<_, _> =
        metadata.packages.iter().map(|package| (&package.id, package.name.to_string())).collect();
    let mut roads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in metadata.resolve.iter().flat_map(|resolve| &resolve.nodes) {
        let Some(from) = names.get(&node.id) else { continue };
        let to = node
            .deps
            .iter()
            .filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal))
            .filter_map(|dep| names.get(&dep.pkg).cloned());
        roads.entry(from.clone()).or_default().extend(to);
    }
    roads
}

fn reach(roads: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(name) = open.pop() {
        for next in roads.get(&name).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    seen
}

/// Returns the members that stand in the workspace without their purpose beside them.
fn purposes(manifest: &str) -> Vec<String> {
    let Some((_, after)) = manifest.split_once("members = [") else {
        return vec!["Cargo.toml has no list of members".to_owned()];
    };
    let list = after.split_once("\n]").map_or(after, |(list, _)| list);
    list.lines()
        .map(str::trim)
        .filter(|line| line.starts_with('"') && !line.contains('#'))
        .map(|line| format!("Cargo.toml: {line} has no purpose beside it"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str, kind: DependencyKind) -> Edge {
        Edge { from: from.to_owned(), to: to.to_owned(), kind, optional: false }
    }

    #[test]
    fn the_allowed_direction_passes() {
        let edges = [
            edge("huddle-doc", "huddle-core", DependencyKind::Normal),
            edge("huddle-doc", "automerge", DependencyKind::Normal),
            edge("huddle-app", "huddle-testkit", DependencyKind::Development),
            edge("huddleboard", "tauri-build", DependencyKind::Build),
        ];
        assert_eq!(declared(&edges), Vec::<String>::new());
    }

    #[test]
    fn every_broken_direction_is_found() {
        for (from, to, kind) in [
            ("huddle-core", "huddle-doc", DependencyKind::Normal),
            ("huddle-store", "huddle-doc", DependencyKind::Development),
            ("huddle-store", "automerge", DependencyKind::Normal),
            ("huddle-tests", "automerge", DependencyKind::Development),
            ("huddle-app", "rusqlite", DependencyKind::Normal),
            ("huddle-app", "huddle-testkit", DependencyKind::Normal),
            ("huddle-cli", "tauri", DependencyKind::Normal),
            ("huddle-host", "tauri-plugin-dialog", DependencyKind::Normal),
            ("huddle-testkit", "rusqlite", DependencyKind::Normal),
            ("huddle-app", "huddle-report", DependencyKind::Normal),
            ("huddle-new", "serde", DependencyKind::Normal),
        ] {
            assert_eq!(declared(&[edge(from, to, kind)]).len(), 1, "{from} on {to} was let through");
        }
    }

    #[test]
    fn a_long_road_is_followed() {
        let roads = BTreeMap::from([
            ("a".to_owned(), BTreeSet::from(["b".to_owned()])),
            ("b".to_owned(), BTreeSet::from(["tokio".to_owned(), "a".to_owned()])),
        ]);
        assert!(reach(&roads, "a").contains("tokio"));
        assert!(!reach(&roads, "c").contains("tokio"));
    }

    #[test]
    fn a_member_without_a_purpose_is_found() {
        assert_eq!(purposes("members = [\n  \"a\", # x\n  \"b\",\n]\n").len(), 1);
    }
}
