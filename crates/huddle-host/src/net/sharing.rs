//! Sharing beside a window: opens the port when there is something to share, and closes it when the folder is
//! let go.
//!
//! A PC that shares with nobody opens no port and starts no thread of the network (promise 1: it works alone).

use super::discovery::{self, Lane};
use super::{Node, NodeOptions, listen};
use huddle_app::App;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How often it is looked whether there is something to share.
const LOOK: Duration = Duration::from_secs(1);
/// Looks without anything to share after which the port is closed: a PC that was just taken off the list is told so
/// with the last word of its link.
const LAST_WORDS: u32 = 3;
/// How long the port may be another program's before it is tried again.
const PORT_AGAIN: Duration = Duration::from_secs(5);
/// Threads of the network.
const THREADS: usize = 2;

/// Shares a folder until it is dropped or the folder is let go.
pub struct Sharing {
    _ends: Sender<()>,
}

impl Sharing {
    /// Begins to look whether there is something to share; `address` is where others reach this PC then.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(app: &Arc<App>, address: SocketAddr) -> std::io::Result<Self> {
        let (ends, ended) = channel();
        let app = Arc::downgrade(app);
        std::thread::Builder::new().name("sharing".to_owned()).spawn(move || keep(&app, address, &ended))?;
        Ok(Self { _ends: ends })
    }
}

fn keep(app: &Weak<App>, address: SocketAddr, ended: &Receiver<()>) {
    let mut running: Option<Runtime> = None;
    let mut looking = None;
    let mut alone = 0;
    loop {
        let Some(app) = app.upgrade() else { break };
        match (app.wants_sharing(), &running) {
            (Ok(true), None) => running = begin(&app, address),
            (Ok(true), Some(_)) => alone = 0,
            (Ok(false), Some(_)) if alone < LAST_WORDS => alone += 1,
            (Ok(false), Some(_)) => {
                app.note_here(None);
                stop(running.take());
                alone = 0;
            }
            (Ok(false), None) => {}
            // The folder was let go.
            (Err(_), _) => break,
        }
        discovery::follow(&app, Lane::of(address.ip()), &mut looking);
        drop(app);
        if ended.recv_timeout(LOOK) != Err(RecvTimeoutError::Timeout) {
            break;
        }
    }
    stop(running);
}

/// Ends every link and closes the port, without waiting for either.
fn stop(running: Option<Runtime>) {
    if let Some(runtime) = running {
        runtime.shutdown_background();
    }
}

fn begin(app: &Arc<App>, address: SocketAddr) -> Option<Runtime> {
    let made = tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).enable_all().build();
    let runtime = match made {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::warn!(%error, "no threads for sharing");
            return None;
        }
    };
    let node = Node::new(Arc::clone(app), NodeOptions::default());
    runtime.spawn(Arc::clone(&node).run(None));
    runtime.spawn(keep_listening(Arc::clone(app), node, address));
    Some(runtime)
}

/// Keeps the port open, and moves to another one when a person or the trust chose it. Links that stand go on.
async fn keep_listening(app: Arc<App>, node: Arc<Node>, usual: SocketAddr) {
    loop {
        let at = wanted(&app, usual).await;
        match listen(at).await {
            Ok(listener) => {
                let at_last = listener.local_addr().unwrap_or(at);
                app.note_here(Some(Ok(reached_at(at_last))));
                tokio::select! {
                    () = Arc::clone(&node).welcome(listener) => {}
                    () = moved(&app, usual, at) => {}
                }
            }
            Err(said) => {
                app.note_here(Some(Err(said)));
                // Tried again after a while, or at once when another port was chosen.
                let _ = tokio::time::timeout(PORT_AGAIN, moved(&app, usual, at)).await;
            }
        }
    }
}

/// Returns once another port is wanted than that of `now`.
async fn moved(app: &Arc<App>, usual: SocketAddr, now: SocketAddr) {
    while wanted(app, usual).await == now {
        tokio::time::sleep(LOOK).await;
    }
}

/// Says where this PC is to listen: the trust's port, else a person's, else the usual one.
async fn wanted(app: &Arc<App>, usual: SocketAddr) -> SocketAddr {
    let app = Arc::clone(app);
    let port = tokio::task::spawn_blocking(move || app.port_wanted()).await;
    match port {
        Ok(Ok(Some((port, _)))) => SocketAddr::new(usual.ip(), port),
        _ => usual,
    }
}

/// Gives the address to type on another PC.
#[must_use]
pub fn reached_at(at: SocketAddr) -> String {
    if !at.ip().is_unspecified() {
        return at.to_string();
    }
    match own_ip() {
        Some(ip) => SocketAddr::new(ip, at.port()).to_string(),
        // Without a network there is no address yet; the port is all there is to say.
        None => format!(":{}", at.port()),
    }
}

/// Asks the system which of its addresses it would use within the hospital. Nothing is sent: a datagram socket
/// that is connected only looks at the routes.
pub(super) fn own_ip() -> Option<IpAddr> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("10.255.255.255", 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_unspecified() && !ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use huddle_app::{Caller, Env, Opening};
    use serde_json::json;
    use std::net::{TcpListener, TcpStream};
    use std::time::Instant;

    fn soon(what: &str, done: impl Fn() -> bool) {
        let began = Instant::now();
        while !done() {
            assert!(began.elapsed() < Duration::from_secs(30), "{what}: not within 30 s");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    #[test]
    fn the_port_is_open_only_while_there_is_something_to_share() {
        let folder = tempfile::tempdir().unwrap();
        let opening = Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() };
        let app = App::open(folder.path(), Env::system("0.1.0"), &opening).unwrap();
        let ward = json!({
            "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
            "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
        });
        app.execute("ward_start", ward, &Caller::default()).unwrap();
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = taken.local_addr().unwrap();
        let here = || app.query("sharing_get", json!({}), &Caller::default()).unwrap();
        let _sharing = Sharing::start(&app, at).unwrap();
        assert!(!app.wants_sharing().unwrap(), "a ward of one PC has nothing to share");

        // While another program has the port, that is said, and the ward works on.
        app.execute("sharing_invite", json!({ "role": "writer" }), &Caller::default()).unwrap();
        soon("the port is taken", || {
            here()["here_fault"].as_str().is_some_and(|f| f.contains("used by another program"))
        });
        app.execute("card_add", json!({ "title": "Linen cage" }), &Caller::default()).unwrap();
        drop(taken);
        soon("the port is open", || here()["here"] == at.to_string());
        assert!(TcpStream::connect(at).is_ok());

        // Another port is chosen: the old one closes, also when the new one is another program's.
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let next = taken.local_addr().unwrap();
        let port = |port: &str| json!({ "port": port });
        app.execute("sharing_port_set", port(&next.port().to_string()), &Caller::default()).unwrap();
        soon("the new port is taken", || {
            here()["here_fault"].as_str().is_some_and(|f| f.contains("used by another program"))
        });
        assert!(TcpStream::connect(at).is_err(), "the old port is still open");
        drop(taken);
        soon("the new port is open", || here()["here"] == next.to_string());
        app.execute("sharing_port_set", port(""), &Caller::default()).unwrap();
        soon("the usual port is open again", || here()["here"] == at.to_string());

        app.release().unwrap();
        soon("the port is closed", || TcpStream::connect(at).is_err());
    }
}
