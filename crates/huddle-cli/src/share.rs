//! Sharing without a window: a node, invites, and the list of PCs.

use crate::args::{Node as NodeLine, PairWord};
use crate::digits;
use crate::door::{Door, Refusal, env};
use huddle_app::sync::{Identity, Invite};
use huddle_app::{App, Opening};
use huddle_host::net::{Node, NodeOptions, accept, listen};
use serde_json::{Value as Json, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Runs a peer until the process ends.
pub(crate) fn node(folder: &Path, line: &NodeLine) -> Result<(), Refusal> {
    let app = App::open(folder, env(), &Opening::default()).map_err(Refusal::plain)?;
    huddle_host::socket::serve(Arc::clone(&app)).map_err(|_| {
        Refusal::plain("The local socket could not be made. Nothing was changed. Check who may write in the data folder.")
    })?;
    let runtime = tokio::runtime::Runtime::new().map_err(Refusal::plain)?;
    runtime.block_on(async move {
        let listener = match line.listen {
            Some(address) => Some(listen(address).await.map_err(Refusal::plain)?),
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
        Node::new(app, NodeOptions { peers: line.peer.clone() }).run(listener).await;
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

/// Writes a file only this log-on may read, never over another.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
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
