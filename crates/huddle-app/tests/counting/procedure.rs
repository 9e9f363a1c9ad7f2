use crate::ward::Ward;
use serde_json::{Value as Json, json};

fn draft(ward: &Ward, title: &str) -> (Json, Json) {
    let done = ward.must("procedure_draft", json!({ "title": title }));
    (done["id"].clone(), done["version"].clone())
}

fn steps(ward: &Ward, id: &Json, version: &Json) -> Vec<String> {
    let view = ward.ask("procedure_get", json!({ "id": id, "version": version }));
    view["steps"].as_array().unwrap().iter().map(|s| s["action"].as_str().unwrap().to_owned()).collect()
}

fn lists(ward: &Ward) -> [usize; 3] {
    let view = ward.ask("procedures_get", json!({}));
    ["procedures", "drafts", "withdrawn"].map(|k| view[k].as_array().unwrap().len())
}

#[test]
fn a_draft_never_hides_the_current_version() {
    let ward = Ward::new();
    let (id, one) = draft(&ward, "Tell the matron");
    let status = |version: &Json, status: &str, agreed: Option<&str>, review: Option<&str>| json!({ "id": id, "version": version, "status": status, "agreed_by": agreed, "review_by": review });
    assert_eq!(lists(&ward), [0, 1, 0]);
    assert_eq!(
        ward.refused("procedure_status_set", status(&one, "current", Some("Ward manager"), None)),
        "no_steps"
    );
    ward.must("step_add", json!({ "id": id, "version": one, "action": "Ring the matron" }));
    assert_eq!(ward.refused("procedure_status_set", status(&one, "current", None, None)), "empty");
    assert_eq!(
        ward.refused("procedure_status_set", status(&one, "current", Some("WM"), Some("2026-11-01"))),
        "review_later"
    );
    assert_eq!(ward.refused("procedure_status_set", status(&one, "draft", None, None)), "unknown_word");
    ward.must("procedure_status_set", status(&one, "current", Some("Ward manager"), None));
    let view = ward.ask("procedure_get", json!({ "id": id }));
    assert_eq!((&view["status"], &view["review_by"]), (&json!("current"), &json!("2027-05-01")));
    assert_eq!((&view["agreed_on"], &view["author"]), (&json!("2026-11-01"), &json!("SM")));
    assert_eq!(ward.refused("step_add", json!({ "id": id, "version": one, "action": "x" })), "not_a_draft");

    let two = ward.must("procedure_draft", json!({ "id": id }))["version"].clone();
    assert_eq!(ward.must("procedure_draft", json!({ "id": id }))["version"], two);
    assert_eq!(steps(&ward, &id, &two), ["Ring the matron"]);
    ward.must("step_add", json!({ "id": id, "version": two, "action": "Write it down" }));
    let reader = ward.ask("procedure_get", json!({ "id": id }));
    assert_eq!((&reader["version"], &reader["line"]["has_draft"]), (&one, &json!(true)));
    assert_eq!((reader["steps"].as_array().unwrap().len(), lists(&ward)), (1, [1, 0, 0]));
    ward.must("procedure_status_set", status(&two, "on_trial", None, None));
    assert_eq!(ward.ask("procedure_get", json!({ "id": id }))["version"], one);
    ward.must("procedure_status_set", status(&two, "current", Some("Ward manager"), Some("2026-12-01")));
    let reader = ward.ask("procedure_get", json!({ "id": id }));
    assert_eq!((&reader["version"], &reader["number"]), (&two, &json!(2)));
    let old = &reader["versions"][1];
    assert_eq!((&old["id"], &old["status"]), (&one, &json!("withdrawn")));
    ward.same_after_rebuild();
    ward.undo();
    assert_eq!(ward.ask("procedure_get", json!({ "id": id }))["version"], one);
    ward.must("redo", json!({}));
    assert_eq!(ward.ask("procedures_get", json!({}))["procedures"][0]["review_due"], false);
    ward.set("2026-12-01", "09:00");
    assert_eq!(ward.ask("procedures_get", json!({}))["procedures"][0]["review_due"], true);
    ward.must("procedure_status_set", status(&two, "withdrawn", None, None));
    assert_eq!(lists(&ward), [0, 0, 1]);
    assert_eq!(ward.ask("procedure_get", json!({ "id": id }))["status"], "withdrawn");
}

#[test]
fn steps_keep_the_order_people_give_them() {
    let ward = Ward::new();
    let (id, version) = draft(&ward, "Start of shift");
    for action in ["one", "three", "four"] {
        let after = ward.ask("procedure_get", json!({ "id": id }))["steps"]
            .as_array()
            .unwrap()
            .last()
            .map(|s| s["id"].clone());
        ward.must("step_add", json!({ "id": id, "version": version, "after": after, "action": action }));
    }
    let ids = |ward: &Ward| -> Vec<Json> {
        let view = ward.ask("procedure_get", json!({ "id": id }));
        view["steps"].as_array().unwrap().iter().map(|s| s["id"].clone()).collect()
    };
    let first = ids(&ward)[0].clone();
    ward.must("step_add", json!({ "id": id, "version": version, "after": first, "action": "two" }));
    assert_eq!(steps(&ward, &id, &version), ["one", "two", "three", "four"]);
    let all = ids(&ward);
    ward.must("step_move", json!({ "id": id, "version": version, "step": all[3], "before": all[0] }));
    assert_eq!(steps(&ward, &id, &version), ["four", "one", "two", "three"]);
    ward.must("step_move", json!({ "id": id, "version": version, "step": all[0], "before": null }));
    assert_eq!(steps(&ward, &id, &version), ["four", "two", "three", "one"]);
    ward.undo();
    assert_eq!(steps(&ward, &id, &version), ["four", "one", "two", "three"]);
    ward.must("step_remove", json!({ "id": id, "version": version, "step": all[2] }));
    assert_eq!(steps(&ward, &id, &version), ["four", "one", "two"]);
    let change = json!({ "id": id, "version": version, "step": all[0], "key_point": "Both hands", "minutes": 5, "warning": true });
    ward.must("step_set", change);
    let step = ward.ask("procedure_get", json!({ "id": id }))["steps"][1].clone();
    assert_eq!(
        (&step["key_point"], &step["minutes"], &step["warning"]),
        (&json!("Both hands"), &json!(5), &json!(true))
    );
    assert_eq!(
        ward.refused("step_set", json!({ "id": id, "version": version, "step": all[0], "action": "" })),
        "empty"
    );
    assert_eq!(
        ward.refused("step_set", json!({ "id": id, "version": version, "step": all[2], "action": "x" })),
        "not_found"
    );
    assert_eq!(
        ward.refused("step_set", json!({ "id": id, "version": version, "step": all[0], "minutes": -1 })),
        "bad_number"
    );
    ward.same_after_rebuild();
}

#[test]
fn words_titles_and_finding() {
    let ward = Ward::new();
    let (id, version) = draft(&ward, "Handover");
    let set =
        |field: &str, value: &str| json!({ "id": id, "version": version, "field": field, "value": value });
    ward.must("procedure_set", set("purpose", "Nobody is forgotten"));
    ward.must("procedure_set", set("need", "The list\nA quiet place"));
    assert_eq!(ward.refused("procedure_set", set("purpose", &"x".repeat(141))), "too_long");
    assert_eq!(ward.refused("procedure_set", set("status", "current")), "unknown_word");
    assert_eq!(ward.refused("procedure_set", set("review_by", "2026-13-01")), "bad_date");
    assert_eq!(ward.refused("procedure_draft", json!({ "title": "HANDOVER " })), "same_name");
    assert_eq!(ward.refused("procedure_draft", json!({ "title": "" })), "empty");
    ward.must("procedure_set", set("title", "Handover at the bedside"));
    let hits =
        |text: &str| ward.ask("procedures_get", json!({ "text": text }))["drafts"].as_array().unwrap().len();
    assert_eq!((hits("quiet"), hits("bedside"), hits("nothing like it")), (1, 1, 0));
    assert_eq!(ward.ask("find", json!({ "text": "forgotten", "limit": 5 }))["hits"][0]["id"], id);
    ward.undo();
    assert_eq!(ward.ask("procedure_get", json!({ "id": id }))["line"]["title"], "Handover");
}
