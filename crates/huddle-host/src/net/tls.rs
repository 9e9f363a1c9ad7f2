//! TLS 1.3 both ways with raw public keys (RFC 7250): a PC is its key, so there is no certificate, no date and
//! no name to get wrong. Each side still proves with a signature that it holds the key (ADR 0022).

use huddle_app::sync::Identity;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{AlwaysResolvesClientRawPublicKeys, Resumption};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, SubjectPublicKeyInfoDer, UnixTime,
};
use rustls::server::AlwaysResolvesServerRawPublicKeys;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::CertifiedKey;
use rustls::version::TLS13;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureScheme,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The exchange.
pub const SYNC: &[u8] = b"huddleboard/1";
/// Letting a PC in.
pub const PAIR: &[u8] = b"huddleboard-pair/1";

/// Trying whether a PC answers and knows this one; disturbs no link.
pub const TEST: &[u8] = b"huddleboard-test/1";

/// What comes before an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Whose key the other side must prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Any key: the listener judges the proved key before it says a word.
    Anybody,
    /// One of these PCs (SHA-256 of the key).
    OneOf(BTreeSet<[u8; 32]>),
}

/// Reads the key out of what the other side presented.
pub fn key_of(spki: &[u8]) -> Option<[u8; 32]> {
    spki.strip_prefix(&SPKI[..])?.try_into().ok()
}

/// Names the PC that has a key.
pub fn device_of(key: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// Judges the other side's key.
#[derive(Debug)]
struct Pinned {
    expect: Expect,
    provider: Arc<CryptoProvider>,
}

impl Pinned {
    fn judge(&self, presented: &[u8]) -> Result<(), Error> {
        let key = key_of(presented).ok_or(Error::InvalidCertificate(CertificateError::BadEncoding))?;
        match &self.expect {
            Expect::Anybody => Ok(()),
            Expect::OneOf(known) if known.contains(&device_of(&key)) => Ok(()),
            Expect::OneOf(_) => {
                Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
            }
        }
    }

    fn signed(
        &self,
        message: &[u8],
        presented: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let spki = SubjectPublicKeyInfoDer::from(presented.as_ref());
        verify_tls13_signature_with_raw_key(
            message,
            &spki,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }
}

const ONLY_13: Error = Error::InvalidCertificate(CertificateError::BadSignature);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.judge(end_entity).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(ONLY_13)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl ClientCertVerifier for Pinned {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.judge(end_entity).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(ONLY_13)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

fn own(identity: &Identity) -> Result<Arc<CertifiedKey>, Error> {
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(identity.pkcs8()));
    let signing = ring::sign::any_eddsa_type(match &private {
        PrivateKeyDer::Pkcs8(key) => key,
        _ => return Err(Error::General("key".to_owned())),
    })?;
    let spki = [&SPKI[..], &identity.key[..]].concat();
    Ok(Arc::new(CertifiedKey::new(vec![CertificateDer::from(spki)], signing)))
}

/// Makes the listener's side.
///
/// # Errors
/// When this PC's key is not usable.
pub fn server(identity: &Identity) -> Result<Arc<ServerConfig>, Error> {
    let provider = Arc::new(ring::default_provider());
    let pinned = Arc::new(Pinned { expect: Expect::Anybody, provider: Arc::clone(&provider) });
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(pinned)
        .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(own(identity)?)));
    config.alpn_protocols = vec![SYNC.to_vec(), PAIR.to_vec(), TEST.to_vec()];
    // A key that was revoked must not come back with a ticket from before.
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

/// Makes the dialler's side for one of the two talks.
///
/// # Errors
/// When this PC's key is not usable.
pub fn client(identity: &Identity, expect: Expect, talk: &[u8]) -> Result<Arc<ClientConfig>, Error> {
    let provider = Arc::new(ring::default_provider());
    let pinned = Arc::new(Pinned { expect, provider: Arc::clone(&provider) });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(pinned)
        .with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(own(identity)?)));
    config.alpn_protocols = vec![talk.to_vec()];
    config.enable_sni = false;
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}
