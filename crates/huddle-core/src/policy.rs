//! What a trust's IT decides for a PC: a small text file that beats the PC's own settings (domain DEP-2).
//!
//! One `name = value` a line; what follows a `#` is a remark. A line nobody understands is named and left out,
//! and the rest counts, so that a slip cannot switch everything off.

use crate::address::{self, lines};

/// Most addresses one file may name.
const PEERS: usize = 64;

/// A policy file, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// `port`: where this PC listens, and the port of addresses without one. 1024 to 65535.
    pub port: Option<u16>,
    /// `peer`, once for each: PCs this one calls, as "host:port".
    pub peers: Vec<String>,
    /// `discovery = off`: this PC neither looks for others nor shows itself, whoever asks.
    pub no_discovery: bool,
    /// Numbers of the lines that were not understood, counted from 1.
    pub odd_lines: Vec<usize>,
}

impl Policy {
    /// Reads a policy file's text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut policy = Self::default();
        let mut peers = Vec::new();
        for (n, line) in lines(text) {
            let (name, value) = line.split_once('=').unwrap_or((line, ""));
            match (name.trim(), value.trim()) {
                ("port", value) if address::read_port(value).is_some() => {
                    policy.port = address::read_port(value);
                }
                ("peer", value) => peers.push((n, value)),
                ("discovery", "off") => policy.no_discovery = true,
                ("discovery", "on") => policy.no_discovery = false,
                _ => policy.odd_lines.push(n),
            }
        }
        // Only now is the port known that an address without one means.
        for (n, typed) in peers {
            match address::read(typed, policy.port.unwrap_or(address::PORT)) {
                Some(address) if policy.peers.len() < PEERS => policy.peers.push(address),
                _ => policy.odd_lines.push(n),
            }
        }
        policy.odd_lines.sort_unstable();
        policy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_line_by_line() {
        let text = "# Trust IT, 2026-11\npeer = office.hospital.local\nport=47820 # all wards\npeer = 10.1.2.3:5000\ndiscovery = off\n";
        let wanted = Policy {
            port: Some(47_820),
            peers: vec!["office.hospital.local:47820".to_owned(), "10.1.2.3:5000".to_owned()],
            no_discovery: true,
            odd_lines: Vec::new(),
        };
        assert_eq!(Policy::read(text), wanted);
        assert_eq!(Policy::read(""), Policy::default());
    }

    #[test]
    fn a_line_nobody_understands_is_named_and_the_rest_counts() {
        let text = "port = 80\nprot = 47820\npeer = http://x\nport = 47821\ndiscovery = maybe\nnonsense\n";
        let policy = Policy::read(text);
        assert_eq!(policy.odd_lines, [1, 2, 3, 5, 6]);
        assert_eq!(policy.port, Some(47_821));
        assert!(policy.peers.is_empty() && !policy.no_discovery);
    }
}
