use crate::ward::Ward;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

const FIVE_TRUSTS: &[u8] = include_bytes!("../../../../tests/fixtures/data/ae_attendances_five_trusts.csv");

pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let n = three.iter().fold(0_u32, |n, b| (n << 8) | u32::from(*b)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let letter = LETTERS[((n >> (18 - 6 * i)) & 63) as usize];
            out.push(if i <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

pub fn import(bytes: &[u8], names: &[&str], extra: Json) -> Json {
    let series: Vec<Json> = names
        .iter()
        .map(
            |n| json!({ "name": n, "measure": null, "new_name": if n.is_empty() { "Imported" } else { *n } }),
        )
        .collect();
    let mut body = json!({ "bytes_base64": base64(bytes), "series": series, "lane": "delivery",
        "value_kind": "percent", "direction": "up", "overwrite": false });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    body
}

fn export(ward: &Ward, measure: Option<&str>) -> Vec<BTreeMap<String, String>> {
    let out = ward.app.keep("export_readings", &json!({ "measure": measure })).unwrap();
    let text = out["csv"].as_str().unwrap();
    assert!(text.starts_with('\u{feff}'));
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// Reads the fixture without the product: code, month, attendances, breaches.
fn fixture() -> Vec<(String, String, f64, f64)> {
    let mut reader = csv::Reader::from_reader(FIVE_TRUSTS);
    reader
        .records()
        .map(Result::unwrap)
        .map(|r| (r[1].to_owned(), r[0].to_owned(), r[4].parse().unwrap(), r[5].parse().unwrap()))
        .collect()
}

#[test]
fn five_trusts_survive_a_restart_to_the_last_digit() {
    let ward = Ward::new();
    let preview = ward.ask("import_preview", json!({ "bytes_base64": base64(FIVE_TRUSTS) }));
    assert_eq!((&preview["can_import"], &preview["faults"]), (&json!(true), &json!([])));
    let names: Vec<String> = preview["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 5);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let body = import(FIVE_TRUSTS, &names, json!({ "complement": true, "target": 95 }));
    let done = ward.must("readings_import", body.clone());
    let rows = fixture();
    assert_eq!(done["readings"], rows.len());
    let tile = ward.ask("measures_get", json!({}))["measures"][0].clone();
    assert_eq!(
        (&tile["name"], &tile["reading"], &tile["frequency"]),
        (&json!("RF4"), &json!("worse"), &json!("monthly"))
    );
    let ward = ward.restart();
    let out: BTreeMap<(String, String), BTreeMap<String, String>> = export(&ward, None)
        .into_iter()
        .map(|row| ((row["measure"].clone(), row["period"].clone()), row))
        .collect();
    assert_eq!(out.len(), rows.len());
    for (code, month, attendances, breaches) in &rows {
        let row = &out[&(code.clone(), format!("monthly:{month}"))];
        assert_eq!(row["n"].parse::<f64>().unwrap(), attendances - breaches);
        assert_eq!(row["d"].parse::<f64>().unwrap(), *attendances);
        let percent = row["value"].parse::<f64>().unwrap();
        assert!((percent - 100.0 * (1.0 - breaches / attendances)).abs() < 1e-9);
    }
    // A second look knows them again, and bringing them in once more changes nothing.
    let again = ward.ask("import_preview", json!({ "bytes_base64": base64(FIVE_TRUSTS) }));
    let first = &again["series"][0];
    assert_eq!((&first["already_there"], &first["different"]), (&first["readings"], &json!(0)));
    let into: Vec<Json> = again["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| json!({ "name": s["name"], "measure": s["measure"], "new_name": null }))
        .collect();
    let mut body = body;
    body["series"] = json!(into);
    let done = ward.must("readings_import", body);
    assert_eq!((&done["readings"], &done["unchanged"]), (&json!(0), &json!(rows.len())));
    assert_eq!(export(&ward, Some("RF4")).len(), rows.iter().filter(|r| r.0 == "RF4").count());
    ward.same_after_rebuild();
}

#[test]
fn all_of_it_or_nothing_and_one_undo() {
    let ward = Ward::new();
    let count = |ward: &Ward| export(ward, None).len();
    let good = b"week,falls\n2026-10-05,3\n2026-10-12,4\n2026-10-19,2\n";
    let plain = json!({ "value_kind": "count" });
    let done = ward.must("readings_import", import(good, &[""], plain.clone()));
    let id = done["measures"][0].clone();
    assert_eq!(count(&ward), 3);
    let into = |overwrite: bool| {
        json!({ "value_kind": "count", "overwrite": overwrite,
            "series": [{ "name": "", "measure": id, "new_name": null }] })
    };
    let other = b"week,falls\n2026-10-12,9\n2026-10-19,2\n2026-10-26,5\n";
    let preview = ward.ask("import_preview", json!({ "bytes_base64": base64(other), "measure": id }));
    let found = &preview["series"][0];
    assert_eq!((&found["already_there"], &found["different"]), (&json!(1), &json!(1)));
    assert_eq!(ward.refused("readings_import", import(other, &[""], into(false))), "readings_differ");
    assert_eq!(count(&ward), 3);
    let done = ward.must("readings_import", import(other, &[""], into(true)));
    assert_eq!((&done["readings"], &done["unchanged"]), (&json!(2), &json!(1)));
    assert_eq!(count(&ward), 4);
    ward.undo();
    let values: Vec<String> = export(&ward, None).into_iter().map(|r| r["value"].clone()).collect();
    assert_eq!(values, ["3", "4", "2"]);
    ward.undo();
    assert_eq!(count(&ward), 0);

    let no = |bytes: &[u8], extra: Json| ward.refused("readings_import", import(bytes, &[""], extra));
    assert_eq!(no(b"week,falls\n2026-10-05,3\n2026-02-30,4\n", plain.clone()), "rows_at_fault");
    assert_eq!(no(b"week,falls\n2026-10-05,3\n2026-12-07,4\n", plain.clone()), "in_the_future");
    assert_eq!(no(b"date,n,d\n2026-10-05,3,2\n", json!({})), "more_than_all");
    assert_eq!(no(b"date,n,d\n2026-10-05,3,20\n", plain.clone()), "one_number");
    assert_eq!(no(b"PK\x03\x04", plain.clone()), "file_workbook");
    assert_eq!(no(good, json!({ "value_kind": "guess" })), "unknown_word");
    assert_eq!(no(good, json!({ "lane": "nowhere" })), "unknown_word");
    assert_eq!(no(good, json!({ "bytes_base64": "*" })), "file_not_text");
    assert_eq!(count(&ward), 0);
    let notes = b"week,falls,note\n2026-10-05,3,999 000 0018\n";
    assert_eq!(no(notes, plain), "looks_like_nhs_number");
    assert_eq!(ward.ask("measures_get", json!({}))["measures"], json!([]));
}

#[test]
fn a_row_without_words_keeps_those_that_stand_there_and_what_was_left_out_stays_out() {
    let ward = Ward::new();
    let whole = json!({ "value_kind": "percent" });
    let first = b"date,n,d,note\n2026-10-05,3,20,Counted twice\n2026-10-06,4,20,Busy\n";
    let id = ward.must("readings_import", import(first, &[""], whole))["measures"][0].clone();
    let out = json!({ "measure": id, "period": "daily:2026-10-05", "nothing_due": false, "ghost": true });
    ward.must("reading_set", out);
    let into = json!({ "value_kind": "percent", "overwrite": true,
        "series": [{ "name": "", "measure": id, "new_name": null }] });
    let again = b"date,n,d,note\n2026-10-05,5,20,\n2026-10-06,6,20,Put right\n";
    ward.must("readings_import", import(again, &[""], into));
    let seen: Vec<(String, String, String)> = export(&ward, None)
        .into_iter()
        .map(|r| (r["n"].clone(), r["note"].clone(), r["ghost"].clone()))
        .collect();
    let row = |n: &str, note: &str, ghost: &str| (n.to_owned(), note.to_owned(), ghost.to_owned());
    assert_eq!(seen, [row("5", "Counted twice", "yes"), row("6", "Put right", "")]);
}
