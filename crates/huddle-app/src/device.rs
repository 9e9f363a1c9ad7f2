//! This PC's identity: a key pair made at first start, its id, and the ward's founding statement.
//!
//! Starting a ward makes the ward's founding key and roster statement 1 ("this device is admin")
//! without any socket, so that sharing can be added later without starting again (DESIGN.md 4).

use crate::env::Env;
use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_store::{RosterRow, Tx};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;

/// What the PC that starts a ward is called until somebody gives it a name under Settings, Sharing.
const FIRST_PC: &str = "The ward's first PC";
const KEY_FILE: &str = "device.key";

/// This PC's key pair and id.
#[derive(Clone)]
pub struct Device {
    seed: [u8; 32],
    id: String,
    hash: [u8; 32],
    /// The public key; working it out anew for every question cost more than the question.
    key: [u8; 32],
}

impl Device {
    /// Reads the key beside the store, or makes it on first start, readable by this log-on's users only.
    pub(crate) fn load_or_make(folder: &Path, env: &Env) -> Result<Self, Fault> {
        let path = folder.join(KEY_FILE);
        let seed = match std::fs::read(&path) {
            Ok(bytes) => match <[u8; 32]>::try_from(bytes.as_slice()) {
                Ok(seed) => seed,
                // A key of another length cannot be used; the records do not depend on it.
                Err(_) => make(&path, env)?,
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(&path, env)?,
            Err(_) => return Err(Fault::internal("device key unreadable")),
        };
        Self::from_seed(seed)
    }

    pub(crate) fn from_seed(seed: [u8; 32]) -> Result<Self, Fault> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| Fault::internal("device key"))?;
        let key: [u8; 32] =
            pair.public_key().as_ref().try_into().map_err(|_| Fault::internal("device key"))?;
        let hash: [u8; 32] = Sha256::digest(key).into();
        Ok(Self { seed, id: hex::encode(hash), hash, key })
    }

    /// Returns the device id: SHA-256 of the public key in hexadecimal.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the first 8 bytes of the device id, the prefix of every actor of this PC.
    #[must_use]
    pub fn id_prefix(&self) -> [u8; 8] {
        let mut prefix = [0; 8];
        prefix.copy_from_slice(&self.hash[..8]);
        prefix
    }

    /// Returns the key for the one who opens sockets.
    pub(crate) fn identity(&self) -> crate::sync::Identity {
        crate::sync::Identity { seed: self.seed, device: self.hash, key: self.key }
    }

    /// Signs bytes with this PC's key.
    pub(crate) fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(self.pair()?.sign(bytes).as_ref().to_vec())
    }

    /// Returns the key's secret bytes, as the key of a keyed hash.
    pub(crate) fn secret(&self) -> [u8; 32] {
        self.seed
    }

    /// Writes this key in the place of the folder's own.
    pub(crate) fn keep(&self, folder: &Path) -> Result<(), Fault> {
        write_private(&folder.join(KEY_FILE), &self.seed)
            .map_err(|_| Fault::internal("device key not written"))
    }

    /// Reads a ward's founding key, where it is on this PC.
    pub(crate) fn founding(folder: &Path, ward: Uuid) -> Option<Self> {
        let seed = std::fs::read(folder.join(format!("founding-{ward}.key"))).ok()?;
        Self::from_seed(seed.try_into().ok()?).ok()
    }

    /// Reads the key of a folder that was opened once.
    pub(crate) fn read(folder: &Path) -> Result<Self, Fault> {
        let bytes =
            std::fs::read(folder.join(KEY_FILE)).map_err(|_| Fault::internal("device key unreadable"))?;
        Self::from_seed(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| Fault::internal("device key"))?)
    }

    fn pair(&self) -> Result<Ed25519KeyPair, Fault> {
        Ed25519KeyPair::from_seed_unchecked(&self.seed).map_err(|_| Fault::internal("device key"))
    }
}

fn make(path: &Path, env: &Env) -> Result<[u8; 32], Fault> {
    let mut seed = [0; 32];
    env.entropy.fill(&mut seed).map_err(|_| Fault::internal("no randomness"))?;
    write_private(path, &seed).map_err(|_| Fault::internal("device key not written"))?;
    Ok(seed)
}

/// Writes a file only this log-on's users may read, and syncs it.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the ward's founding key and writes roster statement 1: this device, admin, signed by the founding key.
pub(crate) fn found_ward(
    tx: &Tx,
    device_id: &str,
    folder: &Path,
    ward: Uuid,
    env: &Env,
) -> Result<(), Fault> {
    let device = Device::reload(folder, device_id)?;
    let mut seed = [0; 32];
    env.entropy.fill(&mut seed).map_err(|_| Fault::internal("no randomness"))?;
    let founding = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| Fault::internal("founding key"))?;
    let statement = json!({
        "ward": ward,
        "device_id": device.id(),
        "key": hex::encode(device.pair()?.public_key().as_ref()),
        "name": FIRST_PC,
        "role": "admin",
        "version": 1,
        "signer": hex::encode(founding.public_key().as_ref()),
    })
    .to_string();
    let sig = founding.sign(statement.as_bytes());
    tx.append_roster(&RosterRow {
        ward,
        device: device.hash.to_vec(),
        version: 1,
        statement: statement.into_bytes(),
        sig: sig.as_ref().to_vec(),
    })?;
    write_private(&folder.join(format!("founding-{ward}.key")), &seed)
        .map_err(|_| Fault::internal("founding key not written"))
}

impl Device {
    /// Reads the key again inside a command, which reaches the folder but not the open app.
    pub(crate) fn reload(folder: &Path, expected: &str) -> Result<Self, Fault> {
        let device = Self::read(folder)?;
        if device.id() != expected {
            return Err(Fault::internal("device key changed"));
        }
        Ok(device)
    }
}
