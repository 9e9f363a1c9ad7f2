//! Finding each other on the local network, as a convenience: while somebody has "Add a PC" or "Join a ward" open,
//! and never else. A PC that may be joined shows a random tag and where it listens; one that wants to join looks.
//! No name of a ward, a PC or a person is in it, and what is found is only a hint: keys decide (ADR 0030).
//!
//! `packet.rs` reads and writes the few packets, `table.rs` keeps who was heard; here is the socket. When the
//! network lets nothing through, a quiet sentence says so, and a typed address works as ever.

#[cfg(test)]
mod hostile;
mod packet;
mod table;

use super::pair;
use huddle_app::App;
use huddle_app::sync::{AroundSaid, Found, Joining};
use packet::{Heard, LONGEST};
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use table::Table;
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, timeout};

/// How often it is looked whether there is something to do.
const TICK: Duration = Duration::from_millis(200);
/// Least time between two answers.
const ANSWERS: Duration = Duration::from_secs(1);
/// How often a PC shows itself without being asked.
const SHOWS: Duration = Duration::from_secs(5);
/// Longest wait between two questions.
const ASKS: Duration = Duration::from_secs(8);
/// How long a PC that was found may take to be joined.
const TRY: Duration = Duration::from_secs(4);
/// Tries at a time.
const TRIES: usize = 8;

const NO_NETWORK: &str = "This PC is on no network now. Type the address when it is.";
const BLOCKED: &str = "On this network PCs cannot find each other by themselves. Type the address instead.";

/// Where PCs look for each other.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    group: Ipv4Addr,
    port: u16,
    /// This PC's address on the network; none takes the one that leads to the rest of the hospital.
    on: Option<Ipv4Addr>,
}

impl Lane {
    /// Looks on the network of one of this PC's addresses; on the usual one when it is none in particular.
    #[must_use]
    pub fn of(ip: IpAddr) -> Self {
        let on = match ip {
            IpAddr::V4(ip) if !ip.is_unspecified() => Some(ip),
            _ => None,
        };
        Self { on, ..Self::default() }
    }
}

impl Default for Lane {
    fn default() -> Self {
        Self { group: Ipv4Addr::new(224, 0, 0, 251), port: 5_353, on: None }
    }
}

/// Begins to show this PC or to look for others, in a thread that ends when nobody has the screen open any more.
///
/// # Errors
/// When the system gives no thread.
pub fn begin(app: &Arc<App>, lane: Lane) -> io::Result<JoinHandle<()>> {
    let app = Arc::downgrade(app);
    std::thread::Builder::new().name("looking around".to_owned()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        match runtime {
            Ok(runtime) => runtime.block_on(around(&app, lane)),
            Err(error) => tracing::warn!(%error, "nothing to look around with"),
        }
        if let Some(app) = app.upgrade() {
            app.note_around(AroundSaid::default());
        }
    })
}

/// Starts what is wanted and not running.
pub fn follow(app: &Arc<App>, lane: Lane, running: &mut Option<JoinHandle<()>>) {
    if app.around_wanted().is_none() || running.as_ref().is_some_and(|r| !r.is_finished()) {
        return;
    }
    match begin(app, lane) {
        Ok(begun) => *running = Some(begun),
        Err(error) => tracing::warn!(%error, "no thread to look around"),
    }
}

fn open(lane: Lane, on: Ipv4Addr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    // Other programs of this PC listen at this port too.
    socket.set_reuse_address(true)?;
    #[cfg(unix)]
    socket.set_reuse_port(true)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, lane.port)).into())?;
    socket.join_multicast_v4(&lane.group, &on)?;
    socket.set_multicast_if_v4(&on)?;
    // It stays on this network: no router passes it on.
    socket.set_multicast_ttl_v4(255)?;
    socket.set_multicast_loop_v4(true)?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket.into())
}

fn note(app: &Weak<App>, said: AroundSaid) {
    if let Some(app) = app.upgrade() {
        app.note_around(said);
    }
}

/// Waits until nobody has the screen open.
async fn until_closed(app: &Weak<App>) {
    while app.upgrade().is_some_and(|app| app.around_wanted().is_some()) {
        tokio::time::sleep(TICK).await;
    }
}

/// Returns the address on the network that this PC would use within the hospital.
fn own_address(lane: Lane) -> Option<Ipv4Addr> {
    lane.on.or_else(|| match super::sharing::own_ip() {
        Some(IpAddr::V4(ip)) => Some(ip),
        _ => None,
    })
}

async fn around(app: &Weak<App>, lane: Lane) {
    let said = |text: &str| AroundSaid { looking: true, said: text.to_owned(), ..AroundSaid::default() };
    let Some(on) = own_address(lane) else {
        note(app, said(NO_NETWORK));
        return until_closed(app).await;
    };
    let Some(tag) = app.upgrade().and_then(|app| draw_tag(&app)) else { return };
    let Ok(socket) = open(lane, on) else {
        note(app, said(BLOCKED));
        return until_closed(app).await;
    };
    let to = SocketAddrV4::new(lane.group, lane.port);
    Session { app: app.clone(), socket, to, on, table: Table::new(&tag), tag, blocked: false }.run().await;
}

fn draw_tag(app: &App) -> Option<String> {
    let mut random = [0_u8; packet::TAG];
    app.env().entropy.fill(&mut random).ok()?;
    // Which sign comes up a little more often than another does not matter: a tag is no secret.
    let sign = |b: u8| packet::SIGNS.get(usize::from(b) % packet::SIGNS.len()).map(|s| char::from(*s));
    random.into_iter().map(sign).collect()
}

struct Session {
    app: Weak<App>,
    socket: UdpSocket,
    to: SocketAddrV4,
    on: Ipv4Addr,
    table: Table,
    tag: String,
    /// The network took nothing.
    blocked: bool,
}

impl Session {
    async fn run(mut self) {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut packet = [0_u8; LONGEST + 1];
        let (mut shown, mut asked) = (None::<Instant>, None::<(Instant, Duration)>);
        let mut asked_for = false;
        let mut tries = JoinSet::new();
        loop {
            tokio::select! {
                came = self.socket.recv_from(&mut packet) => {
                    // A fault of one packet says nothing about the next.
                    if let Ok((n, from)) = came {
                        asked_for |= self.heard(packet.get(..n).unwrap_or_default(), from);
                    }
                    continue;
                }
                _ = tick.tick() => {}
            }
            while tries.try_join_next().is_some() {}
            let Some(app) = self.app.upgrade() else { break };
            let Some(show) = app.around_wanted() else { break };
            let now = Instant::now();
            let at = if show { self.listens_at(&app) } else { None };
            if let Some(at) = at {
                let due = if asked_for { ANSWERS } else { SHOWS };
                if shown.is_none_or(|then| now.duration_since(then) >= due) {
                    shown = Some(now);
                    asked_for = false;
                    self.send(&packet::answer(&self.tag, at, packet::LIFE)).await;
                }
            } else if !show && asked.is_none_or(|(then, wait)| now.duration_since(then) >= wait) {
                asked = Some((now, asked.map_or(ANSWERS, |(_, wait)| (wait * 2).min(ASKS))));
                self.send(&packet::question()).await;
            }
            if !show
                && tries.len() < TRIES
                && let Ok(Some(wish)) = app.join_asked()
                && wish.address.is_empty()
                && let Some(to) = self.table.next_dial(now)
            {
                tries.spawn(try_to_join(Arc::clone(&app), wish, to));
            }
            let found = if show { Vec::new() } else { self.found(now) };
            app.note_around(AroundSaid {
                looking: true,
                tag: at.map(|_| self.tag.clone()).unwrap_or_default(),
                found,
                said: if self.blocked { BLOCKED.to_owned() } else { String::new() },
            });
        }
        if shown.is_some() {
            // Best effort: it would be forgotten within a minute anyway.
            let bye = SocketAddrV4::new(self.on, 1);
            self.send(&packet::answer(&self.tag, bye, 0)).await;
        }
    }

    /// Takes in a packet; true when somebody asks.
    fn heard(&mut self, packet: &[u8], from: SocketAddr) -> bool {
        match packet::read(packet) {
            Some(Heard::Asks) => true,
            Some(Heard::Here { tag, at, gone: false }) => {
                self.table.here(&tag, at.into(), from.ip(), Instant::now());
                false
            }
            Some(Heard::Here { tag, gone: true, .. }) => {
                self.table.gone(&tag, from.ip());
                false
            }
            None => false,
        }
    }

    fn found(&mut self, now: Instant) -> Vec<Found> {
        let one = |row: &table::Row| Found { tag: row.tag.clone(), address: row.at.to_string() };
        self.table.rows(now).iter().map(one).collect()
    }

    /// Says where this PC is reached, once it is.
    fn listens_at(&self, app: &App) -> Option<SocketAddrV4> {
        let SocketAddr::V4(at) = app.listens_at()?.parse().ok()? else { return None };
        Some(SocketAddrV4::new(self.on, at.port()))
    }

    async fn send(&mut self, packet: &[u8]) {
        self.blocked = self.socket.send_to(packet, SocketAddr::from(self.to)).await.is_err();
    }
}

/// Tries whether the PC found here is the one that made the invite; any other answers in vain.
async fn try_to_join(app: Arc<App>, wish: Joining, to: SocketAddr) {
    let _ = timeout(TRY, pair::join_at(&app, &wish, &to.to_string())).await;
}
