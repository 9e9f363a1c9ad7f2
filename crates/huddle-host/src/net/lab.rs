//! What the tests of the sockets share: PCs over real TLS on loopback, and a proxy that counts what passes.

use super::{Node, NodeOptions, accept, listen};
use huddle_app::sync::Invite;
use huddle_app::{App, Caller, Env, Opening};
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// Opens a folder as tests do.
pub fn open(folder: &Path) -> Arc<App> {
    let opening = Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() };
    App::open(folder, Env::system("0.1.0"), &opening).unwrap()
}

/// Opens a folder and starts a ward in it.
pub fn ward(folder: &Path) -> Arc<App> {
    let app = open(folder);
    let ward = json!({
        "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    app.execute("ward_start", ward, &Caller::default()).unwrap();
    app
}

/// Runs a node that may be dialled, and gives its address.
pub fn listening(runtime: &Runtime, app: &Arc<App>) -> SocketAddr {
    runtime.block_on(async {
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let at = listener.local_addr().unwrap();
        tokio::spawn(Node::new(Arc::clone(app), NodeOptions::default()).run(Some(listener)));
        at
    })
}

/// Runs a node that only dials out.
pub fn dialling(runtime: &Runtime, app: &Arc<App>) {
    runtime.spawn(Node::new(Arc::clone(app), NodeOptions::default()).run(None));
}

/// Lets `new` into the ward of `admin`, which listens at `at`; it will dial `through`.
pub fn join(runtime: &Runtime, admin: &App, at: SocketAddr, new: &App, through: SocketAddr) {
    let made = admin.keep("pair_invite", &json!({ "role": "writer" })).unwrap();
    let file = made["file"].as_str().unwrap();
    let invite = Invite::read(file).unwrap();
    let answer = runtime.block_on(accept(&new.identity(), &invite, &at.to_string(), "Bay PC")).unwrap();
    let body = json!({ "file": file, "answer": answer, "address": through.to_string() });
    new.keep("pair_joined", &body).unwrap();
}

/// Adds a card and gives its id.
pub fn add(app: &App, title: &str) -> String {
    let done = app.execute("card_add", json!({ "title": title }), &Caller::default()).unwrap();
    done["id"].as_str().unwrap().to_owned()
}

/// Gives the middle and the 99th of a hundred.
pub fn middle_and_worst(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort_unstable();
    (times[times.len() / 2], times[(times.len() * 99 / 100).min(times.len() - 1)])
}

/// What passed a proxy, both ways together.
#[derive(Debug, Default)]
pub struct Passed {
    pub connections: AtomicU64,
    /// Pieces as they were read: about as many segments.
    pub pieces: AtomicU64,
    pub bytes: AtomicU64,
    /// Handshakes that were begun.
    pub hellos: AtomicU64,
}

impl Passed {
    pub fn get(&self, what: &AtomicU64) -> u64 {
        what.load(Ordering::Relaxed)
    }

    /// Bytes on the wire of questions and answers: each segment with the heads of IP and TCP; an answer also says
    /// that the question came, and an empty segment says that of the answer.
    pub fn on_the_wire(&self) -> u64 {
        let pieces = self.get(&self.pieces);
        self.get(&self.bytes) + 52 * pieces + 52 * pieces.div_ceil(2)
    }
}

/// Stands between those who dial and `to`, and counts.
pub fn proxy(runtime: &Runtime, to: SocketAddr) -> (SocketAddr, Arc<Passed>) {
    let passed = Arc::new(Passed::default());
    let counted = Arc::clone(&passed);
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let at = listener.local_addr().unwrap();
    runtime.spawn(async move {
        while let Ok((here, _)) = listener.accept().await {
            let Ok(there) = TcpStream::connect(to).await else { continue };
            counted.connections.fetch_add(1, Ordering::Relaxed);
            let ((from, back), (answer, on)) = (here.into_split(), there.into_split());
            tokio::spawn(pass(from, on, Arc::clone(&counted), true));
            tokio::spawn(pass(answer, back, Arc::clone(&counted), false));
        }
    });
    (at, passed)
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, passed: Arc<Passed>, dialler: bool) {
    let (mut piece, mut first) = (vec![0; 64 * 1024], dialler);
    while let Ok(n @ 1..) = from.read(&mut piece).await {
        // A TLS record of kind "handshake" whose message is a client's hello.
        if std::mem::take(&mut first) && piece.first() == Some(&22) && piece.get(5) == Some(&1) {
            passed.hellos.fetch_add(1, Ordering::Relaxed);
        }
        passed.pieces.fetch_add(1, Ordering::Relaxed);
        passed.bytes.fetch_add(n as u64, Ordering::Relaxed);
        if to.write_all(&piece[..n]).await.is_err() {
            break;
        }
    }
}

/// Looks again and again until it holds.
pub fn soon(what: &str, limit: Duration, holds: impl Fn() -> bool) {
    let began = std::time::Instant::now();
    while !holds() {
        assert!(began.elapsed() < limit, "{what}: not within {limit:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
