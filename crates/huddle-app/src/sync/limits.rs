//! What a PC that does not hold the whole ward may be told to do: a wall shows, a matron's PC reads and answers.

use crate::exec::Exec;
use crate::fault::Fault;
use crate::wire::ErrorKind;
use huddle_sync::Role;

/// What concerns this PC alone: its look, its PIN, its copies, its place in a ward.
const OWN: &[&str] = &[
    "pc_setting_set",
    "pin_set",
    "pin_check",
    "backup_now",
    "backup_folder_set",
    "pack_folder_set",
    "pile_files_make",
];
/// Every command of sharing and of wards concerns this PC alone as well.
const SHARING: &[&str] = &["sharing_", "ward_shown_"];

/// Refuses what would be saved here and never reach the ward.
pub(crate) fn guard(ex: &Exec, command: &str) -> Result<(), Fault> {
    let role = ex.ward.as_ref().map_or(Role::Admin, |conf| conf.role);
    let own = OWN.contains(&command) || SHARING.iter().any(|s| command.starts_with(s));
    let text = match role {
        Role::Admin | Role::Writer | Role::Revoked => return Ok(()),
        _ if own => return Ok(()),
        Role::Matron if command == "reply_add" => return Ok(()),
        Role::Matron => {
            "This PC reads the ward's records and answers what is passed up. Nothing was changed. Ask the ward to write this."
        }
        Role::Reader => {
            "This PC only shows the ward's wall. Nothing was changed. Write it on one of the ward's PCs."
        }
    };
    Err(Fault::new(ErrorKind::Policy, "only_shows", text))
}
