//! The owner's local socket in the data folder, for this log-on's `huddlectl`.

use crate::protocol::{Answer, Ask, LONGEST_LINE, Op, bad_line};
use huddle_app::App;
use interprocess::local_socket::traits::{ListenerExt, Stream as _};
use interprocess::local_socket::{ListenerOptions, Name, Stream};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Longest path a Unix socket may have, with room to spare (the system's limit is 108 bytes).
const LONGEST_PATH: usize = 100;

/// Returns where the socket of a data folder is.
#[must_use]
pub fn path(folder: &Path) -> PathBuf {
    let inside = folder.join("owner.sock");
    if inside.as_os_str().len() <= LONGEST_PATH {
        return inside;
    }
    // A long folder name cannot carry a socket; both sides find the same short name instead.
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let short = hex::encode(&digest[..8]);
    std::env::temp_dir().join(format!("huddleboard-{short}.sock"))
}

#[cfg(unix)]
fn name(folder: &Path) -> io::Result<Name<'static>> {
    use interprocess::local_socket::{GenericFilePath, ToFsName};
    path(folder).to_fs_name::<GenericFilePath>()
}

#[cfg(windows)]
fn name(folder: &Path) -> io::Result<Name<'static>> {
    use interprocess::local_socket::{GenericNamespaced, ToNsName};
    let file = path(folder);
    let digest = Sha256::digest(file.as_os_str().as_encoded_bytes());
    let short = hex::encode(&digest[..16]);
    format!("huddleboard-{short}").to_ns_name::<GenericNamespaced>()
}

/// What a second start asks the first for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// The board people work at.
    Board,
    /// The wall, which only shows.
    Wall,
}

impl Front {
    fn op(self) -> Op {
        match self {
            Self::Board => Op::Raise,
            Self::Wall => Op::RaiseWall,
        }
    }
}

/// How long a second start waits for the first to come to the front.
const RAISE: Duration = Duration::from_secs(10);

/// Serves the socket until the process ends; one thread a connection.
///
/// # Errors
/// When the socket cannot be made.
pub fn serve(app: Arc<App>) -> io::Result<()> {
    serve_window(app, |_| false)
}

/// Serves the socket as [`serve`] does, for a process with windows: `raise` brings one to the front, opens it
/// first where it is not there, and says whether it did.
///
/// # Errors
/// When the socket cannot be made; the window works without it.
pub fn serve_window(app: Arc<App>, raise: impl Fn(Front) -> bool + Send + Sync + 'static) -> io::Result<()> {
    let raise = Arc::new(raise);
    let folder = app.folder().to_owned();
    // The lock says that nobody else owns the folder, so a socket that is still there is a dead one's.
    #[cfg(unix)]
    match std::fs::remove_file(path(&folder)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = ListenerOptions::new().name(name(&folder)?).create_sync()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path(&folder), std::fs::Permissions::from_mode(0o600))?;
    }
    std::thread::Builder::new().name("local socket".to_owned()).spawn(move || {
        for connection in listener.incoming().flatten() {
            let (app, raise) = (Arc::clone(&app), Arc::clone(&raise));
            let answering = std::thread::Builder::new().name("local call".to_owned());
            if let Err(error) = answering.spawn(move || answer_all(&app, &*raise, &connection)) {
                tracing::warn!(%error, "no thread for a local call");
            }
        }
    })?;
    Ok(())
}

fn answer_all(app: &App, raise: &dyn Fn(Front) -> bool, connection: &Stream) {
    let mut reader = BufReader::new(connection);
    loop {
        let mut line = Vec::new();
        match reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let answer = if line.last() == Some(&b'\n') {
            match serde_json::from_slice::<Ask>(&line) {
                Ok(ask) if ask.op == Op::Raise => Answer::Ok(raise(Front::Board).into()),
                Ok(ask) if ask.op == Op::RaiseWall => Answer::Ok(raise(Front::Wall).into()),
                Ok(ask) => ask.serve(app, "huddlectl"),
                Err(_) => bad_line(),
            }
        } else {
            bad_line()
        };
        let Ok(mut out) = serde_json::to_vec(&answer) else { return };
        out.push(b'\n');
        let mut writer = connection;
        if writer.write_all(&out).and_then(|()| writer.flush()).is_err() || line.last() != Some(&b'\n') {
            return;
        }
    }
}

/// Asks the owner of a folder.
///
/// # Errors
/// When nobody serves the socket or the line breaks.
pub fn ask(folder: &Path, ask: &Ask) -> io::Result<Answer> {
    let connection = Stream::connect(name(folder)?)?;
    let mut line = serde_json::to_vec(ask)?;
    line.push(b'\n');
    let mut writer = &connection;
    writer.write_all(&line)?;
    writer.flush()?;
    let mut answer = Vec::new();
    BufReader::new(&connection).take(LONGEST_LINE).read_until(b'\n', &mut answer)?;
    Ok(serde_json::from_slice(&answer)?)
}

/// Asks the owner of a folder to bring one of its windows to the front; true when it did. False when nobody serves
/// the folder, when there are no windows, when the owner is older and knows no wall, or does not answer in time.
#[must_use]
pub fn raise(folder: &Path, front: Front) -> bool {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let (sender, answer) = mpsc::channel();
    let asking = std::thread::Builder::new().name("raise".to_owned()).spawn(move || {
        let request =
            Ask { op: front.op(), name: String::new(), body: Json::Null, request_id: None, tile: None };
        let raised = matches!(ask(&folder, &request), Ok(Answer::Ok(Json::Bool(true))));
        // Nobody waits any more when this comes too late.
        let _ = sender.send(raised);
    });
    asking.is_ok() && answer.recv_timeout(RAISE).unwrap_or(false)
}
