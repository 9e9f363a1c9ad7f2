//! NET-01: keys nobody knows learn nothing, in either direction, and the one that is known is let in.
//! `STRANGERS=` sets the number.

use super::tls::{self, Expect};
use super::{Node, NodeOptions, listen};
use huddle_app::sync::Identity;
use huddle_app::{App, Caller, Env, Opening};
use huddle_testkit::chance::{Chance, count, seed};
use rustls::pki_types::ServerName;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

fn identity(chance: &mut Chance) -> Identity {
    let mut seed = [0; 32];
    seed.fill_with(|| chance.bits() as u8);
    Identity::of_seed(seed).unwrap()
}

/// Dials as `who`; gives the bytes the listener sent after the handshake, or why there was none.
async fn dial(
    to: SocketAddr,
    who: &Identity,
    expect: Expect,
    talk: &[u8],
) -> Result<Vec<u8>, std::io::Error> {
    let socket = TcpStream::connect(to).await?;
    let config = tls::client(who, expect, talk).unwrap();
    let name = ServerName::try_from("huddleboard").unwrap();
    let mut tls = TlsConnector::from(config).connect(name, socket).await?;
    // In TLS 1.3 the dialler is done before it was judged; what it is told afterwards is what counts.
    let hello = huddle_sync::frame::wrap(&[1, 2, 3]);
    let _ = tls.write_all(&hello).await;
    let mut back = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), tls.read_to_end(&mut back)).await;
    Ok(back)
}

#[test]
fn a_key_nobody_knows_is_told_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let opening = Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() };
    let app = App::open(folder.path(), Env::system("0.1.0"), &opening).unwrap();
    let ward = serde_json::json!({
        "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    app.execute("ward_start", ward, &Caller::default()).unwrap();
    let me = app.identity().device;
    let mut chance = Chance::new(seed(51));
    let strangers = count("STRANGERS", 200, 10_000);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let at = listener.local_addr().unwrap();
        tokio::spawn(Node::new(app, NodeOptions::default()).run(Some(listener)));
        let known = || Expect::OneOf(BTreeSet::from([me]));
        for n in 0..strangers {
            let who = identity(&mut chance);
            let talk = if n % 2 == 0 { tls::SYNC } else { tls::PAIR };
            let told = dial(at, &who, known(), talk).await.unwrap_or_default();
            assert!(told.is_empty(), "a stranger was told {} bytes", told.len());
        }
        // A dialler that expects another PC says nothing to this one.
        let other = Expect::OneOf(BTreeSet::from([[9; 32]]));
        assert!(dial(at, &identity(&mut chance), other, tls::SYNC).await.is_err());
        // A talk nobody knows.
        assert!(dial(at, &identity(&mut chance), known(), b"h2").await.unwrap_or_default().is_empty());
        // Control: a key on the list is answered, or the listener is silent to everybody and this test blind.
        let own = Identity::of_folder(folder.path()).unwrap();
        let told = dial(at, &own, known(), tls::SYNC).await.unwrap();
        assert!(!told.is_empty(), "a known key was told nothing");
    });
}
