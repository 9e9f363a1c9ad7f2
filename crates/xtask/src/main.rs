//! Huddleboard's own commands: `cargo xtask run | test | check | gen | e2e | smoke | bench | paper | release | dev`.
//!
//! It must never hold anything the product needs at run time, and it works on a machine that has only
//! Rust and Node: what else is missing it installs itself. Read first: [`steps::Report`] (what ran and
//! how it went), [`setup`] (what gets installed) and [`check`] (the rules of the repository).

mod check;
mod counts;
mod desktop;
mod dev;
mod gen_wire;
mod paper;
mod place;
mod release;
mod run;
mod screen;
mod setup;
mod steps;
mod test;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Builds, checks, tests and opens Huddleboard.
#[derive(Parser)]
#[command(name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build, and open the app; without a screen, photograph it instead.
    Run {
        /// Handed to the app as they are.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run every check and every test, set-up included.
    Test {
        /// Also run the long lanes: release build, longer fault runs, start time and memory.
        #[arg(long)]
        long: bool,
    },
    /// Check the rules of the repository, formats, lints and licences.
    Check {
        /// Leave out what has to compile: clippy and the generated files.
        #[arg(long)]
        fast: bool,
    },
    /// Write the generated files.
    Gen {
        /// Only say whether they are current.
        #[arg(long)]
        check: bool,
    },
    /// Run the browser journeys.
    E2e {
        /// Handed to Playwright as they are.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Open the real window and check what only a real start can show.
    Smoke,
    /// Measure the release figures that need no window: a save, every query at ten years of data, search.
    Bench {
        /// Measure the files of the week instead; builds the typesetter in release, which takes minutes.
        #[arg(long)]
        paper: bool,
        /// Measure sharing instead: joining a ward of thousands of records, an edit on its way to another PC.
        #[arg(long, conflicts_with = "paper")]
        sharing: bool,
    },
    /// Set every kind of page as PDF, in several scripts, check it, and leave PDFs and pictures in target/paper.
    Paper,
    /// Build what is handed out, which makes PDFs, and have it prove itself.
    Release,
    /// Serve the core on this PC and the pages with live reload, for work on the screens.
    Dev,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Run { arguments } => run::run(&arguments),
        Command::Test { long } => test::test(long),
        Command::Check { fast } => check::command_line(fast),
        Command::Gen { check } => gen_wire::command(check),
        Command::E2e { arguments } => test::e2e_command(&arguments),
        Command::Smoke => test::smoke_command(),
        Command::Bench { paper: true, .. } => test::bench_command(test::Bench::Paper),
        Command::Bench { sharing: true, .. } => test::bench_command(test::Bench::Sharing),
        Command::Bench { .. } => test::bench_command(test::Bench::Ward),
        Command::Paper => paper::look(),
        Command::Release => release::command_line(),
        Command::Dev => dev::dev(),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => {
            eprintln!("xtask: {fault:#}");
            ExitCode::from(1)
        }
    }
}
