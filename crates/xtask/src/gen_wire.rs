//! `cargo xtask gen`: writes what is generated, or says that it is out of date.

use crate::steps::{Tally, cargo, minutes, watch};
use crate::{desktop, place};
use anyhow::{Context as _, Result, ensure};

/// The program that prints the wire types, an example of huddle-app.
const GENERATOR: &str = "wire_ts";
const WIRE: &str = "ui/src/api/generated/wire.ts";

/// Writes the generated files, or only compares them.
pub fn command(only_check: bool) -> Result<bool> {
    if only_check {
        return Ok(check()?.failed == 0);
    }
    let file = place::root().join(WIRE);
    let Some(text) = wire()? else {
        println!("huddle-app has no generator yet");
        return Ok(true);
    };
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&file, text).with_context(|| format!("writing {WIRE}"))?;
    println!("{WIRE} written");
    Ok(true)
}

/// Counts the generated files that are current and those that are not.
pub fn check() -> Result<Tally> {
    let Some(text) = wire()? else { return Ok(Tally::one(!place::root().join(WIRE).exists())) };
    let have = std::fs::read_to_string(place::root().join(WIRE)).unwrap_or_default();
    let current = have == text;
    if !current {
        println!(
            "{WIRE} is not what the tables of huddle-app say. Run `cargo xtask gen` and commit the file."
        );
    }
    Ok(Tally::one(current))
}

/// Returns the TypeScript of the two tables, or nothing while the generator does not exist.
fn wire() -> Result<Option<String>> {
    let source = place::root().join("crates/huddle-app/examples").join(format!("{GENERATOR}.rs"));
    if !source.exists() {
        return Ok(None);
    }
    let built =
        watch(cargo(&[&["build", "--quiet", "--example", GENERATOR], desktop::CORE].concat()), minutes(20))?;
    ensure!(built.ok, "the generator could not be built");
    let program = place::target()
        .join(place::PROFILE)
        .join("examples")
        .join(format!("{GENERATOR}{}", std::env::consts::EXE_SUFFIX));
    let printed =
        crate::steps::command(&program.to_string_lossy(), &[]).output().context("running the generator")?;
    ensure!(printed.status.success(), "the generator failed: {}", String::from_utf8_lossy(&printed.stderr));
    Ok(Some(String::from_utf8(printed.stdout).context("reading the generator's text")?))
}
