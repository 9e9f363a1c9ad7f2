//! `cargo xtask dev`: the core over loopback and the pages with live reload, for work on the screens.

use crate::steps::command;
use crate::{desktop, place, setup};
use anyhow::{Context as _, Result, ensure};

/// Starts `huddlectl serve-http` on a throw-away ward and Vite beside it, until Vite ends.
pub fn dev() -> Result<bool> {
    setup::front_end()?;
    ensure!(desktop::core()?.failed == 0, "the core could not be built");
    let data = place::output("dev-ward")?;
    let mut core = command(&place::binary("huddlectl").to_string_lossy(), &["--data"])
        .arg(&data)
        .args(["serve-http", "--port", "47811"])
        .spawn()
        .context("starting the core")?;
    let pages = command("npm", &["run", "dev", "-w", "ui"]).stdin(std::process::Stdio::inherit()).status();
    let _ = core.kill();
    let _ = core.wait();
    Ok(pages.context("starting Vite")?.success())
}
