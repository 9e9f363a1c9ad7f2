//! Moves the messages of two PCs whose people compare six digits. What they say is `huddle_sync::digits`, whether
//! anybody opened this PC for it and what its person answers is the app's.

use super::guardhouse::Judged;
use super::node::listed;
use super::pair::{self, ASK_CAP, CAP, PATIENCE};
use super::stream;
use super::tls::{self, Expect};
use huddle_app::App;
use huddle_app::sync::Wake;
use huddle_sync::digits::{Note, Torn};
use rustls::pki_types::ServerName;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Wait between two looks whether somebody wants to ask, and between two tries: a person looks on.
const AGAIN: Duration = Duration::from_secs(1);

/// Said when something answers that is not this app.
const NOT_US: &str = "What answers at this address does not talk like this app. Nothing was changed. Check the address; if it happens again, tell IT.";

/// Answers a PC whose first message was `asked`; while nobody opened this PC it is told nothing. Says how it is to be
/// judged at the door: to ask before this PC is open, or to find that the digits differ, is no offence.
pub async fn answer<S>(app: Arc<App>, key: [u8; 32], binding: [u8; 32], asked: Vec<u8>, tls: S) -> Judged
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    // Noise is no try.
    if !matches!(Note::read(&asked), Ok(Note::Commit(_)) | Err(Torn::OtherVersion)) {
        return Judged::Failed;
    }
    let (wake, woken) = wake();
    let inside = Arc::clone(&app);
    let begun = tokio::task::spawn_blocking(move || {
        let id = inside.digits_answer(key, binding, wake)?;
        inside.digits_take(id, &asked);
        Some(id)
    });
    if let Ok(Some(id)) = begun.await {
        carry(&app, id, tls, &woken, ASK_CAP).await;
    }
    let known = tokio::task::spawn_blocking(move || listed(&app)).await.ok().flatten();
    if known.is_some_and(|known| known.contains(&tls::device_of(&key))) {
        Judged::Ward
    } else {
        Judged::Neither
    }
}

/// Asks the PC a person named, for as long as the person gave it.
pub async fn keep_asking(app: Arc<App>) {
    loop {
        if let Some(address) = app.digits_address()
            && let Err(said) = ask(&app, &address).await
        {
            app.digits_unanswered(said);
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Asks the PC at an address once.
pub(super) async fn ask(app: &Arc<App>, address: &str) -> Result<(), &'static str> {
    let (key, binding, tls) = dial(app, address).await?;
    let (wake, woken) = wake();
    let inside = Arc::clone(app);
    let begun = tokio::task::spawn_blocking(move || inside.digits_ask(key, binding, wake)).await;
    if let Ok(Some(id)) = begun {
        carry(app, id, tls, &woken, CAP).await;
    }
    Ok(())
}

type Dialled = ([u8; 32], [u8; 32], TlsStream<TcpStream>);

/// Connects to whoever answers there: who it is, people find out by the digits.
async fn dial(app: &Arc<App>, address: &str) -> Result<Dialled, &'static str> {
    let socket = timeout(PATIENCE, TcpStream::connect(address)).await;
    let socket = socket.map_err(|_| pair::SILENT)?.map_err(|_| pair::SILENT)?;
    let inside = Arc::clone(app);
    let identity = tokio::task::spawn_blocking(move || inside.identity()).await.map_err(|_| pair::SILENT)?;
    let config = tls::client(&identity, Expect::Anybody, tls::PAIR).map_err(|_| NOT_US)?;
    let place = ServerName::try_from("huddleboard").map_err(|_| NOT_US)?;
    let tls = timeout(PATIENCE, TlsConnector::from(config).connect(place, socket)).await;
    let tls = tls.map_err(|_| NOT_US)?.map_err(|_| NOT_US)?;
    let connection = tls.get_ref().1;
    let key = connection.peer_certificates().and_then(|c| c.first()).and_then(|c| tls::key_of(c));
    let (key, binding) = (key.ok_or(NOT_US)?, pair::binding(connection).ok_or(NOT_US)?);
    Ok((key, binding, tls))
}

fn wake() -> (Wake, Arc<Notify>) {
    let woken = Arc::new(Notify::new());
    let told = Arc::clone(&woken);
    (Box::new(move || told.notify_one()), woken)
}

/// Moves messages until the talk is over or the other side is gone. `cap` is the longest message taken, bytes.
async fn carry<S>(app: &Arc<App>, id: u64, tls: S, woken: &Notify, cap: usize)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (mut from, mut to) = tokio::io::split(tls);
    let (came, mut frames) = mpsc::channel::<Vec<u8>>(1);
    // A task of its own: a message half read when a person presses a button must not be lost.
    let reading = tokio::spawn(async move {
        while let Ok(frame) = stream::read(&mut from, cap).await {
            if came.send(frame).await.is_err() {
                break;
            }
        }
    });
    let mut heard = Instant::now();
    loop {
        let (out, over) = app.digits_out(id);
        let last_word = !out.is_empty();
        if last_word {
            // The other side's turn begins now, however long the person here took.
            heard = Instant::now();
        }
        let mut sent = true;
        for message in out {
            sent &= matches!(timeout(PATIENCE, stream::write(&mut to, &message)).await, Ok(Ok(())));
        }
        if over {
            // Nobody else has to wait for this one to go.
            app.digits_gone(id);
            if last_word && sent {
                // The other side hangs up first, so that it has read the last word before this end is gone.
                let _ = timeout(PATIENCE, frames.recv()).await;
            }
            break;
        }
        if !sent {
            break;
        }
        let until = heard + app.digits_patience(id, PATIENCE);
        tokio::select! {
            frame = timeout_at(until, frames.recv()) => {
                let Ok(Some(frame)) = frame else { break };
                heard = Instant::now();
                let inside = Arc::clone(app);
                if tokio::task::spawn_blocking(move || inside.digits_take(id, &frame)).await.is_err() {
                    break;
                }
            }
            () = woken.notified() => {}
            // Whether its two minutes are over is looked at even when nobody says anything.
            () = tokio::time::sleep(AGAIN) => {}
        }
    }
    reading.abort();
    app.digits_gone(id);
}
