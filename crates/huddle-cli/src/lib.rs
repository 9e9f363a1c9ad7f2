//! `huddlectl` and the library behind it: everything a window can do, and looking after the store.
//!
//! Every subcommand is an alias of an entry in the tables of `huddle-app` or of a maintenance word. When
//! another process owns the folder the request goes to its local socket; otherwise the folder is
//! opened here. Exit codes: 0 done, 1 refused with a reason, 2 wrong usage, 3 damaged data found.

mod analyse;
mod args;
mod digits;
mod door;
mod print;
#[cfg(feature = "http")]
mod serve;
mod share;
mod week;

pub use args::is_command;
pub use door::{default_folder, policy_file};

use args::{Command, PinWord};
use clap::Parser;
use door::{Door, Refusal};
use serde_json::{Value as Json, json};
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs one command line (without the program's name).
#[must_use]
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    let line = std::iter::once(OsString::from("huddlectl")).chain(arguments);
    let parsed = match args::Line::try_parse_from(line) {
        Ok(parsed) => parsed,
        Err(error) => {
            // clap prints help to standard output and faults to standard error.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match work(parsed) {
        Ok(Said::Lines(lines)) => {
            for line in lines {
                println!("{line}");
            }
            ExitCode::SUCCESS
        }
        Ok(Said::Look(lines)) => {
            for line in lines {
                println!("{line}");
            }
            ExitCode::from(1)
        }
        Ok(Said::Damage(line)) => {
            println!("{line}");
            ExitCode::from(3)
        }
        Err(refusal) => {
            eprintln!("{refusal}");
            refusal.exit_code()
        }
    }
}

/// What a command says at its end.
enum Said {
    Lines(Vec<String>),
    /// It was done, and what it found needs somebody to do something.
    Look(Vec<String>),
    Damage(String),
}

fn one(line: impl ToString) -> Result<Said, Refusal> {
    Ok(Said::Lines(vec![line.to_string()]))
}

fn work(line: args::Line) -> Result<Said, Refusal> {
    let folder = line.data.unwrap_or_else(default_folder);
    match line.command {
        Command::Call { name, body, tile } => {
            let body: Json = serde_json::from_str(body.as_deref().unwrap_or("{}"))
                .map_err(|_| Refusal::usage("The body is not JSON."))?;
            one(Door::to(&folder)?.call(&name, body, tile)?)
        }
        Command::List => {
            let (queries, commands) = huddle_app::names();
            let mut lines: Vec<String> = queries.iter().map(|n| format!("query   {n}")).collect();
            lines.extend(commands.iter().map(|n| format!("command {n}")));
            Ok(Said::Lines(lines))
        }
        Command::State { json: as_json } => {
            let state = Door::to(&folder)?.keep("state", json!({}))?;
            if as_json {
                return one(state);
            }
            let text = |key: &str| state.get(key).map(ToString::to_string).unwrap_or_default();
            Ok(Said::Lines(vec![
                format!("records       {}", text("documents")),
                format!("heads digest  {}", text("heads_digest").trim_matches('"')),
                format!("state digest  {}", text("state_digest").trim_matches('"')),
            ]))
        }
        Command::Verify => {
            let found = Door::to(&folder)?.keep("verify", json!({}))?;
            let damaged = found.get("damaged").and_then(Json::as_array).map_or(0, Vec::len);
            if damaged > 0 {
                return Ok(Said::Damage(format!(
                    "{damaged} records are damaged. The rest are whole. {found}"
                )));
            }
            one(format!("{} records are whole.", found.get("records").cloned().unwrap_or_default()))
        }
        Command::Rebuild => one(Door::to(&folder)?.keep("rebuild", json!({}))?),
        Command::Backup { to } => {
            one(Door::to(&folder)?.keep("backup", json!({ "to": to.display().to_string() }))?)
        }
        Command::Restore { file } => one(door::restore(&file, &folder)?),
        Command::AdminPin { word: PinWord::Reset } => {
            Door::to(&folder)?.keep("admin_pin_reset", json!({}))?;
            one("The ward PIN of this PC has been taken away. Set a new one under Settings.")
        }
        Command::Demo { until } => one(door::demo(&folder, until)?),
        Command::Export { what: args::Export::Readings { measure } } => {
            let out = Door::to(&folder)?.keep("export_readings", json!({ "measure": measure }))?;
            one(out.get("csv").and_then(Json::as_str).unwrap_or_default().trim_end())
        }
        Command::Export { what: args::Export::Week(asked) } if asked.ward_folder.is_empty() => {
            week::export(&folder, &asked).map(Said::Lines)
        }
        Command::Export { what: args::Export::Week(asked) } => week::side_by_side(&asked).map(Said::Lines),
        Command::Pack => print::pack(&folder).map(Said::Lines),
        Command::Print { what } => print::print(&folder, &what).map(Said::Lines),
        Command::Analyse { vectors: Some(file), .. } => analyse::file(&file).map(Said::Lines),
        Command::Analyse { vectors: None, .. } => one(analyse::one(std::io::stdin())?),
        Command::Chart { measure, svg, theme } => {
            let found =
                Door::to(&folder)?.call("measure_get", json!({ "id": measure, "theme": theme }), None)?;
            one(analyse::keep_chart(&found, &svg)?)
        }
        Command::Node(line) => share::node(&folder, &line).map(|()| Said::Lines(Vec::new())),
        Command::Pair { word } => share::pair(&folder, word).map(Said::Lines),
        Command::Doctor { json } => share::doctor(&folder, json)
            .map(|(lines, look)| if look { Said::Look(lines) } else { Said::Lines(lines) }),
        Command::Sharing { word } => share::sharing(&folder, word).map(Said::Lines),
        Command::SelfTest => one(door::self_test()?),
        #[cfg(feature = "http")]
        Command::ServeHttp(options) => serve::serve(&folder, options).map(|()| Said::Lines(Vec::new())),
    }
}
