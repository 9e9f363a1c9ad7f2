//! How much one PC may send: 64 MiB a minute (reliability D3.1). Beyond it this end reads no faster, the network's own
//! flow control holds the sender back, and nobody is hung up on. A PC that joins asks for years of records at once:
//! what was there before it came counts a quarter, so that ten years are there within a minute and a half.

use std::time::{Duration, Instant};

/// Bytes a minute from one PC.
pub const A_MINUTE: u64 = 64 * 1024 * 1024;
/// What this PC asked for itself counts one part in so many.
pub const ASKED_FOR: usize = 4;
const MINUTE: Duration = Duration::from_secs(60);

/// What one PC may still send now.
#[derive(Debug)]
pub struct Allowance {
    /// Bytes a minute; also the most that may come at once after a quiet time.
    a_minute: u64,
    /// Bytes that came beyond what was allowed, or less than nothing.
    owed: i128,
    at: Instant,
}

impl Allowance {
    /// Begins with a whole minute's worth.
    pub fn new(a_minute: u64, now: Instant) -> Self {
        Self { a_minute: a_minute.max(1), owed: -i128::from(a_minute), at: now }
    }

    /// Notes that so many bytes came, and says how long to wait before reading on.
    pub fn take(&mut self, bytes: usize, now: Instant) -> Duration {
        let most = i128::from(self.a_minute);
        let micros = now.saturating_duration_since(self.at).as_micros();
        let back = i128::try_from(micros).unwrap_or(i128::MAX).saturating_mul(most) / micros_of(MINUTE);
        self.at = now;
        self.owed =
            self.owed.saturating_sub(back).max(-most) + i128::try_from(bytes).unwrap_or(i128::MAX / 2);
        let wait = self.owed.max(0).saturating_mul(micros_of(MINUTE)) / most;
        Duration::from_micros(u64::try_from(wait).unwrap_or(u64::MAX))
    }
}

fn micros_of(time: Duration) -> i128 {
    i128::try_from(time.as_micros()).unwrap_or(i128::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minutes_worth_comes_at_once_and_more_waits() {
        let now = Instant::now();
        let mut one = Allowance::new(A_MINUTE, now);
        assert_eq!(one.take(64 * 1024 * 1024, now), Duration::ZERO);
        // One frame of the longest kind more: a quarter of a minute, well under the silence after which a link ends.
        assert_eq!(one.take(16 * 1024 * 1024, now), Duration::from_secs(15));
        assert_eq!(one.take(0, now + Duration::from_secs(15)), Duration::ZERO);
        // A quiet day earns one minute's worth, not a day's.
        assert_eq!(one.take(65 * 1024 * 1024, now + Duration::from_secs(86_400)).as_millis(), 937);
    }

    #[test]
    fn over_ten_minutes_a_sender_gets_what_it_may_and_no_more() {
        let begun = Instant::now();
        let (mut one, mut now, mut came) = (Allowance::new(A_MINUTE, begun), begun, 0_u64);
        while now.duration_since(begun) < MINUTE * 10 {
            now += one.take(300_000, now);
            came += 300_000;
        }
        let a_minute = came / 10 / (1024 * 1024);
        assert!((64..=71).contains(&a_minute), "{a_minute} MiB a minute, the first one counted double");
    }
}
