//! The desktop shell of Huddleboard: a window around `huddle-app`, and only that.
//!
//! It must never hold a rule of the ward, a statistic or a sentence a nurse reads on a working
//! screen. Read first: [`args::Start`] (what the process was asked to be), [`owner::Owner`] (the
//! open data folder) and `ipc` (the three commands a page may call).
#![cfg_attr(windows, windows_subsystem = "windows")]

mod args;
#[cfg(target_os = "linux")]
mod awake;
mod closing;
mod crash;
mod graphics;
mod ipc;
mod owner;
mod place;
mod wall_screen;
mod wall_window;
mod window;
mod window_state;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod scratch;

use huddle_host::socket::Front;
use std::process::ExitCode;

/// Decides from the arguments, before any window system is touched, whether to be a command or a window.
fn main() -> ExitCode {
    crash::write_location_on_panic();
    match args::parse(std::env::args_os().skip(1)) {
        args::Start::Command(arguments) => huddle_cli::run(arguments),
        args::Start::Say(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        args::Start::Wrong(text) => {
            eprintln!("{text}");
            ExitCode::from(2)
        }
        args::Start::Window(options) => open(&options),
    }
}

/// Prepares the data folder's shell files, then runs the window until it is closed.
fn open(options: &args::WindowOptions) -> ExitCode {
    let folder = match place::folder(options) {
        Ok(folder) => folder,
        Err(text) => {
            eprintln!("{text}");
            return ExitCode::from(1);
        }
    };
    let sample = place::sample(&folder);
    // A second start on the same folder brings the first one's window to the front, board or wall, and is done.
    let front = if options.display { Front::Wall } else { Front::Board };
    if huddle_host::socket::raise(if options.demo { &sample } else { &folder }, front) {
        return ExitCode::SUCCESS;
    }
    let shell_folder = folder.join("shell");
    let last = crash::begin(&shell_folder);
    graphics::prepare(options.safe_graphics || last == crash::LastStart::NeverShown);
    match window::run(options, &folder, &sample, &shell_folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!(
                "Huddleboard could not open a window: {fault}. Nothing in the ward's folder was changed."
            );
            ExitCode::from(1)
        }
    }
}
