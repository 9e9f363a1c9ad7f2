//! `huddlectl pair digits`: letting a PC in by six digits from a terminal, on either end.
//!
//! Where a window or a node has the folder it does the talking and this only asks it; otherwise this process talks
//! itself for as long as it takes. A person answers on standard input.

use crate::args::DigitsSide;
use crate::door::{Door, Refusal};
use huddle_host::net::{Node, NodeOptions, listen};
use serde_json::{Value as Json, json};
use std::io::{BufRead, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How often it is asked how things stand.
const LOOK: Duration = Duration::from_millis(200);

/// Opens one end, shows the digits, passes the person's answer on and tells how it ended.
pub(crate) fn compare(folder: &Path, side: DigitsSide) -> Result<Vec<String>, Refusal> {
    let door = Door::to(folder)?;
    // Ends with this command.
    let mut own = None;
    let (name, body, address) = match side {
        DigitsSide::Open { role, name, listen } => {
            ("sharing_digits_open", json!({ "role": role, "name": name }), Some(listen))
        }
        DigitsSide::Join { peer } => ("sharing_digits_join", json!({ "address": peer }), None),
    };
    door.call(name, body, None)?;
    if let Door::Open(app) = &door {
        own = Some(talk(Arc::clone(app), address)?);
    }
    let ended = follow(&door);
    if ended.is_err() {
        let _ = door.call("sharing_digits_stop", json!({}), None);
    }
    if let Some(runtime) = own {
        // The other end reads the last word before this one is gone.
        runtime.shutdown_timeout(Duration::from_secs(2));
    }
    ended
}

/// Talks to other PCs from this process.
fn talk(app: Arc<huddle_app::App>, address: Option<SocketAddr>) -> Result<tokio::runtime::Runtime, Refusal> {
    let runtime = tokio::runtime::Runtime::new().map_err(Refusal::plain)?;
    let listener = match address {
        Some(address) => Some(runtime.block_on(listen(address)).map_err(Refusal::plain)?),
        None => None,
    };
    if let Some(at) = listener.as_ref().and_then(|l| l.local_addr().ok()) {
        app.note_here(Some(Ok(at.to_string())));
    }
    runtime.spawn(Node::new(app, NodeOptions::default()).run(listener));
    Ok(runtime)
}

/// Prints a line at once; standard output may be closed, which is no reason to stop.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn follow(door: &Door) -> Result<Vec<String>, Refusal> {
    let (mut told, mut ends) = (String::new(), false);
    loop {
        let sharing = door.call("sharing_get", json!({}), None)?;
        let view = &sharing["digits"];
        let text = |key: &str| view.get(key).and_then(Json::as_str).unwrap_or_default();
        let lets_in = view.get("lets_in").and_then(Json::as_bool).unwrap_or_default();
        let here = sharing.get("here").and_then(Json::as_str);
        match text("step") {
            "done" if lets_in => return Ok(vec![format!("{} is in.", text("name"))]),
            "done" => {
                return Ok(vec![format!(
                    "This PC belongs to {} now. Its records come when it is linked.",
                    text("ward")
                )]);
            }
            "compare" => {
                say(&format!("The digits are {}.", text("digits")));
                say("Does the other PC show the same? Type yes or no, then press Enter.");
                let mut answer = String::new();
                std::io::stdin().lock().read_line(&mut answer).map_err(Refusal::plain)?;
                let same = matches!(answer.trim().to_ascii_lowercase().as_str(), "yes" | "y");
                let body = json!({ "digits": text("digits"), "same": same });
                // While the person was looking the talk may have ended; how, the next look tells.
                let heard = door.call("sharing_digits_say", body, None).is_ok();
                ends = !same || !heard;
                if same && heard {
                    say("Say yes on the other PC too.");
                }
            }
            // A screen goes on waiting for the right PC; a command ends.
            "open" if ends => return Err(Refusal::plain(text("said"))),
            "open" | "wait" | "ending" => {}
            "over" => return Err(Refusal::plain(text("said"))),
            _ => {
                return Err(Refusal::plain("It was stopped from elsewhere on this PC. Nothing was changed."));
            }
        }
        let line = match (text("step"), lets_in, here, text("said")) {
            ("open", _, _, said) if !said.is_empty() => said.to_owned(),
            ("open", true, Some(here), _) => format!("Open for two minutes at {here}."),
            _ => String::new(),
        };
        if !line.is_empty() && line != told {
            say(&line);
            told = line;
        }
        std::thread::sleep(LOOK);
    }
}
