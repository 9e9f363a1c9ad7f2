//! The best box and the cut box: two experimental ways to judge a run chart, for comparing with tools
//! that offer them. A ward's own charts are judged by [`super::anhoej`] alone.
//!
//! A box is "at least so many crossings and no run longer than so many". For each number of useful
//! points the best box is the one that a real shift of 0.8 standard deviations leaves most often, of
//! all that chance alone leaves in at most 7.5% of charts. The cut box also takes off the corner of
//! that box, place by place, as long as the same holds.
//!
//! Source: J. Anhøj and T. Wentzel-Larsen, PLoS ONE 15 (2020) e0233920. Nothing is looked up: the
//! probabilities are worked out here, and give the published boxes for every number from 10 to 100.

use crate::distribution::normal_cumulative;
use serde::{Deserialize, Serialize};

/// How a run chart is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Longest run and crossings, each by its own rule: the usual way.
    #[default]
    Anhoej,
    /// One box of both.
    BestBox,
    /// That box without its corner.
    CutBox,
}

/// Useful points for which there are boxes; outside of it Anhøj's rules hold.
pub const BOXES: std::ops::RangeInclusive<usize> = 10..=100;

/// How often chance alone must stay in a box.
const CHANCE_STAYS: f64 = 0.925;
/// The shift a box is chosen for, in standard deviations.
const SHIFT: f64 = 0.8;
/// No best box up to 100 points allows a longer run than this.
const LONGEST: usize = 16;

/// A box and the corner taken off it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunBox {
    /// The fewest crossings.
    pub crossings: usize,
    /// The longest run.
    pub longest: usize,
    /// With the fewest crossings the longest run is this; with the longest run the fewest crossings are
    /// these. `None` where no corner can be taken off.
    pub corner: Option<(usize, usize)>,
}

/// Probabilities of each number of crossings, by the longest run at most.
struct Chances {
    exact: Vec<Vec<f64>>,
}

impl Chances {
    /// Works them out for `n` points that lie above the centre with probability `up`, each on its own.
    fn new(n: usize, up: f64) -> Chances {
        let exact = (0..=LONGEST)
            .map(|longest| {
                // By crossings, side and length of the run so far.
                let mut now = vec![[[0.0_f64; LONGEST + 1]; 2]; n];
                if let Some(first) = now.first_mut().filter(|_| longest > 0) {
                    first[0][1] = 1.0 - up;
                    first[1][1] = up;
                }
                for _ in 1..n {
                    let mut next = vec![[[0.0_f64; LONGEST + 1]; 2]; n];
                    for (crossings, sides) in now.iter().enumerate() {
                        for (side, chance) in [(0, 1.0 - up), (1, up)] {
                            for run in 1..longest {
                                next[crossings][side][run + 1] += sides[side][run] * chance;
                            }
                            let other: f64 = sides[1 - side].iter().sum();
                            if let Some(crossed) = next.get_mut(crossings + 1) {
                                crossed[side][1] += other * chance;
                            }
                        }
                    }
                    now = next;
                }
                now.iter().map(|sides| sides.iter().flatten().sum()).collect()
            })
            .collect();
        Chances { exact }
    }

    /// Chance of exactly so many crossings and no longer run.
    fn at(&self, crossings: usize, longest: usize) -> f64 {
        self.exact.get(longest).and_then(|of| of.get(crossings)).copied().unwrap_or(0.0)
    }

    /// Chance of so many crossings or more and no longer run.
    fn inside(&self, crossings: usize, longest: usize) -> f64 {
        self.exact.get(longest).map_or(0.0, |of| of.iter().skip(crossings).sum())
    }

    /// The same without the corner.
    fn cut(&self, of: RunBox, (run, crossings): (usize, usize)) -> f64 {
        let edge: f64 =
            (crossings..self.exact.first().map_or(0, Vec::len)).map(|c| self.at(c, of.longest)).sum();
        let below: f64 =
            (crossings..self.exact.first().map_or(0, Vec::len)).map(|c| self.at(c, of.longest - 1)).sum();
        self.inside(of.crossings + 1, of.longest - 1) + self.at(of.crossings, run) + edge - below
    }
}

/// Gives the best box for so many useful points and its cut; `None` outside of 10 to 100.
pub fn boxed(useful: usize) -> Option<RunBox> {
    if !BOXES.contains(&useful) {
        return None;
    }
    let (chance, shifted) = (Chances::new(useful, 0.5), Chances::new(useful, normal_cumulative(SHIFT)));
    let mut best: Option<(f64, RunBox)> = None;
    for longest in 1..=LONGEST.min(useful) {
        for crossings in 0..useful {
            let stays = shifted.inside(crossings, longest);
            let better = best.is_none_or(|(least, _)| stays < least);
            if better && chance.inside(crossings, longest) >= CHANCE_STAYS {
                best = Some((stays, RunBox { crossings, longest, corner: None }));
            }
        }
    }
    let (_, mut found) = best?;
    let mut corner = (found.longest - 1, found.crossings + 1);
    if chance.cut(found, corner) >= CHANCE_STAYS {
        // One place more off either edge, whichever a shift leaves more often, until chance would too.
        loop {
            let off_runs = corner.0.checked_sub(1).map(|run| (run, corner.1));
            let steps = [off_runs, Some((corner.0, corner.1 + 1))].into_iter().flatten();
            let next = steps
                .filter(|step| step.1 < useful && chance.cut(found, *step) >= CHANCE_STAYS)
                .min_by(|a, b| shifted.cut(found, *a).total_cmp(&shifted.cut(found, *b)));
            match next {
                Some(step) => corner = step,
                None => break,
            }
        }
        found.corner = Some(corner);
    }
    Some(found)
}

/// Says whether crossings and longest run fall outside the box of a method; `None` where the method is
/// Anhøj's or has no box for so many useful points.
pub fn outside(method: Method, useful: usize, crossings: usize, longest: usize) -> Option<bool> {
    let found = match method {
        Method::Anhoej => None,
        Method::BestBox | Method::CutBox => boxed(useful),
    }?;
    let in_box = crossings >= found.crossings && longest <= found.longest;
    let in_corner = |(run, fewest): (usize, usize)| {
        (crossings == found.crossings && longest > run) || (longest == found.longest && crossings < fewest)
    };
    let cut_off = method == Method::CutBox && found.corner.is_some_and(in_corner);
    Some(!in_box || cut_off)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places of the paper's table: fewest crossings, longest run, and the corner where there is one.
    #[test]
    fn published_boxes() {
        for (useful, crossings, longest, corner) in [
            (10, 2, 6, Some((5, 3))),
            (12, 3, 6, None),
            (24, 6, 7, Some((6, 7))),
            (26, 9, 9, Some((7, 10))),
            (48, 19, 12, Some((11, 20))),
            (83, 33, 10, Some((7, 36))),
            (100, 41, 10, Some((9, 42))),
        ] {
            let found = boxed(useful).unwrap();
            assert_eq!(
                (found.crossings, found.longest, found.corner),
                (crossings, longest, corner),
                "{useful}"
            );
        }
        assert_eq!((boxed(9), boxed(101)), (None, None));
    }

    #[test]
    fn outside_of_a_box_and_in_its_corner() {
        let out = |method, crossings, longest| outside(method, 26, crossings, longest);
        assert_eq!(out(Method::BestBox, 9, 9), Some(false));
        assert_eq!(out(Method::BestBox, 8, 3), Some(true));
        assert_eq!(out(Method::BestBox, 15, 10), Some(true));
        assert_eq!(out(Method::CutBox, 9, 8), Some(true), "in the corner");
        assert_eq!(out(Method::CutBox, 9, 7), Some(false));
        assert_eq!(out(Method::CutBox, 10, 9), Some(false));
        assert_eq!(out(Method::Anhoej, 1, 20), None);
    }
}
