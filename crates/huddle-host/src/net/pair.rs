//! Joining a ward with an invite file or by six digits, and answering those who do.

use super::guardhouse::Judged;
use super::tls::{self, Expect};
use super::{digits, stream};
use huddle_app::App;
use huddle_app::sync::{Identity, Invite, Joining, PairAnswer, PairAsk};
use rustls::pki_types::ServerName;
use serde_json::json;
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// Longest message while pairing, bytes: an answer carries the whole roster.
pub(super) const CAP: usize = 8 * 1024 * 1024;
/// Longest question, bytes.
pub(super) const ASK_CAP: usize = 4 * 1024;
/// What the exporter is asked for.
const LABEL: &[u8] = b"huddleboard pair 1";
/// How long the other side may take for one step.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Why this PC could not join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairFault {
    /// Nobody answers there.
    #[error("{SILENT}")]
    Silent,
    /// Somebody else answers there.
    #[error(
        "Another PC answers at this address, not the one that made the invite. Nothing was changed. Check the address."
    )]
    Stranger,
    /// It broke off.
    #[error("The other PC hung up. Nothing was changed. Try again.")]
    HungUp,
}

/// Said when an address does not answer.
pub const SILENT: &str = "Nobody answers at this address. Nothing was changed. Check that the other PC is on and that its address and port are right.";

/// Asks the PC that made the invite to let this one in, and returns its answer as it came.
///
/// # Errors
/// [`PairFault`].
pub async fn accept(
    identity: &Identity,
    invite: &Invite,
    address: &str,
    name: &str,
) -> Result<String, PairFault> {
    let socket = timeout(PATIENCE, TcpStream::connect(address)).await;
    let socket = socket.map_err(|_| PairFault::Silent)?.map_err(|_| PairFault::Silent)?;
    let expect = Expect::OneOf(BTreeSet::from([tls::device_of(&invite.key)]));
    let config = tls::client(identity, expect, tls::PAIR).map_err(|_| PairFault::HungUp)?;
    let place = ServerName::try_from("huddleboard").map_err(|_| PairFault::HungUp)?;
    let connecting = timeout(PATIENCE, TlsConnector::from(config).connect(place, socket)).await;
    let mut tls = connecting.map_err(|_| PairFault::HungUp)?.map_err(|e| {
        let pinned = e.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>());
        if matches!(pinned, Some(rustls::Error::InvalidCertificate(_))) {
            PairFault::Stranger
        } else {
            PairFault::HungUp
        }
    })?;
    let binding = binding(tls.get_ref().1).ok_or(PairFault::HungUp)?;
    let ask = invite.ask(name, &binding);
    stream::write(&mut tls, &ask.to_bytes()).await.map_err(|_| PairFault::HungUp)?;
    let answer = timeout(PATIENCE, stream::read(&mut tls, CAP)).await;
    let bytes = answer.map_err(|_| PairFault::HungUp)?.map_err(|_| PairFault::HungUp)?;
    String::from_utf8(bytes).map_err(|_| PairFault::HungUp)
}

/// Asks once for the place this PC was asked to take, and notes what came of it.
pub async fn join(app: &Arc<App>, asked: Joining) {
    match join_at(app, &asked, &asked.address).await {
        Ok(()) => {}
        // Another PC stands there: asking it again and again would be no use and no manners.
        Err(PairFault::Stranger) => ended(app, PairFault::Stranger.to_string()).await,
        Err(again) => app.note_join(&again.to_string()),
    }
}

/// Asks for that place at one address; when the PC there answers, the asking ends, whatever it said.
///
/// # Errors
/// [`PairFault`] when the PC of the invite did not answer there.
pub async fn join_at(app: &Arc<App>, asked: &Joining, address: &str) -> Result<(), PairFault> {
    let invite = match Invite::read(&asked.file) {
        Ok(invite) => invite,
        Err(fault) => {
            ended(app, fault.0.message).await;
            return Ok(());
        }
    };
    let answer = accept(&app.identity(), &invite, address, &asked.name).await?;
    let body = json!({ "file": asked.file, "answer": answer, "address": address });
    let inside = Arc::clone(app);
    let done = tokio::task::spawn_blocking(move || inside.keep("pair_joined", &body)).await;
    let said = match done {
        Ok(Ok(_)) => String::new(),
        Ok(Err(fault)) => fault.message,
        Err(_) => PairFault::HungUp.to_string(),
    };
    ended(app, said).await;
    Ok(())
}

async fn ended(app: &Arc<App>, said: String) {
    let app = Arc::clone(app);
    let done = tokio::task::spawn_blocking(move || app.join_ended(&said)).await;
    if !matches!(done, Ok(Ok(()))) {
        tracing::warn!("the end of joining could not be kept");
    }
}

/// Answers a PC that wants to join, and says how it is to be judged at the door. `key` is the one it proved.
pub async fn answer<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    app: Arc<App>,
    key: [u8; 32],
    binding: [u8; 32],
    mut tls: S,
) -> io::Result<Judged> {
    let asked = timeout(PATIENCE, stream::read(&mut tls, ASK_CAP)).await??;
    let Some(ask) = PairAsk::read(&asked) else {
        return Ok(digits::answer(app, key, binding, asked, tls).await);
    };
    let judged = tokio::task::spawn_blocking(move || app.pair_answer(&ask, &key, &binding));
    let answer = judged.await.map_err(io::Error::other)?;
    let answer = answer.unwrap_or_else(|_| PairAnswer::No("busy".to_owned()));
    stream::write(&mut tls, &answer.to_bytes()).await?;
    // The other side hangs up first, so that it has read the answer before this end is gone.
    let _ = timeout(PATIENCE, stream::read(&mut tls, ASK_CAP)).await;
    Ok(if matches!(answer, PairAnswer::Welcome(_)) { Judged::Ward } else { Judged::Failed })
}

/// Returns the connection's exporter for pairing.
pub fn binding<Side>(connection: &rustls::ConnectionCommon<Side>) -> Option<[u8; 32]> {
    connection.export_keying_material([0; 32], LABEL, None).ok()
}
