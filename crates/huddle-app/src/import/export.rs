//! Readings as a CSV file that a spreadsheet opens and never works out.

use crate::fault::Fault;
use crate::measure::{self, readings};
use huddle_core::Uuid;
use huddle_core::text::fold;
use huddle_store::{MeasureRow, Reader};
use serde_json::{Value as Json, json};

/// Writes one cell: quoted always; a text a spreadsheet would work out gets an apostrophe in front.
fn cell(out: &mut String, text: &str, is_number: bool) {
    out.push('"');
    if !is_number && works_out(text) {
        out.push('\'');
    }
    for c in text.chars() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    out.push('"');
}

/// Says whether a spreadsheet might work a text out, judged on a copy without what it would skip.
fn works_out(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n', '\0']) {
        return true;
    }
    let skipped = |c: char| c.is_whitespace() || huddle_core::text::is_removed(c) || c == '\'';
    let first = text.chars().find(|c| !skipped(*c));
    // Full-width signs lie 0xfee0 above their ASCII twins.
    let first = first.map(|c| match u32::from(c) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        _ => c,
    });
    matches!(first, Some('=' | '+' | '-' | '@' | '|'))
}

const HEADING: [&str; 10] =
    ["measure", "period", "n", "d", "value", "plan", "why_different", "note", "not_measured", "ghost"];

/// Writes readings as CSV for `huddlectl export readings`: all measures, or the one named by id or name.
pub(crate) fn export(r: &Reader, body: &Json) -> Result<Json, Fault> {
    let wanted = body.get("measure").and_then(Json::as_str).filter(|m| !m.is_empty());
    let mut measures = r.rows::<MeasureRow>("binned_at IS NULL ORDER BY ward, rank, id", [])?;
    if let Some(name) = wanted {
        let id = Uuid::parse_str(name).ok();
        measures.retain(|m| Some(m.id) == id || fold(&m.name) == fold(name));
        if measures.is_empty() {
            return Err(Fault::user("not_found", "There is no measure of this name. Nothing was written."));
        }
    }
    let mut out = String::from("\u{feff}");
    let mut line = |cells: [(&str, bool); 10]| {
        for (i, (text, is_number)) in cells.into_iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            cell(&mut out, text, is_number);
        }
        out.push_str("\r\n");
    };
    line(HEADING.map(|h| (h, false)));
    let mut rows = 0_usize;
    let number = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
    for m in &measures {
        for p in readings(r, m)? {
            let (n, d, plan) = (number(p.n), number(p.d), number(p.plan));
            let value = number(measure::value_of(m, &p));
            let reason = if p.nothing_due { "nothing_due" } else { p.not_measured.as_str() };
            line([
                (&m.name, false),
                (&p.period, false),
                (&n, true),
                (&d, true),
                (&value, true),
                (&plan, true),
                (&p.why_different, false),
                (&p.note, false),
                (reason, false),
                (if p.ghost { "yes" } else { "" }, false),
            ]);
            rows += 1;
        }
    }
    Ok(json!({ "csv": out, "rows": rows }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_worked_out() {
        let of = |text: &str, is_number| {
            let mut out = String::new();
            cell(&mut out, text, is_number);
            out
        };
        assert_eq!(of("-1.5", true), "\"-1.5\"");
        assert_eq!(of("say \"no\"", false), "\"say \"\"no\"\"\"");
        for bad in ["=1+1", " \u{200b}=1", "\u{feff}@SUM(A1)", "\u{ff1d}1", "\t1", "+44", "-2", "|cmd"] {
            assert!(of(bad, false).starts_with("\"'"), "{bad:?}");
        }
        assert_eq!(of("a = b", false), "\"a = b\"");
    }
}
