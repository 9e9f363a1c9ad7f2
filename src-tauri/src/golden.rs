//! Exact copies of what the shell may do. A change here is a change of what a page could reach, so it
//! is made on purpose or not at all.

use serde_json::{Value, json};

const CONFIG: &str = include_str!("../tauri.conf.json");
const MAIN: &str = include_str!("../capabilities/main.json");
const DISPLAY: &str = include_str!("../capabilities/display.json");

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_content_policy_is_exactly_this() {
    let config = parse(CONFIG);
    assert_eq!(
        config["app"]["security"]["csp"],
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src ipc: http://ipc.localhost; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    );
}

#[test]
fn the_page_gets_no_more_than_this() {
    let config = parse(CONFIG);
    let security = &config["app"]["security"];
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["assetProtocol"], json!({ "enable": false, "scope": [] }));
    assert_eq!(security["capabilities"], json!(["main", "display"]));
    assert_eq!(security["pattern"], json!({ "use": "brownfield" }));
    assert!(
        security.get("devCsp").is_none() && security.get("dangerousDisableAssetCspModification").is_none()
    );
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert_eq!(config["app"]["windows"], json!([]), "windows are opened in Rust, with their guards");
    assert!(config["build"].get("devUrl").is_none(), "no page comes from a server");
    assert!(config.get("plugins").is_none(), "no plugin is configured");
}

#[test]
fn the_main_window_may_do_exactly_this() {
    let file = parse(MAIN);
    assert_eq!(file["windows"], json!(["main"]));
    assert!(file.get("remote").is_none());
    assert_eq!(
        file["permissions"],
        json!([
            "allow-query",
            "allow-execute",
            "allow-subscribe",
            "core:webview:allow-set-webview-zoom",
            "core:webview:allow-print"
        ])
    );
}

#[test]
fn the_wall_may_look_and_not_write() {
    let file = parse(DISPLAY);
    assert_eq!(file["windows"], json!(["display"]));
    assert!(file.get("remote").is_none());
    assert_eq!(
        file["permissions"],
        json!([
            "allow-query",
            "allow-subscribe",
            "core:window:allow-close",
            "core:window:allow-set-fullscreen"
        ])
    );
}

#[test]
fn every_capability_file_is_one_of_the_two() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/capabilities");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["display.json", "main.json"]);
}

#[test]
fn release_builds_have_no_inspector_and_no_updater() {
    let manifest = include_str!("../Cargo.toml");
    let workspace = include_str!("../../Cargo.toml");
    for text in [manifest, workspace] {
        let tauri = text.lines().find(|line| line.starts_with("tauri = ")).unwrap();
        assert!(
            !tauri.contains("devtools") && !tauri.contains("tray") && !tauri.contains("dynamic-acl"),
            "{tauri}"
        );
        assert!(!text.contains("tauri-plugin-"), "a plugin is a new surface: decide it in docs/adr first");
    }
}
