//! Builds the pages and the app: the steps that `run`, `smoke` and `test` share.

use crate::place;
use crate::steps::{Tally, cargo, command, minutes, one, watch};
use anyhow::{Result, ensure};
use std::path::PathBuf;
use std::process::Command;

/// Everything but the shell, with the one feature set that all steps share: a different set would
/// compile the dependencies again.
pub const CORE: &[&str] = &[
    "--locked",
    "--profile",
    place::PROFILE,
    "--workspace",
    "--exclude",
    "huddleboard",
    "--features",
    "huddle-cli/http",
];
/// The shell on its own, so that what its tests run is what ships: no loopback server linked in.
pub const SHELL: &[&str] = &["--locked", "--profile", place::PROFILE, "--package", "huddleboard"];

/// Builds the pages into `ui/dist`.
pub fn pages() -> Result<Tally> {
    one(command("npm", &["run", "--silent", "build"]), minutes(5))
}

/// Builds the app; the pages must be there, because they become part of the binary.
pub fn app() -> Result<Tally> {
    one(cargo(&[&["build"], SHELL].concat()), minutes(30))
}

/// Builds `huddlectl` with the loopback host that the browser journeys talk to, and the maker of their full ward.
pub fn core() -> Result<Tally> {
    one(cargo(&[&["build", "--bins", "--example", "full_ward"], CORE].concat()), minutes(30))
}

/// Returns the app's binary, or says that it has to be built.
pub fn app_binary() -> Result<PathBuf> {
    let binary = place::binary("huddleboard");
    ensure!(binary.is_file(), "{} is missing: the build of the app failed", binary.display());
    Ok(binary)
}

/// Runs one of the scripts of `tests/smoke` on a screen nobody looks at; the caller counts.
pub fn on_a_hidden_screen(
    node_arguments: &[&str],
    settle: impl FnOnce(&mut Command),
) -> Result<crate::steps::Ran> {
    let screen = crate::screen::Screen::start()?;
    let mut run = screen.command("node", node_arguments);
    run.env("HUDDLEBOARD_BINARY", app_binary()?);
    settle(&mut run);
    watch(run, minutes(8))
}
