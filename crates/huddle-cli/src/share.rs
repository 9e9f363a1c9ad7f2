//! Sharing without a window: a node, invites, and the list of PCs.

use crate::args::{Node as NodeLine, PairWord, SharingWord};
use crate::digits;
use crate::door::{Door, Refusal, env};
use huddle_app::sync::{Identity, Invite, PORT};
use huddle_app::{App, Opening};
use huddle_core::address;
use huddle_host::net::discovery::{self, Lane};
use huddle_host::net::{Node, NodeOptions, accept, listen, reached_at};
use serde_json::{Value as Json, json};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Runs a peer until the process ends.
pub(crate) fn node(folder: &Path, line: &NodeLine) -> Result<(), Refusal> {
    let app = App::open(folder, env(), &Opening::default()).map_err(Refusal::plain)?;
    huddle_host::socket::serve(Arc::clone(&app)).map_err(|_| {
        Refusal::plain("The local socket could not be made. Nothing was changed. Check who may write in the data folder.")
    })?;
    let mut peers = Vec::new();
    for typed in &line.peer {
        let usual =
            app.port_wanted().ok().flatten().filter(|(_, trust)| *trust).map_or(PORT, |(port, _)| port);
        peers.push(address::read(typed, usual).ok_or_else(|| {
            Refusal::usage(
                "--peer needs the address of another PC, like 10.1.2.3:47810. Nothing was changed.",
            )
        })?);
    }
    let runtime = tokio::runtime::Runtime::new().map_err(Refusal::plain)?;
    runtime.block_on(async move {
        let listener = match &line.listen {
            Some(typed) => Some(listen(listen_at(&app, typed)?).await.map_err(Refusal::plain)?),
            None => None,
        };
        let address = listener.as_ref().and_then(|l| l.local_addr().ok());
        // One line for whoever started it; standard output may be closed, which is no reason to stop.
        let said = json!({ "listening": address, "id": device_id(&app) });
        {
            use std::io::Write;
            let mut out = std::io::stdout().lock();
            let _ = writeln!(out, "{said}").and_then(|()| out.flush());
        }
        each_minute(&app, App::tick);
        // A copy and last night's pack may each wait for a slow folder, and nothing else must wait with them.
        each_minute(&app, App::copy_when_due);
        each_minute(&app, App::make_pack_when_due);
        if !line.no_discovery {
            let app = Arc::downgrade(&app);
            let lane = address.map_or_else(Lane::default, |at| Lane::of(at.ip()));
            tokio::spawn(async move {
                let mut looking = None;
                while let Some(app) = app.upgrade() {
                    discovery::follow(&app, lane, &mut looking);
                    drop(app);
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            });
        }
        app.note_here(address.map(|at| Ok(reached_at(at))));
        Node::new(app, NodeOptions { peers, ..NodeOptions::default() }).run(listener).await;
        Ok(())
    })
}

/// Gives the app a moment for its own work once a minute.
fn each_minute(app: &Arc<App>, work: fn(&App)) {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let mut minute = tokio::time::interval(Duration::from_secs(60));
        minute.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            minute.tick().await;
            let app = Arc::clone(&app);
            let _ = tokio::task::spawn_blocking(move || work(&app)).await;
        }
    });
}

/// Reads where to listen. The trust's port beats the one that was typed.
fn listen_at(app: &App, typed: &str) -> Result<SocketAddr, Refusal> {
    let wanted = app.port_wanted().map_err(|fault| Refusal::from(*fault.0))?;
    if let Ok(at) = typed.parse::<SocketAddr>() {
        return match wanted {
            Some((port, true)) if port != at.port() => Err(Refusal::plain(format!(
                "Your trust chose port {port} for this PC. Sharing did not start; nothing was changed. Leave the port out, or ask IT."
            ))),
            _ => Ok(at),
        };
    }
    let ip = typed.parse::<IpAddr>().map_err(|_| {
        Refusal::usage(
            "--listen needs an address of this PC, like 0.0.0.0 or 10.1.2.3:47810. Nothing was changed.",
        )
    })?;
    Ok(SocketAddr::new(ip, wanted.map_or(PORT, |(port, _)| port)))
}

/// Carries out one word of `sharing`.
pub(crate) fn sharing(folder: &Path, word: SharingWord) -> Result<Vec<String>, Refusal> {
    let door = Door::to(folder)?;
    match word {
        SharingWord::Port { port, pin } => {
            let port = if port == "usual" { String::new() } else { port };
            door.call("sharing_port_set", json!({ "port": port, "pin": pin }), None)?;
        }
        SharingWord::Call { address } => {
            door.call("sharing_peer_add", json!({ "address": address }), None)?;
        }
        SharingWord::DontCall { address } => {
            door.call("sharing_peer_remove", json!({ "address": address }), None)?;
        }
        SharingWord::List => {}
    }
    let now = door.call("sharing_get", json!({}), None)?;
    let text = |of: &Json, key: &str| of.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let port = now.get("port").cloned().unwrap_or_default();
    let mut lines = vec![format!("port {} ({})", port["port"], text(&port, "set_by"))];
    for one in now.get("dialled").and_then(Json::as_array).into_iter().flatten() {
        lines.push(
            format!("calls {} ({}) {}", text(one, "address"), text(one, "from"), text(one, "said"))
                .trim_end()
                .to_owned(),
        );
    }
    let faults = ["here_fault", "policy_fault", "peers_fault"].map(|key| text(&now, key));
    lines.extend(faults.into_iter().filter(|fault| !fault.is_empty()));
    Ok(lines)
}

fn device_id(app: &App) -> String {
    hex::encode(app.identity().device)
}

/// Carries out one word of `pair`.
pub(crate) fn pair(folder: &Path, word: PairWord) -> Result<Vec<String>, Refusal> {
    match word {
        PairWord::Invite { role, out } => {
            let made = Door::to(folder)?.keep("pair_invite", json!({ "role": role }))?;
            let file = made.get("file").and_then(Json::as_str).unwrap_or_default();
            write_private(&out, file.as_bytes()).map_err(|_| {
                Refusal::plain("The invite could not be written. Check the folder, then make a new one.")
            })?;
            Ok(vec![
                "The invite is written. It lets in one PC, once. Take it there by hand; who has it can join."
                    .to_owned(),
            ])
        }
        PairWord::Accept { file, peer, name } => {
            let text = std::fs::read_to_string(&file)
                .map_err(|_| Refusal::plain("The invite file cannot be read. Nothing was changed."))?;
            let door = Door::to(folder)?;
            door.keep("pair_check", json!({ "file": text }))?;
            let invite = Invite::read(&text).map_err(|fault| Refusal::from(*fault.0))?;
            let identity = Identity::of_folder(folder).map_err(|fault| Refusal::from(*fault.0))?;
            let runtime = tokio::runtime::Runtime::new().map_err(Refusal::plain)?;
            let answer =
                runtime.block_on(accept(&identity, &invite, &peer, &name)).map_err(Refusal::plain)?;
            let joined =
                door.keep("pair_joined", json!({ "file": text, "answer": answer, "address": peer }))?;
            let role = joined.get("role").and_then(Json::as_str).unwrap_or_default();
            Ok(vec![format!(
                "This PC belongs to the ward now, as {role}. Its records come when it is linked."
            )])
        }
        PairWord::Digits { side } => digits::compare(folder, side),
        PairWord::Name { id, name } => {
            Door::to(folder)?.call("sharing_name_set", json!({ "id": id, "name": name }), None)?;
            Ok(vec!["The PC has its new name.".to_owned()])
        }
        PairWord::List => Ok(vec![Door::to(folder)?.keep("pair_list", json!({}))?.to_string()]),
        PairWord::Revoke { id, why } => {
            Door::to(folder)?.keep("pair_revoke", json!({ "id": id, "why": why }))?;
            Ok(vec![
                "This PC is off the list. Nothing more is sent to it. What it holds already stays on it."
                    .to_owned(),
            ])
        }
    }
}

/// Tries what sharing needs; the second of the pair is true when somebody has to do something.
pub(crate) fn doctor(folder: &Path, as_json: bool) -> Result<(Vec<String>, bool), Refusal> {
    let said = Door::to(folder)?.call("sharing_test_get", json!({}), None)?;
    let checks = said.get("checks").and_then(Json::as_array).cloned().unwrap_or_default();
    let text = |of: &Json, key: &str| of.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let look = checks.iter().any(|one| text(one, "state") == "look");
    if as_json {
        return Ok((vec![said.to_string()], look));
    }
    let line = |one: &Json| {
        let state = match text(one, "state").as_str() {
            "good" => "good",
            "look" => "LOOK",
            _ => "?",
        };
        let about = Some(text(one, "about")).filter(|a| !a.is_empty()).map(|a| format!("{a}: "));
        format!("{state:<5} {:<9} {}{}", text(one, "what"), about.unwrap_or_default(), text(one, "text"))
    };
    Ok((checks.iter().map(line).collect(), look))
}

/// Writes a file only this log-on may read, never over another.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
