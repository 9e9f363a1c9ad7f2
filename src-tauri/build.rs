//! Declares the shell's three commands to Tauri, so that a capability has to grant each by name.

fn main() {
    // The pages are read from here at compile time; a build without them (lints, tests) needs the folder.
    if let Err(fault) = std::fs::create_dir_all("../ui/dist") {
        println!("cargo::error=making ui/dist: {fault}");
    }
    let manifest = tauri_build::AppManifest::new().commands(&["query", "execute", "subscribe"]);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(fault) = tauri_build::try_build(attributes) {
        println!("cargo::error={fault:#}");
    }
}
