//! What a person asks of bundles, and what the screen shows.

use super::join::{NAMED, answer};
use super::{ENDING, Since, carried, make, others, take};
use crate::backup::{folder, no_folder};
use crate::device::{Device, write_private};
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::sync::asks::{Joining, read_file};
use crate::sync::pairing::{Invite, clean_name, other_ward};
use crate::sync::{JOIN, ward_of};
use crate::week::{EXPORTS, chosen, ready};
use crate::wire::{
    BundleGet, BundleJoin, BundleJoined, BundleMade, BundleMake, BundleTake, BundleTaken, Nothing,
};
use hex::FromHex as _;
use huddle_core::time::{local_date, local_hm};
use huddle_core::validate::file_name;
use huddle_store::Tx;
use serde_json::json;

/// Returns what the screen shows before anything was carried.
pub fn bundle_get(ask: &Ask, _: Nothing) -> Result<BundleGet, Fault> {
    let me = <[u8; 32]>::from_hex(ask.device).map_err(|_| Fault::internal("device id"))?;
    let (pcs, may) = others(ask.r, &me)?;
    Ok(BundleGet {
        folder: ask.folder.join(EXPORTS).display().to_string(),
        pcs,
        may,
        last_at: carried(ask.r, ask.store_id)?.map(|last| last.at),
    })
}

/// Puts changes into a file for the other PCs. No record changes, so there is nothing to undo.
pub fn bundle_make(ex: &mut Exec, req: BundleMake) -> Result<BundleMade, Fault> {
    ex.no_undo();
    let since = Since::parse(&req.since)?;
    let ward = ex.ward()?;
    let time = local_hm(ex.now, ward.zone).to_string().replace(':', "");
    let name = format!(
        "{}_changes_{}_{time}_{}.{ENDING}",
        file_name(&ward.row.name),
        local_date(ex.now, ward.zone),
        ex.device.get(..6).unwrap_or_default(),
    );
    let (given, own) = (chosen(req.folder.as_deref())?, ex.folder.join(EXPORTS));
    ex.later_with(move |app| make(app, &ready(given, own)?.join(name), since));
    Ok(BundleMade { path: String::new(), changes: 0, pcs: 0, saved_at: 0 })
}

/// Takes in a file of changes, or all of a folder. Nobody on this PC wrote them, so there is nothing to undo; they
/// are committed by the way a link's are, in a transaction of their own.
pub fn bundle_take(ex: &mut Exec, req: BundleTake) -> Result<BundleTaken, Fault> {
    ex.no_undo();
    let path = folder(&req.path).map_err(|fault| fault.field("path"))?;
    ex.later_with(move |app| take::path(app, &path));
    Ok(BundleTaken { files: Vec::new(), waiting: 0, saved_at: 0 })
}

/// Answers an invite by a file: the PC that made it lets this one in when it takes the answer in.
pub fn bundle_join(ex: &mut Exec, req: BundleJoin) -> Result<BundleJoined, Fault> {
    ex.no_undo();
    let device = Device::reload(ex.folder, ex.device)?;
    let (invite, text) = answer_of(ex.tx(), &device, &req.file, &req.name)?;
    let (given, own) = (chosen(req.folder.as_deref())?, ex.folder.to_owned());
    ex.later(move || {
        let path = ready(given, own)?.join(format!("{NAMED}{}.txt", invite.id));
        write_private(&path, text.as_bytes()).map_err(|_| no_folder())?;
        Ok(BundleJoined { path: path.display().to_string(), saved_at: 0 })
    });
    Ok(BundleJoined { path: String::new(), saved_at: 0 })
}

/// Keeps which ward is to be joined and makes the answer.
pub(super) fn answer_of(tx: &Tx, device: &Device, file: &str, name: &str) -> Result<(Invite, String), Fault> {
    let file = if file.trim_start().starts_with('{') { file.to_owned() } else { read_file(file)? };
    let invite = Invite::read(&file).map_err(|fault| fault.field("file"))?;
    if ward_of(tx)?.is_some() {
        return Err(other_ward());
    }
    let name = clean_name(name);
    if name.is_empty() {
        return Err(
            Fault::user("needs_name", "Say what people call this PC. Nothing was changed.").field("name")
        );
    }
    let text = answer(device, &invite, &name)?;
    tx.put_setting(JOIN, &json!(Joining { file, address: String::new(), by_files: true, name }))?;
    Ok((invite, text))
}
