//! Puts the wall's window where `wall_screen` says, and keeps looking whether that is still so.

use crate::owner::Owner;
use crate::wall_screen::{self, Around, Follow, Place, Screen, Step};
use crate::window::label;
use huddle_host::socket::Front;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tauri::{Manager, Monitor, PhysicalPosition, WebviewWindow, WindowEvent};

/// How often the screens are looked at; a cable that is put back in is followed within two of these.
const LOOK: Duration = Duration::from_secs(3);
/// How often a wall that came before its folder was free tries again.
const TRY: Duration = Duration::from_secs(5);

/// How long to wait before a desktop that did not answer is asked again to keep the screen awake.
#[cfg(target_os = "linux")]
const ASK_AGAIN: Duration = Duration::from_secs(60);

/// The wall's way from look to look; the app holds it while there is a wall.
struct Following {
    follow: Follow,
    file: PathBuf,
}

/// Holds what the wall follows, for a window that is opened, closed and opened again.
#[derive(Default)]
pub struct Held(Mutex<Option<Following>>);

/// Puts a new wall on its screen and follows the screens until the window is gone.
pub fn follow(window: &WebviewWindow, file: PathBuf) -> tauri::Result<()> {
    let found = Found::look(window)?;
    let (follow, place) = Follow::begin(wall_screen::read(&file), &found.around(true));
    *held(window) = Some(Following { follow, file });
    put(window, place, &found.screens)?;
    let gone = Arc::new(AtomicBool::new(false));
    let closed = Arc::clone(&gone);
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            closed.store(true, Ordering::Relaxed);
        }
    });
    keep_awake(&gone);
    let watched = window.clone();
    let looking = std::thread::Builder::new().name("wall screen".to_owned()).spawn(move || {
        loop {
            std::thread::sleep(LOOK);
            // A window that is gone cannot say where it is; one opened after it is followed by a thread of its own.
            if gone.load(Ordering::Relaxed) {
                return;
            }
            if let Err(fault) = look(&watched) {
                tracing::info!(%fault, "the wall's screens were not seen");
            }
        }
    });
    if looking.is_err() {
        tracing::warn!("no thread to follow the wall's screen");
    }
    Ok(())
}

/// Keeps the screen awake until the wall is gone; a desktop that does not answer yet is asked again.
#[cfg(target_os = "linux")]
fn keep_awake(gone: &Arc<AtomicBool>) {
    use std::time::Instant;
    let gone = Arc::clone(gone);
    let keeping = std::thread::Builder::new().name("wall awake".to_owned()).spawn(move || {
        let mut awake = None;
        let mut said = false;
        let mut next = Instant::now();
        while !gone.load(Ordering::Relaxed) {
            if awake.is_none() && Instant::now() >= next {
                match crate::awake::Awake::ask() {
                    Ok(asked) => awake = Some(asked),
                    Err(fault) if !said => {
                        tracing::warn!(%fault, "the desktop was not asked to keep the wall's screen awake");
                        said = true;
                    }
                    Err(_) => {}
                }
                next = Instant::now() + ASK_AGAIN;
            }
            std::thread::sleep(LOOK);
        }
    });
    if keeping.is_err() {
        tracing::warn!("no thread to keep the wall's screen awake");
    }
}

/// The page asks for it itself, and there it is granted.
#[cfg(not(target_os = "linux"))]
fn keep_awake(_: &Arc<AtomicBool>) {}

/// Fills the wall's screen again, because a person asked for the wall.
pub fn fill(window: &WebviewWindow) -> tauri::Result<()> {
    let found = Found::look(window)?;
    let Some(following) = &mut *held(window) else { return Ok(()) };
    let chosen = wall_screen::read(&following.file);
    let (follow, place) = Follow::begin(chosen, &found.around(true));
    following.follow = follow;
    put(window, place, &found.screens)
}

/// Tries until the folder is free, for a wall that another log-on was quicker than.
pub fn wait_for_the_folder(owner: Arc<Owner>) {
    let waiting = std::thread::Builder::new().name("wall waits".to_owned()).spawn(move || {
        while !owner.open_when_free() {
            std::thread::sleep(TRY);
        }
    });
    if waiting.is_err() {
        tracing::warn!("no thread for a wall that waits for its folder");
    }
}

fn held(window: &WebviewWindow) -> std::sync::MutexGuard<'_, Option<Following>> {
    window.state::<Held>().inner().0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn look(window: &WebviewWindow) -> tauri::Result<()> {
    let found = Found::look(window)?;
    let Some(following) = &mut *held(window) else { return Ok(()) };
    let alone = window.app_handle().get_webview_window(label(Front::Board)).is_none();
    match following.follow.look(&found.around(alone)) {
        Step::Nothing => Ok(()),
        Step::Move(place) => put(window, place, &found.screens),
        Step::Keep(screen) => {
            if let Err(fault) = wall_screen::write(&following.file, &screen) {
                tracing::info!(kind = ?fault.kind(), "the wall's screen was not kept");
            }
            Ok(())
        }
    }
}

fn put(window: &WebviewWindow, place: Place, screens: &[Screen]) -> tauri::Result<()> {
    match place {
        Place::Stay => Ok(()),
        Place::Aside => window.set_fullscreen(false).and_then(|()| window.minimize()),
        Place::Share(at) => {
            let Some(screen) = screens.get(at) else { return Ok(()) };
            window.set_fullscreen(false)?;
            window.set_position(PhysicalPosition::new(screen.x, screen.y))?;
            window.maximize()
        }
        Place::Fill(at) => {
            let Some(screen) = screens.get(at) else { return Ok(()) };
            if window.is_minimized()? {
                window.unminimize()?;
            }
            // Out of the other screen first: some window systems leave a full window where it is.
            if window.is_fullscreen()? {
                window.set_fullscreen(false)?;
            }
            let corner = PhysicalPosition::new(screen.x, screen.y);
            window.set_position(corner)?;
            // A little inside, where the screen beside it does not count.
            window.set_fullscreen_on_monitor(PhysicalPosition::new(
                f64::from(screen.x) + 8.0,
                f64::from(screen.y) + 8.0,
            ))
        }
    }
}

/// What one look found.
struct Found {
    screens: Vec<Screen>,
    busy: Option<usize>,
    board: bool,
    on: Option<usize>,
}

impl Found {
    fn look(wall: &WebviewWindow) -> tauri::Result<Self> {
        let screens: Vec<Screen> = wall.available_monitors()?.iter().map(screen).collect();
        let index = |monitor: Option<Monitor>| {
            let one = monitor.as_ref().map(screen)?;
            screens.iter().position(|other| *other == one)
        };
        let board = wall.app_handle().get_webview_window(label(Front::Board));
        let busy = match &board {
            Some(board) => index(board.current_monitor()?),
            None => index(wall.primary_monitor()?),
        };
        let fills = wall.is_fullscreen()? && !wall.is_minimized()?;
        let on = if fills { index(wall.current_monitor()?) } else { None };
        Ok(Self { busy: busy.or((!screens.is_empty()).then_some(0)), on, board: board.is_some(), screens })
    }

    fn around(&self, may_cover: bool) -> Around<'_> {
        Around { screens: &self.screens, busy: self.busy, board: self.board, may_cover, on: self.on }
    }
}

fn screen(monitor: &Monitor) -> Screen {
    let (place, size) = (monitor.position(), monitor.size());
    Screen { name: monitor.name().cloned(), x: place.x, y: place.y, width: size.width, height: size.height }
}
