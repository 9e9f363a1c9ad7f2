//! PRV-01, IG-3: a patient's number never reaches any file of the data folder.
//!
//! Numbers are from the 999 range, which is never issued; the test table treats them as certain.

use crate::support::{ask, env, open, opening, start_ward, tell};
use huddle_app::{App, Caller};
use huddle_core::guard::Ranges;
use huddle_testkit::chance::{Chance, seed};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// Makes a valid number of the 999 range.
fn number(chance: &mut Chance) -> String {
    loop {
        let mut digits: Vec<u32> = vec![9, 9, 9];
        digits.extend((0..6).map(|_| u32::try_from(chance.below(10)).unwrap()));
        let sum: u32 = digits.iter().zip((2..=10).rev()).map(|(d, w)| d * w).sum();
        let check = (11 - sum % 11) % 11;
        if check < 10 {
            digits.push(check);
            return digits.iter().map(|d| char::from_digit(*d, 10).unwrap()).collect();
        }
    }
}

/// The fourteen layouts people type.
fn layouts(n: &str) -> Vec<String> {
    let (a, b, c) = (&n[..3], &n[3..6], &n[6..]);
    let wide: String = n.chars().map(|d| char::from_u32(d as u32 - '0' as u32 + 0xFF10).unwrap()).collect();
    let spaced: Vec<String> = n.chars().map(|d| d.to_string()).collect();
    vec![
        n.to_owned(),
        format!("{a} {b} {c}"),
        format!("{a}-{b}-{c}"),
        format!("{a}.{b}.{c}"),
        format!("{a}\u{a0}{b}\u{a0}{c}"),
        format!("{a}\u{2009}{b}\u{2009}{c}"),
        format!("{a}\u{2011}{b}\u{2011}{c}"),
        wide,
        spaced.join(" "),
        format!("{a}{b} {c}"),
        format!("{a} {b}{c}"),
        format!("NHS No: {a} {b} {c}"),
        format!("pt({a}-{b}-{c})"),
        format!("{a}\n{b}\n{c}"),
    ]
}

/// Types a text into a card's notes key by key, as a window does; stops when it is refused.
fn type_keys(app: &App, card: &Value, text: &str) -> Option<String> {
    let mut local: Vec<char> = Vec::new();
    let mut saved: Vec<char> = Vec::new();
    for key in text.chars() {
        local.push(key);
        let start = saved.iter().zip(&local).take_while(|(a, b)| a == b).count();
        let body = json!({
            "id": card, "field": "notes", "at": start, "del": saved.len() - start,
            "ins": local[start..].iter().collect::<String>(), "caret": local.len(), "base_rev": "",
        });
        match app.execute("card_text", body, &Caller::default()) {
            Ok(state) => saved = state["text"].as_str().unwrap().chars().collect(),
            Err(error) => return Some(error.code),
        }
    }
    let start = saved.iter().zip(&local).take_while(|(a, b)| a == b).count();
    let rest: String = local[start..].iter().collect();
    let body = json!({ "id": card, "field": "notes", "at": start, "del": saved.len() - start, "ins": rest, "caret": null, "base_rev": "" });
    app.execute("card_text", body, &Caller::default()).err().map(|e| e.code)
}

/// Counts files that hold the digits in UTF-8 or UTF-16, with or without what stands between them.
fn hits(folder: &Path, numbers: &[String]) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found += hits(&path, numbers);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let ascii: Vec<u8> = bytes.iter().copied().filter(u8::is_ascii_digit).collect();
        for number in numbers {
            let utf16: Vec<u8> = number.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let plain = bytes.windows(10).any(|w| w == number.as_bytes());
            let wide = bytes.windows(utf16.len()).any(|w| w == utf16);
            // Spaced digits would show here; chance runs of the database's own digits are shorter than ten.
            let squeezed = ascii.windows(10).any(|w| w == number.as_bytes());
            found += usize::from(plain || wide || squeezed);
        }
    }
    found
}

fn write_everywhere(app: &App, numbers: &[String]) -> (usize, usize) {
    let card = tell(app, "card_add", json!({ "title": "Notes of the day" }))["id"].clone();
    let (mut refused, mut tried) = (0, 0);
    let mut count = |answer: Result<Value, huddle_app::wire::WireError>| {
        tried += 1;
        refused += usize::from(answer.is_err_and(|e| e.code == "looks_like_nhs_number"));
    };
    for number in numbers {
        for text in layouts(number) {
            let fresh = tell(app, "card_add", json!({ "title": "Typed" }))["id"].clone();
            let typed = type_keys(app, &fresh, &format!("Bed 4 {text} seen"));
            count(typed.map_or(Ok(Value::Null), |code| {
                Err(huddle_app::wire::WireError {
                    code,
                    ..app.query("no", json!({}), &Caller::default()).unwrap_err()
                })
            }));
            for (name, body) in [
                ("card_add", json!({ "title": format!("call {text}") })),
                ("card_comment", json!({ "id": card, "text": text })),
                ("card_check_add", json!({ "id": card, "text": text })),
                ("card_set", json!({ "id": card, "field": "why", "value": text })),
                ("ward_set", json!({ "field": "area", "value": text })),
                ("notice_add", json!({ "notice_kind": "need_to_know", "text": text })),
                ("idea_add", json!({ "text": text, "anonymous": true })),
                ("project_add", json!({ "name": text, "aim": "", "check_120": false })),
            ] {
                count(app.execute(name, body, &Caller::default()));
            }
        }
    }
    (refused, tried)
}

fn import(app: &App, numbers: &[String]) {
    use std::fmt::Write as _;
    let mut csv = String::from("date,value,note\n");
    for (n, number) in numbers.iter().enumerate() {
        writeln!(csv, "2026-10-{:02},{n},{number}", n + 1).unwrap();
    }
    let bytes = base64(csv.as_bytes());
    let body = json!({
        "bytes_base64": bytes, "series": [{ "name": "", "measure": null, "new_name": "Imported" }], "lane": "quality",
        "value_kind": "number", "direction": "neither", "target": null, "overwrite": false, "complement": false,
    });
    let answer = app.execute("readings_import", body, &Caller::default());
    assert!(answer.is_err(), "an import with patients' numbers went through");
}

fn base64(bytes: &[u8]) -> String {
    const SET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|c| {
            let n = u32::from(c[0]) << 16
                | u32::from(*c.get(1).unwrap_or(&0)) << 8
                | u32::from(*c.get(2).unwrap_or(&0));
            (0..4)
                .map(move |i| if i <= c.len() { SET[(n >> (18 - 6 * i) & 63) as usize] as char } else { '=' })
        })
        .collect()
}

#[test]
fn prv_01_no_digit_of_a_number_reaches_a_file() {
    let mut chance = Chance::new(seed(20_261_122));
    let numbers: Vec<String> = (0..4).map(|_| number(&mut chance)).collect();
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), 1);
    start_ward(&app);
    let (refused, tried) = write_everywhere(&app, &numbers);
    import(&app, &numbers);
    println!("PRV-01: {refused} of {tried} refused");
    assert_eq!(refused, tried, "some routes let a number in");
    assert_eq!(hits(folder.path(), &numbers), 0, "digits on disk while open");
    app.release().unwrap();
    assert_eq!(hits(folder.path(), &numbers), 0, "digits on disk after closing");
}

#[test]
fn prv_01_control_with_the_guard_off_the_digits_are_found() {
    let mut chance = Chance::new(seed(20_261_122));
    let numbers = vec![number(&mut chance)];
    let folder = tempfile::tempdir().unwrap();
    // The product's own table treats 999 numbers as likely only, so they are let in.
    let environment = huddle_app::Env { ranges: Arc::new(Ranges::united_kingdom()), ..env(1) };
    let app = App::open(folder.path(), environment, &opening()).unwrap();
    start_ward(&app);
    write_everywhere(&app, &numbers);
    app.release().unwrap();
    assert!(hits(folder.path(), &numbers) > 0, "the search no longer finds what is there");
}

#[test]
fn an_unfinished_run_of_digits_is_held_back_until_it_ends() {
    let (_folder, app) = crate::support::ward(9);
    let id = tell(&app, "card_add", json!({ "title": "Job number" }))["id"].clone();
    let body = json!({ "id": id, "field": "notes", "at": 0, "del": 0, "ins": "Job 4418712", "caret": 11, "base_rev": "" });
    let state = tell(&app, "card_text", body);
    assert_eq!((state["text"].as_str(), state["held_back"].as_u64()), (Some("Job "), Some(7)));
    let body = json!({ "id": id, "field": "notes", "at": 4, "del": 0, "ins": "4418712", "caret": null, "base_rev": "" });
    assert_eq!(tell(&app, "card_text", body)["text"], "Job 4418712");
    assert_eq!(ask(&app, "card_get", json!({ "id": id }))["notes"]["text"], "Job 4418712");
}
