//! Seeded chance for tests: the same seed gives the same run.

/// A small generator (SplitMix64, Steele and others 2014): fast, seedable, not for secrets.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Gives 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Gives a number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.bits() % n as u64) as usize }
    }

    /// Is true `percent` times in a hundred.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.bits() % 100 < percent
    }

    /// Picks one of a slice; `None` when it is empty.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// Gives sixteen random bytes.
    pub fn bytes16(&mut self) -> [u8; 16] {
        let mut out = [0; 16];
        let (a, b) = out.split_at_mut(8);
        a.copy_from_slice(&self.bits().to_le_bytes());
        b.copy_from_slice(&self.bits().to_le_bytes());
        out
    }
}

/// Chooses how often a harness tries: the everyday figure, the long one under `cargo xtask test --long`,
/// or whatever `NAME=` in the environment says (`CUTS=200`), which beats both.
///
/// # Panics
/// When `NAME=` is no whole number: a run with another count than the one asked for would mislead.
pub fn count(name: &str, everyday: u64, long: u64) -> u64 {
    let given = std::env::var(name).ok();
    let is_long = std::env::var_os("HUDDLE_LONG").is_some_and(|v| !v.is_empty() && v != "0");
    chosen(name, given.as_deref(), is_long, everyday, long)
}

#[allow(clippy::panic, reason = "tests alone call this, and a run with another count would mislead")]
fn chosen(name: &str, given: Option<&str>, is_long: bool, everyday: u64, long: u64) -> u64 {
    match given.map(|text| text.trim().parse()) {
        Some(Ok(count)) => count,
        Some(Err(_)) => panic!("{name} is not a whole number"),
        None if is_long => long,
        None => everyday,
    }
}

/// Reads `SEED=` or takes the default, and prints it so that a failure can be run again.
pub fn seed(default: u64) -> u64 {
    let seed = count("SEED", default, default);
    println!("SEED={seed}");
    seed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harness_tries_as_often_as_it_was_asked_to() {
        assert_eq!(chosen("CUTS", None, false, 5_000, 50_000), 5_000);
        assert_eq!(chosen("CUTS", None, true, 5_000, 50_000), 50_000);
        assert_eq!(chosen("CUTS", Some("7"), false, 5_000, 50_000), 7);
        assert_eq!(chosen("CUTS", Some(" 7 "), true, 5_000, 50_000), 7);
    }

    #[test]
    #[should_panic(expected = "CUTS is not a whole number")]
    fn a_count_that_cannot_be_read_stops_the_run() {
        chosen("CUTS", Some("many"), false, 5_000, 50_000);
    }
}
