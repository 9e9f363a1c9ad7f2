//! A node: listens, dials the addresses it was given, and moves frames for each link.
//!
//! Work on the store runs on blocking threads; a link's own task only waits. Reading and writing are tasks of
//! their own, so that two PCs that send much at once cannot wait for each other for ever.
//!
//! Over 400 lines because who may come in, who is called and when again, and which of two links to one PC goes on
//! share the node's tables.

use super::allowance::{A_MINUTE, ASKED_FOR, Allowance};
use super::guardhouse::{Guardhouse, Judged, Place};
use super::pulse::{self, Answering, Heard, Pulse};
use super::tls::{self, Expect};
use super::{digits, doctor, pair, stream};
use huddle_app::App;
use huddle_app::sync::{Ended, Link, ReadFrame};
use rustls::pki_types::ServerName;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// Connections that strangers and peers may hold in all.
const SOCKETS: usize = 64;
/// A handshake takes a few milliseconds; nobody gets longer than this.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// How often a link looks whether the list of PCs changed.
const LOOK: Duration = Duration::from_secs(5);
/// Without a frame for so long the other PC is taken to be gone, whatever it answers.
const SILENCE: Duration = Duration::from_secs(90);
/// A PC on the ward's network answers a knock at once or not at all.
const KNOCK: Duration = Duration::from_secs(2);
/// Shortest and longest wait between two tries of one address.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// A link that was up for so long came to something.
const LASTED: Duration = Duration::from_secs(5);
/// For so long after a link an address is tried every second: most cables are back soon.
const JUST_LOST: Duration = Duration::from_secs(600);

/// How long a last word may take to go out.
const GOODBYE: Duration = Duration::from_secs(2);
/// Said when nobody on the network knows a name.
const NO_NAME: &str = "Nobody on this network knows a PC of this name. Your work is safe here. Type its number instead, like 10.1.2.3, or ask IT.";

/// Wait between two tries to join: a person looks on, and the other PC may be opening its port just now.
const JOIN_AGAIN: Duration = Duration::from_secs(2);

/// What a node does.
#[derive(Debug, Clone, Default)]
pub struct NodeOptions {
    /// Addresses to dial, besides those the ward's invites brought.
    pub peers: Vec<String>,
    /// Bytes a minute one PC may send instead of 64 MiB; for tests.
    pub a_minute: Option<u64>,
}

/// Somebody at the door, from the first byte until it is known who it is.
struct Visit {
    node: Arc<Node>,
    from: IpAddr,
    place: Place,
    judged: Judged,
}

impl Visit {
    fn begin(node: &Arc<Node>, from: IpAddr) -> Option<Self> {
        let place = lock(&node.guardhouse).admit(from, Instant::now())?;
        Some(Self { node: Arc::clone(node), from, place, judged: Judged::Failed })
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        lock(&self.node.guardhouse).done(self.from, self.place, self.judged, Instant::now());
    }
}

/// Why an address was not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreached {
    /// The name is not known.
    NoName,
    /// A PC is there, and nothing listens at this port.
    Refused,
    /// Nobody answered in time.
    Silent,
}

/// Connects to an address within a deadline.
pub(super) async fn connect(address: &str, within: Duration) -> Result<TcpStream, Unreached> {
    let found = timeout(within, tokio::net::lookup_host(address)).await;
    let found: Vec<SocketAddr> =
        found.map_err(|_| Unreached::NoName)?.map_err(|_| Unreached::NoName)?.collect();
    if found.is_empty() {
        return Err(Unreached::NoName);
    }
    match timeout(within, TcpStream::connect(&found[..])).await {
        Ok(Ok(socket)) => Ok(socket),
        Ok(Err(e)) if e.kind() == io::ErrorKind::ConnectionRefused => Err(Unreached::Refused),
        _ => Err(Unreached::Silent),
    }
}

/// A link at work: whether this PC dialled it, how to end it, and whether the other end lives.
struct Running {
    dialled: bool,
    stop: Arc<Notify>,
    pulse: Arc<Pulse>,
}

/// What the tasks of one link share: how it is told to end, whether the other end lives, what it may still send,
/// and whether it said who it is.
struct Line {
    stop: Arc<Notify>,
    pulse: Arc<Pulse>,
    allowance: Arc<Mutex<Allowance>>,
    met: AtomicBool,
    /// What was there before this PC came is still being sent.
    catches_up: Arc<AtomicBool>,
}

/// What became of dialling an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CameTo {
    /// Nobody answers there.
    Nobody,
    /// Somebody does, but not as a PC of this ward, or not to this one.
    Refused,
    /// A link that was up for so long.
    Link(Duration),
}

/// A running node.
pub struct Node {
    app: Arc<App>,
    options: NodeOptions,
    guardhouse: Mutex<Guardhouse>,
    sockets: Arc<Semaphore>,
    /// The link to each PC.
    links: Mutex<HashMap<[u8; 32], Running>>,
    dialling: Mutex<HashSet<String>>,
    /// The addresses to dial as they were looked up last; a loop whose address is gone ends.
    wanted: Mutex<HashSet<String>>,
    /// What each PC may still send; the links of one PC share it.
    allowances: Mutex<HashMap<[u8; 32], Arc<Mutex<Allowance>>>>,
    news: watch::Sender<i64>,
    /// Counts links that came up: whoever waits to dial tries then, for the network seems to be back.
    up: watch::Sender<u64>,
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
            wanted: Mutex::default(),
            allowances: Mutex::default(),
            news,
            up: watch::channel(0).0,
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
            // While the store does not answer, what was known before counts.
            if let Ok(Ok(known)) = known {
                let wanted: HashSet<String> = self.options.peers.iter().cloned().chain(known).collect();
                for address in &wanted {
                    if lock(&self.dialling).insert(address.clone()) {
                        tokio::spawn(Arc::clone(&self).keep_dialling(address.clone()));
                    }
                }
                *lock(&self.wanted) = wanted;
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
                // Without an address it is looked for on the network, while somebody looks on (`discovery`).
                Ok(Ok(Some(asked))) if !asked.address.is_empty() => {
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
            let Some(visit) = Visit::begin(&self, from.ip()) else { continue };
            let node = Arc::clone(&self);
            tokio::spawn(async move {
                node.answer(socket, visit).await;
                drop(place);
            });
        }
    }

    async fn answer(self: Arc<Self>, socket: TcpStream, mut visit: Visit) {
        let shaken = match tls::server(&self.app.identity()) {
            Ok(config) => {
                timeout(HANDSHAKE, TlsAcceptor::from(config).accept(socket)).await.ok().and_then(Result::ok)
            }
            Err(_) => None,
        };
        let Some(mut tls) = shaken else { return };
        let connection = tls.get_ref().1;
        let key = connection.peer_certificates().and_then(|c| c.first()).and_then(|c| tls::key_of(c));
        let Some(key) = key else { return };
        if connection.alpn_protocol() == Some(tls::PAIR) {
            if let Some(binding) = pair::binding(connection) {
                match pair::answer(Arc::clone(&self.app), key, binding, tls).await {
                    Ok(judged) => visit.judged = judged,
                    Err(error) => tracing::info!(%error, "pairing broke off"),
                }
            }
            return;
        }
        let device = tls::device_of(&key);
        if connection.alpn_protocol() == Some(tls::TEST) {
            if doctor::answer(&self.app, device, &mut tls).await {
                visit.judged = Judged::Ward;
            }
            return;
        }
        if connection.alpn_protocol() != Some(tls::SYNC) {
            return;
        }
        if let (_, Err(ended)) = self.link(tls, device, false, Some(visit)).await {
            tracing::info!(word = ended.word, "a link ended");
        }
    }

    async fn keep_dialling(self: Arc<Self>, address: String) {
        let mut wait = RETRY.0;
        let mut linked: Option<Instant> = None;
        let mut there: Option<[u8; 32]> = None;
        let mut up = self.up.subscribe();
        // Spread by the address, so that a ward's PCs do not all knock at one moment.
        let spread = address.bytes().fold(0_u64, |n, b| n.wrapping_mul(31) + u64::from(b)) % 400;
        let short = RETRY.0 + Duration::from_millis(spread);
        loop {
            // The PC at this address may have dialled here meanwhile; one link is enough.
            while there.is_some_and(|device| lock(&self.links).contains_key(&device)) && self.wants(&address)
            {
                self.app.note_peer(&address, "Linked.");
                linked = Some(Instant::now());
                tokio::time::sleep(RETRY.0).await;
            }
            up.mark_unchanged();
            let (came_to, said) = self.dial(&address, &mut there).await;
            if !self.wants(&address) {
                lock(&self.dialling).remove(&address);
                self.app.forget_peer(&address);
                return;
            }
            self.app.note_peer(&address, said);
            wait = match came_to {
                CameTo::Link(lasted) => {
                    linked = Some(Instant::now());
                    if lasted > LASTED { RETRY.0 } else { (wait * 2).min(RETRY.1) }
                }
                CameTo::Nobody if linked.is_some_and(|at| at.elapsed() < JUST_LOST) => RETRY.0,
                CameTo::Nobody | CameTo::Refused => (wait * 2).min(RETRY.1),
            };
            tokio::time::sleep(short).await;
            let rest = wait.min(self.patience()).saturating_sub(RETRY.0);
            let _ = timeout(rest, up.changed()).await;
        }
    }

    /// Says whether an address is still to be dialled.
    fn wants(&self, address: &String) -> bool {
        lock(&self.wanted).contains(address) || self.options.peers.contains(address)
    }

    /// While nobody is linked the waits stay short.
    fn patience(&self) -> Duration {
        if lock(&self.links).is_empty() { Duration::from_secs(5) } else { RETRY.1 }
    }

    /// Dials once and carries the link until it ends; `there` becomes the PC that answered.
    async fn dial(self: &Arc<Self>, address: &str, there: &mut Option<[u8; 32]>) -> (CameTo, &'static str) {
        const HUNG_UP: &str = "The other PC hung up without a word: it may not have this PC on its list. Your work is safe here.";
        let socket = match connect(address, KNOCK).await {
            Ok(socket) => socket,
            Err(Unreached::NoName) => return (CameTo::Nobody, NO_NAME),
            Err(_) => return (CameTo::Nobody, pair::SILENT),
        };
        let at = socket.peer_addr().ok();
        let app = Arc::clone(&self.app);
        let Ok(Some(known)) = tokio::task::spawn_blocking(move || listed(&app)).await else {
            return (CameTo::Refused, "There is no ward on this PC yet, so there is nothing to share.");
        };
        let Ok(config) = tls::client(&self.app.identity(), Expect::OneOf(known), tls::SYNC) else {
            return (CameTo::Refused, HUNG_UP);
        };
        let Ok(place) = ServerName::try_from("huddleboard") else { return (CameTo::Refused, HUNG_UP) };
        let connected = timeout(HANDSHAKE, TlsConnector::from(config).connect(place, socket)).await;
        let Ok(connected) = connected else { return (CameTo::Nobody, pair::SILENT) };
        let Ok(tls) = connected else {
            return (
                CameTo::Refused,
                "The PC at this address is not one of this ward's PCs, or does not answer as one. Nothing was sent.",
            );
        };
        let key = tls.get_ref().1.peer_certificates().and_then(|c| c.first()).and_then(|c| tls::key_of(c));
        let Some(key) = key else { return (CameTo::Refused, HUNG_UP) };
        // Where a PC of the ward was found it also comes from.
        if let Some(at) = at {
            lock(&self.guardhouse).note_known(at.ip());
        }
        let device = tls::device_of(&key);
        *there = Some(device);
        self.app.note_peer(address, "Linked.");
        let began = Instant::now();
        let (met, ended) = self.link(tls, device, true, None).await;
        let came_to = if met { CameTo::Link(began.elapsed()) } else { CameTo::Refused };
        (came_to, ended.err().map_or(HUNG_UP, |ended| ended.text))
    }

    /// Decides between two links to one PC: the newer of one direction, else the one the smaller id dialled;
    /// one that is silent gives way in any case.
    fn register(&self, device: [u8; 32], dialled: bool, pulse: &Arc<Pulse>) -> Option<Arc<Notify>> {
        let me = self.app.identity().device;
        let mut links = lock(&self.links);
        if let Some(other) = links.get(&device) {
            let wanted = if me < device { dialled } else { !dialled };
            if other.dialled != dialled && !wanted && other.pulse.fresh() {
                return None;
            }
            other.stop.notify_one();
        }
        let stop = Arc::new(Notify::new());
        links.insert(device, Running { dialled, stop: Arc::clone(&stop), pulse: Arc::clone(pulse) });
        Some(stop)
    }

    fn unregister(&self, device: &[u8; 32], stop: &Arc<Notify>) {
        let mut links = lock(&self.links);
        if links.get(device).is_some_and(|link| Arc::ptr_eq(&link.stop, stop)) {
            links.remove(device);
        }
    }

    /// Carries one link until it ends; also says whether the other PC said who it is.
    async fn link<S>(
        self: &Arc<Self>,
        mut tls: S,
        device: [u8; 32],
        dialled: bool,
        visit: Option<Visit>,
    ) -> (bool, Result<(), Ended>)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let app = Arc::clone(&self.app);
        let opened = tokio::task::spawn_blocking(move || Link::open(app, device, dialled)).await;
        let Ok(opened) = opened else { return (false, Ok(())) };
        if let Some(mut visit) = visit {
            // Who is not on the list has failed at the door; a PC of the ward is known from now on.
            if !matches!(&opened, Err(ended) if ended.word == "not_on_list") {
                visit.judged = Judged::Ward;
                self.app.note_called(device);
            }
        }
        let (link, first) = match opened {
            Ok(opened) => opened,
            Err(ended) => {
                if let Some(goodbye) = &ended.goodbye {
                    let _ = timeout(GOODBYE, stream::write(&mut tls, goodbye)).await;
                    let _ = timeout(GOODBYE, tokio::io::AsyncWriteExt::shutdown(&mut tls)).await;
                }
                return (false, Err(ended));
            }
        };
        let pulse = Arc::new(Pulse::new(dialled));
        let Some(stop) = self.register(device, dialled, &pulse) else { return (false, Ok(())) };
        let a_minute = self.options.a_minute.unwrap_or(A_MINUTE);
        let allowance = Arc::clone(
            lock(&self.allowances)
                .entry(device)
                .or_insert_with(|| Arc::new(Mutex::new(Allowance::new(a_minute, Instant::now())))),
        );
        let line = Line { stop, pulse, allowance, met: AtomicBool::new(false), catches_up: Arc::default() };
        let ended = self.carry(tls, link, first, &line).await;
        self.unregister(&device, &line.stop);
        (line.met.into_inner(), ended)
    }

    async fn carry<S>(
        self: &Arc<Self>,
        tls: S,
        link: Link,
        first: Vec<Vec<u8>>,
        line: &Line,
    ) -> Result<(), Ended>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (from, mut to) = tokio::io::split(tls);
        let mut from = Heard { from, pulse: Arc::clone(&line.pulse) };
        let cap = Arc::new(AtomicUsize::new(link.cap()));
        let (came, mut frames) = mpsc::channel::<Vec<u8>>(4);
        // What may be under way bounds this queue: the session's window and the records asked for.
        let (out, mut outgoing) = mpsc::unbounded_channel::<Vec<u8>>();
        let reading = {
            let (cap, pulse, out) = (Arc::clone(&cap), Arc::clone(&line.pulse), out.clone());
            let (allowance, catches_up) = (Arc::clone(&line.allowance), Arc::clone(&line.catches_up));
            tokio::spawn(async move {
                let mut answering = Answering::default();
                while let Ok(Ok(frame)) =
                    timeout(SILENCE, stream::read_within(&mut from, || cap.load(Ordering::Relaxed))).await
                {
                    if frame == pulse::HERE {
                        continue;
                    }
                    if frame == pulse::ASK {
                        if answering.may(Instant::now()) && out.send(pulse::HERE.to_vec()).is_err() {
                            break;
                        }
                        continue;
                    }
                    let asked_for = catches_up.load(Ordering::Relaxed);
                    let counted = if asked_for { frame.len() / ASKED_FOR } else { frame.len() };
                    let wait = lock(&allowance).take(counted, Instant::now());
                    pulse.held_up(true);
                    if came.send(frame).await.is_err() {
                        break;
                    }
                    if !wait.is_zero() {
                        tokio::time::sleep(wait).await;
                    }
                    pulse.held_up(false);
                }
            })
        };
        let writing = {
            let pulse = Arc::clone(&line.pulse);
            tokio::spawn(async move {
                while let Some(frame) = outgoing.recv().await {
                    if frame != pulse::HERE && frame != pulse::ASK {
                        pulse.sent();
                    }
                    let sent = timeout(SILENCE, stream::write(&mut to, &frame)).await;
                    if !matches!(sent, Ok(Ok(()))) {
                        break;
                    }
                }
                let _ = tokio::io::AsyncWriteExt::shutdown(&mut to).await;
            })
        };
        first.into_iter().for_each(|frame| drop(out.send(frame)));
        // Frames are read side by side and taken in in the order they came.
        let (reader, (ready, mut reads)) =
            (link.reader(), mpsc::channel::<JoinHandle<ReadFrame>>(read_ahead()));
        let ahead = tokio::spawn(async move {
            while let (Ok(place), Some(frame)) = (ready.reserve().await, frames.recv().await) {
                let reader = reader.clone();
                place.send(tokio::task::spawn_blocking(move || reader.read(&frame)));
            }
        });
        let ended = tokio::select! {
            ended = self.turn(link, &cap, &mut reads, &out, line) => ended,
            () = line.pulse.watch(&out) => Err(Ended::silent()),
        };
        if let Err(Ended { goodbye: Some(goodbye), .. }) = &ended {
            drop(out.send(goodbye.clone()));
        }
        drop(out);
        // The reader holds a sender of its own, so it goes first; then the goodbye goes out.
        reading.abort();
        ahead.abort();
        let _ = timeout(GOODBYE, writing).await;
        ended
    }

    async fn turn(
        &self,
        mut link: Link,
        cap: &AtomicUsize,
        frames: &mut mpsc::Receiver<JoinHandle<ReadFrame>>,
        out: &mpsc::UnboundedSender<Vec<u8>>,
        line: &Line,
    ) -> Result<(), Ended> {
        let mut news = self.news.subscribe();
        let mut look = tokio::time::interval(LOOK);
        loop {
            enum What {
                Frame(Box<ReadFrame>),
                News,
                Look,
            }
            let what = tokio::select! {
                frame = frames.recv() => match frame {
                    Some(frame) => match frame.await {
                        Ok(frame) => What::Frame(Box::new(frame)),
                        Err(_) => return Ok(()),
                    },
                    None => return Ok(()),
                },
                changed = news.changed() => match changed {
                    Ok(()) => What::News,
                    Err(_) => return Ok(()),
                },
                _ = look.tick() => What::Look,
                () = line.stop.notified() => return Ok(()),
            };
            let worked = tokio::task::spawn_blocking(move || {
                let done = match what {
                    What::Frame(frame) => link.on(*frame),
                    What::News => link.poke(),
                    What::Look => link.look(),
                };
                (link, done)
            });
            let Ok((back, done)) = worked.await else { return Ok(()) };
            link = back;
            cap.store(link.cap(), Ordering::Relaxed);
            line.catches_up.store(link.catches_up(), Ordering::Relaxed);
            if link.peer().is_some() && !line.met.swap(true, Ordering::Relaxed) {
                self.up.send_modify(|n| *n = n.wrapping_add(1));
            }
            for frame in done? {
                if out.send(frame).is_err() {
                    return Ok(());
                }
            }
        }
    }
}

/// Returns how many frames may be read ahead: one a core, and two more so that none waits while the disk is waited for.
fn read_ahead() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from) + 2
}

/// Lists the PCs that are on the ward's list; `None` without a ward.
pub(super) fn listed(app: &App) -> Option<BTreeSet<[u8; 32]>> {
    app.shared_ward().ok().flatten()?;
    Some(app.known_devices().ok()?.into_iter().collect())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
