//! `cargo xtask check`: the rules of the repository that a machine can prove.
//!
//! Each rule is a function from the repository to a list of findings, so that its own test can feed it
//! a broken case: a rule that cannot fail proves nothing.

mod direction;
mod importers;
mod lengths;
mod licences;
mod tracked;

use crate::steps::{Report, Tally, ask, cargo, command, minutes, one};
use crate::{desktop, gen_wire, setup};
use anyhow::Result;

/// Runs every check and returns whether all passed.
pub fn command_line(fast: bool) -> Result<bool> {
    let mut report = Report::new();
    report.step("front-end packages", || {
        setup::front_end()?;
        Ok(Tally::one(true))
    });
    without_compiling(&mut report);
    if !fast {
        compiling(&mut report);
    }
    Ok(report.finish())
}

/// Adds every check to a report, fastest first.
pub fn steps(report: &mut Report) {
    without_compiling(report);
    compiling(report);
}

fn without_compiling(report: &mut Report) {
    report.step("dependency direction", || findings(direction::check()?));
    report.step("single importers and pure crates", || findings(importers::check()?));
    report.step("file lengths", || findings(lengths::check()?));
    report.step("addresses, machine paths and lock files", || findings(tracked::check()?));
    report.step("licences", || findings(licences::check()?));
    if ask("cargo", &["deny", "--version"]).is_some() {
        report.step("cargo deny", || {
            one(cargo(&["deny", "--offline", "check", "licenses", "bans", "sources"]), minutes(5))
        });
    }
    report.step("rustfmt", || one(cargo(&["fmt", "--all", "--check"]), minutes(2)));
    report.step("prettier", || one(command("npm", &["run", "--silent", "format:check"]), minutes(3)));
    report.step("oxlint", || one(command("npm", &["run", "--silent", "lint"]), minutes(3)));
    report.step("svelte-check", || one(command("npm", &["run", "--silent", "check"]), minutes(5)));
}

fn compiling(report: &mut Report) {
    report.step("generated files", gen_wire::check);
    report.step("clippy", || clippy(desktop::CORE));
    report.step("clippy of the shell", || clippy_by_building(desktop::SHELL));
}

fn clippy(packages: &[&str]) -> Result<Tally> {
    let arguments = [&["clippy", "--all-targets"], packages, &["--", "-D", "warnings"]].concat();
    one(cargo(&arguments), minutes(30))
}

/// Builds with clippy as the compiler of our own crates. `cargo clippy` would check the 400 crates under the shell
/// first and the next step compile them: this way they are compiled once, seven minutes less on two cores.
fn clippy_by_building(packages: &[&str]) -> Result<Tally> {
    let mut build = cargo(&[&["build", "--all-targets"], packages].concat());
    build
        .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        // How `cargo clippy -- -D warnings` hands its words on.
        .env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");
    one(build, minutes(30))
}

/// Prints the findings and counts the check as one.
fn findings(found: Vec<String>) -> Result<Tally> {
    for finding in &found {
        println!("  {finding}");
    }
    Ok(Tally::one(found.is_empty()))
}
