//! Keeps where the window was, and brings it back only to a screen that is still there.
//!
//! Sizes and places are in logical pixels, because two screens may have different scales. The rules
//! work on plain numbers, so they are tested without a window.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// The smallest window the screens are drawn for, in logical pixels.
pub const SMALLEST: (f64, f64) = (320.0, 400.0);
/// The first window, when nothing is remembered: the ward PC's common screen less its bars.
pub const FIRST: (f64, f64) = (1280.0, 720.0);
/// How much of the window must lie on a screen to be worth bringing back, in logical pixels.
const HANDLE: (f64, f64) = (160.0, 48.0);

/// Holds a rectangle in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width, at least 0.
    pub width: f64,
    /// Height, at least 0.
    pub height: f64,
}

/// Holds what is remembered of a window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// Where it was while it was not maximised.
    pub area: Area,
    /// Whether it filled its screen.
    pub maximised: bool,
}

/// Says how to open the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Opening {
    /// The first size, placed by the window system.
    First,
    /// The remembered place and size.
    At(Remembered),
}

/// Decides how to open the window on the screens that are here now.
///
/// A place with no grip on any screen is forgotten; a size larger than its screen is cut to it.
pub fn opening(remembered: Option<Remembered>, screens: &[Area]) -> Opening {
    let Some(remembered) = remembered else { return Opening::First };
    let area = remembered.area;
    let numbers = [area.x, area.y, area.width, area.height];
    if numbers.iter().any(|number| !number.is_finite()) || area.width < 1.0 || area.height < 1.0 {
        return Opening::First;
    }
    let Some(screen) = screens.iter().find(|screen| has_grip(area, **screen)) else {
        return Opening::First;
    };
    let area = Area {
        width: area.width.min(screen.width).max(SMALLEST.0),
        height: area.height.min(screen.height).max(SMALLEST.1),
        ..area
    };
    Opening::At(Remembered { area, ..remembered })
}

/// Tells whether enough of the window's top edge lies on the screen to take hold of it.
fn has_grip(window: Area, screen: Area) -> bool {
    let across = (window.x + window.width).min(screen.x + screen.width) - window.x.max(screen.x);
    let down = (screen.y + screen.height) - window.y;
    across >= HANDLE.0 && down >= HANDLE.1 && window.y >= screen.y - HANDLE.1
}

/// Joins what was remembered with what the window is now: a maximised window keeps its earlier size, and its earlier
/// place while that lies on the screen it fills. Filling another screen it belongs there, and comes back there.
pub fn remember(before: Option<Remembered>, now: Area, maximised: bool) -> Remembered {
    let area = match (maximised, before.map(|before| before.area)) {
        (true, Some(area)) if has_grip(area, now) => area,
        (true, Some(area)) => {
            Area { x: now.x, y: now.y, width: area.width.min(now.width), height: area.height.min(now.height) }
        }
        _ => now,
    };
    Remembered { area, maximised }
}

/// Reads the file; a missing or broken one is simply nothing remembered.
pub fn read(file: &Path) -> Option<Remembered> {
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

/// Writes the file through a second name, so that a stop half-way leaves the old one.
pub fn write(file: &Path, remembered: Remembered) -> std::io::Result<()> {
    let draft = file.with_extension("new");
    std::fs::write(&draft, serde_json::to_vec(&remembered)?)?;
    std::fs::rename(&draft, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Area = Area { x: 0.0, y: 0.0, width: 1366.0, height: 768.0 };

    fn at(x: f64, y: f64, width: f64, height: f64) -> Remembered {
        Remembered { area: Area { x, y, width, height }, maximised: false }
    }

    #[test]
    fn a_place_on_a_screen_comes_back() {
        let place = at(10.0, 20.0, 900.0, 600.0);
        assert_eq!(opening(Some(place), &[SCREEN]), Opening::At(place));
    }

    #[test]
    fn a_place_on_a_screen_that_went_away_is_forgotten() {
        assert_eq!(opening(Some(at(2000.0, 20.0, 900.0, 600.0)), &[SCREEN]), Opening::First);
        assert_eq!(opening(Some(at(10.0, 760.0, 900.0, 600.0)), &[SCREEN]), Opening::First);
        assert_eq!(opening(Some(at(10.0, -300.0, 900.0, 600.0)), &[SCREEN]), Opening::First);
        assert_eq!(opening(Some(at(10.0, 20.0, 900.0, 600.0)), &[]), Opening::First);
    }

    #[test]
    fn a_size_larger_than_the_screen_is_cut_to_it() {
        let Opening::At(place) = opening(Some(at(0.0, 0.0, 3000.0, 2000.0)), &[SCREEN]) else {
            panic!("the window lies on the screen");
        };
        assert_eq!((place.area.width, place.area.height), (1366.0, 768.0));
    }

    #[test]
    fn numbers_that_are_no_window_are_forgotten() {
        for place in [at(f64::NAN, 0.0, 900.0, 600.0), at(0.0, 0.0, 0.0, 600.0), at(0.0, 0.0, -5.0, 600.0)] {
            assert_eq!(opening(Some(place), &[SCREEN]), Opening::First);
        }
    }

    #[test]
    fn the_second_screen_counts_too() {
        let second = Area { x: 1366.0, ..SCREEN };
        let place = at(1500.0, 20.0, 900.0, 600.0);
        assert_eq!(opening(Some(place), &[SCREEN, second]), Opening::At(place));
    }

    #[test]
    fn maximising_keeps_the_earlier_area() {
        let before = at(10.0, 20.0, 900.0, 600.0);
        let kept = remember(Some(before), SCREEN, true);
        assert_eq!(kept, Remembered { area: before.area, maximised: true });
        assert_eq!(opening(Some(kept), &[SCREEN]), Opening::At(kept));
        assert_eq!(remember(Some(before), SCREEN, false).area, SCREEN);
    }

    /// A window may be moved to another screen by a key, without ever being small there.
    #[test]
    fn filling_another_screen_it_comes_back_there_and_without_that_screen_anywhere() {
        let wall = Area { x: 1366.0, width: 1920.0, height: 1080.0, ..SCREEN };
        let kept = remember(Some(at(10.0, 20.0, 900.0, 600.0)), wall, true);
        assert_eq!(opening(Some(kept), &[SCREEN, wall]), Opening::At(kept));
        let middle = kept.area.x + kept.area.width / 2.0;
        assert!((wall.x..wall.x + wall.width).contains(&middle) && kept.maximised, "{kept:?}");
        // Unplugged: the first place, on a screen that is there.
        assert_eq!(opening(Some(kept), &[SCREEN]), Opening::First);
    }

    #[test]
    fn a_file_comes_back_equal_and_a_broken_one_is_nothing() {
        let folder = crate::scratch::Scratch::new("window_state");
        let file = folder.path().join("window.json");
        assert_eq!(read(&file), None);
        let place = at(1.0, 2.0, 500.0, 500.0);
        write(&file, place).unwrap();
        assert_eq!(read(&file), Some(place));
        std::fs::write(&file, b"{").unwrap();
        assert_eq!(read(&file), None);
    }
}
