//! `huddlectl analyse` and `huddlectl chart`: the statistics without a window.

use crate::door::Refusal;
use huddle_spc::families::analyse;
use serde_json::{Value as Json, json};
use std::io::Read;
use std::path::Path;

/// Largest input read, in bytes.
const MOST: u64 = 256 * 1024 * 1024;

fn read(mut from: impl Read, name: &str) -> Result<Json, Refusal> {
    let mut text = String::new();
    let fault = |why: std::io::Error| {
        Refusal::plain(format!("{name} could not be read: {why}. Nothing was changed."))
    };
    from.by_ref().take(MOST).read_to_string(&mut text).map_err(fault)?;
    // A byte order mark is no part of the JSON behind it.
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|why| {
        Refusal::usage(&format!("{name} is not JSON (line {}, column {}).", why.line(), why.column()))
    })
}

/// Analyses every vector of a file; a vector without an id goes by its place, from 0.
///
/// The printed tests that stand beside the vectors of project tables follow them, each by its name.
pub(crate) fn file(path: &Path) -> Result<Vec<String>, Refusal> {
    let opened = std::fs::File::open(path).map_err(|why| {
        Refusal::plain(format!("The file could not be opened: {why}. Nothing was changed."))
    })?;
    let data = read(opened, "The file")?;
    let family = data.get("family").and_then(Json::as_str).unwrap_or_default();
    let list = |key: &str| data.get(key).and_then(Json::as_array);
    let vectors = list("vectors").ok_or_else(|| Refusal::usage("The file has no \"vectors\"."))?;
    let mut lines = Vec::with_capacity(vectors.len());
    for (place, vector) in vectors.iter().enumerate() {
        let id = vector.get("id").filter(|id| !id.is_null()).cloned().unwrap_or_else(|| json!(place));
        let own = vector.get("family").and_then(Json::as_str).unwrap_or(family);
        lines.push(json!({ "id": id, "result": analyse(own, vector) }).to_string());
    }
    for test in list("summary_tests").into_iter().flatten() {
        let id = test.get("name").cloned().unwrap_or_default();
        lines.push(json!({ "id": id, "result": analyse(family, test) }).to_string());
    }
    Ok(lines)
}

/// Analyses one `{family, input, options}`.
pub(crate) fn one(from: impl Read) -> Result<Json, Refusal> {
    let asked = read(from, "Standard input")?;
    let family = asked
        .get("family")
        .and_then(Json::as_str)
        .ok_or_else(|| Refusal::usage("Standard input has no \"family\"."))?;
    Ok(analyse(family, &asked))
}

/// Writes a chart and gives the sentence under it.
pub(crate) fn keep_chart(measure: &Json, path: &Path) -> Result<String, Refusal> {
    let text = |place: &str| measure.pointer(place).and_then(Json::as_str).unwrap_or_default();
    let mut next = path.as_os_str().to_owned();
    next.push(".new");
    // Beside it first, then in one step: a full disk leaves no half chart under the name.
    let written = std::fs::write(&next, text("/svg")).and_then(|()| std::fs::rename(&next, path));
    written.map_err(|why| {
        let _ = std::fs::remove_file(&next);
        Refusal::plain(format!("The chart could not be written: {why}. The board is as it was."))
    })?;
    Ok(format!("{}: {}", text("/tile/name"), text("/tile/sentence")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_vector_from_a_reader() {
        let got =
            one(r#"{"family":"days_between","input":{"events":["2026-11-01"],"as_of":"2026-11-09"}}"#
                .as_bytes());
        assert_eq!(got.map(|g| g["days_since_last"].clone()).map_err(|e| e.to_string()), Ok(json!(8)));
        assert!(one("no json".as_bytes()).is_err());
        assert!(one("{}".as_bytes()).is_err());
    }
}
