//! `huddlectl print`: pages for the day the PC is taken, filled from the same answers the screens get.

use crate::args::Print;
use crate::door::{Door, Refusal};
use huddle_app::sheets::{certificate, crosses, glance, huddle, moment, procedure, text};
use huddle_core::report::{Format, Reports, Sheet};
use huddle_report::Press;
use huddle_report::save::{SafeName, save};
use serde_json::json;
use std::path::Path;

/// Makes one page and puts it into the folder.
pub(crate) fn print(folder: &Path, asked: &Print) -> Result<Vec<String>, Refusal> {
    // A wish that cannot be met is said before the folder is opened.
    if !Press.formats().contains(&Format::Pdf) {
        return Err(Refusal::plain(
            "This build makes no PDF, and pages to print are PDFs. Nothing was written. Print from the screen.",
        ));
    }
    let (Print::Huddle { to, .. }
    | Print::Glance { to }
    | Print::Procedure { to, .. }
    | Print::Crosses { to, .. }
    | Print::Certificate { to, .. }) = asked;
    let to = crate::week::whole(to)?;
    let door = Door::to(folder)?;
    let ward = text(&door.call("ward_get", json!({}), None)?, "name");
    let (sheet, what) = fill(&door, &ward, asked)?;
    let bytes = Press.sheet(&sheet).map_err(Refusal::plain)?;
    let name = SafeName::of(&ward, &what, Format::Pdf.ending());
    Ok(vec![save(&to, &name, &bytes).map_err(Refusal::plain)?.display().to_string()])
}

/// Has the pack of the coming day made where it is made each night; gives the files.
pub(crate) fn pack(folder: &Path) -> Result<Vec<String>, Refusal> {
    let made = Door::to(folder)?.call("pack_make", json!({}), None)?;
    let files =
        made.get("files").and_then(serde_json::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(files.iter().filter_map(|f| f.as_str().map(str::to_owned)).collect())
}

/// Fills a page from the board; gives it with what its file is called.
fn fill(door: &Door, ward: &str, asked: &Print) -> Result<(Sheet, String), Refusal> {
    Ok(match asked {
        Print::Huddle { date, shift, .. } => {
            let view = door.call("huddle_get", json!({ "date": date, "shift": shift }), None)?;
            let sheet = huddle(ward.to_owned(), &view).map_err(Refusal::plain)?;
            let what = format!("huddle-sheet_{}_{}", sheet.date, text(&view, "shift"));
            (Sheet::Huddle(sheet), what)
        }
        Print::Glance { .. } => {
            let now = moment(&door.call("now_get", json!({}), None)?).map_err(Refusal::plain)?;
            let view = door.call("glance_get", json!({}), None)?;
            (Sheet::Glance(glance(ward.to_owned(), now, &view)), format!("at-a-glance_{}", now.date()))
        }
        Print::Procedure { id, .. } => {
            let view = door.call("procedure_get", json!({ "id": id }), None)?;
            let sheet = procedure(ward.to_owned(), &view);
            // Its title is typed by people, so the file goes by the id.
            let what = format!("procedure_{id}_v{}", sheet.version);
            (Sheet::Procedure(sheet), what)
        }
        Print::Crosses { month, .. } => {
            let now = moment(&door.call("now_get", json!({}), None)?).map_err(Refusal::plain)?;
            let view = door.call("crosses_get", json!({ "month": month }), None)?;
            let what = format!("crosses_{}", text(&view, "month"));
            (Sheet::Crosses(crosses(ward.to_owned(), now, &view).map_err(Refusal::plain)?), what)
        }
        Print::Certificate { cross, .. } => {
            let view = door.call("crosses_get", json!({}), None)?;
            let (sheet, key) = certificate(ward.to_owned(), cross, &view).map_err(Refusal::plain)?;
            // A cross's name is typed by people, so the file goes by its key.
            let what = format!("certificate_{key}_{}-days_{}", sheet.days, sheet.reached);
            (Sheet::Certificate(sheet), what)
        }
    })
}
