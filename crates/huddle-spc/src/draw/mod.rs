//! The chart as plain numbers and labels, and as one SVG for screen, wall and paper.

mod axis;
mod checks;
mod layout;
mod scene;
mod svg;
mod theme;

pub use axis::{Axis, axis};
pub use checks::{Checks, Found, checks};
pub use layout::Size;
pub use scene::{Flag, Mark, MarkKind, Scene, Stretch, TargetStretch, scene};
pub use svg::svg;
pub use theme::{Palette, Theme};
