//! Builds change chunks byte by byte, with true checksums, so that tests can lie about the rest.

use sha2::{Digest, Sha256};

/// Holds the parts of a change chunk.
#[derive(Clone, Default)]
pub struct Parts {
    /// Dependencies.
    pub deps: Vec<[u8; 32]>,
    /// Actor.
    pub actor: Vec<u8>,
    /// Sequence number.
    pub seq: u64,
    /// First operation.
    pub start_op: u64,
    /// Message.
    pub message: Vec<u8>,
    /// Other actors.
    pub others: Vec<Vec<u8>>,
    /// Columns: specification and data.
    pub columns: Vec<(u64, Vec<u8>)>,
    /// Bytes after the columns.
    pub tail: Vec<u8>,
}

/// Writes an unsigned LEB128 number.
pub fn unsigned(mut n: u64, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(n & 0x7f).unwrap();
        n >>= 7;
        out.push(if n == 0 { low } else { low | 0x80 });
        if n == 0 {
            return;
        }
    }
}

/// Writes a signed LEB128 number.
pub fn signed(mut n: i64, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(n & 0x7f).unwrap();
        n >>= 7;
        let done = (n == 0 && low & 0x40 == 0) || (n == -1 && low & 0x40 != 0);
        out.push(if done { low } else { low | 0x80 });
        if done {
            return;
        }
    }
}

/// Writes one run: a count and the bytes of the value.
pub fn run(times: i64, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    signed(times, &mut out);
    out.extend(value);
    out
}

/// Writes a length and the bytes.
pub fn sized(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    unsigned(bytes.len() as u64, &mut out);
    out.extend(bytes);
    out
}

impl Parts {
    /// Writes the body.
    pub fn body(&self) -> Vec<u8> {
        let mut out = Vec::new();
        unsigned(self.deps.len() as u64, &mut out);
        out.extend(self.deps.iter().flatten());
        out.extend(sized(&self.actor));
        unsigned(self.seq, &mut out);
        unsigned(self.start_op, &mut out);
        signed(0, &mut out);
        out.extend(sized(&self.message));
        unsigned(self.others.len() as u64, &mut out);
        for o in &self.others {
            out.extend(sized(o));
        }
        unsigned(self.columns.len() as u64, &mut out);
        for (spec, data) in &self.columns {
            unsigned(*spec, &mut out);
            unsigned(data.len() as u64, &mut out);
        }
        for (_, data) in &self.columns {
            out.extend(data);
        }
        out.extend(&self.tail);
        out
    }

    /// Writes the chunk.
    pub fn chunk(&self) -> Vec<u8> {
        wrap(1, &self.body())
    }

    /// Writes one operation at the root, repeated: `key` set to a whole number.
    pub fn puts(mut self, key: &str, times: i64) -> Parts {
        // A lone value is written as a list of one, as the library does.
        let rows = |value: &[u8]| run(if times == 1 { -1 } else { times }, value);
        self.columns = vec![
            (0x15, rows(&sized(key.as_bytes()))),
            (0x34, {
                let mut o = Vec::new();
                unsigned(u64::try_from(times).unwrap(), &mut o);
                o
            }),
            (0x42, rows(&[1])),
            (0x56, rows(&[0x14])),
            (0x57, vec![7; usize::try_from(times).unwrap_or(0).min(1 << 20)]),
            (0x70, rows(&[0])),
        ];
        self
    }
}

impl Parts {
    /// Writes `n` operations at the root, each setting a key of its own to a whole number.
    pub fn distinct(mut self, n: i64) -> Parts {
        let actor = self.actor[0];
        let mut keys = Vec::new();
        signed(-n, &mut keys);
        (0..n).for_each(|i| keys.extend(sized(format!("{actor}k{i}").as_bytes())));
        self = self.puts("x", n);
        self.columns[0].1 = keys;
        self
    }
}

/// Wraps a body as a chunk of a type, with a true length and checksum.
pub fn wrap(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut len = Vec::new();
    unsigned(body.len() as u64, &mut len);
    let hash = Sha256::new().chain_update([kind]).chain_update(&len).chain_update(body).finalize();
    let mut out = vec![0x85, 0x6f, 0x4a, 0x83];
    out.extend(&hash[..4]);
    out.push(kind);
    out.extend(len);
    out.extend(body);
    out
}

/// Splits a chunk made by this product into its body.
pub fn body_of(chunk: &[u8]) -> Vec<u8> {
    let mut at = 9;
    while chunk[at] & 0x80 != 0 {
        at += 1;
    }
    chunk[at + 1..].to_vec()
}
