//! `cargo xtask test`: every check and every test, in the order that fails fastest.

use crate::steps::{Report, Tally, ask, cargo, command, minutes, watch};
use crate::{check, counts, desktop, paper, place, release, setup};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// The timed tests, by their names.
const TIMED: &[&str] = &["save_speed", "queries", "misspelling"];
/// The timed tests of sharing.
const TIMED_SHARING: &[&str] = &["pc_joins_a_ward", "an_edit_is_on"];

/// A journey held to seconds on the wall, tagged `@alone`, has the machine to itself; the others share it.
const SIDE_BY_SIDE: &[&str] = &["--grep-invert", "@alone"];
const ALONE: &[&str] = &["--grep", "@alone", "--workers=1"];

/// Runs everything; a step that fails hides only the steps that cannot go on without it.
pub fn test(long: bool) -> Result<bool> {
    let mut report = Report::new();
    let ready = report.step("set-up", setup::everything);
    check::steps(&mut report);
    if ready {
        report.step("screen logic and parts (Vitest)", vitest);
    } else {
        report.not_tried("screen logic and parts (Vitest)", "set-up");
    }
    let pages = ready && report.step("pages", desktop::pages);
    report.step("rules, store and documents (Rust)", || rust(desktop::CORE, long));
    report.step("examples in the docs (Rust)", doc_examples);
    let app = report.step("the app", desktop::app);
    report.step("shell (Rust)", || rust(desktop::SHELL, long));
    if pages && report.step("huddlectl for the journeys", desktop::core) {
        report.step("journeys in a browser (Playwright)", || journeys(SIDE_BY_SIDE, long));
        report.step("journeys that are timed (Playwright)", || journeys(ALONE, long));
    } else {
        report.not_tried("journeys in a browser (Playwright)", "a build before it");
        report.not_tried("journeys that are timed (Playwright)", "a build before it");
    }
    if pages && app {
        report.step("the real window (smoke)", smoke);
    } else {
        report.not_tried("the real window (smoke)", "a build before it");
    }
    if long {
        report.step("the week on paper (PDF)", || rust(paper::TESTS, true));
        report.step("the week's files in an office program", paper::office);
        if pages {
            report.step("the week on the screen of a build with PDF", paper::screens);
        } else {
            report.not_tried("the week on the screen of a build with PDF", "a build before it");
        }
        report.step("release figures: save, queries, search", || bench(TIMED));
        report.step("release figures: sharing", || bench(TIMED_SHARING));
        report.step("release build", release::build);
        report.step("what the release build can do", release::prove);
        report.step("release figures: files of the week", paper::bench);
        report.step("start time and memory of the release app", figures);
    }
    Ok(report.finish())
}

/// Runs the journeys on their own.
pub fn e2e_command(arguments: &[String]) -> Result<bool> {
    setup::packages(setup::BROWSER)?;
    setup::front_end()?;
    ensure!(desktop::pages()?.failed == 0, "the pages could not be built");
    ensure!(desktop::core()?.failed == 0, "huddlectl could not be built");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    Ok(journeys(&arguments, false)?.failed == 0)
}

/// Runs the real-window test on its own.
pub fn smoke_command() -> Result<bool> {
    setup::packages(&[setup::BUILD, setup::SCREEN].concat())?;
    setup::front_end()?;
    ensure!(desktop::pages()?.failed == 0, "the pages could not be built");
    ensure!(desktop::app()?.failed == 0, "the app could not be built");
    Ok(smoke()?.failed == 0)
}

/// Which release figures to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bench {
    /// A save, the queries, search.
    Ward,
    /// The files of the week; builds the typesetter, which takes minutes.
    Paper,
    /// Joining a ward, and an edit on its way.
    Sharing,
}

/// Measures the release figures that need no window.
pub fn bench_command(which: Bench) -> Result<bool> {
    let tally = match which {
        Bench::Ward => bench(TIMED),
        Bench::Paper => paper::bench(),
        Bench::Sharing => bench(TIMED_SHARING),
    };
    Ok(tally?.failed == 0)
}

/// Runs timed tests in release, one after another, and shows what they print.
fn bench(timed: &[&str]) -> Result<Tally> {
    let ran = watch(
        cargo(
            &[
                &["test", "--release", "--locked", "--package", "huddle-tests", "--package", "huddle-store"]
                    [..],
                &["--package", "huddle-host", "--lib", "--test", "it", "--test", "search"],
                &["--", "--nocapture", "--test-threads=1"],
                timed,
            ]
            .concat(),
        ),
        minutes(60),
    )?;
    // A filter that finds nothing, or a renamed test, must not pass for a figure that is met.
    let counted = counts::libtest(&ran.text).filter(|tally| tally.passed + tally.failed >= timed.len());
    Ok(counts::judged(counted, &ran))
}

/// Runs the Rust tests of some packages; a long run is told so.
pub fn rust(packages: &[&str], long: bool) -> Result<Tally> {
    let with_nextest = ask("cargo", &["nextest", "--version"]).is_some();
    let mut run = if with_nextest {
        // nextest has profiles of its own, so cargo's goes by another name there.
        let renamed: Vec<&str> =
            packages.iter().map(|word| if *word == "--profile" { "--cargo-profile" } else { word }).collect();
        cargo(&[&["nextest", "run", "--no-fail-fast", "--color", "never"], renamed.as_slice()].concat())
    } else {
        cargo(&[&["test", "--no-fail-fast", "--lib", "--bins", "--tests"], packages].concat())
    };
    if long {
        run.env("HUDDLE_LONG", "1");
    }
    let ran = watch(run, minutes(if long { 180 } else { 50 }))?;
    let counted = if with_nextest { counts::nextest(&ran.text) } else { counts::libtest(&ran.text) };
    Ok(counts::judged(counted, &ran))
}

fn doc_examples() -> Result<Tally> {
    let ran = watch(cargo(&[&["test", "--doc"], desktop::CORE].concat()), minutes(10))?;
    match counts::libtest(&ran.text) {
        // There may be no examples at all; a compile error is still a failure.
        Some(none) if ran.ok && none == Tally::default() => Ok(Tally::default()),
        counted => Ok(counts::judged(counted, &ran)),
    }
}

fn vitest() -> Result<Tally> {
    let file = place::output("reports")?.join("vitest.json");
    let _ = std::fs::remove_file(&file);
    let mut run = command(
        "npm",
        &["run", "--silent", "test", "-w", "ui", "--", "--reporter=default", "--reporter=json"],
    );
    run.arg(format!("--outputFile.json={}", file.display()));
    let ran = watch(run, minutes(40))?;
    Ok(counts::judged(json(&file).as_ref().and_then(counts::vitest), &ran))
}

fn journeys(arguments: &[&str], long: bool) -> Result<Tally> {
    journeys_over(&place::binary("huddlectl"), arguments, long)
}

/// Runs journeys over a `huddlectl` built with the loopback host.
pub fn journeys_over(huddlectl: &std::path::Path, arguments: &[&str], long: bool) -> Result<Tally> {
    let file = place::output("reports")?.join("playwright.json");
    let _ = std::fs::remove_file(&file);
    let mut run =
        command("npm", &["run", "--silent", "e2e", "-w", "tests/e2e", "--", "--reporter=list,json"]);
    run.args(arguments)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &file)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &file)
        .env("HUDDLECTL", huddlectl);
    if let Some(chromium) = setup::chromium() {
        run.env("CHROMIUM", chromium);
    }
    if long {
        run.env("HUDDLE_LONG", "1");
    }
    let ran = watch(run, minutes(90))?;
    let report = json(&file);
    let mut tally = counts::judged(report.as_ref().and_then(counts::playwright), &ran);
    // The report says why as well; what the runner printed serves when it wrote none.
    let told = report.as_ref().map(counts::playwright_failures).unwrap_or_default();
    if !told.is_empty() {
        tally.names = told;
    }
    Ok(tally)
}

fn smoke() -> Result<Tally> {
    let file = place::output("reports")?.join("smoke.tap");
    let _ = std::fs::remove_file(&file);
    let destination = format!("--test-reporter-destination={}", file.display());
    let ran = desktop::on_a_hidden_screen(
        &[
            "--test",
            "--test-reporter=spec",
            "--test-reporter-destination=stdout",
            "--test-reporter=tap",
            &destination,
            // One after the other: there is one screen and one keyboard.
            "--test-concurrency=1",
            "tests/smoke/window.test.mjs",
            "tests/smoke/print.test.mjs",
        ],
        |_| {},
    )?;
    let counted = std::fs::read_to_string(&file).ok().as_deref().and_then(counts::tap);
    Ok(counts::judged(counted, &ran))
}

/// Prints how long the release app takes to show Today and how much memory it holds.
fn figures() -> Result<Tally> {
    let release =
        place::target().join("release").join(format!("huddleboard{}", std::env::consts::EXE_SUFFIX));
    let ran = desktop::on_a_hidden_screen(&["tests/smoke/figures.mjs"], |run| {
        run.env("HUDDLEBOARD_BINARY", release);
    })?;
    Ok(Tally::one(ran.ok))
}

fn json(file: &std::path::Path) -> Option<Value> {
    let text = std::fs::read(file).context("reading a report").ok()?;
    serde_json::from_slice(&text).ok()
}
