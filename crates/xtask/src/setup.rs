//! Installs what is missing, and says plainly what it cannot install.

use crate::place;
use crate::steps::{Tally, ask, command, minutes, watch};
use anyhow::{Context as _, Result, bail};
use std::time::Instant;

/// What the shell is built with.
pub const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libgtk-3-dev",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "fonts-noto-core",
];
/// What a screen that nobody looks at needs: the window smoke test and the tour.
///
/// `xdotool` presses the keys of the system's print dialog, which is no page; `pdftotext` reads what was printed;
/// `xrandr` changes the screens under the wall.
pub const SCREEN: &[&str] = &[
    "xvfb",
    "openbox",
    "dbus",
    "dbus-x11",
    "webkit2gtk-driver",
    "imagemagick",
    "xdotool",
    "x11-xserver-utils",
    "poppler-utils",
];
/// What the browser journeys run in.
pub const BROWSER: &[&str] = &["chromium"];

/// What makes pictures of PDF pages.
pub const PICTURES: &[&str] = &["poppler-utils"];
/// The office program that reads our files as a ward's would; with it come some 400 MB, so only the long run has it.
pub const OFFICE: &[&str] = &["libreoffice-calc", "libreoffice-writer"];

/// What the tests of sharing make their networks with.
pub const NETWORK: &[&str] = &["iproute2"];

/// The oldest Node the front-end tools run on.
const NODE: (u32, u32) = (20, 19);

/// Installs the Debian packages that are missing; returns what it installed.
///
/// On a system without dpkg it names them and goes on: the build says what it misses.
pub fn packages(wanted: &[&str]) -> Result<Vec<String>> {
    if !cfg!(target_os = "linux") {
        name_prerequisites();
        return Ok(Vec::new());
    }
    if ask("dpkg-query", &["--version"]).is_none() {
        println!(
            "This is not Debian or Ubuntu. Needed here, under this system's names: {}",
            wanted.join(", ")
        );
        return Ok(Vec::new());
    }
    let missing: Vec<&str> = wanted.iter().copied().filter(|name| !installed(name)).collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    println!("installing: {}", missing.join(" "));
    apt(&["update", "-qq"])?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(&arguments)?;
    let still: Vec<&str> = missing.iter().copied().filter(|name| !installed(name)).collect();
    anyhow::ensure!(still.is_empty(), "these packages could not be installed: {}", still.join(", "));
    Ok(missing.into_iter().map(str::to_owned).collect())
}

fn installed(package: &str) -> bool {
    if package == "chromium" && chromium().is_some() {
        return true;
    }
    ask("dpkg-query", &["-W", "-f", "${db:Status-Status}", package]).as_deref() == Some("installed")
}

/// Returns the browser the journeys run in.
pub fn chromium() -> Option<String> {
    if let Ok(given) = std::env::var("CHROMIUM") {
        return Some(given);
    }
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .find(|path| std::path::Path::new(path).exists())
        .map(str::to_owned)
}

fn apt(arguments: &[&str]) -> Result<()> {
    let root = ask("id", &["-u"]).as_deref() == Some("0");
    let mut run = if root { command("apt-get", &[]) } else { command("sudo", &["apt-get"]) };
    run.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    if !root {
        // sudo may have to ask for the password.
        run.stdin(std::process::Stdio::inherit());
    }
    let ran = watch(run, minutes(15)).context("running apt-get")?;
    anyhow::ensure!(ran.ok, "apt-get {} failed", arguments.first().unwrap_or(&""));
    Ok(())
}

/// Checks that Node is new enough for the front-end tools.
pub fn node() -> Result<()> {
    let Some(version) = ask("node", &["--version"]) else {
        bail!(
            "Node is not installed. Install Node {}.{} or newer, with npm, and start again.",
            NODE.0,
            NODE.1
        );
    };
    let mut numbers = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    anyhow::ensure!(found >= NODE, "Node {version} is too old: {}.{} or newer is needed.", NODE.0, NODE.1);
    Ok(())
}

/// Installs the front-end packages from the lock file when they are missing or the lock has changed.
pub fn front_end() -> Result<()> {
    node()?;
    let lock = place::root().join("package-lock.json");
    let wanted = std::fs::read(&lock).context("reading package-lock.json")?;
    let stamp = place::root().join("node_modules/.installed-lock");
    if std::fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    let began = Instant::now();
    let ran = watch(command("npm", &["ci", "--no-audit", "--no-fund"]), minutes(15))?;
    anyhow::ensure!(ran.ok, "npm ci failed");
    std::fs::write(&stamp, &wanted).context("noting which lock file is installed")?;
    println!("front-end packages installed in {}", crate::steps::time(began.elapsed()));
    Ok(())
}

/// Installs everything the tests need and counts it as one.
pub fn everything() -> Result<Tally> {
    let wanted: Vec<&str> = [BUILD, SCREEN, BROWSER, NETWORK].concat();
    packages(&wanted)?;
    front_end()?;
    Ok(Tally::one(true))
}

/// Names what a person has to install on Windows and macOS.
fn name_prerequisites() {
    println!("Needed on this system before the build works:");
    println!(
        "  Rust {} or newer, Node {}.{} or newer with npm, git",
        env!("CARGO_PKG_RUST_VERSION"),
        NODE.0,
        NODE.1
    );
    if cfg!(windows) {
        println!("  Visual Studio Build Tools with \"Desktop development with C++\"");
        println!("  Microsoft Edge WebView2 Runtime (part of Windows 11 and of current Windows 10)");
    } else {
        println!("  Xcode Command Line Tools (xcode-select --install)");
    }
}
