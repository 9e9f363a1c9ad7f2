//! NET-01: keys and certificates nobody knows learn nothing, in either direction, and the key that is known is let
//! in. `STRANGERS=` sets the number.
//!
//! They come from many addresses of the loopback network, because twenty that failed are left alone for ten minutes;
//! without that each one would only be counted, not judged.

use super::tls::{self, Expect};
use super::{Node, NodeOptions, listen};
use huddle_app::sync::Identity;
use huddle_app::{App, Caller, Env, Opening};
use huddle_testkit::chance::{Chance, count, seed};
use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::sign::{CertifiedKey, SigningKey};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

/// What is in an Ed25519 key's SubjectPublicKeyInfo before the key.
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// Strangers from one address: fewer than are left alone.
const FROM_ONE: usize = 15;
/// At a time, as the listener's places allow.
const AT_ONCE: usize = 4;

fn identity(chance: &mut Chance) -> Identity {
    let mut seed = [0; 32];
    seed.fill_with(|| chance.bits() as u8);
    Identity::of_seed(seed).unwrap()
}

/// How somebody tries to get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A key of its own.
    OwnKey,
    /// The listed PC's public key, which it cannot sign with.
    BorrowedKey,
    /// The listed key with one bit changed.
    OneBitOff,
    /// Another algorithm.
    P256,
    /// A certificate with the ward's name and the listed PC's key in it, long expired.
    Certificate,
    /// The version before.
    Tls12,
}

const WAYS: [Way; 6] =
    [Way::OwnKey, Way::BorrowedKey, Way::OneBitOff, Way::P256, Way::Certificate, Way::Tls12];

/// Presents whatever it is given; believes whoever answers.
#[derive(Debug)]
struct Forger {
    shows: Arc<CertifiedKey>,
    raw: bool,
}

impl ResolvesClientCert for Forger {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.shows))
    }

    fn only_raw_public_keys(&self) -> bool {
        self.raw
    }

    fn has_certs(&self) -> bool {
        true
    }
}

#[derive(Debug)]
struct BelievesAll;

impl ServerCertVerifier for BelievesAll {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519, SignatureScheme::ECDSA_NISTP256_SHA256]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let n = body.len();
    let head = match n {
        0..=127 => vec![tag, n as u8],
        128..=255 => vec![tag, 0x81, n as u8],
        _ => vec![tag, 0x82, (n >> 8) as u8, n as u8],
    };
    [head, body].concat()
}

/// A certificate as a server of the internet has one, with the listed PC's key: the ward's name as its subject, and
/// out of date since 2001. Its signature is nobody's.
fn certificate(key: &[u8; 32]) -> Vec<u8> {
    let ed25519 = der(0x30, &[&[0x06, 0x03, 0x2b, 0x65, 0x70]]);
    let common = der(0x30, &[&[0x06, 0x03, 0x55, 0x04, 0x03], &der(0x0c, &[b"Ward 6A"])]);
    let name = der(0x30, &[&der(0x31, &[&common])]);
    let dates = der(0x30, &[&der(0x17, &[b"000101000000Z"]), &der(0x17, &[b"010101000000Z"])]);
    let version = [0xa0, 0x03, 0x02, 0x01, 0x02];
    let body = [&version[..], &[0x02, 0x01, 0x01], &ed25519, &name, &dates, &name, &SPKI, &key[..]];
    let body = der(0x30, &body);
    der(0x30, &[&body, &ed25519, &der(0x03, &[&[0; 65]])])
}

fn signer(who: &Identity) -> Arc<dyn SigningKey> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(who.pkcs8()));
    default_provider().key_provider.load_private_key(key).unwrap()
}

/// What one stranger presents, with the key it can really sign with.
fn shows(
    way: Way,
    who: &Identity,
    listed: &[u8; 32],
    chance: &mut Chance,
) -> (Vec<u8>, Arc<dyn SigningKey>, bool) {
    let raw = |key: &[u8]| [&SPKI[..], key].concat();
    match way {
        Way::BorrowedKey => (raw(listed), signer(who), true),
        Way::OneBitOff => {
            let mut key = *listed;
            key[chance.below(32)] ^= 1 << chance.below(8);
            (raw(&key), signer(who), true)
        }
        Way::P256 => {
            let rng = ring::rand::SystemRandom::new();
            let algorithm = &ring::signature::ECDSA_P256_SHA256_ASN1_SIGNING;
            let pair = ring::signature::EcdsaKeyPair::generate_pkcs8(algorithm, &rng).unwrap();
            let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pair.as_ref().to_vec()));
            let key = default_provider().key_provider.load_private_key(key).unwrap();
            (key.public_key().unwrap().to_vec(), key, true)
        }
        Way::Certificate => (certificate(listed), signer(who), false),
        Way::OwnKey | Way::Tls12 => (raw(&who.key), signer(who), true),
    }
}

fn forged(shown: (Vec<u8>, Arc<dyn SigningKey>, bool), talk: &[u8]) -> Arc<ClientConfig> {
    let (spki, key, raw) = shown;
    let forger = Forger { shows: Arc::new(CertifiedKey::new(vec![CertificateDer::from(spki)], key)), raw };
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(BelievesAll))
        .with_client_cert_resolver(Arc::new(forger));
    config.alpn_protocols = vec![talk.to_vec()];
    Arc::new(config)
}

async fn socket(to: SocketAddr, from: Ipv4Addr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into())?;
    socket.connect(to).await
}

/// Dials; gives the bytes of the talk that came back after the handshake, or why there was none.
async fn dial(to: SocketAddr, from: Ipv4Addr, config: Arc<ClientConfig>) -> std::io::Result<Vec<u8>> {
    let socket = socket(to, from).await?;
    let name = ServerName::try_from("huddleboard").unwrap();
    let mut tls = TlsConnector::from(config).connect(name, socket).await?;
    // In TLS 1.3 the dialler is done before it was judged; what it is told afterwards is what counts.
    let hello = huddle_sync::frame::wrap(&[1, 2, 3]);
    let _ = tls.write_all(&hello).await;
    let mut back = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), tls.read_to_end(&mut back)).await;
    Ok(back)
}

/// Greets as TLS 1.2 does and gives back everything that was answered, which may only be an alert.
async fn greet_12(to: SocketAddr, from: Ipv4Addr, random: [u8; 32]) -> std::io::Result<Vec<u8>> {
    let suites = [0x00, 0x04, 0xc0, 0x2b, 0xc0, 0x2f];
    let hello = [&[0x03, 0x03][..], &random, &[0], &suites, &[0x01, 0x00], &[0x00, 0x00]].concat();
    let body = [&[0x01, 0x00, 0x00, hello.len() as u8][..], &hello].concat();
    let record = [&[0x16, 0x03, 0x03, 0x00, body.len() as u8][..], &body].concat();
    let mut socket = socket(to, from).await?;
    socket.write_all(&record).await?;
    let mut back = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), socket.read_to_end(&mut back)).await;
    Ok(back)
}

struct Ward {
    _folder: tempfile::TempDir,
    at: SocketAddr,
    own: Identity,
}

async fn ward() -> Ward {
    let folder = tempfile::tempdir().unwrap();
    let opening = Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() };
    let app = App::open(folder.path(), Env::system("0.1.0"), &opening).unwrap();
    let ward = serde_json::json!({
        "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    app.execute("ward_start", ward, &Caller::default()).unwrap();
    let own = Identity::of_folder(folder.path()).unwrap();
    let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(Node::new(app, NodeOptions::default()).run(Some(listener)));
    Ward { _folder: folder, at, own }
}

#[test]
fn a_key_nobody_knows_is_told_nothing() {
    let mut chance = Chance::new(seed(51));
    // More would come from more addresses than the door remembers, and be turned away unheard (`flood.rs`).
    let strangers = usize::try_from(count("STRANGERS", 10_000, 15_000)).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let ward = ward().await;
        let at = ward.at;
        let mut going = JoinSet::new();
        let (mut met, mut refused, mut greeted) = (0_usize, 0_usize, 0_usize);
        let mut take = |ended: (Way, std::io::Result<Vec<u8>>)| match ended {
            (Way::Tls12, Ok(back)) => {
                // An alert and nothing else: no record of a handshake, so no key and no name either.
                assert!(back.is_empty() || back[0] == 0x15, "TLS 1.2 was answered: {back:?}");
                greeted += usize::from(!back.is_empty());
            }
            (way, Ok(told)) => {
                assert!(told.is_empty(), "{way:?} was told {} bytes", told.len());
                met += 1;
            }
            // The handshake was refused, which is as good.
            (_, Err(_)) => refused += 1,
        };
        for n in 0..strangers {
            let who = identity(&mut chance);
            let way = WAYS[n % WAYS.len()];
            let talk = *chance.pick(&[tls::SYNC, tls::PAIR, tls::TEST]).unwrap();
            let from = u32::try_from(n / FROM_ONE).unwrap();
            let from = Ipv4Addr::from(0x7F01_0001 + from);
            let config = forged(shows(way, &who, &ward.own.key, &mut chance), talk);
            let random: [u8; 32] = who.key;
            if going.len() >= AT_ONCE {
                take(going.join_next().await.unwrap().unwrap());
            }
            going.spawn(async move {
                let back = match way {
                    Way::Tls12 => greet_12(at, from, random).await,
                    _ => dial(at, from, config).await,
                };
                (way, back)
            });
        }
        while let Some(ended) = going.join_next().await {
            take(ended.unwrap());
        }
        assert!(met > strangers / 12, "only {met} came as far as being judged");
        assert!(greeted > strangers / 12, "{greeted} of the old version were answered with an alert");

        // A dialler that expects another PC says nothing to this one.
        let home = Ipv4Addr::LOCALHOST;
        let known = || Expect::OneOf(BTreeSet::from([ward.own.device]));
        let other = Expect::OneOf(BTreeSet::from([[9; 32]]));
        let plain = |who: &Identity, expect, talk: &[u8]| tls::client(who, expect, talk).unwrap();
        let stranger = identity(&mut chance);
        assert!(dial(at, home, plain(&stranger, other, tls::SYNC)).await.is_err());
        // A talk nobody knows.
        assert!(dial(at, home, plain(&stranger, known(), b"h2")).await.unwrap_or_default().is_empty());
        // Control: a key on the list is answered, or the listener is silent to everybody and this test blind. The
        // same forger's way of presenting it is taken, so it is the key that counts.
        for talk in [tls::SYNC, tls::TEST] {
            let told = dial(at, home, plain(&ward.own, known(), talk)).await.unwrap();
            assert!(!told.is_empty(), "a known key was told nothing");
        }
        let raw = [&SPKI[..], &ward.own.key].concat();
        let told = dial(at, home, forged((raw, signer(&ward.own), true), tls::TEST)).await.unwrap();
        assert!(!told.is_empty(), "the forger's way of presenting a key is refused for itself");
        println!("{strangers} strangers: {met} judged by their key, {refused} refused before, {greeted} of TLS 1.2 sent away");
    });
}

#[test]
fn strangers_with_good_handshakes_are_left_alone_too_and_the_wards_own_pc_is_not() {
    let mut chance = Chance::new(seed(52));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let ward = ward().await;
        let home = Ipv4Addr::new(127, 0, 2, 2);
        let own = || {
            let known = Expect::OneOf(BTreeSet::from([ward.own.device]));
            tls::client(&ward.own, known, tls::TEST).unwrap()
        };
        let stranger = |chance: &mut Chance| {
            let who = identity(chance);
            tls::client(&who, Expect::OneOf(BTreeSet::from([ward.own.device])), tls::SYNC).unwrap()
        };
        // The ward's PC was here before.
        assert!(!dial(ward.at, home, own()).await.unwrap().is_empty());
        let elsewhere = Ipv4Addr::new(127, 0, 2, 3);
        let mut shut_out = 0;
        for _ in 0..40 {
            assert!(dial(ward.at, home, stranger(&mut chance)).await.unwrap_or_default().is_empty());
            // Twenty keys nobody listed, each a good handshake: then not even a handshake.
            shut_out += usize::from(dial(ward.at, elsewhere, stranger(&mut chance)).await.is_err());
        }
        assert!(shut_out >= 15, "{shut_out} of 40 were shut out");
        assert!(!dial(ward.at, home, own()).await.unwrap().is_empty(), "a known address keeps its places");
        // Control: from an address where the ward's PC never was, the same key waits out the rest.
        assert!(dial(ward.at, elsewhere, own()).await.is_err());
    });
}
