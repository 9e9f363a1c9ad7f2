//! The roster as this PC keeps it, and this PC's own name in it.

use super::FOUNDING;
use crate::app::App;
use crate::device::Device;
use crate::fault::Fault;
use hex::FromHex;
use huddle_core::Uuid;
use huddle_store::{Reader, RosterRow, Tx};
use huddle_sync::Sum;
use huddle_sync::roster::{Role, Roster, Signed, Statement};
use std::sync::Arc;

/// This PC's key, for the one who opens sockets.
pub struct Identity {
    pub(crate) seed: [u8; 32],
    /// SHA-256 of the public key.
    pub device: [u8; 32],
    /// The public key.
    pub key: [u8; 32],
}

impl Identity {
    /// Writes the private key as PKCS #8 (RFC 8410).
    #[must_use]
    pub fn pkcs8(&self) -> Vec<u8> {
        const HEAD: [u8; 16] =
            [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        [&HEAD[..], &self.seed[..]].concat()
    }

    /// Makes the identity of a key's 32 secret bytes.
    ///
    /// # Errors
    /// When they are no key.
    pub fn of_seed(seed: [u8; 32]) -> Result<Self, Fault> {
        Ok(Device::from_seed(seed)?.identity())
    }

    /// Reads the identity of a data folder that was opened once.
    ///
    /// # Errors
    /// When the key cannot be read.
    pub fn of_folder(folder: &std::path::Path) -> Result<Self, Fault> {
        Ok(Device::read(folder)?.identity())
    }
}

/// Reads a ward's statements.
pub(crate) fn statements(r: &Reader, ward: Uuid) -> Result<Vec<Signed>, Fault> {
    let rows = r.roster(ward)?;
    Ok(rows.into_iter().map(|row| Signed { statement: row.statement, sig: row.sig }).collect())
}

/// Returns the ward's founding key: told at pairing, or the one that signed this PC's own first statement.
pub(crate) fn founding(r: &Reader, ward: Uuid, me: &[u8; 32]) -> Result<Option<[u8; 32]>, Fault> {
    if let Some(told) = r.setting(&format!("{FOUNDING}.{ward}"))? {
        return Ok(told.as_str().and_then(|told| FromHex::from_hex(told).ok()));
    }
    let rows = r.roster(ward)?;
    let mine = rows.iter().find(|row| row.device == me && row.version == 1);
    Ok(mine.and_then(|row| {
        let signed = Signed { statement: row.statement.clone(), sig: row.sig.clone() };
        Statement::read(&signed).map(|s| s.signer)
    }))
}

pub(crate) fn judge(r: &Reader, ward: Uuid, me: &[u8; 32]) -> Result<Roster, Fault> {
    let Some(founding) = founding(r, ward, me)? else { return Ok(Roster::default()) };
    Ok(Roster::judge(ward, &founding, &statements(r, ward)?))
}

/// Keeps a statement; of two with one number the one that counts for less is kept, on every PC the same.
pub(crate) fn keep(tx: &Tx, ward: Uuid, signed: &Signed) -> Result<bool, Fault> {
    let Some(s) = Statement::read(signed).filter(|s| s.ward == ward) else { return Ok(false) };
    let old = tx.roster(ward)?.into_iter().find(|r| r.device == s.device && r.version == s.version);
    if let Some(old) = old {
        let old = Signed { statement: old.statement, sig: old.sig };
        let rank = |signed: &Signed| (Statement::read(signed).map(|s| s.role), signed.hash());
        if rank(&old) >= rank(signed) {
            return Ok(false);
        }
    }
    tx.append_roster(&RosterRow {
        ward,
        device: s.device.to_vec(),
        version: s.version,
        statement: signed.statement.clone(),
        sig: signed.sig.clone(),
    })?;
    Ok(true)
}

/// Takes in the statements that count, judged together with those that are here.
pub(crate) fn take(app: &App, ward: Uuid, offered: &[Signed], late: bool) -> Result<bool, Fault> {
    let me = app.identity().device;
    let news = app.with_store(|store| {
        store.write(|tx| {
            let Some(founding) = founding(tx, ward, &me)? else { return Ok(false) };
            let mut all = statements(tx, ward)?;
            all.extend(offered.iter().cloned());
            let judged = Roster::judge(ward, &founding, &all);
            let mut news = false;
            for one in offered.iter().filter(|o| judged.counting.contains(&o.hash())) {
                news |= keep(tx, ward, one)?;
            }
            if news {
                super::late::put_due(tx, ward)?;
                super::keep_role(tx, ward, judged.role(&me))?;
            }
            Ok::<bool, Fault>(news)
        })
    })?;
    if news {
        app.forget_roster();
    }
    if late {
        super::late::settle(app, ward)?;
    }
    Ok(news)
}

impl App {
    /// Returns this PC's key.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.with_device(Device::identity)
    }

    /// Returns the ward this PC shares; `None` before it has one or was given a place in one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn shared_ward(&self) -> Result<Option<Uuid>, Fault> {
        self.with_store(|s| s.read(super::ward_of))
    }

    /// Returns a ward's PCs, judged from the statements kept here.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn roster(&self, ward: Uuid) -> Result<Arc<Roster>, Fault> {
        let me = self.identity().device;
        let count = self.with_store(|s| s.read(|r| r.count::<RosterRow>("", [])))?;
        let mut memory = self.memory();
        if let Some((_, roster)) = memory.rosters.get(&ward).filter(|(of, _)| *of == count) {
            return Ok(Arc::clone(roster));
        }
        let judged = Arc::new(self.with_store(|s| s.read(|r| judge(r, ward, &me)))?);
        memory.rosters.insert(ward, (count, Arc::clone(&judged)));
        Ok(judged)
    }

    /// Returns the ward a link with a PC is about: the first in which both have a place and one of them may write.
    pub(crate) fn ward_with(&self, device: &[u8; 32]) -> Result<Option<(Uuid, Role, Role)>, Fault> {
        let me = self.identity().device;
        for ward in self.with_store(|s| s.read(super::wards_of))? {
            let roster = self.roster(ward)?;
            let role = |id: &[u8; 32]| roster.role(id).filter(|r| r.scope().is_some());
            if let (Some(mine), Some(theirs)) = (role(&me), role(device))
                && (mine.may_write() || theirs.may_write())
            {
                return Ok(Some((ward, mine, theirs)));
            }
        }
        Ok(None)
    }

    /// Lists the PCs this one may be linked with, in any of its wards.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn known_devices(&self) -> Result<Vec<[u8; 32]>, Fault> {
        let mut all = Vec::new();
        for ward in self.with_store(|s| s.read(super::wards_of))? {
            let roster = self.roster(ward)?;
            all.extend(roster.members.iter().filter(|(_, m)| m.role.scope().is_some()).map(|(d, _)| *d));
        }
        Ok(all)
    }

    /// Returns the digest of the statements kept here; reading them all at every turn of a link would cost more
    /// than the turn.
    pub(crate) fn roster_sum(&self, ward: Uuid) -> Result<Sum, Fault> {
        let count = self.with_store(|s| s.read(|r| r.count::<RosterRow>("", [])))?;
        let mut memory = self.memory();
        if let Some((_, sum)) = memory.roster_sums.get(&ward).filter(|(of, _)| *of == count).copied() {
            return Ok(sum);
        }
        let all = self.with_store(|s| s.read(|r| statements(r, ward)))?;
        let sum = huddle_sync::roster::digest(all.iter());
        memory.roster_sums.insert(ward, (count, sum));
        Ok(sum)
    }

    /// Returns this PC's role in a ward.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn my_role(&self, ward: Uuid) -> Result<Option<Role>, Fault> {
        Ok(self.roster(ward)?.role(&self.identity().device))
    }
}

/// Names the PC that has a key.
pub(crate) fn device_of(key: &[u8; 32]) -> [u8; 32] {
    <sha2::Sha256 as sha2::Digest>::digest(key).into()
}

/// Signs a statement with this PC's key.
pub(crate) fn sign(device: &Device, statement: &Statement) -> Result<Signed, Fault> {
    let text = statement.to_text();
    let sig = device.sign(text.as_bytes())?;
    Ok(Signed { statement: text.into_bytes(), sig })
}
