//! `cargo xtask run`: from a fresh machine to an open app, or to photographs of it.

use crate::steps::{command, time};
use crate::{desktop, place, setup};
use anyhow::{Context as _, Result, ensure};
use std::time::Instant;

/// Installs, builds and opens; without a screen it photographs the main screens of the made-up ward.
pub fn run(arguments: &[String]) -> Result<bool> {
    let began = Instant::now();
    let seen = has_a_screen();
    let wanted = if seen { setup::BUILD.to_vec() } else { [setup::BUILD, setup::SCREEN].concat() };
    setup::packages(&wanted)?;
    setup::front_end()?;
    ensure!(desktop::pages()?.failed == 0, "the pages could not be built; the lines above say why");
    ensure!(desktop::app()?.failed == 0, "the app could not be built; the lines above say why");
    println!("ready after {}", time(began.elapsed()));
    if seen { open(arguments) } else { tour() }
}

fn has_a_screen() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn open(arguments: &[String]) -> Result<bool> {
    let binary = desktop::app_binary()?;
    println!("opening {}", binary.display());
    let status =
        command(&binary.to_string_lossy(), &[]).args(arguments).status().context("opening the app")?;
    Ok(status.success())
}

/// Photographs the main screens into `target/tour`, numbered, and prints where they are.
fn tour() -> Result<bool> {
    let folder = place::output("tour")?;
    for entry in std::fs::read_dir(&folder)?.flatten() {
        if entry.path().extension().is_some_and(|kind| kind == "png") {
            std::fs::remove_file(entry.path())?;
        }
    }
    println!("There is no screen here, so the app is opened on a hidden one and photographed.");
    let ran = desktop::on_a_hidden_screen(&["tests/smoke/tour.mjs"], |run| {
        run.env("HUDDLEBOARD_TOUR", &folder);
    })?;
    let mut pictures: Vec<_> = std::fs::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "png"))
        .collect();
    pictures.sort();
    for picture in &pictures {
        println!("{}", picture.display());
    }
    ensure!(ran.ok, "the tour stopped after {} pictures; the lines above say why", pictures.len());
    Ok(!pictures.is_empty())
}
