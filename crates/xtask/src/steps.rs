//! Runs steps one after another, each with its time, and adds up what passed.

use crate::place;
use anyhow::{Context as _, Result};
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Counts what passed and what failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests or checks that passed.
    pub passed: usize,
    /// Tests or checks that failed.
    pub failed: usize,
    /// Names of those that failed, as far as the runner said them.
    pub names: Vec<String>,
}

impl Tally {
    /// Counts passes and failures that nobody has named.
    pub fn of(passed: usize, failed: usize) -> Self {
        Self { passed, failed, names: Vec::new() }
    }

    /// Counts one pass or one failure.
    pub fn one(passed: bool) -> Self {
        Self::of(usize::from(passed), usize::from(!passed))
    }
}

/// Collects the steps of one command.
pub struct Report {
    started: Instant,
    lines: Vec<(String, Duration, Tally)>,
}

impl Report {
    /// Starts an empty report.
    pub fn new() -> Self {
        Self { started: Instant::now(), lines: Vec::new() }
    }

    /// Runs a step; a step that cannot run at all counts as one failure and hides nothing after it.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<Tally>) -> bool {
        println!("\n== {name}");
        let began = Instant::now();
        let tally = work().unwrap_or_else(|fault| {
            println!("{name}: {fault:#}");
            Tally::one(false)
        });
        let word = if tally.failed == 0 { "ok" } else { "FAILED" };
        println!(
            "== {name}: {word}, {} passed, {} failed, {}",
            tally.passed,
            tally.failed,
            time(began.elapsed())
        );
        let passed = tally.failed == 0;
        self.lines.push((name.to_owned(), began.elapsed(), tally));
        passed
    }

    /// Counts a step that could not be tried because one before it failed.
    pub fn not_tried(&mut self, name: &str, because: &str) {
        println!("\n== {name}: FAILED, not tried because {because} failed");
        self.lines.push((name.to_owned(), Duration::ZERO, Tally::one(false)));
    }

    /// Prints every step with its time and, last, the sum; returns whether all passed.
    pub fn finish(self) -> bool {
        println!("\nsteps");
        let mut sum = Tally::default();
        for (name, took, tally) in &self.lines {
            let word = if tally.failed == 0 { "ok    " } else { "FAILED" };
            println!("  {word} {:>9}  {name}: {} passed, {} failed", time(*took), tally.passed, tally.failed);
            for failed in &tally.names {
                println!("           {failed}");
            }
            sum.passed += tally.passed;
            sum.failed += tally.failed;
        }
        println!("  all    {:>9}", time(self.started.elapsed()));
        println!("{} passed, {} failed", sum.passed, sum.failed);
        let _ = std::io::stdout().flush();
        sum.failed == 0
    }
}

/// Writes a time the way people read it: "4.2 s", "12 min 03 s".
pub fn time(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// Holds what a command printed and how it ended.
pub struct Ran {
    /// Whether it ended with 0.
    pub ok: bool,
    /// What it printed, both streams as they came.
    pub text: String,
}

/// Prepares a command in the repository's top folder.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let program = if cfg!(windows) && program == "npm" { "npm.cmd" } else { program };
    let mut command = Command::new(program);
    command.current_dir(place::root()).args(arguments).stdin(Stdio::null());
    command
}

/// Prepares a cargo command with the cargo that runs us.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments);
    // What cargo sets for us must not look to the next cargo like a wish of the person.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION", "CARGO_MANIFEST_PATH"] {
        command.env_remove(name);
    }
    command
}

/// Runs a command with its output on the screen and kept; stops it when it takes longer than `limit`.
pub fn watch(mut command: Command, limit: Duration) -> Result<Ran> {
    let shown = format!("{command:?}");
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {program}"))?;
    let text = Arc::new(Mutex::new(String::new()));
    let readers = [
        child.stdout.take().map(|stream| copy(stream, &text, false)),
        child.stderr.take().map(|stream| copy(stream, &text, true)),
    ];
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if began.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    if status.is_none() {
        // A grandchild may still hold the pipes open; what it prints is no longer of interest.
        println!("stopped after {}: {shown}", time(limit));
    } else {
        for reader in readers.into_iter().flatten() {
            let _ = reader.join();
        }
    }
    let text = text.lock().map(|text| text.clone()).unwrap_or_default();
    Ok(Ran { ok: status.is_some_and(|status| status.success()), text })
}

fn copy(
    stream: impl Read + Send + 'static,
    into: &Arc<Mutex<String>>,
    to_stderr: bool,
) -> std::thread::JoinHandle<()> {
    let into = Arc::clone(into);
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line);
            if to_stderr {
                eprint!("{text}");
            } else {
                print!("{text}");
            }
            if let Ok(mut into) = into.lock() {
                into.push_str(&text);
            }
            line.clear();
        }
    })
}

/// Runs a command that either works or not, and counts it as one.
pub fn one(command: Command, limit: Duration) -> Result<Tally> {
    Ok(Tally::one(watch(command, limit)?.ok))
}

/// Runs a command quietly and returns what it printed, or nothing when it is not there or fails.
pub fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let answer = command(program, arguments).stderr(Stdio::null()).output().ok()?;
    answer.status.success().then(|| String::from_utf8_lossy(&answer.stdout).trim().to_owned())
}

/// Returns minutes as a duration.
pub const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_like_times() {
        assert_eq!(time(Duration::from_millis(4_230)), "4.2 s");
        assert_eq!(time(Duration::from_secs(723)), "12 min 03 s");
    }

    #[test]
    fn a_step_that_cannot_run_is_a_failure_and_the_next_one_runs() {
        let mut report = Report::new();
        assert!(!report.step("broken", || anyhow::bail!("no such tool")));
        assert!(report.step("fine", || Ok(Tally::of(3, 0))));
        assert!(!report.finish());
    }

    #[test]
    fn a_command_that_takes_too_long_is_stopped_and_fails() {
        if cfg!(unix) {
            let ran = watch(command("sleep", &["30"]), Duration::from_millis(100)).unwrap();
            assert!(!ran.ok);
        }
    }
}
