//! `huddlectl`: the ward's board from a command line, without a window.

use std::process::ExitCode;

fn main() -> ExitCode {
    huddle_cli::run(std::env::args_os().skip(1).collect())
}
