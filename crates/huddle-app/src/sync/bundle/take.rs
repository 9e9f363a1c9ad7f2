//! Takes in what another PC put into a file.

use super::{ENDING, join, put, seal};
use crate::app::App;
use crate::fault::Fault;
use crate::sync::{FOUNDING, JOIN, WARD, before, take::Whole, trust};
use crate::wire::{BundleFile, BundleTaken, ErrorKind};
use huddle_core::time::Ms;
use huddle_store::{PeerRow, QuarantineRow, Tx};
use huddle_sync::{Hello, Message, PROTO, PROTO_MIN, Role, Roster, frame};
use serde_json::json;
use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Longest bundle that is copied to this PC, bytes.
const MOST: u64 = 8 * 1024 * 1024 * 1024;
/// Most bundles taken in from one folder in one go.
const FILES: usize = 500;

fn not_on_list() -> Fault {
    Fault::new(
        ErrorKind::Policy,
        "bundle_not_on_list",
        "The PC that made this file is not on this ward's list. Nothing was changed. Let it in first, or ask the PC that started the ward.",
    )
}

fn put_out() -> Fault {
    Fault::new(
        ErrorKind::Policy,
        "bundle_put_out",
        "The PC that made this file was taken off this ward's list. Nothing was changed. The file stays as it is.",
    )
}

pub(super) fn other_ward() -> Fault {
    Fault::user(
        "bundle_other_ward",
        "This file is from another ward. Nothing was changed. Choose a file of this ward.",
    )
}

fn needs_earlier() -> Fault {
    Fault::not_now(
        "bundle_needs_earlier",
        "This file builds on too much that is not here. Nothing was changed. Make a file with everything on the other PC.",
    )
}

/// Takes in a file, or every bundle in a folder that another PC made.
///
/// # Errors
/// For a file, why it was not taken in. Of a folder, that it cannot be read or holds none; a file in it that is not
/// taken in is named in the answer and stops no other.
pub(super) fn path(app: &App, path: &Path) -> Result<BundleTaken, Fault> {
    let mut files = Vec::new();
    if path.is_dir() {
        let own = app.identity().key;
        let mut found = in_folder(path)?;
        found.retain(|file| !made_here(file, &own));
        if found.is_empty() {
            return Err(Fault::user(
                "no_bundles",
                "No file of changes from another PC is in this folder. Nothing was changed. Choose another folder.",
            )
            .field("path"));
        }
        for file in found {
            files.push(match one(app, &file) {
                Ok(taken) => taken,
                Err(fault) => left(&file, &fault),
            });
        }
    } else {
        files.push(one(app, path)?);
    }
    let (waiting, _) = app.with_store(|s| s.read(|r| r.pending_size()))?;
    Ok(BundleTaken { files, waiting, saved_at: app.now() })
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

fn left(path: &Path, fault: &Fault) -> BundleFile {
    let file = BundleFile::of(name_of(path));
    BundleFile { code: fault.0.code.clone(), said: fault.0.message.clone(), ..file }
}

impl BundleFile {
    /// Makes what is said of a file of which nothing is known yet.
    fn of(name: String) -> Self {
        Self {
            name,
            from: String::new(),
            made_at: None,
            changes: 0,
            waiting: 0,
            refused: 0,
            let_in: None,
            code: String::new(),
            said: String::new(),
        }
    }
}

fn starts_as_answer(file: &mut impl Read) -> bool {
    let mut start = Vec::new();
    file.take(64).read_to_end(&mut start).is_ok() && join::is_answer(&start)
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|_| seal::unread())? {
        let path = entry.map_err(|_| seal::unread())?.path();
        let name = name_of(&path);
        let bundle = path.extension().is_some_and(|e| e == ENDING) && !name.starts_with('.');
        if (bundle || name.starts_with(join::NAMED)) && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    found.truncate(FILES);
    Ok(found)
}

fn made_here(path: &Path, own: &[u8; 32]) -> bool {
    File::open(path).is_ok_and(|mut f| seal::head(&mut f).is_ok_and(|(head, _)| head.key == *own))
}

/// Takes in one file.
fn one(app: &App, path: &Path) -> Result<BundleFile, Fault> {
    let open = || File::open(path).map_err(|_| seal::unread());
    let mut share = open()?;
    if starts_as_answer(&mut open()?) {
        let name = join::let_in(app, &join::read(&mut share)?)?;
        return Ok(BundleFile { let_in: Some(name), ..BundleFile::of(name_of(path)) });
    }
    // A file that is none is told before anything is copied.
    seal::head(&mut open()?)?;
    // A PC that was invited and has answered takes its place with the first file it can open.
    let (ward, invite) = match app.shared_ward()? {
        Some(ward) => (ward, None),
        None => {
            let invite = join::answered(app)?.ok_or_else(join::no_invite)?;
            (invite.ward, Some(invite))
        }
    };
    let copied = put::Copied::of(&mut share, app.folder(), MOST)?.ok_or_else(|| {
        Fault::user(
            "bundle_too_long",
            "This file is too long for a file of changes. Nothing was changed. Make a new one on the other PC.",
        )
    })?;
    drop(share);
    let mut file = copied.open()?;
    let (head, from, to) = seal::whole(&mut file)?;
    if head.ward != ward {
        return Err(other_ward());
    }
    let maker = head.device();
    if app.roster(ward)?.role(&maker) == Some(Role::Revoked) {
        return Err(put_out());
    }
    let me = app.identity();
    let inside = RefCell::new(seal::open(file, from, to, &me.seed)?);
    let next = || next_message(&mut *inside.borrow_mut());
    let Some(Message::Hello(hello)) = next()? else { return Err(seal::changed()) };
    if hello.proto_min > PROTO || hello.proto < PROTO_MIN {
        return Err(seal::newer());
    }
    let Some(Message::Roster(offered)) = next()?.filter(|_| hello.ward == ward) else {
        return Err(seal::changed());
    };
    let outcome = Cell::new((0, 0, 0));
    let mut name = String::new();
    let whole = Whole { ward, store: hello.store, most_waiting: needs_earlier };
    app.take_whole(
        &whole,
        |tx| {
            let told = invite.as_ref().map(|i| i.founding);
            let founding = trust::founding(tx, ward, &me.device)?.or(told).ok_or_else(not_on_list)?;
            let mut all = trust::statements(tx, ward)?;
            all.extend(offered.iter().cloned());
            let roster = Roster::judge(ward, &founding, &all);
            name = may_send(&roster, &maker, &me.device)?;
            for signed in offered.iter().filter(|s| roster.counting.contains(&s.hash())) {
                trust::keep(tx, ward, signed)?;
            }
            if invite.is_some() {
                tx.put_setting(WARD, &ward.to_string().into())?;
                before::joined(tx)?;
                tx.put_setting(&format!("{FOUNDING}.{ward}"), &hex::encode(founding).into())?;
                tx.remove_setting(JOIN)?;
            }
            outcome.set((tx.last_seq()?, refused(tx)?, tx.pending_size()?.0));
            Ok(roster)
        },
        || loop {
            match next()? {
                Some(Message::Changes(batch)) => return Ok(Some(batch.items)),
                // A newer build may say more.
                Some(_) => {}
                None => return Ok(None),
            }
        },
        |tx| {
            note_heard(tx, &hello, &maker, app.now())?;
            let before = outcome.get();
            outcome.set((
                tx.last_seq()? - before.0,
                refused(tx)? - before.1,
                (tx.pending_size()?.0 - before.2).max(0),
            ));
            Ok(())
        },
    )?;
    app.forget_roster();
    let (changes, refused, waiting) = outcome.get();
    Ok(BundleFile {
        from: name,
        made_at: Some(hello.clock_ms),
        changes,
        waiting,
        refused,
        ..BundleFile::of(name_of(path))
    })
}

fn refused(tx: &Tx) -> Result<i64, Fault> {
    Ok(tx.count::<QuarantineRow>("", [])?)
}

/// Returns the maker's name when both it and this PC are on the list as PCs that write.
fn may_send(roster: &Roster, maker: &[u8; 32], me: &[u8; 32]) -> Result<String, Fault> {
    match roster.members.get(maker) {
        Some(m) if m.role == Role::Revoked => Err(put_out()),
        Some(m) if m.role.may_write() && roster.role(me).is_some_and(Role::may_write) => Ok(m.name.clone()),
        _ => Err(not_on_list()),
    }
}

/// Notes that the maker was heard from when it made the file, by the clock that shows less.
fn note_heard(tx: &Tx, hello: &Hello, maker: &[u8; 32], now: Ms) -> Result<(), Fault> {
    let at = hello.clock_ms.min(now);
    let old = tx.peers()?.into_iter().find(|p| p.store == hello.store);
    if old.as_ref().is_some_and(|p| p.last_seen >= at) {
        return Ok(());
    }
    let body = old.map_or_else(|| json!({ "version": hello.version }), |p| p.body);
    tx.put(&PeerRow { store: hello.store, device: maker.to_vec(), last_seen: at, body })?;
    Ok(())
}

/// Reads the next message; `None` at the end.
fn next_message(inside: &mut impl Read) -> Result<Option<Message>, Fault> {
    loop {
        let mut head = [0; 4];
        match inside.read(&mut head[..1]) {
            Ok(0) => return Ok(None),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => return Err(seal::changed()),
        }
        inside.read_exact(&mut head[1..]).map_err(|_| seal::changed())?;
        let len = frame::length(head, frame::AFTER_HELLO).map_err(|_| seal::changed())?;
        let mut bytes = Vec::new();
        let got = inside.take(len as u64).read_to_end(&mut bytes).map_err(|_| seal::changed())?;
        if got < len {
            return Err(seal::changed());
        }
        // A message this build does not know is passed over.
        if let Some(message) = Message::decode(&bytes).map_err(|_| seal::changed())? {
            return Ok(Some(message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use huddle_sync::Member;
    use std::collections::BTreeMap;

    fn member(role: Role) -> Member {
        Member {
            key: [0; 32],
            name: "Station 2".to_owned(),
            role,
            version: 1,
            why: String::new(),
            wrote: false,
            frontier: BTreeMap::new(),
        }
    }

    #[test]
    fn only_a_pc_that_writes_may_send_and_only_one_that_writes_takes() {
        let (maker, me) = ([1; 32], [2; 32]);
        let said = |theirs: Option<Role>, mine: Option<Role>| {
            let of = [(maker, theirs), (me, mine)];
            let members = of.into_iter().filter_map(|(id, role)| Some((id, member(role?)))).collect();
            may_send(&Roster { members, ..Roster::default() }, &maker, &me).map_err(|fault| fault.0.code)
        };
        let writer = Some(Role::Writer);
        assert_eq!(said(writer, Some(Role::Admin)).unwrap(), "Station 2");
        assert_eq!(said(None, writer).unwrap_err(), "bundle_not_on_list");
        assert_eq!(said(Some(Role::Revoked), writer).unwrap_err(), "bundle_put_out");
        for role in [Role::Reader, Role::Matron] {
            assert_eq!(said(Some(role), writer).unwrap_err(), "bundle_not_on_list");
            assert_eq!(said(writer, Some(role)).unwrap_err(), "bundle_not_on_list");
        }
        assert_eq!(said(writer, None).unwrap_err(), "bundle_not_on_list");
    }
}
