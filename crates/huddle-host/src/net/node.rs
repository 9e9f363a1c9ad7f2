//! A node: listens, dials the addresses it was given, and moves frames for each link.
//!
//! Work on the store runs on blocking threads; a link's own task only waits. Reading and writing are tasks of
//! their own, so that two PCs that send much at once cannot wait for each other for ever.

use super::guardhouse::Guardhouse;
use super::tls::{self, Expect};
use super::{digits, pair, stream};
use huddle_app::App;
use huddle_app::sync::{Ended, Link};
use rustls::pki_types::ServerName;
use std::collections::{HashMap, HashSet};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio::time::timeout;
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// Connections that strangers and peers may hold in all.
const SOCKETS: usize = 64;
/// A handshake takes a few milliseconds; nobody gets longer than this.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// How often a link looks whether the list of PCs changed.
const LOOK: Duration = Duration::from_secs(5);
/// Looks between two "still here" frames.
const STILL_HERE: u32 = 4;
/// Without a frame for so long the other PC is taken to be gone.
const SILENCE: Duration = Duration::from_secs(90);
/// A frame of a kind nobody answers.
const HERE: &[u8] = &[127];
/// Shortest and longest wait between two tries of one address.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Wait between two tries to join: a person looks on, and the other PC may be opening its port just now.
const JOIN_AGAIN: Duration = Duration::from_secs(2);

/// What a node does.
#[derive(Debug, Clone, Default)]
pub struct NodeOptions {
    /// Addresses to dial, besides those the ward's invites brought.
    pub peers: Vec<String>,
}

/// A link at work: whether this PC dialled it, and how to end it.
type Running = (bool, Arc<Notify>);

/// A running node.
pub struct Node {
    app: Arc<App>,
    options: NodeOptions,
    guardhouse: Mutex<Guardhouse>,
    sockets: Arc<Semaphore>,
    /// The link to each PC.
    links: Mutex<HashMap<[u8; 32], Running>>,
    dialling: Mutex<HashSet<String>>,
    news: watch::Sender<i64>,
}

/// Opens the listener.
///
/// # Errors
/// A sentence when the address cannot be used; the ward works on without it.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|e| match e.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Port {} is used by another program on this PC. Sharing did not start; the ward works on without it. Close the other program or choose another port.",
            address.port()
        ),
        io::ErrorKind::PermissionDenied => format!(
            "This PC does not allow listening on port {}. Sharing did not start; the ward works on without it. Choose a port above 1023.",
            address.port()
        ),
        _ => "This PC has no such address. Sharing did not start; the ward works on without it. Check the address.".to_owned(),
    })
}

impl Node {
    /// Makes a node over an open folder.
    #[must_use]
    pub fn new(app: Arc<App>, options: NodeOptions) -> Arc<Self> {
        let (news, _) = watch::channel(0);
        let told = news.clone();
        app.subscribe(Box::new(move |event| {
            told.send_replace(event.seq);
            true
        }));
        Arc::new(Self {
            app,
            options,
            guardhouse: Mutex::default(),
            sockets: Arc::new(Semaphore::new(SOCKETS)),
            links: Mutex::default(),
            dialling: Mutex::default(),
            news,
        })
    }

    /// Runs until the process ends. Without a listener the node only dials out, which is enough for a link.
    pub async fn run(self: Arc<Self>, listener: Option<TcpListener>) {
        if let Some(listener) = listener {
            tokio::spawn(Arc::clone(&self).welcome(listener));
        }
        tokio::spawn(Arc::clone(&self).keep_joining());
        tokio::spawn(digits::keep_asking(Arc::clone(&self.app)));
        loop {
            let known = {
                let app = Arc::clone(&self.app);
                tokio::task::spawn_blocking(move || app.peer_addresses()).await
            };
            let known = known.ok().and_then(Result::ok).unwrap_or_default();
            for address in self.options.peers.iter().chain(&known) {
                if lock(&self.dialling).insert(address.clone()) {
                    tokio::spawn(Arc::clone(&self).keep_dialling(address.clone()));
                }
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Asks for a place in the ward this PC was asked to join, until it has one or was told no.
    async fn keep_joining(self: Arc<Self>) {
        loop {
            let app = Arc::clone(&self.app);
            let asked = tokio::task::spawn_blocking(move || app.join_asked()).await;
            let wait = match asked {
                Ok(Ok(Some(asked))) => {
                    pair::join(&self.app, asked).await;
                    JOIN_AGAIN
                }
                _ => Duration::from_secs(1),
            };
            tokio::time::sleep(wait).await;
        }
    }

    pub(super) async fn welcome(self: Arc<Self>, listener: TcpListener) {
        loop {
            let Ok((socket, from)) = listener.accept().await else {
                // Out of file handles, most likely; the next moment may be better.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let Ok(place) = Arc::clone(&self.sockets).try_acquire_owned() else { continue };
            if !lock(&self.guardhouse).admit(from.ip(), Instant::now()) {
                continue;
            }
            let node = Arc::clone(&self);
            tokio::spawn(async move {
                node.answer(socket, from).await;
                drop(place);
            });
        }
    }

    async fn answer(self: Arc<Self>, socket: TcpStream, from: SocketAddr) {
        let shaken = match tls::server(&self.app.identity()) {
            Ok(config) => {
                timeout(HANDSHAKE, TlsAcceptor::from(config).accept(socket)).await.ok().and_then(Result::ok)
            }
            Err(_) => None,
        };
        lock(&self.guardhouse).done(from.ip(), shaken.is_some(), Instant::now());
        let Some(tls) = shaken else { return };
        let connection = tls.get_ref().1;
        let key = connection.peer_certificates().and_then(|c| c.first()).and_then(|c| tls::key_of(c));
        let Some(key) = key else { return };
        if connection.alpn_protocol() == Some(tls::PAIR) {
            if let Some(binding) = pair::binding(connection)
                && let Err(error) = pair::answer(Arc::clone(&self.app), key, binding, tls).await
            {
                tracing::info!(%error, "pairing broke off");
            }
            return;
        }
        if connection.alpn_protocol() != Some(tls::SYNC) {
            return;
        }
        if let Err(ended) = self.link(tls, tls::device_of(&key), false).await {
            tracing::info!(word = ended.word, "a link ended");
        }
    }

    async fn keep_dialling(self: Arc<Self>, address: String) {
        let mut wait = RETRY.0;
        loop {
            let began = Instant::now();
            let said = self.dial(&address).await;
            self.app.note_peer(&address, said);
            // A link that lasted starts over with short waits.
            wait = if began.elapsed() > RETRY.1 { RETRY.0 } else { (wait * 2).min(RETRY.1) };
            // Spread by the address, so that a ward's PCs do not all knock at one moment.
            let spread = address.bytes().fold(0_u64, |n, b| n.wrapping_mul(31) + u64::from(b)) % 400;
            tokio::time::sleep(wait.min(self.patience()) + Duration::from_millis(spread)).await;
        }
    }

    /// While nobody is linked the waits stay short.
    fn patience(&self) -> Duration {
        if lock(&self.links).is_empty() { Duration::from_secs(5) } else { RETRY.1 }
    }

    async fn dial(self: &Arc<Self>, address: &str) -> &'static str {
        const HUNG_UP: &str = "The other PC hung up without a word: it may not have this PC on its list. Your work is safe here.";
        let Ok(Ok(socket)) = timeout(HANDSHAKE, TcpStream::connect(address)).await else {
            return pair::SILENT;
        };
        let app = Arc::clone(&self.app);
        let known = tokio::task::spawn_blocking(move || {
            let ward = app.shared_ward().ok().flatten()?;
            let roster = app.roster(ward).ok()?;
            let open = |role: huddle_sync::Role| role.scope().is_some();
            Some(roster.members.iter().filter(|(_, m)| open(m.role)).map(|(d, _)| *d).collect())
        });
        let Ok(Some(known)) = known.await else {
            return "There is no ward on this PC yet, so there is nothing to share.";
        };
        let Ok(config) = tls::client(&self.app.identity(), Expect::OneOf(known), tls::SYNC) else {
            return HUNG_UP;
        };
        let Ok(place) = ServerName::try_from("huddleboard") else { return HUNG_UP };
        let connected = timeout(HANDSHAKE, TlsConnector::from(config).connect(place, socket)).await;
        let Ok(Ok(tls)) = connected else {
            return "The PC at this address is not one of this ward's PCs, or does not answer as one. Nothing was sent.";
        };
        let key = tls.get_ref().1.peer_certificates().and_then(|c| c.first()).and_then(|c| tls::key_of(c));
        let Some(key) = key else { return HUNG_UP };
        self.app.note_peer(address, "Linked.");
        match self.link(tls, tls::device_of(&key), true).await {
            Ok(()) => HUNG_UP,
            Err(ended) => ended.text,
        }
    }

    /// Decides between two links to one PC: the newer of one direction, else the one the smaller id dialled.
    fn register(&self, device: [u8; 32], dialled: bool) -> Option<Arc<Notify>> {
        let me = self.app.identity().device;
        let mut links = lock(&self.links);
        if let Some((other_dialled, stop)) = links.get(&device) {
            let wanted = if me < device { dialled } else { !dialled };
            if *other_dialled != dialled && !wanted {
                return None;
            }
            stop.notify_one();
        }
        let stop = Arc::new(Notify::new());
        links.insert(device, (dialled, Arc::clone(&stop)));
        Some(stop)
    }

    fn unregister(&self, device: &[u8; 32], stop: &Arc<Notify>) {
        let mut links = lock(&self.links);
        if links.get(device).is_some_and(|(_, s)| Arc::ptr_eq(s, stop)) {
            links.remove(device);
        }
    }

    async fn link<S>(self: &Arc<Self>, tls: S, device: [u8; 32], dialled: bool) -> Result<(), Ended>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let app = Arc::clone(&self.app);
        let opened = tokio::task::spawn_blocking(move || Link::open(app, device, dialled)).await;
        let Ok(opened) = opened else { return Ok(()) };
        let (link, first) = opened?;
        let Some(stop) = self.register(device, dialled) else { return Ok(()) };
        let ended = self.carry(tls, link, first, &stop).await;
        self.unregister(&device, &stop);
        ended
    }

    async fn carry<S>(
        self: &Arc<Self>,
        tls: S,
        link: Link,
        first: Vec<Vec<u8>>,
        stop: &Notify,
    ) -> Result<(), Ended>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (mut from, mut to) = tokio::io::split(tls);
        let cap = Arc::new(AtomicUsize::new(link.cap()));
        let (came, mut frames) = mpsc::channel::<Vec<u8>>(4);
        // What may be under way bounds this queue: the session's window and the records asked for.
        let (out, mut outgoing) = mpsc::unbounded_channel::<Vec<u8>>();
        let reading = {
            let cap = Arc::clone(&cap);
            tokio::spawn(async move {
                while let Ok(Ok(frame)) =
                    timeout(SILENCE, stream::read_within(&mut from, || cap.load(Ordering::Relaxed))).await
                {
                    if came.send(frame).await.is_err() {
                        break;
                    }
                }
            })
        };
        let writing = tokio::spawn(async move {
            while let Some(frame) = outgoing.recv().await {
                let sent = timeout(SILENCE, stream::write(&mut to, &frame)).await;
                if !matches!(sent, Ok(Ok(()))) {
                    break;
                }
            }
            let _ = tokio::io::AsyncWriteExt::shutdown(&mut to).await;
        });
        first.into_iter().for_each(|frame| drop(out.send(frame)));
        let ended = self.turn(link, &cap, &mut frames, &out, stop).await;
        if let Err(Ended { goodbye: Some(goodbye), .. }) = &ended {
            drop(out.send(goodbye.clone()));
        }
        drop(out);
        // The goodbye goes out; then both halves are done with.
        let _ = timeout(Duration::from_secs(2), writing).await;
        reading.abort();
        ended
    }

    async fn turn(
        &self,
        mut link: Link,
        cap: &AtomicUsize,
        frames: &mut mpsc::Receiver<Vec<u8>>,
        out: &mpsc::UnboundedSender<Vec<u8>>,
        stop: &Notify,
    ) -> Result<(), Ended> {
        let mut news = self.news.subscribe();
        let mut look = tokio::time::interval(LOOK);
        let mut looks = 0_u32;
        loop {
            enum What {
                Frame(Vec<u8>),
                News,
                Look,
            }
            let what = tokio::select! {
                frame = frames.recv() => match frame {
                    Some(frame) => What::Frame(frame),
                    None => return Ok(()),
                },
                changed = news.changed() => match changed {
                    Ok(()) => What::News,
                    Err(_) => return Ok(()),
                },
                _ = look.tick() => What::Look,
                () = stop.notified() => return Ok(()),
            };
            if matches!(what, What::Look) {
                looks = looks.wrapping_add(1);
                if looks.is_multiple_of(STILL_HERE) && out.send(HERE.to_vec()).is_err() {
                    return Ok(());
                }
            }
            let worked = tokio::task::spawn_blocking(move || {
                let done = match &what {
                    What::Frame(frame) => link.on_frame(frame),
                    What::News => link.poke(),
                    What::Look => link.look(),
                };
                (link, done)
            });
            let Ok((back, done)) = worked.await else { return Ok(()) };
            link = back;
            cap.store(link.cap(), Ordering::Relaxed);
            for frame in done? {
                if out.send(frame).is_err() {
                    return Ok(());
                }
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
