//! Last night's pack: what a ward needs on paper when its PC is taken, made before anybody asks.
//!
//! Once a night, and after a night the PC slept through as soon as it is on again, the pages of the coming day are
//! put into this PC's own folder and, when one is set, into a second one that other PCs see. Each question is asked
//! under the lock for as long as its answer takes; the pages are set and written with the lock let go, so that a
//! slow folder holds nobody up. A build without the typesetter makes none and says so.

use crate::app::App;
use crate::backup::{night_of, no_folder, set_folder};
use crate::env::Caller;
use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::huddle::planned_shift;
use crate::sheets::{self, SheetFault};
use crate::ward_conf::WardConf;
use crate::wire::{Done, Nothing, PackDone, PackFolderSet, PackView};
use chrono::NaiveDate;
use huddle_core::report::{Format, Pack, Reports, Sheet};
use huddle_core::time::{HOUR_MS, Ms, ShiftKey, add_days};
use huddle_store::Reader;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// Settings that stay on this PC and are left out of backups.
const FOLDER: &str = "local.pack_folder";
const LAST_AT: &str = "local.pack_at";
const ALSO_AT: &str = "local.pack_also_at";
const LAST_FAULT: &str = "local.pack_fault";
const ALSO_FAULT: &str = "local.pack_also_fault";
const TRIED_AT: &str = "local.pack_tried_at";
const LAST_NIGHT: &str = "local.pack_night";
/// This PC's own folder, inside the data folder.
const OWN: &str = "pack";
/// After a try that failed the next one waits so long: a share that is away at two is often there at six.
const TRY_AGAIN_MS: i64 = HOUR_MS;
/// A pack older than this is not last night's: a night, and the morning it takes to notice.
const STALE_MS: i64 = 36 * HOUR_MS;

impl From<SheetFault> for Fault {
    fn from(fault: SheetFault) -> Self {
        tracing::warn!(%fault, "a page was not filled");
        Self::internal("sheet")
    }
}

fn no_typesetter() -> Fault {
    Fault::not_now(
        "format_not_offered",
        "This build makes no PDF, so it makes no pack. Nothing was written. Print the pages from the screen.",
    )
}

/// Returns what sets pages, in a build that has it.
fn press(app_reports: Option<&std::sync::Arc<dyn Reports>>) -> Option<std::sync::Arc<dyn Reports>> {
    app_reports.filter(|reports| reports.formats().contains(&Format::Pdf)).cloned()
}

/// Makes the pack now. No record changes, so there is nothing to undo.
pub fn pack_make(ex: &mut Exec, _: Nothing) -> Result<PackDone, Fault> {
    ex.no_undo();
    ex.ward()?;
    if press(ex.env.reports.as_ref()).is_none() {
        return Err(no_typesetter());
    }
    ex.later_with(|app| Ok(PackDone { files: make(app)?, saved_at: 0 }));
    Ok(PackDone { files: Vec::new(), saved_at: 0 })
}

/// Sets or clears the second folder. A setting of this PC: no undo entry. A new folder has no pack yet, so the next
/// look makes one.
pub fn pack_folder_set(ex: &mut Exec, req: PackFolderSet) -> Result<Done, Fault> {
    ex.no_undo();
    set_folder(ex, req.folder.as_deref(), FOLDER, &[LAST_NIGHT, TRIED_AT, ALSO_AT, ALSO_FAULT])
}

/// Returns where the pack lies and when it was last made.
pub(crate) fn view(ask: &Ask) -> Result<PackView, Fault> {
    let known = Known::read(ask.r)?;
    let makes = press(ask.env.reports.as_ref()).is_some();
    let old = |at: Option<Ms>| at.is_none_or(|at| ask.now - at > STALE_MS);
    let stale = makes && (old(known.last_at) || (known.also_in.is_some() && old(known.also_at)));
    Ok(PackView {
        makes,
        folder: ask.folder.join(OWN).display().to_string(),
        last_at: known.last_at,
        also_in: known.also_in,
        also_at: known.also_at,
        last_fault: known.last_fault,
        also_fault: known.also_fault,
        stale,
    })
}

/// What this PC remembers of its packs.
struct Known {
    last_at: Option<Ms>,
    also_in: Option<String>,
    also_at: Option<Ms>,
    last_fault: Option<String>,
    also_fault: Option<String>,
}

impl Known {
    fn read(r: &Reader) -> Result<Self, Fault> {
        let words = |name: &str| -> Result<Option<String>, Fault> {
            Ok(r.setting(name)?.and_then(|v| v.as_str().map(str::to_owned)))
        };
        let moment =
            |name: &str| -> Result<Option<Ms>, Fault> { Ok(r.setting(name)?.and_then(|v| v.as_i64())) };
        Ok(Self {
            last_at: moment(LAST_AT)?,
            also_in: words(FOLDER)?,
            also_at: moment(ALSO_AT)?,
            last_fault: words(LAST_FAULT)?,
            also_fault: words(ALSO_FAULT)?,
        })
    }
}

/// Makes the night's pack when it is due: once a night, and again an hour after a try that failed.
pub(crate) fn night(app: &App, now: Ms) {
    let Some(ward) = app.ward_conf() else { return };
    if press(app.env().reports.as_ref()).is_none() {
        return;
    }
    let tonight = json!(night_of(now, &ward).to_string());
    let due = app.with_store(|s| {
        s.read(|r| -> Result<bool, Fault> {
            let tried = r.setting(TRIED_AT)?.and_then(|v| v.as_i64());
            let waits = tried.is_some_and(|at| (0..TRY_AGAIN_MS).contains(&(now - at)));
            Ok(r.setting(LAST_NIGHT)?.as_ref() != Some(&tonight) && !waits)
        })
    });
    match due {
        Ok(true) => {}
        Ok(false) => return,
        Err(fault) => return tracing::warn!(%fault, "the pack's night is not known"),
    }
    if let Err(fault) = app.with_store(|s| s.write(|tx| tx.put_setting(TRIED_AT, &json!(now)))) {
        return tracing::warn!(%fault, "the pack's try was not noted");
    }
    match make(app) {
        Ok(_) => {
            let noted = app.with_store(|s| {
                s.write(|tx| {
                    tx.put_setting(LAST_NIGHT, &tonight)?;
                    tx.remove_setting(TRIED_AT).map(|_| ())
                })
            });
            if let Err(fault) = noted {
                tracing::warn!(%fault, "the pack's night was not noted");
            }
        }
        Err(fault) => tracing::warn!(code = fault.0.code, "last night's pack was not made"),
    }
}

/// Makes the pack, puts it where it belongs and notes what came of it; gives the files' paths.
fn make(app: &App) -> Result<Vec<String>, Fault> {
    let made = set_and_put(app);
    let code = |fault: &Fault| json!(fault.0.code);
    let (own, also) = match &made {
        Ok((_, also)) => (None, also.as_ref().map(code)),
        Err(fault) => (Some(code(fault)), None),
    };
    let now = app.now();
    app.with_store(|s| {
        s.write(|tx| {
            let note = |name: &'static str, word: Option<&Json>| match word {
                Some(word) => tx.put_setting(name, word),
                None => tx.remove_setting(name).map(|_| ()),
            };
            if let Ok((files, _)) = &made {
                tx.put_setting(LAST_AT, &json!(now))?;
                if files.len() > 1 {
                    tx.put_setting(ALSO_AT, &json!(now))?;
                }
            }
            note(LAST_FAULT, own.as_ref())?;
            note(ALSO_FAULT, also.as_ref())
        })
    })?;
    match made? {
        (files, None) => Ok(files),
        (_, Some(fault)) => {
            let said =
                format!("The pack is in this PC's own folder only. The other folder: {}", fault.0.message);
            Err(Fault::not_now("pack_in_own_folder_only", &said).field("folder"))
        }
    }
}

/// Sets the pages, then writes them to this PC's own folder, then to the second one. What the second folder had
/// against it comes back beside the files that are there.
fn set_and_put(app: &App) -> Result<(Vec<String>, Option<Fault>), Fault> {
    let ward = app.ward_conf().ok_or_else(Fault::no_ward)?;
    let reports = press(app.env().reports.as_ref()).ok_or_else(no_typesetter)?;
    let pack = fill(app, &ward)?;
    let (name, day) = (pack.ward.clone(), pack.day);
    let bytes = reports.sheet(&Sheet::Pack(pack))?;
    let own = app.folder().join(OWN);
    std::fs::create_dir_all(&own).map_err(|_| no_folder())?;
    let put = |to: &Path| -> Result<String, Fault> {
        Ok(reports.put_pack(to, &name, day, &bytes)?.display().to_string())
    };
    let mut files = vec![put(&own)?];
    let also = app.with_store(|s| s.read(Known::read))?.also_in.map(PathBuf::from);
    let Some(also) = also else { return Ok((files, None)) };
    match put(&also) {
        Ok(path) => {
            files.push(path);
            Ok((files, None))
        }
        Err(fault) => Ok((files, Some(fault))),
    }
}

/// Fills the pages from the answers the screens get: the coming day's huddle, the board, the month's crosses.
fn fill(app: &App, ward: &WardConf) -> Result<Pack, Fault> {
    let caller = Caller { origin: "pack".to_owned(), read_only: true, ..Caller::default() };
    let ask = |name: &str, body: Json| app.query(name, body, &caller).map_err(|error| Fault(Box::new(error)));
    let day = coming_day(ward, app.now());
    let at = sheets::moment(&ask("now_get", json!({}))?)?;
    let huddle = ask("huddle_get", json!({ "date": day.to_string() }))?;
    let glance = ask("glance_get", json!({}))?;
    let crosses = ask("crosses_get", json!({ "month": day.format("%Y-%m").to_string() }))?;
    let name = ward.row.name.clone();
    let mut pages = vec![
        Sheet::Huddle(sheets::huddle(name.clone(), &huddle)?),
        Sheet::Glance(sheets::glance(name.clone(), at, &glance)),
    ];
    let month = sheets::crosses(name.clone(), at, &crosses)?;
    if !month.crosses.is_empty() {
        pages.push(Sheet::Crosses(month));
    }
    Ok(Pack { ward: name, day, at, sheets: pages })
}

/// Returns the day whose huddle is still to come or under way: after its shift, the day that follows.
fn coming_day(ward: &WardConf, now: Ms) -> NaiveDate {
    let today = ward.date(now);
    let planned = ShiftKey { date: today, shift: planned_shift(ward, today) };
    if planned < ward.shift(now) { add_days(today, 1) } else { today }
}
