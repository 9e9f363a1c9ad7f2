//! Decides which screen the wall fills, and brings it back there after a cable was out.
//!
//! A ward's wall is a television on a long cable. It is switched off at night, unplugged by a cleaner and comes
//! back, and meanwhile the window system puts the window wherever there is room. So the screen a person chose is
//! kept by what it is, not by where the window happens to be. The rules work on plain values and are tested
//! without a window; `wall_window` looks at the screens every few seconds and does what they say.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// One screen, as the window system tells of it. Places and sizes are in its own pixels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// What the system calls it; some call none of them anything.
    pub name: Option<String>,
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// Where the wall belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the whole of this screen.
    Fill(usize),
    /// On this screen as a large window with its frame: the board is there too, and must be reached by a tap.
    Share(usize),
    /// Out of the way: its own screen is gone and people work at the one that is left.
    Aside,
    /// Where it is: there is no screen at all just now.
    Stay,
}

/// What is around the wall at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The screens that are there.
    pub screens: &'a [Screen],
    /// The screen people work at: the board's, or else the system's first.
    pub busy: Option<usize>,
    /// The board is open, on the busy screen.
    pub board: bool,
    /// Nobody works in another window of this app, or a person has just asked for the wall: it may cover any screen.
    pub may_cover: bool,
    /// The screen that the wall fills now; none while it does not fill one.
    pub on: Option<usize>,
}

/// Says where the wall belongs: on the chosen screen, else on the largest at which nobody works.
pub fn place(chosen: Option<&Screen>, around: &Around) -> Place {
    match best(chosen, around) {
        Place::Fill(at) if around.board && around.busy == Some(at) => Place::Share(at),
        place => place,
    }
}

fn best(chosen: Option<&Screen>, around: &Around) -> Place {
    let screens = around.screens;
    if let Some(found) = chosen.and_then(|chosen| find(chosen, screens)) {
        return Place::Fill(found);
    }
    if chosen.is_some() && !around.may_cover {
        return Place::Aside;
    }
    let area = |at: &usize| screens.get(*at).map_or(0, |s| u64::from(s.width) * u64::from(s.height));
    let free = (0..screens.len()).filter(|at| Some(*at) != around.busy);
    // Of two alike the first, so that the answer does not hang on anything else.
    match free.rev().max_by_key(area) {
        Some(free) => Place::Fill(free),
        None if screens.is_empty() => Place::Stay,
        None => Place::Fill(0),
    }
}

/// Finds a screen again: by its name and the most else that fits. One without a name is known by place and size.
///
/// A name that differs is another screen, also where the old one was: with the first of two unplugged, the one
/// people work at moves there.
fn find(chosen: &Screen, screens: &[Screen]) -> Option<usize> {
    let named: Vec<usize> = (0..screens.len()).filter(|at| screens[*at].name == chosen.name).collect();
    let place = |s: &Screen| (s.x, s.y) == (chosen.x, chosen.y);
    let size = |s: &Screen| (s.width, s.height) == (chosen.width, chosen.height);
    let first = |fits: &dyn Fn(&Screen) -> bool| named.iter().copied().find(|at| fits(&screens[*at]));
    let exact = first(&|s| place(s) && size(s));
    if chosen.name.is_none() {
        return exact;
    }
    exact.or_else(|| first(&size)).or_else(|| first(&place)).or_else(|| first(&|_| true))
}

/// What to do after a look at the screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing changed.
    Nothing,
    /// The screens changed: the wall belongs here now.
    Move(Place),
    /// A person took the wall to another screen: that one is kept from now on.
    Keep(Screen),
}

/// Follows the wall and the screens from look to look.
#[derive(Debug, Clone)]
pub struct Follow {
    chosen: Option<Screen>,
    screens: Vec<Screen>,
    /// Where the wall was put last.
    put: Option<Screen>,
    /// Where it was seen at the last look, if that was not where it was put.
    seen: Option<Screen>,
}

impl Follow {
    /// Begins with what was kept, and says where the wall opens.
    pub fn begin(chosen: Option<Screen>, around: &Around) -> (Self, Place) {
        let mut follow = Self { chosen, screens: around.screens.to_vec(), put: None, seen: None };
        let place = follow.belongs(around);
        (follow, place)
    }

    /// Takes a look. Only changed screens move the wall, so that nobody who moves it by hand has to fight it.
    pub fn look(&mut self, around: &Around) -> Step {
        if around.screens.is_empty() {
            return Step::Nothing;
        }
        if around.screens != self.screens {
            self.screens = around.screens.to_vec();
            return Step::Move(self.belongs(around));
        }
        let on = around.on.and_then(|at| around.screens.get(at));
        let Some(on) = on.filter(|on| self.put.as_ref() != Some(*on)) else {
            self.seen = None;
            return Step::Nothing;
        };
        // Seen there twice: a window system may still be moving it to where it was put.
        if self.seen.as_ref() != Some(on) {
            self.seen = Some(on.clone());
            return Step::Nothing;
        }
        self.seen = None;
        self.put = Some(on.clone());
        self.chosen = Some(on.clone());
        Step::Keep(on.clone())
    }

    fn belongs(&mut self, around: &Around) -> Place {
        let place = place(self.chosen.as_ref(), around);
        self.seen = None;
        self.put = match place {
            Place::Fill(at) | Place::Share(at) => around.screens.get(at).cloned(),
            Place::Aside | Place::Stay => None,
        };
        place
    }
}

/// Reads the chosen screen; a missing or broken file is simply none chosen.
pub fn read(file: &Path) -> Option<Screen> {
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

/// Writes the chosen screen through a second name, so that a stop half-way leaves the old one.
pub fn write(file: &Path, chosen: &Screen) -> std::io::Result<()> {
    let draft = file.with_extension("new");
    std::fs::write(&draft, serde_json::to_vec(chosen)?)?;
    std::fs::rename(&draft, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(name: &str, x: i32, width: u32, height: u32) -> Screen {
        Screen { name: (!name.is_empty()).then(|| name.to_owned()), x, y: 0, width, height }
    }
    fn desk() -> Screen {
        screen("desk", 0, 1366, 768)
    }
    fn tv() -> Screen {
        screen("tv", 1366, 1920, 1080)
    }
    fn around<'a>(screens: &'a [Screen], may_cover: bool, on: Option<usize>) -> Around<'a> {
        let busy = screens.iter().position(|s| s.name.as_deref() == Some("desk")).or(Some(0));
        Around { screens, busy, board: false, may_cover, on }
    }

    #[test]
    fn the_wall_belongs_on_its_screen_and_else_where_nobody_works() {
        let moved = Screen { x: 0, ..tv() };
        let larger = Screen { width: 3840, height: 2160, ..tv() };
        let twin = screen("tv", 3286, 1920, 1080);
        let (left, right) = (screen("", 0, 1920, 1080), screen("", 1920, 1920, 1080));
        let first_at_origin = screen("tv", 0, 1366, 768);
        type Row<'a> = (&'a str, Option<Screen>, Vec<Screen>, bool, Place);
        let table: &[Row] = &[
            ("none chosen: not the screen people work at", None, vec![desk(), tv()], false, Place::Fill(1)),
            (
                "none chosen: the largest of the others",
                None,
                vec![desk(), tv(), larger.clone()],
                false,
                Place::Fill(2),
            ),
            ("none chosen, one alone: that one", None, vec![desk()], false, Place::Fill(0)),
            ("chosen and there", Some(tv()), vec![desk(), tv()], false, Place::Fill(1)),
            (
                "chosen is where people work: a choice is a choice",
                Some(desk()),
                vec![desk(), tv()],
                false,
                Place::Fill(0),
            ),
            ("there, at another place", Some(tv()), vec![moved, desk()], false, Place::Fill(0)),
            ("there, in other pixels", Some(tv()), vec![desk(), larger], false, Place::Fill(1)),
            (
                "two of one make: by place",
                Some(twin.clone()),
                vec![tv(), twin.clone(), desk()],
                false,
                Place::Fill(1),
            ),
            ("two of one make, one unplugged", Some(twin), vec![desk(), tv()], false, Place::Fill(1)),
            ("unplugged beside the board: out of the way", Some(tv()), vec![desk()], false, Place::Aside),
            ("unplugged, alone or asked for: the one left", Some(tv()), vec![desk()], true, Place::Fill(0)),
            (
                "unplugged, the desk moved to its place",
                Some(first_at_origin),
                vec![desk()],
                false,
                Place::Aside,
            ),
            (
                "no names: by place and size",
                Some(right.clone()),
                vec![left.clone(), right.clone()],
                false,
                Place::Fill(1),
            ),
            ("no names, unplugged", Some(right), vec![left], false, Place::Aside),
            ("no screen at all, alone", None, vec![], true, Place::Stay),
            ("no screen at all, beside the board", Some(tv()), vec![], true, Place::Stay),
        ];
        for (what, chosen, screens, may_cover, expected) in table {
            assert_eq!(place(chosen.as_ref(), &around(screens, *may_cover, None)), *expected, "{what}");
        }
    }

    #[test]
    fn a_wall_on_the_boards_own_screen_leaves_the_way_to_the_board() {
        let both = [desk(), tv()];
        let beside = |screens, may_cover| Around { board: true, ..around(screens, may_cover, None) };
        assert_eq!(place(None, &beside(&both[..1], true)), Place::Share(0), "one screen for both");
        assert_eq!(
            place(Some(&desk()), &beside(&both, true)),
            Place::Share(0),
            "chosen, and the board came there"
        );
        assert_eq!(place(None, &beside(&both, true)), Place::Fill(1), "its own screen is filled");
        assert_eq!(place(Some(&tv()), &beside(&both[..1], false)), Place::Aside);
    }

    #[test]
    fn after_unplugging_it_waits_aside_and_comes_back_to_its_screen() {
        let both = [desk(), tv()];
        let (mut follow, place) = Follow::begin(Some(tv()), &around(&both, false, None));
        assert_eq!(place, Place::Fill(1));
        assert_eq!(follow.look(&around(&both, false, Some(1))), Step::Nothing);
        let one = [desk()];
        assert_eq!(follow.look(&around(&one, false, Some(0))), Step::Move(Place::Aside));
        for _ in 0..5 {
            assert_eq!(
                follow.look(&around(&one, false, None)),
                Step::Nothing,
                "it must not forget its screen"
            );
        }
        assert_eq!(follow.look(&around(&[], false, None)), Step::Nothing, "a sleeping PC has no screens");
        assert_eq!(follow.look(&around(&both, false, None)), Step::Move(Place::Fill(1)));
    }

    #[test]
    fn a_wall_alone_fills_what_is_left_without_taking_it_for_a_choice() {
        let (both, one) = ([desk(), tv()], [desk()]);
        let (mut follow, _) = Follow::begin(Some(tv()), &around(&both, true, None));
        assert_eq!(follow.look(&around(&one, true, Some(0))), Step::Move(Place::Fill(0)));
        for _ in 0..5 {
            assert_eq!(follow.look(&around(&one, true, Some(0))), Step::Nothing);
        }
        assert_eq!(follow.look(&around(&both, true, Some(0))), Step::Move(Place::Fill(1)));
        // The window system is slow: it is still on the desk at the next look, and only then arrives.
        assert_eq!(follow.look(&around(&both, true, Some(0))), Step::Nothing);
        assert_eq!(follow.look(&around(&both, true, Some(1))), Step::Nothing);
        assert_eq!(follow.look(&around(&both, true, Some(0))), Step::Nothing, "one look is no choice");
    }

    #[test]
    fn taken_to_another_screen_by_hand_it_stays_there_from_then_on() {
        let (both, one) = ([desk(), tv()], [tv()]);
        let (mut follow, place) = Follow::begin(None, &around(&both, false, None));
        assert_eq!(place, Place::Fill(1));
        assert_eq!(follow.look(&around(&both, false, None)), Step::Nothing, "not full screen: being moved");
        assert_eq!(follow.look(&around(&both, false, Some(0))), Step::Nothing);
        assert_eq!(follow.look(&around(&both, false, Some(0))), Step::Keep(desk()));
        assert_eq!(follow.look(&around(&both, false, Some(0))), Step::Nothing);
        assert_eq!(follow.look(&around(&one, true, Some(0))), Step::Move(Place::Fill(0)));
        assert_eq!(follow.look(&around(&both, true, Some(1))), Step::Move(Place::Fill(0)));
    }

    #[test]
    fn the_chosen_screen_comes_back_equal_and_a_broken_file_is_none() {
        let folder = crate::scratch::Scratch::new("wall_screen");
        let file = folder.path().join("wall-screen.json");
        assert_eq!(read(&file), None);
        write(&file, &tv()).unwrap();
        assert_eq!(read(&file), Some(tv()));
        std::fs::write(&file, b"{\"name\":1").unwrap();
        assert_eq!(read(&file), None);
    }
}
