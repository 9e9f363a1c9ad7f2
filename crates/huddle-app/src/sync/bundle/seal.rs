//! The envelope of a bundle: who may open it, who made it, and whether it is whole.
//!
//! A file is a short head in the clear (the ward's id and the maker's key), an age file, the maker's signature of
//! all of it, and a mark that says the file ended here. The signature is looked at before anything is opened, so
//! that a changed byte is told from a file for somebody else. See docs/adr/0030.

use crate::device::Device;
use crate::fault::Fault;
use age::x25519;
use bech32::{ToBase32, Variant};
use curve25519_dalek::edwards::CompressedEdwardsY;
use hex::FromHex as _;
use huddle_core::Uuid;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256, Sha512};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

/// How every bundle begins, whatever its format.
pub(crate) const MAGIC: &[u8] = b"huddleboard bundle\n";
/// How every bundle ends.
const END: &[u8] = b"\nend of bundle\n";
/// The format this build writes and reads.
const FORMAT: u8 = 1;
/// Longest head, bytes.
const HEAD_MAX: usize = 4_096;
const SIGNATURE: usize = 64;
/// What is signed begins with this, so that no other signature of the key fits.
const SIGNED: &[u8] = b"huddleboard bundle 1";

/// What a bundle says in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// The ward.
    pub ward: Uuid,
    /// The key of the PC that made it.
    pub key: [u8; 32],
}

impl Head {
    fn to_bytes(&self) -> Vec<u8> {
        let text = json!({ "ward": self.ward, "key": hex::encode(self.key) }).to_string();
        let len = u16::try_from(text.len()).unwrap_or(0).to_be_bytes();
        [MAGIC, &[FORMAT], &len, text.as_bytes()].concat()
    }

    /// Returns the device id of the PC that made it.
    pub fn device(&self) -> [u8; 32] {
        Sha256::digest(self.key).into()
    }
}

pub(crate) fn not_one() -> Fault {
    Fault::user(
        "not_a_bundle",
        "This is no file of changes. Nothing was changed. Choose a file that Huddleboard made on another PC.",
    )
}

pub(super) fn newer() -> Fault {
    Fault::user(
        "bundle_newer",
        "A newer Huddleboard made this file. Nothing was changed. Update this PC, then take the file in again.",
    )
}

fn cut() -> Fault {
    Fault::user(
        "bundle_cut",
        "Only a part of this file is here. Nothing was changed. Copy the whole file again from the other PC.",
    )
}

pub(super) fn changed() -> Fault {
    Fault::user(
        "bundle_changed",
        "This file was changed or damaged on its way. Nothing was changed here. Copy it again, or make a new one.",
    )
}

fn not_for_here() -> Fault {
    Fault::user(
        "bundle_not_for_here",
        "This file was made for other PCs, or before this PC was let in. Nothing was changed. Make a new one on the other PC.",
    )
}

pub(crate) fn unread() -> Fault {
    Fault::user(
        "bundle_unread",
        "This file or folder cannot be read. Nothing was changed. Check that it is still there, then try again.",
    )
    .field("path")
}

/// Says why a file or folder for changes could not be written.
pub(crate) fn unwritten(error: &io::Error) -> Fault {
    let (code, text) = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            ("no_folder", "That folder is not there. Nothing was written. Choose another folder.")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            "not_allowed",
            "This PC may not write in that folder. Nothing was written. Choose another folder.",
        ),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            "folder_full",
            "There is no room left there. Nothing was written. Make room or choose another folder.",
        ),
        _ => (
            "not_written",
            "The file could not be written. The file from before, if any, is whole. Try another folder.",
        ),
    };
    Fault::not_now(code, text).field("folder")
}

/// Adds up what passes through it.
struct Summed<W> {
    inner: W,
    sum: Sha256,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.sum.update(bytes.get(..n).unwrap_or_default());
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Returns the age recipient that belongs to a device's signing key (RFC 7748's map from one curve to the other,
/// as age's own `ssh-ed25519` recipients use it).
fn recipient(key: &[u8; 32]) -> Option<x25519::Recipient> {
    let point = CompressedEdwardsY(*key).decompress().filter(|p| !p.is_small_order())?;
    let bytes = point.to_montgomery().to_bytes();
    bech32::encode("age", bytes.to_base32(), Variant::Bech32).ok()?.parse().ok()
}

/// Returns the age identity of a device's secret key.
fn identity(seed: &[u8; 32]) -> Option<x25519::Identity> {
    let secret = Sha512::digest(seed);
    let secret = secret.get(..32)?.to_base32();
    bech32::encode("age-secret-key-", secret, Variant::Bech32).ok()?.parse().ok()
}

/// Writes a bundle to `out` for the PCs with these keys; `fill` writes what is inside.
///
/// # Errors
/// What `fill` returns, or that `out` could not be written.
pub(crate) fn seal<W: Write>(
    out: &mut W,
    head: &Head,
    device: &Device,
    to: &[[u8; 32]],
    fill: impl FnOnce(&mut dyn Write) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let io = |error: io::Error| unwritten(&error);
    let mut summed = Summed { inner: out, sum: Sha256::new() };
    summed.write_all(&head.to_bytes()).map_err(io)?;
    let to: Vec<x25519::Recipient> = to.iter().filter_map(recipient).collect();
    let encryptor = age::Encryptor::with_recipients(to.iter().map(|r| r as &dyn age::Recipient))
        .map_err(|_| Fault::internal("no recipient"))?;
    let mut inside = encryptor.wrap_output(&mut summed).map_err(io)?;
    fill(&mut inside)?;
    inside.finish().map_err(io)?;
    let Summed { inner, sum } = summed;
    let sig = device.sign(&[SIGNED, &sum.finalize()].concat())?;
    inner.write_all(&[&sig, END].concat()).map_err(io)
}

/// Reads the head of a bundle without believing it.
///
/// # Errors
/// When it is none, or a newer one.
pub(crate) fn head(file: &mut impl Read) -> Result<(Head, u64), Fault> {
    let mut start = vec![0; MAGIC.len() + 3];
    let got = read_up_to(file, &mut start)?;
    let (magic, rest) = start.split_at(MAGIC.len());
    if magic != MAGIC {
        // The beginning of a beginning is a file that was cut short.
        let part = got > 0 && got < MAGIC.len() && MAGIC.starts_with(start.get(..got).unwrap_or_default());
        return Err(if part { cut() } else { not_one() });
    }
    if got < start.len() {
        return Err(cut());
    }
    let [format, high, low] = *rest else { return Err(not_one()) };
    if format > FORMAT {
        return Err(newer());
    }
    let len = usize::from(u16::from_be_bytes([high, low]));
    if format != FORMAT || len > HEAD_MAX {
        return Err(changed());
    }
    let mut text = vec![0; len];
    if read_up_to(file, &mut text)? < len {
        return Err(cut());
    }
    let json: Json = serde_json::from_slice(&text).map_err(|_| changed())?;
    let of = |key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default();
    let ward = Uuid::parse_str(of("ward")).map_err(|_| changed())?;
    let key = <[u8; 32]>::from_hex(of("key")).map_err(|_| changed())?;
    let read = u64::try_from(start.len() + len).map_err(|_| changed())?;
    Ok((Head { ward, key }, read))
}

fn read_up_to(file: &mut impl Read, into: &mut [u8]) -> Result<usize, Fault> {
    let mut got = 0;
    while got < into.len() {
        match file.read(into.get_mut(got..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(unread()),
        }
    }
    Ok(got)
}

/// Checks that a bundle is whole and signed by the key in its head; returns the head and where its inside lies.
///
/// # Errors
/// When it is no bundle, a newer one, cut short or changed.
pub(crate) fn whole(file: &mut (impl Read + Seek)) -> Result<(Head, u64, u64), Fault> {
    let io = |_: io::Error| unread();
    let len = file.seek(SeekFrom::End(0)).map_err(io)?;
    file.rewind().map_err(io)?;
    let (head, from) = head(file)?;
    let tail = u64::try_from(SIGNATURE + END.len()).unwrap_or_default();
    let Some(to) = len.checked_sub(tail).filter(|to| *to >= from) else { return Err(cut()) };
    file.rewind().map_err(io)?;
    let mut sum = Sha256::new();
    let summed = io::copy(&mut file.by_ref().take(to), &mut HashInto(&mut sum)).map_err(io)?;
    let mut last = vec![0; SIGNATURE + END.len()];
    if summed < to || read_up_to(file, &mut last)? < last.len() {
        return Err(unread());
    }
    let (sig, end) = last.split_at(SIGNATURE);
    if end != END {
        return Err(cut());
    }
    let good =
        UnparsedPublicKey::new(&ED25519, head.key).verify(&[SIGNED, &sum.finalize()].concat(), sig).is_ok();
    if good { Ok((head, from, to)) } else { Err(changed()) }
}

struct HashInto<'a>(&'a mut Sha256);

impl Write for HashInto<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens the inside of a bundle whose signature was looked at.
///
/// # Errors
/// When it is not for this PC.
pub(crate) fn open<F: Read + Seek>(
    mut file: F,
    from: u64,
    to: u64,
    seed: &[u8; 32],
) -> Result<impl Read, Fault> {
    file.seek(SeekFrom::Start(from)).map_err(|_| unread())?;
    let me = identity(seed).ok_or_else(|| Fault::internal("device key"))?;
    let inside = BufReader::new(file.take(to.saturating_sub(from)));
    let decryptor = age::Decryptor::new_buffered(inside).map_err(|_| changed())?;
    decryptor.decrypt(std::iter::once(&me as &dyn age::Identity)).map_err(|fault| match fault {
        age::DecryptError::NoMatchingKeys => not_for_here(),
        _ => changed(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn device(n: u8) -> Device {
        Device::from_seed([n; 32]).unwrap()
    }

    fn sealed(text: &[u8]) -> Vec<u8> {
        let maker = device(1);
        let head = Head { ward: Uuid::from_u128(7), key: maker.identity().key };
        let to = [device(2).identity().key, device(3).identity().key];
        let mut out = Vec::new();
        seal(&mut out, &head, &maker, &to, |w| w.write_all(text).map_err(|e| unwritten(&e))).unwrap();
        out
    }

    fn opened(bytes: &[u8], seed: u8) -> Result<Vec<u8>, String> {
        let code = |fault: Fault| fault.0.code;
        let mut file = Cursor::new(bytes.to_vec());
        let (_, from, to) = whole(&mut file).map_err(code)?;
        let mut text = Vec::new();
        open(file, from, to, &[seed; 32]).map_err(code)?.read_to_end(&mut text).map_err(|e| e.to_string())?;
        Ok(text)
    }

    #[test]
    fn those_it_is_for_read_it_and_nobody_else_does() {
        let bytes = sealed(b"Linen cage by the lift");
        assert_eq!(opened(&bytes, 2).unwrap(), b"Linen cage by the lift");
        assert_eq!(opened(&bytes, 3).unwrap(), b"Linen cage by the lift");
        assert_eq!(opened(&bytes, 4).unwrap_err(), "bundle_not_for_here");
        assert!(!bytes.windows(10).any(|w| w == b"Linen cage"));
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_noticed() {
        let bytes = sealed(&[9; 3_000]);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(opened(&changed, 2).is_err(), "byte {at} was changed");
            assert!(opened(&bytes[..at], 2).is_err(), "cut at {at}");
        }
        assert_eq!(opened(&bytes[..bytes.len() / 2], 2).unwrap_err(), "bundle_cut");
        assert_eq!(opened(&[], 2).unwrap_err(), "not_a_bundle");
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(opened(&longer, 2).is_err());
        // The control: without the change it opens.
        assert!(opened(&bytes, 2).is_ok());
    }

    #[test]
    fn the_key_for_opening_belongs_to_the_key_for_signing() {
        for n in 0..50 {
            let device = device(n);
            let me = identity(&[n; 32]).unwrap().to_public().to_string();
            assert_eq!(recipient(&device.identity().key).unwrap().to_string(), me);
        }
        assert!(recipient(&[0; 32]).is_none(), "a key of small order opens for everybody");
    }
}
