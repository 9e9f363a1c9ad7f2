//! What strangers may cost: handshakes at a time, in all and for each address, and a rest after too many that
//! failed (reliability D5). Time is the monotonic clock, handed in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Handshakes at a time.
pub const HANDSHAKES: usize = 8;
/// Handshakes at a time from one address.
const EACH: usize = 4;
/// Failed handshakes a minute after which an address is left alone.
const FAILED: usize = 20;
/// For how long.
const REST: Duration = Duration::from_secs(600);
const MINUTE: Duration = Duration::from_secs(60);
/// Most addresses remembered.
const ADDRESSES: usize = 1_024;

#[derive(Debug, Default)]
struct Caller {
    busy: usize,
    failed: Vec<Instant>,
    rests_until: Option<Instant>,
}

/// Keeps count of who is at the door.
#[derive(Debug, Default)]
pub struct Guardhouse {
    busy: usize,
    callers: HashMap<IpAddr, Caller>,
}

impl Guardhouse {
    /// Says whether a connection from this address may begin its handshake; it must be followed by
    /// [`Self::done`].
    pub fn admit(&mut self, from: IpAddr, now: Instant) -> bool {
        if self.busy >= HANDSHAKES {
            return false;
        }
        if self.callers.len() >= ADDRESSES {
            self.callers.retain(|_, c| c.busy > 0 || c.rests_until.is_some_and(|until| until > now));
            if self.callers.len() >= ADDRESSES {
                return false;
            }
        }
        let caller = self.callers.entry(from).or_default();
        if caller.rests_until.is_some_and(|until| until > now) || caller.busy >= EACH {
            return false;
        }
        caller.busy += 1;
        self.busy += 1;
        true
    }

    /// Notes that a handshake ended.
    pub fn done(&mut self, from: IpAddr, good: bool, now: Instant) {
        self.busy = self.busy.saturating_sub(1);
        let Some(caller) = self.callers.get_mut(&from) else { return };
        caller.busy = caller.busy.saturating_sub(1);
        if good {
            caller.failed.clear();
            return;
        }
        caller.failed.retain(|at| now.duration_since(*at) < MINUTE);
        caller.failed.push(now);
        if caller.failed.len() >= FAILED {
            caller.failed.clear();
            caller.rests_until = Some(now + REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn at(n: u8) -> IpAddr {
        Ipv4Addr::new(10, 0, 0, n).into()
    }

    #[test]
    fn one_address_cannot_take_every_place() {
        let (mut house, now) = (Guardhouse::default(), Instant::now());
        let taken = (0..10).filter(|_| house.admit(at(1), now)).count();
        assert_eq!(taken, 4);
        assert_eq!((0..10).filter(|_| house.admit(at(2), now)).count(), 4);
        assert!(!house.admit(at(3), now), "eight in all");
        house.done(at(1), true, now);
        assert!(house.admit(at(3), now));
    }

    #[test]
    fn too_many_failures_are_followed_by_a_rest() {
        let (mut house, now) = (Guardhouse::default(), Instant::now());
        for _ in 0..20 {
            assert!(house.admit(at(1), now));
            house.done(at(1), false, now);
        }
        assert!(!house.admit(at(1), now));
        assert!(house.admit(at(2), now), "others are not in the way");
        assert!(house.admit(at(1), now + REST));
    }
}
