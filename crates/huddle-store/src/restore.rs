//! Restoring a backup into an empty folder.

use std::fs;
use std::io;
use std::path::Path;

use uuid::Uuid;

use crate::backup::{BackupInfo, read_backup, verify_backup};
use crate::builder::Builder;
use crate::fault::BackupFault;
use crate::files::{Files, sync_folder};
use crate::ledger::Ledger;
use crate::open::{DATABASE, OpenOptions, OpenReport};
use crate::schema;
use crate::store::Store;
use crate::watermark::{Mark, Marks};

/// Restores a backup into an empty folder as a *new* store: its id differs from the one that was backed up.
///
/// The report asks for a rebuild of the documents' rows, the read model and the search.
pub fn restore(
    backup: &Path,
    folder: &Path,
    options: OpenOptions,
) -> Result<(Store, OpenReport, BackupInfo), BackupFault> {
    if folder.join(DATABASE).exists()
        || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
    {
        return Err(BackupFault::NotEmpty { folder: folder.to_owned() });
    }
    let info = verify_backup(backup)?;
    if !options.skip_path_policy {
        crate::place::judge(folder, &crate::place::System)
            .map_err(|f| BackupFault::Open(crate::OpenFault::Forbidden(f)))?;
    }
    // Built next to the folder and moved in whole, so that a power cut leaves an empty folder or all of it.
    let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let work = folder.with_file_name(format!("{name}.restoring"));
    let io = |e: io::Error| BackupFault::io("restore", &e);
    if work.exists() {
        fs::remove_dir_all(&work).map_err(io)?;
    }
    fs::create_dir_all(&work).map_err(io)?;
    let built = build(backup, &work, &options);
    let moved = built.and_then(|ledger| {
        fs::create_dir_all(folder).map_err(io)?;
        let fresh = Uuid::from_bytes(options.random);
        let mut marks = Marks::new(folder, Files::default());
        let mark = Mark::new(fresh, &ledger, true, options.now_ms);
        let target = folder.join(DATABASE);
        fs::rename(work.join(DATABASE), &target).map_err(io)?;
        sync_folder(&target).map_err(io)?;
        marks.write_last(&mark).map_err(io)
    });
    // An unfinished work folder is of no use.
    let _ = fs::remove_dir_all(&work);
    moved?;
    let (store, mut report) = Store::open(folder, options).map_err(BackupFault::Open)?;
    report.created = true;
    Ok((store, report, info))
}

fn build(backup: &Path, work: &Path, options: &OpenOptions) -> Result<Ledger, BackupFault> {
    let mut builder = Builder::new(work, options, Uuid::from_bytes(options.random))?;
    read_backup(backup, |def, values| builder.add(def, values))?;
    builder.flush()?;
    builder.write(|tx| schema::put_rebuild_due(tx, true))?;
    Ok(builder.finish(1)?)
}
