//! The files and pages of the week: their tests, their figures, and pictures for people to look at.
//!
//! The typesetter takes minutes to build, so no everyday run compiles it (docs/adr/0024).

use crate::steps::{Tally, cargo, command, minutes, one, watch};
use crate::{counts, place, setup, test};
use anyhow::{Result, ensure};
use std::path::PathBuf;

/// The tests of the PDF.
pub const TESTS: &[&str] =
    &["--locked", "--profile", place::PROFILE, "--package", "huddle-report", "--features", "walk"];
/// The same in release, and the one of them that measures.
const RELEASE: &[&str] = &["--locked", "--package", "huddle-report", "--features", "walk"];
const TIMED: &[&str] =
    &["--test", "paper", "--", "--nocapture", "--test-threads=1", "five_formats_of_one_ward"];
/// The tests that have an office program read our files.
const OFFICE: &[&str] = &[
    "--locked",
    "--profile",
    place::PROFILE,
    "--package",
    "huddle-report",
    "--features",
    "office",
    "--test",
    "office",
];
/// The journeys of which a build with PDF shows more.
const SCREENS: &[&str] = &["pdf.spec"];
/// Sharp enough to read, small enough to look at many, in dots an inch.
const SHARPNESS: &str = "80";

/// Times the files of one ward and the pages of eighty in release, and shows what the test prints.
pub fn bench() -> Result<Tally> {
    let words = [&["test", "--release"][..], RELEASE, TIMED].concat();
    let ran = watch(cargo(&words), minutes(90))?;
    let counted = counts::libtest(&ran.text).filter(|tally| tally.passed + tally.failed >= 1);
    Ok(counts::judged(counted, &ran))
}

/// Has an office program open CSV, workbook and document; installs it when it is missing.
pub fn office() -> Result<Tally> {
    setup::packages(setup::OFFICE)?;
    test::rust(OFFICE, true)
}

/// Walks the screens of the week over a core with the typesetter. It is built under the everyday profile and has a
/// name of its own, so that the everyday journeys never meet it.
pub fn screens() -> Result<Tally> {
    let built = one(
        cargo(&[
            "build",
            "--locked",
            "--profile",
            place::PROFILE,
            "--package",
            "huddle-cli",
            "--features",
            "http,pdf",
        ]),
        minutes(60),
    )?;
    ensure!(built.failed == 0, "huddlectl with PDF could not be built");
    let with_pdf = place::target().join(place::PROFILE).join("with-pdf");
    std::fs::create_dir_all(&with_pdf)?;
    let binary = with_pdf.join(format!("huddlectl{}", std::env::consts::EXE_SUFFIX));
    std::fs::copy(place::binary("huddlectl"), &binary)?;
    test::journeys_over(&binary, SCREENS, false)
}

/// Sets every kind of page, in several scripts, checks each, and makes pictures of them.
pub fn look() -> Result<bool> {
    setup::packages(setup::PICTURES)?;
    let folder = place::output("paper")?;
    for old in pages(&folder)? {
        std::fs::remove_file(old)?;
    }
    let mut run = cargo(&[&["test"], TESTS, &["--test", "paper"]].concat());
    run.env("PAPER_TO", &folder);
    let ran = watch(run, minutes(60))?;
    let tally = counts::judged(counts::libtest(&ran.text), &ran);
    for page in pages(&folder)?.into_iter().filter(|page| page.extension().is_some_and(|kind| kind == "pdf"))
    {
        let (from, to) = (page.display().to_string(), page.with_extension("").display().to_string());
        let drawn = watch(command("pdftoppm", &["-r", SHARPNESS, "-png", &from, &to]), minutes(2))?;
        ensure!(drawn.ok, "no picture of {from}");
    }
    let all = pages(&folder)?;
    for page in &all {
        println!("{}", page.display());
    }
    Ok(tally.failed == 0 && !all.is_empty())
}

/// Lists the pages and their pictures.
fn pages(folder: &std::path::Path) -> Result<Vec<PathBuf>> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "pdf" || kind == "png"))
        .collect();
    all.sort();
    Ok(all)
}
