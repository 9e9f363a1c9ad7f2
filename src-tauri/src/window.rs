//! Opens the window, keeps its place and lets its page go nowhere else.

use crate::args::WindowOptions;
use crate::closing::{Asked, Closing, PATIENCE};
use crate::crash;
use crate::ipc;
use crate::owner::Owner;
use crate::wall_window;
use crate::window_state::{self, Area, Opening, Remembered};
use huddle_host::socket::Front;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Monitor, RunEvent, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent};

/// Runs the window until it is closed.
pub fn run(options: &WindowOptions, folder: &Path, sample: &Path, shell_folder: &Path) -> tauri::Result<()> {
    let owner: ipc::Held = Arc::new(Owner::open(folder, sample, options.demo));
    let display = options.display;
    let shell_folder = shell_folder.to_owned();
    let (last, ended_in) = (Arc::clone(&owner), shell_folder.clone());
    let ending: ipc::Ending = Arc::default();
    tauri::Builder::default()
        .manage(Arc::clone(&owner))
        .manage(ending)
        .manage(ShellFolder(shell_folder))
        .manage(wall_window::Held::default())
        .invoke_handler(tauri::generate_handler![ipc::query, ipc::execute, ipc::subscribe])
        .setup(move |app| {
            let handle = app.handle().clone();
            show(&handle, if display { Front::Wall } else { Front::Board })?;
            if display {
                wall_window::wait_for_the_folder(Arc::clone(&owner));
            }
            owner.set_raise(move |front| show(&handle, front).is_ok());
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(move |_, event| {
            // The process ends right after this and comes back to nobody: the folder is let go here, so that
            // the next start finds it free however long the page's own processes take to end.
            if matches!(event, RunEvent::Exit) {
                last.let_go();
                crash::end(&ended_in);
            }
        });
    Ok(())
}

/// Where the windows keep their places.
struct ShellFolder(PathBuf);

/// Brings a window to the front, and opens it first when it is not there.
pub fn show(app: &AppHandle, front: Front) -> tauri::Result<()> {
    let label = label(front);
    if let Some(window) = app.get_webview_window(label) {
        window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus())?;
        if front == Front::Wall {
            wall_window::fill(&window)?;
        }
        return Ok(());
    }
    let shell_folder = &app.state::<ShellFolder>().0;
    match front {
        Front::Board => {
            let state_file = shell_folder.join("main.json");
            let remembered = window_state::read(&state_file);
            let screens: Vec<Area> = app.available_monitors()?.iter().map(screen_area).collect();
            let mut builder = prepared(app, label, "index.html", shell_folder);
            if let Opening::At(Remembered { area, maximised }) = window_state::opening(remembered, &screens) {
                builder =
                    builder.inner_size(area.width, area.height).position(area.x, area.y).maximized(maximised);
            }
            let window = builder.build()?;
            save_before_closing(&window, &app.state::<ipc::Ending>());
            keep_place(&window, state_file, remembered);
        }
        Front::Wall => {
            let window = prepared(app, label, "display.html", shell_folder).build()?;
            wall_window::follow(&window, shell_folder.join("wall-screen.json"))?;
        }
    }
    Ok(())
}

/// Returns what a window is called inside; the capabilities name them so.
pub fn label(front: Front) -> &'static str {
    match front {
        Front::Board => "main",
        Front::Wall => "display",
    }
}

/// Prepares a window with the guards that both have.
fn prepared<'a>(
    app: &'a AppHandle,
    label: &str,
    page: &str,
    shell_folder: &Path,
) -> WebviewWindowBuilder<'a, tauri::Wry, AppHandle> {
    let shown_in = shell_folder.to_owned();
    WebviewWindowBuilder::new(app, label, WebviewUrl::App(page.into()))
        .title("Huddleboard")
        .min_inner_size(window_state::SMALLEST.0, window_state::SMALLEST.1)
        .inner_size(window_state::FIRST.0, window_state::FIRST.1)
        .zoom_hotkeys_enabled(true)
        .disable_drag_drop_handler()
        .general_autofill_enabled(false)
        .incognito(!driven_by_a_test())
        .on_navigation(is_our_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(move |_, payload| {
            if payload.event() == PageLoadEvent::Finished {
                crash::shown(&shown_in);
            }
        })
}

/// Lets the page save what was typed in the last moment before the window closes.
fn save_before_closing(window: &tauri::WebviewWindow, ending: &Arc<Closing>) {
    let (closing, ending) = (window.clone(), Arc::clone(ending));
    window.on_window_event(move |event| {
        let WindowEvent::CloseRequested { api, .. } = event else { return };
        match ending.ask() {
            Asked::Nobody => {}
            Asked::Already => api.prevent_close(),
            Asked::Now => {
                let (window, ending) = (closing.clone(), Arc::clone(&ending));
                let waiting = std::thread::Builder::new().name("closing".to_owned()).spawn(move || {
                    if !ending.wait(PATIENCE) {
                        tracing::warn!("the page did not say that everything is saved");
                    }
                    if let Err(fault) = window.destroy() {
                        tracing::warn!(%fault, "the window was not closed");
                    }
                });
                if waiting.is_ok() {
                    api.prevent_close();
                }
            }
        }
    });
}

/// Writes the window's place when it is closed, not on every pixel of a drag.
fn keep_place(window: &tauri::WebviewWindow, file: PathBuf, remembered: Option<Remembered>) {
    let last = Mutex::new(remembered);
    let watched = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => {
            if let (Some((area, maximised)), Ok(mut last)) = (now(&watched), last.lock()) {
                *last = Some(window_state::remember(*last, area, maximised));
            }
        }
        WindowEvent::CloseRequested { .. } | WindowEvent::Destroyed => {
            if let Ok(last) = last.lock()
                && let Some(remembered) = *last
                && let Err(fault) = window_state::write(&file, remembered)
            {
                tracing::info!(kind = ?fault.kind(), "the window's place was not kept");
            }
        }
        _ => {}
    });
}

/// Reads where the window is, unless it is minimised (its place then means nothing).
fn now(window: &tauri::WebviewWindow) -> Option<(Area, bool)> {
    if window.is_minimized().ok()? {
        return None;
    }
    let scale = window.scale_factor().ok()?;
    let position = window.outer_position().ok()?.to_logical::<f64>(scale);
    let size = window.inner_size().ok()?.to_logical::<f64>(scale);
    let area = Area { x: position.x, y: position.y, width: size.width, height: size.height };
    Some((area, window.is_maximized().ok()?))
}

fn screen_area(monitor: &Monitor) -> Area {
    let scale = monitor.scale_factor();
    let position = monitor.position().to_logical::<f64>(scale);
    let size = monitor.size().to_logical::<f64>(scale);
    Area { x: position.x, y: position.y, width: size.width, height: size.height }
}

/// Lets the page load only what was built into this program.
pub fn is_our_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Windows serves the same built-in pages under this name.
        "http" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        "about" => url.path() == "blank",
        _ => false,
    }
}

/// Tells whether WebDriver drives this start. WebKit cannot automate a private profile, so the smoke
/// test alone runs with an ordinary one, in a folder it throws away.
fn driven_by_a_test() -> bool {
    std::env::var("TAURI_WEBVIEW_AUTOMATION").as_deref() == Ok("true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_nowhere_else() {
        for (address, allowed) in [
            ("tauri://localhost/index.html", true),
            ("about:blank", true),
            ("https://example.org/", false),
            ("http://localhost:5173/", false),
            ("file:///etc/hosts", false),
            ("data:text/html,hello", false),
            ("tauri://elsewhere/", false),
        ] {
            assert_eq!(is_our_own(&Url::parse(address).unwrap()), allowed, "{address}");
        }
    }
}
