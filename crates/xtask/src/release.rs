//! What is handed out: built in release, with the typesetter, and asked what it can do.

use crate::steps::{Tally, cargo, command, minutes, one, watch};
use crate::{desktop, place, setup};
use anyhow::{Result, ensure};
use std::path::PathBuf;

/// With PDF: a ward's matron gets a page, whoever built the app.
const BUILD: &[&str] = &[
    "build",
    "--locked",
    "--release",
    "-p",
    "huddleboard",
    "-p",
    "huddle-cli",
    "--features",
    "huddleboard/pdf,huddle-cli/pdf",
];
/// The two programs that go together.
const PROGRAMS: [&str; 2] = ["huddleboard", "huddlectl"];
/// What the built program says when it has set a page.
const SETS_PAGES: &str = "a page set as PDF";

fn program(name: &str) -> PathBuf {
    place::target().join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Builds both programs.
pub fn build() -> Result<Tally> {
    one(cargo(BUILD), minutes(90))
}

/// Has each program prove what it must be able to do; one that makes no PDF is not what is handed out.
pub fn prove() -> Result<Tally> {
    let mut tally = Tally::default();
    for name in PROGRAMS {
        let ran = watch(command(&program(name).to_string_lossy(), &["self-test"]), minutes(2))?;
        let proved = ran.ok && ran.text.contains(SETS_PAGES);
        if !proved {
            println!("{name} did not say \"{SETS_PAGES}\"");
        }
        tally.passed += usize::from(proved);
        tally.failed += usize::from(!proved);
    }
    Ok(tally)
}

/// Installs what is missing, builds the pages and both programs, and says where they are.
pub fn command_line() -> Result<bool> {
    setup::packages(setup::BUILD)?;
    setup::front_end()?;
    ensure!(desktop::pages()?.failed == 0, "the pages could not be built; the lines above say why");
    ensure!(build()?.failed == 0, "the programs could not be built; the lines above say why");
    let proved = prove()?.failed == 0;
    for name in PROGRAMS {
        println!("{}", program(name).display());
    }
    Ok(proved)
}
