//! What a person asks of sharing: an invite for another PC, a place in another PC's ward, a PC off the list.
//!
//! No command opens a socket. An invite is a file; a wish to join is kept until the host, which has sockets, has
//! carried it out or was told no (`Joining`), so that it survives a restart and nobody waits with a frozen screen.

use super::pairing::{self, Invite};
use super::{INVITE, JOIN, reach, ward_of};
use crate::app::App;
use crate::device::{Device, write_private};
use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::{
    Done, Nothing, SharingInvite, SharingInvited, SharingInvitesEnd, SharingJoin, SharingNameSet, SharingOut,
};
use huddle_store::{Reader, RosterRow, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::Read;
use std::path::PathBuf;

/// No invite file is longer, in bytes.
const FILE_MAX: u64 = 16 * 1024;

/// A ward this PC was asked to join.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Joining {
    /// What the invite file says.
    pub file: String,
    /// Address and port of the PC that made it; empty to look for it on the network.
    pub address: String,
    /// What people call this PC.
    pub name: String,
}

/// Makes an invite file for one PC in a folder a person named.
pub fn sharing_invite(ex: &mut Exec, req: SharingInvite) -> Result<SharingInvited, Fault> {
    ex.no_undo();
    let folder = match req.folder.as_deref().map(str::trim).filter(|f| !f.is_empty()) {
        Some(typed) => crate::backup::folder(typed)?,
        None => ex.folder.to_owned(),
    };
    let device = Device::reload(ex.folder, ex.device)?;
    let made = pairing::invite(ex.tx(), &device, ex.env, &req.role)?;
    let path = folder.join(format!("huddleboard-invite-{}.txt", made.id));
    write_private(&path, made.file.as_bytes()).map_err(|_| crate::backup::no_folder())?;
    Ok(SharingInvited { path: path.display().to_string(), saved_at: ex.now })
}

/// Ends every invite that nobody has used yet: their files let nobody in any more.
pub fn sharing_invites_end(ex: &mut Exec, _: SharingInvitesEnd) -> Result<Done, Fault> {
    ex.no_undo();
    for kept in ex.tx().settings(INVITE)? {
        ex.tx().remove_setting(&kept.name)?;
    }
    Ok(Done::plain())
}

/// Notes which ward this PC is to join. The host asks the other PC and goes on asking until it answers.
pub fn sharing_join(ex: &mut Exec, req: SharingJoin) -> Result<Done, Fault> {
    ex.no_undo();
    let file = if req.file.trim_start().starts_with('{') { req.file } else { read_file(&req.file)? };
    let invite = Invite::read(&file).map_err(|fault| fault.field("file"))?;
    pairing::may_join(ex.tx(), invite.ward)?;
    let address = match req.address.trim() {
        "" if !reach::may_look(ex) => {
            return Err(Fault::user(
                "needs_address",
                "Type the address of the other PC. Nothing was changed.",
            )
            .field("address"));
        }
        "" => String::new(),
        typed => reach::address(ex, typed)?,
    };
    let joining = Joining { file, address, name: pairing::clean_name(&req.name) };
    if joining.name.is_empty() {
        return Err(pairing::needs_name());
    }
    ex.tx().put_setting(JOIN, &json!(joining))?;
    Ok(Done::plain())
}

/// Stops asking to join.
pub fn sharing_join_stop(ex: &mut Exec, _: Nothing) -> Result<Done, Fault> {
    ex.no_undo();
    ex.tx().remove_setting(JOIN)?;
    Ok(Done::plain())
}

/// Gives a PC of the ward, this one too, another name.
pub fn sharing_name_set(ex: &mut Exec, req: SharingNameSet) -> Result<Done, Fault> {
    ex.no_undo();
    let device = Device::reload(ex.folder, ex.device)?;
    pairing::rename(ex.tx(), &device, &req.id, &req.name)?;
    Ok(Done::plain())
}

/// Takes a PC off the ward's list, with a reason.
pub fn sharing_out(ex: &mut Exec, req: SharingOut) -> Result<Done, Fault> {
    ex.no_undo();
    crate::pin::need(ex, req.pin.as_deref())?;
    let device = Device::reload(ex.folder, ex.device)?;
    pairing::put_out(ex.tx(), &device, &req.id, &req.why)?;
    Ok(Done::plain())
}

fn read_file(typed: &str) -> Result<String, Fault> {
    let unread = || {
        Fault::user(
            "invite_unread",
            "This file cannot be read. Nothing was changed. Type the whole path of the invite file.",
        )
        .field("file")
    };
    let path = PathBuf::from(typed.trim());
    if !path.is_absolute() {
        return Err(unread());
    }
    let file = std::fs::File::open(path).map_err(|_| unread())?;
    let mut text = String::new();
    file.take(FILE_MAX).read_to_string(&mut text).map_err(|_| unread())?;
    Ok(text)
}

/// Reads which ward this PC was asked to join.
pub(super) fn joining(r: &Reader) -> Result<Option<Joining>, Fault> {
    Ok(r.setting(JOIN)?.and_then(|kept| serde_json::from_value(kept).ok()))
}

impl App {
    /// Says whether there is anything to share: other PCs, an invite that is out, digits to compare, an address, or a
    /// ward to join.
    /// Until then a host opens no port.
    ///
    /// # Errors
    /// When the folder was let go.
    pub fn wants_sharing(&self) -> Result<bool, Fault> {
        if self.desk().is_wanted(self.env().clock.steady()) {
            return Ok(true);
        }
        self.with_store(|s| {
            s.read(|r| {
                if joining(r)?.is_some() || !reach::typed(r)?.is_empty() {
                    return Ok(true);
                }
                let Some(ward) = ward_of(r)? else { return Ok(false) };
                Ok(!r.settings(INVITE)?.is_empty() || r.count::<RosterRow>("ward = ?1", params![ward])? > 1)
            })
        })
    }

    /// Returns which ward this PC was asked to join.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn join_asked(&self) -> Result<Option<Joining>, Fault> {
        self.with_store(|s| s.read(joining))
    }

    /// Notes what came of asking; the host asks again.
    pub fn note_join(&self, said: &str) {
        self.said().note(|words| said.clone_into(&mut words.join));
    }

    /// Ends the asking: this PC is in, or was told why not.
    ///
    /// # Errors
    /// When the store fails.
    pub fn join_ended(&self, said: &str) -> Result<(), Fault> {
        self.note_join(said);
        self.with_store(|s| s.write(|tx| tx.remove_setting(JOIN).map(drop)))?;
        Ok(())
    }
}
