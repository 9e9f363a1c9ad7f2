//! Chart statistics, chart drawings and improvement statistics of a ward, as pure functions.
//!
//! * [`chart`]: what a screen asks for. A [`chart::Series`] goes in, [`chart::analyse`] gives the
//!   average, the usual range and what is known about the latest reading, [`chart::sentence`] says it
//!   in words.
//! * [`draw`]: the chart as plain numbers and labels ([`draw::scene`]) and as one deterministic SVG
//!   ([`draw::svg`]) for screen, wall and paper.
//! * [`xmr`]: limits and rules of the XmR chart as NHS England's Making Data Count teaches it.
//! * [`run`]: run charts, by Anhøj's rules or by those of the improvement courses.
//! * [`control`]: the control charts for counts, rates, proportions and rare events.
//! * [`before_after`]: paired and separate samples of an improvement project.
//! * [`project`]: how far a project's measures moved, and what several say together.
//! * [`mod@days_between`]: days between rare events.
//! * [`distribution`], [`sum`]: probabilities, and sums that do not lose digits.
//!
//! Nothing here reads a clock, a file or a random number; the same input gives the same bytes.

pub mod aggregate;
pub mod before_after;
pub mod chart;
pub mod control;
pub mod days_between;
pub mod distribution;
pub mod draw;
pub mod families;
pub mod its;
pub mod project;
pub mod run;
pub mod sum;
pub mod xmr;
