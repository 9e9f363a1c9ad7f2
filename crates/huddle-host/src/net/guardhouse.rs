//! What strangers may cost: handshakes at a time, in all and for each address, and a rest after too many that
//! failed (reliability D5). Time is the monotonic clock, handed in.
//!
//! Who proved a key that nobody listed has failed, however good the handshake was. An address from which a PC of
//! the ward proved its key keeps two places of its own, so that a flood, also from that very address, never shuts
//! the ward's PCs out for long.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Handshakes at a time.
pub const HANDSHAKES: usize = 8;
/// Handshakes at a time from one address.
const EACH: usize = 4;
/// Handshakes at a time that an address of the ward's PCs may have besides.
const RESERVED: usize = 2;
/// Failed handshakes a minute after which an address is left alone.
const FAILED: usize = 20;
/// For how long.
const REST: Duration = Duration::from_secs(600);
const MINUTE: Duration = Duration::from_secs(60);
/// Most addresses remembered for what failed.
const ADDRESSES: usize = 1_024;
/// Most addresses remembered as those of the ward's PCs: more than a ward has.
const KNOWN: usize = 64;

/// Which kind of place a caller has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// One of those that anybody may have.
    Common,
    /// One of the two kept for an address of the ward's PCs.
    Reserved,
}

/// How a caller was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Judged {
    /// It proved the key of a PC that is on the list, or was let in.
    Ward,
    /// It asked as a PC may that is not on the list yet, and no more can be said.
    Neither,
    /// It was nobody.
    #[default]
    Failed,
}

#[derive(Debug, Default)]
struct Caller {
    busy: usize,
    failed: VecDeque<Instant>,
    rests_until: Option<Instant>,
}

impl Caller {
    fn rests(&self, now: Instant) -> bool {
        self.rests_until.is_some_and(|until| until > now)
    }

    /// Nothing of it matters any more.
    fn forgettable(&self, now: Instant) -> bool {
        self.busy == 0
            && !self.rests(now)
            && self.failed.back().is_none_or(|at| now.duration_since(*at) >= MINUTE)
    }
}

/// Keeps count of who is at the door.
#[derive(Debug, Default)]
pub struct Guardhouse {
    busy: usize,
    callers: HashMap<IpAddr, Caller>,
    /// Addresses of the ward's PCs, the newest last, and how many of their own places are taken.
    known: VecDeque<(IpAddr, usize)>,
}

impl Guardhouse {
    /// Says whether a connection from this address may begin its handshake, and in which place; it must be
    /// followed by [`Self::done`].
    pub fn admit(&mut self, from: IpAddr, now: Instant) -> Option<Place> {
        let from = from.to_canonical();
        if self.common(from, now) {
            self.busy += 1;
            return Some(Place::Common);
        }
        let own = self.known.iter_mut().find(|(ip, _)| *ip == from)?;
        if own.1 >= RESERVED {
            return None;
        }
        own.1 += 1;
        Some(Place::Reserved)
    }

    /// Takes one of the places anybody may have.
    fn common(&mut self, from: IpAddr, now: Instant) -> bool {
        if self.busy >= HANDSHAKES {
            return false;
        }
        if self.callers.len() >= ADDRESSES && !self.callers.contains_key(&from) {
            self.callers.retain(|_, c| !c.forgettable(now));
            if self.callers.len() >= ADDRESSES {
                return false;
            }
        }
        let caller = self.callers.entry(from).or_default();
        if caller.rests(now) || caller.busy >= EACH {
            return false;
        }
        caller.busy += 1;
        true
    }

    /// Notes that a caller was judged and its place is free.
    pub fn done(&mut self, from: IpAddr, place: Place, judged: Judged, now: Instant) {
        let from = from.to_canonical();
        match place {
            Place::Common => {
                self.busy = self.busy.saturating_sub(1);
                if let Some(caller) = self.callers.get_mut(&from) {
                    caller.busy = caller.busy.saturating_sub(1);
                }
            }
            Place::Reserved => {
                if let Some(own) = self.known.iter_mut().find(|(ip, _)| *ip == from) {
                    own.1 = own.1.saturating_sub(1);
                }
            }
        }
        match judged {
            Judged::Failed => {}
            Judged::Neither => return,
            Judged::Ward => {
                self.note_known(from);
                if let Some(caller) = self.callers.get_mut(&from) {
                    caller.failed.clear();
                }
                return;
            }
        }
        let Some(caller) = self.callers.get_mut(&from) else { return };
        caller.failed.retain(|at| now.duration_since(*at) < MINUTE);
        caller.failed.push_back(now);
        if caller.failed.len() >= FAILED {
            caller.failed.clear();
            caller.rests_until = Some(now + REST);
        }
    }

    /// Notes an address of the ward's PCs: one it calls, or from which a listed key was proved.
    pub fn note_known(&mut self, from: IpAddr) {
        let from = from.to_canonical();
        let at = self.known.iter().position(|(ip, _)| *ip == from);
        let taken = at.and_then(|at| self.known.remove(at)).map_or(0, |(_, taken)| taken);
        if self.known.len() >= KNOWN {
            self.known.pop_front();
        }
        self.known.push_back((from, taken));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn at(n: u32) -> IpAddr {
        Ipv4Addr::from(0x0A00_0000 + n).into()
    }

    #[test]
    fn one_address_cannot_take_every_place() {
        let (mut house, now) = (Guardhouse::default(), Instant::now());
        let taken = (0..10).filter(|_| house.admit(at(1), now).is_some()).count();
        assert_eq!(taken, 4);
        assert_eq!((0..10).filter(|_| house.admit(at(2), now).is_some()).count(), 4);
        assert_eq!(house.admit(at(3), now), None, "eight in all");
        house.done(at(1), Place::Common, Judged::Ward, now);
        assert!(house.admit(at(3), now).is_some());
    }

    #[test]
    fn too_many_failures_are_followed_by_a_rest() {
        let (mut house, now) = (Guardhouse::default(), Instant::now());
        for _ in 0..20 {
            let place = house.admit(at(1), now).unwrap();
            house.done(at(1), place, Judged::Failed, now);
        }
        assert_eq!(house.admit(at(1), now), None);
        assert!(house.admit(at(2), now).is_some(), "others are not in the way");
        assert!(house.admit(at(1), now + REST).is_some());
        // The control: nineteen are borne, and twenty that are spread out.
        let mut house = Guardhouse::default();
        for n in 0..40 {
            let then = now + Duration::from_secs(4 * n);
            let place = house.admit(at(1), then).unwrap();
            house.done(at(1), place, Judged::Failed, then);
        }
    }

    #[test]
    fn a_pc_of_the_ward_gets_in_whatever_others_do() {
        let (mut house, now) = (Guardhouse::default(), Instant::now());
        let place = house.admit(at(1), now).unwrap();
        house.done(at(1), place, Judged::Ward, now);
        // All common places are taken, and its own address was left alone for what somebody else sent from there.
        for _ in 0..20 {
            let place = house.admit(at(1), now).unwrap();
            house.done(at(1), place, Judged::Failed, now);
        }
        let flood = (0..100).filter(|n| house.admit(at(100 + n), now).is_some()).count();
        assert_eq!(flood, HANDSHAKES);
        assert_eq!(house.admit(at(1), now), Some(Place::Reserved));
        assert_eq!(house.admit(at(1), now), Some(Place::Reserved));
        assert_eq!(house.admit(at(1), now), None, "two and no more");
        assert_eq!(house.admit(at(2), now), None, "the control: an address nobody knows is shut out");
        house.done(at(1), Place::Reserved, Judged::Ward, now);
        assert_eq!(house.admit(at(1), now), Some(Place::Reserved));
    }

    #[test]
    fn a_flood_from_everywhere_is_not_remembered_for_ever() {
        let (mut house, now) = (Guardhouse::default(), Instant::now());
        house.note_known(at(7));
        for n in 0..100_000 {
            let then = now + Duration::from_millis(n);
            let from = at(1_000 + u32::try_from(n).unwrap());
            if let Some(place) = house.admit(from, then) {
                house.done(from, place, Judged::Failed, then);
            }
        }
        assert!(house.callers.len() <= ADDRESSES && house.known.len() == 1);
        let later = now + Duration::from_secs(200);
        assert_eq!(house.admit(at(5), later), Some(Place::Common), "strangers are let in again afterwards");
        for n in 0..1_000 {
            house.note_known(at(n));
        }
        assert_eq!(house.known.len(), KNOWN);
        // An IPv4 address written as IPv6 is the same caller.
        let mapped = Ipv4Addr::new(10, 0, 3, 231).to_ipv6_mapped().into();
        let taken = (0..8).filter(|n| house.admit(at(5_000 + n), later).is_some()).count();
        assert_eq!(taken, HANDSHAKES - 1);
        assert_eq!(house.admit(mapped, later), Some(Place::Reserved));
    }
}
