//! The improvement week of the made-up ward: nine weeks ago, its first check filled in, its second one due.

use super::script::Script;
use super::{list, text};
use chrono::Datelike;
use serde_json::{Value as Json, json};

const MINUTE: i64 = 60_000;
/// Weeks between the Monday of this week and that of the event.
const WEEKS_AGO: i64 = 9;

/// Plans the week, writes its numbers before, and what the checks found.
pub(super) fn project(script: &mut Script, sample: &Json) {
    let plan = &sample["project"];
    let monday = -i64::from(script.until.weekday().num_days_from_monday()) - WEEKS_AGO * 7;
    let friday = monday + 4;
    let (by, id) = (text(plan, "lead").to_owned(), json!("@project"));
    let begun = script.at(monday - 42, 11, 0);
    let body = json!({
        "name": plan["name"], "aim": plan["aim"], "check_120": false,
        "event_start": script.day(monday).to_string(), "event_end": script.day(friday).to_string(),
    });
    script.say(begun, "project", "project_add", body, Some(&by));
    for (n, field) in (1..).zip(["why_now", "in_scope", "out_scope", "starts_with", "ends_with", "team"]) {
        let body = json!({ "id": id, "field": field, "value": plan[field] });
        script.say(begun + n * MINUTE, "", "project_set", body, Some(&by));
    }
    let lead = json!({ "id": id, "field": "lead", "value": script.tile(&by) });
    script.say(begun + 8 * MINUTE, "", "project_set", lead, Some(&by));
    let voice = json!({ "id": id, "field": "patient_voice", "value": true });
    script.say(begun + 9 * MINUTE, "", "project_set", voice, Some(&by));
    for (n, one) in (0..).zip(list(&plan["measures"])) {
        let (name, line) = (format!("project measure {n}"), json!(format!("@project measure {n}")));
        let counted = script.at(monday - 12, 14, 0) + n * 3 * MINUTE;
        let measure = one.get("measure").and_then(Json::as_str).map(|key| format!("@measure {key}"));
        let body = json!({
            "id": id, "name": one["name"], "unit": one["unit"], "direction": one["direction"],
            "definition": one["definition"], "measure": measure, "target": one["target"],
            "baseline": { "value": one["before"], "n": one.get("n"), "on": script.day(monday - 12).to_string() },
        });
        script.say(counted, &name, "project_measure_add", body, Some(&by));
        if let Some(new) = one.get("target_now") {
            let body =
                json!({ "id": id, "line": line, "target": { "value": new }, "why": one["target_why"] });
            script.say(script.at(monday + 2, 15, 30), "", "project_measure_set", body, Some(&by));
        }
        for (day, check) in [(30, "30"), (60, "60")] {
            let at = script.at(friday + day + 1, 13, 30) + n * MINUTE;
            let Some(found) = one.get(check) else { continue };
            let mut body = json!({ "id": id, "check": check, "line": line, "n": one.get("n") });
            match found.as_str() {
                Some(reason) => {
                    body["not_measured"] = json!(reason);
                    body["n"] = Json::Null;
                }
                None => body["value"] = found.clone(),
            }
            if script.at(0, 7, 30) > at {
                script.say(at, "", "project_check_set", body, Some(text(one, "counts")));
            }
        }
    }
    let held = json!({ "id": id, "check": "30", "word": plan["held"], "note": plan["held_note"] });
    script.say(script.at(friday + 31, 14, 0), "", "project_held_set", held, Some(&by));
}
