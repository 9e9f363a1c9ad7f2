//! The few packets of multicast DNS (RFC 6762, 6763) that finding a PC needs: one question, one answer.
//!
//! What comes from the network is read with every length judged first and nothing allocated for a claim. What is
//! not exactly ours (another service, a name with other signs than a tag's, a packet longer than one of the
//! local network) is not read at all.

use std::net::{Ipv4Addr, SocketAddrV4};

/// Longest packet that is looked at, bytes: what one Ethernet frame holds.
pub const LONGEST: usize = 1_472;
/// How long an answer counts, seconds.
pub const LIFE: u32 = 60;
/// Signs of a tag: no vowels, so that it never spells a word, and nothing that looks like something else.
pub const SIGNS: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ2345679";
/// Signs in a tag.
pub const TAG: usize = 5;

const SERVICE: [&[u8]; 3] = [b"_huddleboard", b"_tcp", b"local"];
const PTR: u16 = 12;
const TXT: u16 = 16;
const SRV: u16 = 33;
const A: u16 = 1;
const IN: u16 = 1;
/// Most records of a packet that are looked at.
const RECORDS: usize = 16;
/// Most labels of a name.
const LABELS: usize = 8;
/// Most jumps while a name is read.
const JUMPS: usize = 4;

/// What a packet said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Somebody looks for PCs.
    Asks,
    /// A PC shows itself.
    Here {
        /// Its random tag.
        tag: String,
        /// Where it says it listens.
        at: SocketAddrV4,
        /// It says goodbye.
        gone: bool,
    },
}

/// Says whether a text could be a tag.
pub fn is_tag(text: &str) -> bool {
    text.len() == TAG && text.bytes().all(|b| SIGNS.contains(&b))
}

/// Writes the question whether a PC can be joined.
pub fn question() -> Vec<u8> {
    let mut out = header(0, 1, 0);
    name(&mut out, &SERVICE);
    out.extend([PTR.to_be_bytes(), IN.to_be_bytes()].concat());
    out
}

/// Writes the answer of a PC that shows itself: a random tag, an address and a port, and nothing else.
pub fn answer(tag: &str, at: SocketAddrV4, life: u32) -> Vec<u8> {
    let tag = tag.as_bytes();
    let full = [&[tag][..], &SERVICE[..]].concat();
    let host: [&[u8]; 2] = [tag, b"local"];
    let named = |labels: &[&[u8]]| {
        let mut out = Vec::new();
        name(&mut out, labels);
        out
    };
    let mut out = header(0x8400, 0, 4);
    record(&mut out, &SERVICE, PTR, life, &named(&full));
    record(&mut out, &full, SRV, life, &[&[0; 4][..], &at.port().to_be_bytes(), &named(&host)].concat());
    record(&mut out, &full, TXT, life, &[0]);
    record(&mut out, &host, A, life, &at.ip().octets());
    out
}

fn header(flags: u16, questions: u16, answers: u16) -> Vec<u8> {
    [0, flags, questions, answers, 0, 0].iter().flat_map(|n: &u16| n.to_be_bytes()).collect()
}

fn name(out: &mut Vec<u8>, labels: &[&[u8]]) {
    for label in labels {
        out.push(u8::try_from(label.len()).unwrap_or(0));
        out.extend_from_slice(label);
    }
    out.push(0);
}

fn record(out: &mut Vec<u8>, owner: &[&[u8]], kind: u16, life: u32, body: &[u8]) {
    name(out, owner);
    out.extend_from_slice(&kind.to_be_bytes());
    out.extend_from_slice(&IN.to_be_bytes());
    out.extend_from_slice(&life.to_be_bytes());
    out.extend_from_slice(&u16::try_from(body.len()).unwrap_or(0).to_be_bytes());
    out.extend_from_slice(body);
}

/// A packet being read.
struct Reading<'a> {
    packet: &'a [u8],
    at: usize,
}

impl<'a> Reading<'a> {
    fn bytes(&mut self, n: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(n)?;
        let some = self.packet.get(self.at..end)?;
        self.at = end;
        Some(some)
    }

    fn u16(&mut self) -> Option<u16> {
        self.bytes(2)?.try_into().ok().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.bytes(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// Reads a name as its labels; jumps only go back, and few of them.
    fn name(&mut self) -> Option<Vec<&'a [u8]>> {
        let mut labels = Vec::new();
        let (mut at, mut jumps, mut after) = (self.at, 0, None);
        loop {
            let n = usize::from(*self.packet.get(at)?);
            match n {
                0 => {
                    self.at = after.unwrap_or(at + 1);
                    return Some(labels);
                }
                1..=63 => {
                    labels.push(self.packet.get(at + 1..at + 1 + n)?);
                    if labels.len() > LABELS {
                        return None;
                    }
                    at += 1 + n;
                }
                192.. => {
                    let low = usize::from(*self.packet.get(at + 1)?);
                    let to = ((n & 0x3F) << 8) | low;
                    jumps += 1;
                    if to >= at || jumps > JUMPS {
                        return None;
                    }
                    after = after.or(Some(at + 2));
                    at = to;
                }
                _ => return None,
            }
        }
    }
}

fn is_service(labels: &[&[u8]]) -> bool {
    labels.len() == SERVICE.len() && labels.iter().zip(SERVICE).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// Gives the tag in front of the service's name.
fn tag_of(labels: &[&[u8]]) -> Option<String> {
    let (tag, rest) = labels.split_first()?;
    let tag = std::str::from_utf8(tag).ok().filter(|t| is_tag(t))?;
    is_service(rest).then(|| tag.to_owned())
}

/// Reads a packet; `None` for everything that is not ours.
pub fn read(packet: &[u8]) -> Option<Heard> {
    if packet.len() > LONGEST {
        return None;
    }
    let mut r = Reading { packet, at: 0 };
    r.u16()?;
    let flags = r.u16()?;
    let counts = [r.u16()?, r.u16()?, r.u16()?, r.u16()?].map(usize::from);
    let [questions, records @ ..] = counts;
    if flags & 0x8000 == 0 {
        for _ in 0..questions.min(RECORDS) {
            let asked = r.name()?;
            let kind = r.u16()?;
            r.u16()?;
            if is_service(&asked) && (kind == PTR || kind == 255) {
                return Some(Heard::Asks);
            }
        }
        return None;
    }
    if questions > 0 {
        return None;
    }
    let (mut tag, mut life, mut port, mut ip) = (None, 0, None, None);
    for _ in 0..records.iter().sum::<usize>().min(RECORDS) {
        let owner = r.name()?;
        let (kind, _class, ttl) = (r.u16()?, r.u16()?, r.u32()?);
        let n = usize::from(r.u16()?);
        let start = r.at;
        let body = r.bytes(n)?;
        match kind {
            PTR if is_service(&owner) && tag.is_none() => {
                let mut inner = Reading { packet, at: start };
                tag = Some(tag_of(&inner.name()?)?);
                life = ttl;
            }
            SRV if tag.is_some() && tag_of(&owner) == tag => {
                port = body.get(4..6).and_then(|p| p.try_into().ok()).map(u16::from_be_bytes);
            }
            A => ip = <[u8; 4]>::try_from(body).ok().map(Ipv4Addr::from),
            _ => {}
        }
    }
    let (tag, port, ip) = (tag?, port.filter(|p| *p > 0)?, ip?);
    Some(Heard::Here { tag, at: SocketAddrV4::new(ip, port), gone: life == 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use huddle_testkit::chance::{Chance, count, seed};

    fn at() -> SocketAddrV4 {
        SocketAddrV4::new(Ipv4Addr::new(10, 1, 2, 3), 47_810)
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(read(&question()), Some(Heard::Asks));
        let here = |gone| Some(Heard::Here { tag: "K7QFB".to_owned(), at: at(), gone });
        assert_eq!(read(&answer("K7QFB", at(), LIFE)), here(false));
        assert_eq!(read(&answer("K7QFB", at(), 0)), here(true));
    }

    #[test]
    fn the_packet_holds_nothing_but_tag_address_and_port() {
        let text = String::from_utf8_lossy(&answer("K7QFB", at(), LIFE)).into_owned();
        let letters: String = text.chars().filter(char::is_ascii_graphic).collect();
        let known = ["_huddleboard", "_tcp", "local", "K7QFB"];
        let rest = known.iter().fold(letters, |left, word| left.replace(word, ""));
        assert!(rest.len() < 24, "{rest:?}");
    }

    #[test]
    fn names_that_are_no_tag_are_not_read() {
        for wrong in ["Ward 6A", "K7QF\u{7}", "\r\n\r\n\r", "K7QFBX", "k7qfb", "<b>x<", "AEIOU"] {
            assert_eq!(read(&answer(wrong, at(), LIFE)), None, "{wrong:?}");
        }
        let mut long = answer("K7QFB", at(), LIFE);
        long.resize(9_000, 0);
        assert_eq!(read(&long), None);
    }

    #[test]
    fn a_name_that_points_at_itself_ends() {
        let mut packet = header(0, 1, 0);
        packet.extend_from_slice(&[0xC0, 12, 0, 12, 0, 1]);
        assert_eq!(read(&packet), None);
        let mut chain = header(0, 1, 0);
        for n in 0..20_u8 {
            chain.extend_from_slice(&[1, b'a', 0xC0, 12 + n.saturating_sub(1) * 4]);
        }
        assert_eq!(read(&chain), None);
    }

    /// Control: a reader that follows every jump never ends on the same bytes; this one counts them.
    #[test]
    fn control_a_trusting_reader_would_turn_for_ever() {
        let mut packet = header(0, 1, 0);
        packet.extend_from_slice(&[0xC0, 12]);
        let (mut at, mut turns) = (12, 0);
        while packet[at] >= 192 && turns < 1_000 {
            at = (usize::from(packet[at] & 0x3F) << 8) | usize::from(packet[at + 1]);
            turns += 1;
        }
        assert_eq!(turns, 1_000);
        assert_eq!(read(&packet), None);
    }

    #[test]
    fn broken_packets_never_panic() {
        let mut chance = Chance::new(seed(61));
        let good = [question(), answer("K7QFB", at(), LIFE), answer("K7QFB", at(), 0)];
        let (mut heard, mut not) = (0_u32, 0_u32);
        for _ in 0..count("PACKETS", 200_000, 2_000_000) {
            let mut packet = chance.pick(&good).cloned().unwrap();
            for _ in 0..=chance.below(5) {
                let spot = chance.below(packet.len().max(1));
                match chance.below(4) {
                    0 => packet.truncate(spot),
                    1 => packet.insert(spot.min(packet.len()), chance.bits() as u8),
                    _ => {
                        if let Some(slot) = packet.get_mut(spot) {
                            *slot = chance.bits() as u8;
                        }
                    }
                }
            }
            match read(&packet) {
                Some(_) => heard += 1,
                None => not += 1,
            }
        }
        assert!(heard > 1_000 && not > 1_000, "{heard} heard, {not} not");
    }
}
