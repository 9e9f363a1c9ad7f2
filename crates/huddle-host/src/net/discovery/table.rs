//! Who showed itself on the network: few rows, few of them from one address, none for long (reliability D5).
//!
//! A row is only a hint. Whoever dials it still pins the key, so a wrong row costs one try. Time is the monotonic
//! clock, handed in.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// Most rows.
pub const ROWS: usize = 64;
/// Most rows from one address.
pub const EACH: usize = 4;
/// How long a row lives after it was heard last.
pub const LIFE: Duration = Duration::from_secs(60);
/// Least time between two dials.
pub const DIAL_EVERY: Duration = Duration::from_secs(1);
/// When a row that led nowhere is tried again.
const AGAIN: Duration = Duration::from_secs(15);

/// One PC that showed itself.
#[derive(Debug, Clone)]
pub struct Row {
    /// The tag it shows.
    pub tag: String,
    /// Where it listens.
    pub at: SocketAddr,
    heard: Instant,
    tried: Option<Instant>,
}

/// The table, and what this PC shows itself as.
#[derive(Debug)]
pub struct Table {
    own: String,
    rows: Vec<Row>,
    dialled: Option<Instant>,
}

impl Table {
    /// Begins empty; `own` is this PC's tag.
    pub fn new(own: &str) -> Self {
        Self { own: own.to_owned(), rows: Vec::new(), dialled: None }
    }

    /// Takes in that a PC shows itself. `from` is where the packet came from: a PC speaks for itself only, so an
    /// address it names that is not that one is nobody's word.
    pub fn here(&mut self, tag: &str, at: SocketAddr, from: IpAddr, now: Instant) {
        if at.ip() != from || tag == self.own {
            return;
        }
        self.forget_old(now);
        if let Some(row) = self.rows.iter_mut().find(|r| r.at == at) {
            tag.clone_into(&mut row.tag);
            row.heard = now;
            return;
        }
        if self.rows.iter().filter(|r| r.at.ip() == from).count() >= EACH {
            return;
        }
        if self.rows.len() >= ROWS {
            // One that was tried and led nowhere makes room; while none was, who came first stays.
            let Some(spent) = self.rows.iter().position(|r| r.tried.is_some()) else { return };
            self.rows.remove(spent);
        }
        self.rows.push(Row { tag: tag.to_owned(), at, heard: now, tried: None });
    }

    /// Takes in that a PC says goodbye; only it can say so.
    pub fn gone(&mut self, tag: &str, from: IpAddr) {
        self.rows.retain(|r| r.tag != tag || r.at.ip() != from);
    }

    /// Lists who is there, in the order heard first.
    pub fn rows(&mut self, now: Instant) -> &[Row] {
        self.forget_old(now);
        &self.rows
    }

    /// Gives the address to dial now: at most one a second, and whose address was dialled least often first, so
    /// that one that shows itself many times does not stand in front of the others.
    pub fn next_dial(&mut self, now: Instant) -> Option<SocketAddr> {
        if self.dialled.is_some_and(|at| now.duration_since(at) < DIAL_EVERY) {
            return None;
        }
        self.forget_old(now);
        let tries = |ip: IpAddr| self.rows.iter().filter(|r| r.at.ip() == ip && r.tried.is_some()).count();
        let ready = |r: &Row| r.tried.is_none_or(|at| now.duration_since(at) >= AGAIN);
        let best = self.rows.iter().filter(|r| ready(r)).min_by_key(|r| (tries(r.at.ip()), r.tried))?.at;
        self.rows.iter_mut().filter(|r| r.at == best).for_each(|r| r.tried = Some(now));
        self.dialled = Some(now);
        Some(best)
    }

    fn forget_old(&mut self, now: Instant) {
        self.rows.retain(|r| now.duration_since(r.heard) < LIFE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ip: [u8; 4], port: u16) -> SocketAddr {
        SocketAddr::from((ip, port))
    }

    fn shows(table: &mut Table, tag: &str, at: SocketAddr, now: Instant) {
        table.here(tag, at, at.ip(), now);
    }

    #[test]
    fn few_rows_few_of_one_address_none_for_long() {
        let (mut table, now) = (Table::new("OWNNN"), Instant::now());
        for port in 1..1_000 {
            shows(&mut table, "FAKEX", at([10, 0, 0, 1], port), now);
        }
        assert_eq!(table.rows(now).len(), EACH);
        for n in 0..=255 {
            shows(&mut table, "FAKEX", at([10, 0, 1, n], 5), now);
        }
        assert_eq!(table.rows(now).len(), ROWS);
        assert_eq!(table.rows(now + LIFE).len(), 0);
    }

    #[test]
    fn nobody_speaks_for_another_address_or_for_this_pc() {
        let (mut table, now) = (Table::new("OWNNN"), Instant::now());
        let honest = at([10, 0, 0, 9], 47_810);
        table.here("FAKEX", honest, at([10, 0, 0, 1], 1).ip(), now);
        shows(&mut table, "OWNNN", at([10, 0, 0, 1], 47_810), now);
        assert_eq!(table.rows(now).len(), 0);
        shows(&mut table, "K7QFB", honest, now);
        table.gone("K7QFB", at([10, 0, 0, 1], 1).ip());
        assert_eq!(table.rows(now).len(), 1, "another one said goodbye for it");
        table.gone("K7QFB", honest.ip());
        assert_eq!(table.rows(now).len(), 0);
    }

    #[test]
    fn one_dial_a_second_and_the_honest_one_soon() {
        let (mut table, mut now) = (Table::new("OWNNN"), Instant::now());
        for port in 1..100 {
            for n in 1..=5 {
                shows(&mut table, "FAKEX", at([10, 0, 0, n], port), now);
            }
        }
        let honest = at([10, 0, 0, 99], 47_810);
        shows(&mut table, "K7QFB", honest, now);
        let begun = now;
        let mut dials = 0;
        loop {
            if let Some(to) = table.next_dial(now) {
                dials += 1;
                assert_eq!(table.next_dial(now), None, "two dials in one second");
                if to == honest {
                    break;
                }
            }
            now += Duration::from_millis(100);
        }
        assert!(dials <= 6 && now.duration_since(begun) < Duration::from_secs(6), "{dials} dials");
    }

    #[test]
    fn a_full_table_makes_room_as_it_is_tried() {
        let (mut table, mut now) = (Table::new("OWNNN"), Instant::now());
        for n in 0..64 {
            shows(&mut table, "FAKEX", at([10, 0, 1, n], 5), now);
        }
        let honest = at([10, 0, 0, 99], 47_810);
        shows(&mut table, "K7QFB", honest, now);
        assert!(!table.rows(now).iter().any(|r| r.at == honest), "there was no room");
        assert!(table.next_dial(now).is_some());
        now += DIAL_EVERY;
        shows(&mut table, "K7QFB", honest, now);
        assert_eq!(table.rows(now).len(), ROWS);
        assert!(table.rows(now).iter().any(|r| r.at == honest));
    }
}
