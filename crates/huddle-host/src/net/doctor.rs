//! Tries what sharing needs and says in a sentence what stands in the way: this PC's port, incoming calls, each
//! address it calls, and whether the clocks agree.
//!
//! An address is tried with a talk of its own: the PC there proves its key, and if it knows this one it answers with
//! its clock. No link is begun or disturbed by it, and a stranger is told nothing.

use super::node::{Unreached, connect, listed};
use super::stream;
use super::tls::{self, Expect};
use huddle_app::sync::Ground;
use huddle_app::wire::SharingCheck;
use huddle_app::{App, Network};
use rustls::pki_types::ServerName;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// How long each step of a try may take.
const STEP: Duration = Duration::from_secs(3);
/// Longest answer, bytes.
const CAP: usize = 1_024;
/// Addresses tried at a time.
const AT_ONCE: usize = 16;
/// Clocks further apart than this are worth a word, milliseconds.
const CLOCK_OFF_MS: i64 = 120_000;
const MINUTE_MS: i64 = 60_000;

/// Tries the network for the app.
#[derive(Debug, Clone, Copy)]
pub struct Doctor;

impl Network for Doctor {
    fn test(&self, app: &App) -> Vec<SharingCheck> {
        let ground = match app.ground() {
            Ok(ground) => ground,
            Err(fault) => return vec![check("port", "unknown", "", &fault.0.message)],
        };
        let known = listed(app).unwrap_or_default();
        let (identity, clock) = (app.identity(), || app.now());
        let work = async {
            let mut checks = vec![port(&ground).await];
            checks.extend(incoming(&ground));
            let mut tries = JoinSet::new();
            let mut found = Vec::new();
            for address in ground.addresses.clone() {
                if tries.len() >= AT_ONCE
                    && let Some(Ok(one)) = tries.join_next().await
                {
                    found.push(one);
                }
                let config = tls::client(&identity, Expect::OneOf(known.clone()), tls::TEST);
                let (me, now) = (identity.device, clock());
                tries.spawn(async move {
                    let tried = match config {
                        Ok(config) => ring_at(&address, config, me).await,
                        Err(_) => Err(Tried::NoKey),
                    };
                    (address, tried.map(|(device, theirs)| (device, theirs - now)))
                });
            }
            while let Some(one) = tries.join_next().await {
                found.extend(one);
            }
            // In the order the screen lists them.
            found.sort_by_key(|(address, _)| ground.addresses.iter().position(|a| a == address));
            checks.extend(
                found.iter().map(|(address, tried)| said(address, tried.as_ref().map(drop), &ground)),
            );
            let off = found.iter().filter_map(|(_, tried)| tried.as_ref().ok().copied()).collect();
            checks.push(clocks(off, &ground));
            checks
        };
        // A thread of its own: whoever asks may be inside a runtime already.
        std::thread::scope(|threads| {
            let done = threads.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
                Some(runtime.block_on(work))
            });
            done.join().ok().flatten()
        })
        .unwrap_or_else(|| {
            vec![check("port", "unknown", "", "This PC is too busy to try the network. Try again.")]
        })
    }
}

fn check(what: &str, state: &str, about: &str, text: &str) -> SharingCheck {
    SharingCheck {
        what: what.to_owned(),
        state: state.to_owned(),
        about: about.to_owned(),
        text: text.to_owned(),
    }
}

/// Answers a PC that tries this one; false, and not a byte, when it is not on the list.
pub(super) async fn answer(
    app: &Arc<App>,
    device: [u8; 32],
    tls: &mut (impl AsyncRead + AsyncWrite + Unpin),
) -> bool {
    let asked = Arc::clone(app);
    let known = tokio::task::spawn_blocking(move || listed(&asked)).await.ok().flatten();
    if !known.is_some_and(|known| known.contains(&device)) {
        return false;
    }
    let text = json!({ "clock_ms": app.now(), "version": app.env().version }).to_string();
    let _ = timeout(STEP, async {
        stream::write(tls, text.as_bytes()).await?;
        tls.shutdown().await
    })
    .await;
    true
}

/// Why a PC was not reached, or not as one of the ward's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tried {
    Address(Unreached),
    /// Another key answers.
    Stranger,
    /// Something answers that speaks otherwise.
    Other,
    /// It answers and does not know this PC.
    NotListed,
    /// It is this PC.
    Own,
    NoKey,
}

/// Tries one address; gives the PC there and its clock.
async fn ring_at(
    address: &str,
    config: Arc<rustls::ClientConfig>,
    me: [u8; 32],
) -> Result<([u8; 32], i64), Tried> {
    let socket = connect(address, STEP).await.map_err(Tried::Address)?;
    let place = ServerName::try_from("huddleboard").map_err(|_| Tried::Other)?;
    let connecting = timeout(STEP, TlsConnector::from(config).connect(place, socket)).await;
    let mut tls = connecting.map_err(|_| Tried::Other)?.map_err(|e| {
        let fault = e.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>());
        if matches!(fault, Some(rustls::Error::InvalidCertificate(_))) {
            Tried::Stranger
        } else {
            Tried::Other
        }
    })?;
    let key = tls.get_ref().1.peer_certificates().and_then(|c| c.first()).and_then(|c| tls::key_of(c));
    let device = tls::device_of(&key.ok_or(Tried::Other)?);
    if device == me {
        return Err(Tried::Own);
    }
    let bytes = timeout(STEP, stream::read(&mut tls, CAP)).await;
    let bytes = bytes.map_err(|_| Tried::Other)?.map_err(|_| Tried::NotListed)?;
    let answer: Json = serde_json::from_slice(&bytes).map_err(|_| Tried::Other)?;
    Ok((device, answer.get("clock_ms").and_then(Json::as_i64).ok_or(Tried::Other)?))
}

fn said(address: &str, tried: Result<(), &Tried>, ground: &Ground) -> SharingCheck {
    let port = address.rsplit(':').next().unwrap_or_default();
    let text = match tried {
        Ok(()) => return check("address", "good", address, "The PC there answers and has this PC on its list."),
        Err(Tried::Address(Unreached::NoName)) => {
            "Nobody on this network knows a PC of this name. Type its number instead, like 10.1.2.3, or ask IT.".to_owned()
        }
        Err(Tried::Address(Unreached::Refused)) => format!(
            "A PC is there, but Huddleboard does not listen at its port {port}. Open Huddleboard on it, and look at its Sharing screen for the right port."
        ),
        Err(Tried::Address(Unreached::Silent)) => format!(
            "Nobody answers there. The PC may be off, or a firewall stands between. Turn it on, or ask IT to let TCP port {port} through."
        ),
        Err(Tried::Stranger) => {
            "Another PC answers there, not one of this ward's. Nothing was sent. Check the address.".to_owned()
        }
        Err(Tried::Other) => {
            "What answers there is not this version of Huddleboard. Check the address, or update the other PC.".to_owned()
        }
        Err(Tried::NotListed) => {
            "The PC there answers and does not have this PC on its list. Ask for a new invite on a PC that can add PCs.".to_owned()
        }
        Err(Tried::Own) => "This is the address of this PC itself. Stop calling it.".to_owned(),
        Err(Tried::NoKey) => "The key of this PC cannot be used. Ask IT who may read the data folder.".to_owned(),
    };
    let state = if ground.pcs.is_empty() { "unknown" } else { "look" };
    check("address", state, address, &text)
}

/// Tries this PC's own port.
async fn port(ground: &Ground) -> SharingCheck {
    let n = ground.port;
    match &ground.here {
        Some(Err(fault)) => check("port", "look", "", fault),
        Some(Ok(at)) => {
            let port = at.rsplit(':').next().unwrap_or_default();
            match connect(at, STEP).await {
                Ok(_) => check("port", "good", at, &format!("Port {port} of this PC is open.")),
                Err(_) => check(
                    "port",
                    "look",
                    at,
                    &format!(
                        "Huddleboard listens, but this PC does not reach itself there. Ask IT whether the firewall of this PC lets TCP port {port} in."
                    ),
                ),
            }
        }
        None => match TcpListener::bind(SocketAddr::from(([0, 0, 0, 0], n))).await {
            Ok(_) => check(
                "port",
                "unknown",
                "",
                &format!("Port {n} is free. It opens when this PC shares and Huddleboard is open."),
            ),
            Err(_) => check(
                "port",
                "look",
                "",
                &format!("Port {n} is used by another program on this PC. Close it, or choose another port."),
            ),
        },
    }
}

/// Says whether anybody came through the firewall; nobody can see that from inside.
fn incoming(ground: &Ground) -> Option<SharingCheck> {
    let others = ground.pcs.iter().filter(|pc| !pc.this_pc && pc.role != "revoked").count();
    if others == 0 || !matches!(ground.here, Some(Ok(_))) {
        return None;
    }
    Some(match &ground.called {
        Some((_, name)) => {
            let name = if name.is_empty() { "The ward's first PC" } else { name };
            check("incoming", "good", "", &format!("{name} called this PC, so the firewall lets calls in."))
        }
        None => check(
            "incoming",
            "unknown",
            "",
            &format!(
                "No PC has called this one since Huddleboard was opened. That is well if this one calls the others. If it should be called, ask IT to let TCP port {} in.",
                ground.port
            ),
        ),
    })
}

/// Compares the clocks of the PCs that answered, one for each PC.
fn clocks(mut off: Vec<([u8; 32], i64)>, ground: &Ground) -> SharingCheck {
    let mut seen = BTreeSet::new();
    off.retain(|(device, _)| seen.insert(*device));
    let minutes = |ms: i64| match (ms.abs() + MINUTE_MS / 2) / MINUTE_MS {
        1 => "1 minute".to_owned(),
        n => format!("{n} minutes"),
    };
    let ahead: Vec<i64> = off.iter().map(|(_, ms)| *ms).filter(|ms| *ms >= CLOCK_OFF_MS).collect();
    let behind: Vec<i64> = off.iter().map(|(_, ms)| *ms).filter(|ms| *ms <= -CLOCK_OFF_MS).collect();
    for (some, word) in [(&ahead, "slow"), (&behind, "fast")] {
        // Two that say the same of this one, and all of them, know it better than it does.
        if let Some(least) = some.iter().min_by_key(|ms| ms.abs())
            && some.len() > 1
            && some.len() == off.len()
        {
            let text = format!(
                "The clock of this PC is {} {word}. Put it right, or ask IT. What was saved is safe.",
                minutes(*least)
            );
            return check("clock", "look", "", &text);
        }
    }
    match off.iter().max_by_key(|(_, ms)| ms.abs()) {
        None => {
            check("clock", "unknown", "", "No other PC answered, so the clock was compared with nobody's.")
        }
        Some((_, ms)) if ms.abs() < CLOCK_OFF_MS => {
            check("clock", "good", "", "The clock of this PC agrees with those that answered.")
        }
        Some((device, ms)) => {
            let id = hex::encode(device);
            let pc = ground.pcs.iter().find(|pc| pc.id == id).map(|pc| pc.name.as_str());
            let name = pc.filter(|name| !name.is_empty()).unwrap_or("the ward's first PC");
            let text = format!(
                "The clocks of this PC and of {name} are {} apart. Look which one is wrong and put it right, or ask IT. What was saved is safe.",
                minutes(*ms)
            );
            check("clock", "look", "", &text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground() -> Ground {
        Ground { pcs: Vec::new(), here: None, port: 47_810, addresses: Vec::new(), called: None }
    }

    #[test]
    fn a_clock_that_is_off_is_named_and_whose_it_is_when_that_is_known() {
        let clock = |off: &[i64]| {
            let off = off.iter().zip(1_u8..).map(|(minutes, n)| ([n; 32], minutes * MINUTE_MS)).collect();
            let said = clocks(off, &ground());
            (said.state, said.text)
        };
        assert_eq!(clock(&[]).0, "unknown");
        assert_eq!(clock(&[1, -1]).0, "good");
        let (state, text) = clock(&[7]);
        assert!(state == "look" && text.contains("7 minutes apart"), "{text}");
        assert!(clock(&[7, 8]).1.contains("The clock of this PC is 7 minutes slow"));
        assert!(clock(&[-60, -61, -59]).1.contains("The clock of this PC is 59 minutes fast"));
        // One agrees: the other two may be wrong.
        assert!(clock(&[7, 8, 0]).1.contains("apart"));
        // The same PC at two addresses is one voice.
        let twice = clocks(vec![([1; 32], 420_000), ([1; 32], 420_000)], &ground());
        assert!(twice.text.contains("apart"), "{}", twice.text);
    }
}
