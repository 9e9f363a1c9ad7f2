//! Cards, procedures, escalations, crosses and huddles of the made-up ward.

use super::script::Script;
use super::{WEEKS, list, text, whole};
use crate::app::App;
use crate::env::Caller;
use crate::wire::WireError;
use chrono::{Datelike, Weekday};
use huddle_core::huddle_template::DAILY;
use serde_json::{Value as Json, json};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Who leads, in turn.
const LEADERS: &[&str] = &["SM", "LT", "KP", "AB", "JO", "DC"];

/// Puts a record on the wall: the ward manager reads its words back first.
pub(super) fn raise(script: &mut Script, at: i64, id: &Json) {
    let body = json!({ "id": id, "audience": "wall", "read_back": true });
    script.say(at, "", "audience_set", body, Some("SM"));
}

/// Adds the cards with their moves, comments and lists, and the ideas and notices.
pub(super) fn boards(script: &mut Script, sample: &Json) {
    for (n, card) in list(&sample["cards"]).iter().enumerate() {
        let spread = i64::try_from(n % 9).unwrap_or(0);
        let age = whole(card, "age").unwrap_or(1);
        let column = text(card, "column");
        let here = script.at(-age, 10, 7) + spread * 11 * MINUTE;
        let born = if column == "new" { here } else { here - (3 + spread) * DAY };
        let name = format!("card {n}");
        let id = json!(format!("@{name}"));
        let by = if text(card, "by").is_empty() { text(card, "owner") } else { text(card, "by") }.to_owned();
        let kind = if text(card, "kind").is_empty() { "problem" } else { text(card, "kind") };
        let body = json!({
            "title": card["title"], "lane": card.get("lane"), "card_kind": kind, "why": card.get("why"),
            "owner": script.tile(text(card, "owner")),
        });
        script.say(born, &name, "card_add", body, Some(&by));
        if column != "new" {
            let body = json!({ "id": id, "column": column, "result": card.get("result") });
            script.say(here, "", "card_move", body, Some(&by));
        }
        for field in ["status", "blocked"] {
            if let Some(value) = card.get(field) {
                let field = if field == "blocked" { "blocked_by" } else { field };
                script.say(
                    here + 2 * MINUTE,
                    "",
                    "card_set",
                    json!({ "id": id, "field": field, "value": value }),
                    Some(&by),
                );
            }
        }
        // What somebody is on goes up, unless the card waits for a job of somebody else's.
        if column == "doing" && card.get("blocked").is_none() {
            raise(script, here + 5 * MINUTE, &id);
        }
        for (line, check) in list(&card["checks"]).iter().enumerate() {
            let at = here + (3 + i64::try_from(line).unwrap_or(0)) * MINUTE;
            script.say(at, "", "card_check_add", json!({ "id": id, "text": check }), Some(&by));
        }
        for comment in list(&card["comments"]) {
            let who = comment.get(0).and_then(Json::as_str).unwrap_or_default().to_owned();
            let body = json!({ "id": id, "text": comment.get(1) });
            script.say(here + DAY.min(age * DAY / 2), "", "card_comment", body, Some(&who));
        }
    }
    for (n, idea) in list(&sample["ideas"]).iter().enumerate() {
        let name = format!("idea {n}");
        let at = script.at(-whole(idea, "days_ago").unwrap_or(1), 15, 20);
        let by = text(idea, "by").to_owned();
        let body = json!({ "text": idea["text"], "lane": idea.get("lane"), "anonymous": by.is_empty() });
        script.say(at, &name, "idea_add", body, Some(&by));
        if let Some(state) = idea.get("state") {
            let body = json!({ "id": format!("@{name}"), "state": state, "reply": idea["reply"], "reason": idea.get("reason") });
            script.say(at + 2 * DAY, "", "idea_reply", body, Some("SM"));
        }
    }
    for (n, notice) in list(&sample["need_to_know"]).iter().enumerate() {
        let days = i64::try_from(n).unwrap_or(0) * 17;
        let body = json!({ "notice_kind": "need_to_know", "text": notice, "hours": 72 });
        let at = script.at(-days - 1, 16, 30);
        script.say(at, "", "notice_add", body, Some("KP"));
    }
    for (lane, word, note) in [
        ("quality", "watch", "Mats still broken"),
        ("service", "on_track", ""),
        ("delivery", "needs_help", "Waiting for take-home medicines"),
        ("morale", "watch", ""),
    ] {
        let at = script.at(-1, 14, 10);
        script.say(
            at,
            "",
            "lane_status_set",
            json!({ "lane": lane, "word": word, "note": note }),
            Some("SM"),
        );
    }
}

/// Adds the procedures: drafted, filled in, agreed; one on trial.
pub(super) fn procedures(script: &mut Script, sample: &Json) {
    for (n, procedure) in list(&sample["procedures"]).iter().enumerate() {
        let n = i64::try_from(n).unwrap_or(0);
        let trial = procedure.get("on_trial").is_some();
        let days = if trial { -12 } else { -80 + n * 5 };
        let at = script.at(days, 14, 0) + n * MINUTE;
        let name = format!("procedure {n}");
        let (id, version) = (json!(format!("@{name}")), json!(format!("@{name}.version")));
        script.say(at, &name, "procedure_draft", json!({ "title": procedure["title"] }), Some("KP"));
        for (step, field) in ["purpose", "who", "need", "good", "if_wrong"].iter().enumerate() {
            let body = json!({ "id": id, "version": version, "field": field, "value": procedure[*field] });
            script.say(
                at + i64::try_from(step + 1).unwrap_or(1) * 1_000,
                "",
                "procedure_set",
                body,
                Some("KP"),
            );
        }
        for (step, line) in list(&procedure["steps"]).iter().enumerate() {
            let made = at + (10 + i64::try_from(step).unwrap_or(0) * 2) * 1_000;
            let saved = format!("{name} step {step}");
            let body = json!({ "id": id, "version": version, "action": line[0] });
            script.say(made, &saved, "step_add", body, Some("KP"));
            let body = json!({
                "id": id, "version": version, "step": format!("@{saved}"), "key_point": line.get(1),
                "why": line.get(2), "warning": line.get(3).is_some(),
            });
            script.say(made + 1_000, "", "step_set", body, Some("KP"));
        }
        let review = script.day(days + 182).to_string();
        let body = json!({
            "id": id, "version": version, "status": if trial { "on_trial" } else { "current" },
            "agreed_by": "Ward team meeting", "review_by": review,
        });
        script.say(at + 60_000, "", "procedure_status_set", body, Some("SM"));
    }
}

/// Adds what was passed up, with the answers that came back.
pub(super) fn escalations(script: &mut Script, sample: &Json) {
    for (n, one) in list(&sample["escalations"]).iter().enumerate() {
        let at = match whole(one, "hours_ago") {
            Some(hours) => script.at(0, 7, 35) - hours * HOUR,
            None => script.at(-whole(one, "days_ago").unwrap_or(1), 11, 20),
        };
        let (name, by) = (format!("escalation {n}"), text(one, "by").to_owned());
        let body = json!({
            "to": one["to"], "need": one["need"], "situation": one.get("situation"), "urgency": one["urgency"],
            "reason": "cannot_fix_here", "told_who": one["who"], "told_how": one["how"], "told_at": at,
            "lane": one.get("lane"),
        });
        script.say(at, &name, "escalation_write", body, Some(&by));
        let id = json!(format!("@{name}"));
        if one.get("rating").is_none() {
            raise(script, at + 2 * MINUTE, &id);
        }
        let answered = at + whole(one, "answer_hours").unwrap_or(0) * HOUR;
        if let Some(answer) = one.get("answer") {
            let body = json!({ "id": id, "answer": answer, "answered_by": one["answered_by"] });
            script.say(answered, "", "escalation_answer", body, Some("LT"));
        }
        if let Some(rating) = one.get("rating") {
            script.say(
                answered + 20 * HOUR,
                "",
                "escalation_close",
                json!({ "id": id, "rating": rating }),
                Some("SM"),
            );
        }
    }
}

/// Marks the days of every cross, each the morning after; some days nobody checked.
pub(super) fn crosses(script: &mut Script, sample: &Json) {
    for cross in list(&sample["crosses"]) {
        let days = |key: &str| -> Vec<i64> { list(&cross[key]).iter().filter_map(Json::as_i64).collect() };
        let (harm, near, unchecked) =
            (days("harm_days_ago"), days("near_days_ago"), days("unchecked_days_ago"));
        let key = script.cross(text(cross, "label"));
        let up = json!({ "cross": key, "up": true, "read_back": true });
        script.say(script.at(-WEEKS * 7, 9, 0), "", "cross_wall_set", up, Some("SM"));
        for ago in 1..=WEEKS * 7 {
            if unchecked.contains(&ago) || LOST_DAY == ago {
                continue;
            }
            // Yesterday is marked at this morning's huddle, which has not been held yet.
            if ago == 1 && text(cross, "label") != "Pressure ulcers" {
                continue;
            }
            let state = if harm.contains(&ago) {
                "harm"
            } else if near.contains(&ago) {
                "near_miss"
            } else {
                "safe"
            };
            let incident = format!("W{}", 48_000 + ago * 7);
            let mut body = json!({ "cross": key, "date": script.day(-ago).to_string(), "state": state, "not_reported": false });
            if state == "harm" {
                body["incident_ref"] = json!(incident);
                body["count"] = json!(1);
            }
            let who = leader(ago - 1);
            let at = if ago == 1 { script.at(0, 7, 33) } else { script.at(1 - ago, 8, 19) };
            script.say(at, "", "cross_mark", body, Some(who));
        }
    }
}

/// Days back to the oldest thank-you that was put on the wall.
const THANKED: i64 = 14;
/// The day nobody recorded anything.
const LOST_DAY: i64 = 29;
/// The day lost to staffing.
const STAFFING_DAY: i64 = 17;
/// The bad weekend: Saturday in the short form, Sunday not held; the weekend before the last but two.
fn bad_weekend(script: &Script, ago: i64) -> bool {
    (20..=27).contains(&ago) && matches!(script.day(-ago).weekday(), Weekday::Sat | Weekday::Sun)
}

fn leader(ago: i64) -> &'static str {
    let n = usize::try_from(ago.rem_euclid(i64::try_from(LEADERS.len()).unwrap_or(1))).unwrap_or(0);
    LEADERS.get(n).copied().unwrap_or("SM")
}

/// Runs a huddle on each of the last 91 days.
pub(super) fn huddles(script: &mut Script, sample: &Json) {
    for ago in (1..=WEEKS * 7).rev() {
        let date = script.day(-ago);
        if ago == LOST_DAY {
            continue;
        }
        let when = json!({ "date": date.to_string(), "shift": "day" });
        let sunday = bad_weekend(script, ago) && date.weekday() == Weekday::Sun;
        if ago == STAFFING_DAY || sunday {
            let reason = if sunday { "emergency" } else { "staffing" };
            let body = json!({ "date": when["date"], "shift": "day", "reason": reason });
            let at = script.at(-ago, 10, 40);
            script.say(at, "", "huddle_not_held", body, Some("LT"));
            continue;
        }
        held(script, sample, ago, bad_weekend(script, ago));
    }
}

fn held(script: &mut Script, sample: &Json, ago: i64, short: bool) {
    let lead = leader(ago);
    let name = format!("huddle {ago}");
    let huddle = json!(format!("@{name}"));
    let late = i64::try_from(script.chance.below(9)).unwrap_or(0);
    let start = script.at(-ago, 8, 15) + late * MINUTE;
    let body = json!({ "date": script.day(-ago).to_string(), "shift": "day", "led_by": script.tile(lead), "short": short });
    script.say(start, &name, "huddle_start", body, Some(lead));
    for (role, count) in
        [("registered_nurse", 4), ("hca", 4), ("doctor", 1), ("therapist", 1), ("student", 1)]
    {
        if script.chance.part() < 0.8 {
            script.say(
                start + 1_000,
                "",
                "huddle_present",
                json!({ "huddle": huddle, "role": role, "count": count }),
                Some(lead),
            );
        }
    }
    // Hands counted in "How are we?" are kept nowhere, so nothing is answered there.
    let kept = DAILY.sections.iter().filter(|s| s.key != "checkin" && (s.in_short_form || !short));
    let mut at = start + 20_000;
    for section in kept.map(|s| s.key) {
        at += 40_000;
        let notes = list(&sample["huddle_notes"][section]);
        let raised = !notes.is_empty() && script.chance.part() < 0.55;
        if raised {
            let note = notes.get(script.chance.below(notes.len())).cloned().unwrap_or_default();
            let body = json!({ "id": huddle, "field": section, "at": 0, "del": 0, "ins": note, "caret": null, "base_rev": "" });
            script.say(at, "", "huddle_text", body, Some(lead));
        }
        let skipped = !raised && script.chance.part() < 0.06;
        let state = if raised {
            "raised"
        } else if skipped {
            "not_covered"
        } else {
            "nothing_to_raise"
        };
        script.say(
            at + 1_000,
            "",
            "huddle_answer",
            json!({ "huddle": huddle, "section": section, "state": state }),
            Some(lead),
        );
    }
    let actions = list(&sample["actions"]);
    for _ in 0..script.chance.below(3) + usize::from(ago <= 3) {
        let action = actions.get(script.chance.below(actions.len())).cloned().unwrap_or_default();
        let body = json!({
            "huddle": huddle, "section": "actions", "text": action[0],
            "owner": script.tile(action[1].as_str().unwrap_or_default()), "due": action[2],
        });
        at += 9_000;
        script.say(at, "", "action_add", body, Some(lead));
    }
    if script.chance.part() < 0.5 && !short {
        let thanks = list(&sample["thanks"]);
        let text = thanks.get(script.chance.below(thanks.len())).cloned().unwrap_or_default();
        let body = json!({ "notice_kind": "thanks", "text": text, "huddle": huddle, "hours": 168 });
        let said = format!("thanks {ago}");
        script.say(at + 2_000, &said, "notice_add", body, Some(lead));
        // Older thanks have had their days on the wall.
        if ago <= THANKED {
            raise(script, at + 3_000, &json!(format!("@{said}")));
        }
    }
    script.say(at + 30_000, "", "huddle_finish", json!({ "huddle": huddle, "read_back": true }), Some(lead));
}

/// Marks the older actions done, so that a few stay open and carried.
pub(super) fn finish_actions(app: &App, script: &mut Script) -> Result<(), WireError> {
    let ask = json!({ "date": script.until.to_string(), "shift": "day" });
    let view = app.query("huddle_get", ask, &Caller::default())?;
    let (week_ago, cut) = (script.at(-8, 12, 0), script.at(-4, 12, 0));
    let end = script.at(0, 7, 30);
    for (n, action) in list(&view["carried"]).iter().enumerate() {
        let raised = whole(action, "raised_at").unwrap_or(0);
        // A few of last week's stay open and carried, as on any ward.
        if raised >= cut || (raised >= week_ago && n % 4 == 0) {
            continue;
        }
        let body = json!({ "huddle": action["huddle"], "action": action["id"], "state": if n % 11 == 10 { "dropped" } else { "done" } });
        script.say((raised + 26 * HOUR).min(end), "", "action_set", body, Some("LT"));
    }
    Ok(())
}
