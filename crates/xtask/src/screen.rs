//! Makes a screen that nobody looks at, for the window smoke test and the tour.

use crate::steps::command;
use anyhow::{Context as _, Result};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// Holds a running Xvfb with a small window manager; both end when it is dropped.
pub struct Screen {
    display: String,
    server: Child,
    manager: Option<Child>,
}

impl Screen {
    /// Starts a screen of the ward PC's common size.
    pub fn start() -> Result<Self> {
        // `-displayfd 1` makes the server choose a free number and print it when it is ready.
        let mut server = command(
            "Xvfb",
            &["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"],
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("starting Xvfb")?;
        let mut number = String::new();
        let stdout = server.stdout.take().context("reading Xvfb's answer")?;
        BufReader::new(stdout).read_line(&mut number).context("reading Xvfb's answer")?;
        let number = number.trim();
        anyhow::ensure!(!number.is_empty(), "Xvfb gave no display number");
        let display = format!(":{number}");
        // Focus and size behave as on a desktop only when some window manager runs.
        let manager = command("openbox", &["--sm-disable"])
            .env("DISPLAY", &display)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok();
        Ok(Self { display, server, manager })
    }

    /// Prepares a command on this screen with a session bus of its own.
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut run = command("dbus-run-session", &["--", program]);
        run.args(arguments)
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            // In tests alone: it switches assistive technology off.
            .env("NO_AT_BRIDGE", "1");
        run
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for child in self.manager.iter_mut().chain([&mut self.server]) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
