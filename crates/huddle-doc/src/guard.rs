//! The byte-level guard: reads a change chunk's claims without believing any of them.
//!
//! Bytes from another PC pass here before the document library sees them. The library trusts run
//! lengths, counts and compressed columns: sixty bytes can make it ask for gigabytes, which cannot
//! be caught. So the guard walks the chunk itself, allocates nothing in proportion to a claim, and
//! counts rows from run lengths without expanding them.
//!
//! Layout of a change chunk: magic (4), checksum (4), type (1), length (LEB128), then
//! dependencies, actor, sequence number, first operation, time, message, other actors, column
//! table, column data, trailing bytes.

use sha2::{Digest, Sha256};

pub use crate::limits::{GuardFault, Limits};
use crate::value::Hash;

/// First four bytes of every chunk.
pub const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// The chunk type of one uncompressed change.
const CHANGE: u8 = 1;

/// Sums up a change that passed the guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// SHA-256 of the chunk, its name.
    pub hash: Hash,
    /// The changes it was built on.
    pub deps: Vec<Hash>,
    /// Who made it.
    pub actor: Vec<u8>,
    /// The how-manieth change of that actor.
    pub seq: u64,
    /// The number of its first operation.
    pub start_op: u64,
    /// How many operations it holds.
    pub ops: u64,
}

/// Reads numbers and slices; every read may fail, none allocates.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: u64) -> Result<&'a [u8], GuardFault> {
        let n = usize::try_from(n).map_err(|_| GuardFault::Torn)?;
        let (head, tail) = self.rest.split_at_checked(n).ok_or(GuardFault::Torn)?;
        self.rest = tail;
        Ok(head)
    }

    fn byte(&mut self) -> Result<u8, GuardFault> {
        let (first, tail) = self.rest.split_first().ok_or(GuardFault::Torn)?;
        self.rest = tail;
        Ok(*first)
    }

    /// Reads an unsigned LEB128 number of at most 64 bits.
    fn unsigned(&mut self) -> Result<u64, GuardFault> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let b = self.byte()?;
            let bits = u64::from(b & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(GuardFault::Torn);
            }
            value |= bits << shift;
            if b & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(GuardFault::Torn)
    }

    /// Reads a signed LEB128 number of at most 64 bits.
    fn signed(&mut self) -> Result<i64, GuardFault> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let b = self.byte()?;
            if shift == 63 && !matches!(b, 0 | 0x7f) {
                return Err(GuardFault::Torn);
            }
            value |= i64::from(b & 0x7f) << shift;
            if b & 0x80 == 0 {
                let used = shift + 7;
                let negative = b & 0x40 != 0 && used < 64;
                return Ok(if negative { value | (-1_i64 << used) } else { value });
            }
        }
        Err(GuardFault::Torn)
    }
}

/// Checks one chunk from elsewhere and sums it up.
///
/// # Errors
/// The first rule the chunk breaks. Nothing is allocated beyond the dependencies (at most
/// `limits.deps`) and the actor id.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<Summary, GuardFault> {
    if bytes.is_empty() {
        return Err(GuardFault::Empty);
    }
    if bytes.len() > limits.chunk_bytes {
        return Err(GuardFault::TooLong);
    }
    let (body, hash) = open(bytes)?;
    let mut r = Reader { rest: body };

    let n = r.unsigned()?;
    if n > limits.deps {
        return Err(GuardFault::Deps);
    }
    let mut deps: Vec<Hash> = Vec::new();
    for _ in 0..n {
        let dep: Hash = r.take(32)?.try_into().map_err(|_| GuardFault::Torn)?;
        if deps.contains(&dep) {
            return Err(GuardFault::Deps);
        }
        deps.push(dep);
    }

    let actor = actor(&mut r, limits)?.to_vec();
    let seq = counter(&mut r, limits)?;
    let start_op = counter(&mut r, limits)?;
    r.signed()?; // time: any moment, merge order does not look at it

    let n = r.unsigned()?;
    if n > limits.message_bytes {
        return Err(GuardFault::Message);
    }
    std::str::from_utf8(r.take(n)?).map_err(|_| GuardFault::Message)?;

    let others = r.unsigned()?;
    if others > limits.other_actors {
        return Err(GuardFault::OtherActors);
    }
    for _ in 0..others {
        self::actor(&mut r, limits)?;
    }

    let ops = columns(&mut r, others, limits)?;
    if !r.rest.is_empty() {
        return Err(GuardFault::Trailing);
    }
    if start_op.saturating_add(ops) > limits.counter {
        return Err(GuardFault::Counter);
    }
    Ok(Summary { hash, deps, actor, seq, start_op, ops })
}

/// Checks magic, type, length and checksum of a chunk and returns its body and hash.
///
/// # Errors
/// [`GuardFault`] when the chunk is not exactly one uncompressed change with a true checksum.
pub fn open(bytes: &[u8]) -> Result<(&[u8], Hash), GuardFault> {
    let mut r = Reader { rest: bytes };
    if r.take(4)? != MAGIC {
        return Err(GuardFault::Magic);
    }
    let checksum = r.take(4)?;
    if r.byte()? != CHANGE {
        return Err(GuardFault::Type);
    }
    let before = r.rest;
    let len = r.unsigned()?;
    let length_bytes = &before[..before.len() - r.rest.len()];
    let body = r.take(len)?;
    if !r.rest.is_empty() {
        return Err(GuardFault::Trailing);
    }
    // An overlong length would give the same change two hashes.
    if length_bytes.len() > 1 && length_bytes.last() == Some(&0) {
        return Err(GuardFault::Torn);
    }
    let hash: Hash =
        Sha256::new().chain_update([CHANGE]).chain_update(length_bytes).chain_update(body).finalize().into();
    if hash.get(..4) != Some(checksum) {
        return Err(GuardFault::Checksum);
    }
    Ok((body, hash))
}

fn actor<'a>(r: &mut Reader<'a>, limits: &Limits) -> Result<&'a [u8], GuardFault> {
    let n = r.unsigned()?;
    if n == 0 || n > limits.actor_bytes {
        return Err(GuardFault::Actor);
    }
    r.take(n)
}

fn counter(r: &mut Reader<'_>, limits: &Limits) -> Result<u64, GuardFault> {
    let n = r.unsigned()?;
    if n == 0 || n > limits.counter { Err(GuardFault::Counter) } else { Ok(n) }
}

// Column types, the low three bits of a column's specification.
const GROUP: u64 = 0;
const ACTOR: u64 = 1;
const INTEGER: u64 = 2;
const DELTA: u64 = 3;
const BOOLEAN: u64 = 4;
const STRING: u64 = 5;
const VALUE_META: u64 = 6;
const VALUE: u64 = 7;
/// The bit that marks a column compressed on its own.
const DEFLATED: u64 = 8;
/// The column whose rows are the operations: id 4, integers.
const ACTION: u64 = (4 << 4) | INTEGER;

/// Walks the column table and every column, and returns the number of operations.
fn columns(r: &mut Reader<'_>, others: u64, limits: &Limits) -> Result<u64, GuardFault> {
    let n = r.unsigned()?;
    if n > limits.columns {
        return Err(GuardFault::Columns);
    }
    let mut table = Reader { rest: r.rest };
    let mut last = None;
    for _ in 0..n {
        let spec = r.unsigned()?;
        let _len = r.unsigned()?;
        if spec & DEFLATED != 0 || spec > u64::from(u32::MAX) || last.is_some_and(|l| spec <= l) {
            return Err(GuardFault::Columns);
        }
        last = Some(spec);
    }
    let mut ops = 0;
    let mut value_bytes = 0;
    for _ in 0..n {
        let spec = table.unsigned()?;
        let data = r.take(table.unsigned()?)?;
        let col = Reader { rest: data };
        let rows =
            match spec & 7 {
                GROUP => runs(col, limits, |c, times| {
                    // Each row of a group column claims that many rows of the columns it groups.
                    Ok(c.unsigned()?.saturating_mul(times))
                })?,
                ACTOR => runs(col, limits, |c, _| {
                    if c.unsigned()? > others { Err(GuardFault::ActorIndex) } else { Ok(0) }
                })?,
                INTEGER => runs(col, limits, |c, _| c.unsigned().map(|_| 0))?,
                DELTA => runs(col, limits, |c, _| c.signed().map(|_| 0))?,
                BOOLEAN => booleans(col, limits)?,
                STRING => runs(col, limits, |c, _| {
                    let n = c.unsigned()?;
                    if n > limits.key_bytes {
                        return Err(GuardFault::Key);
                    }
                    std::str::from_utf8(c.take(n)?).map_err(|_| GuardFault::Key)?;
                    Ok(0)
                })?,
                VALUE_META => {
                    let mut total = 0_u64;
                    let rows = runs(col, limits, |c, times| {
                        total = total.saturating_add((c.unsigned()? >> 4).saturating_mul(times));
                        Ok(0)
                    })?;
                    if value_bytes != 0 {
                        return Err(GuardFault::Torn);
                    }
                    value_bytes = total;
                    rows
                }
                // Values lie end to end, as long as the lengths before them say.
                _ => {
                    debug_assert_eq!(spec & 7, VALUE);
                    if value_bytes != data.len() as u64 {
                        return Err(GuardFault::Torn);
                    }
                    value_bytes = 0;
                    0
                }
            };
        if spec == ACTION {
            ops = rows;
        }
    }
    if value_bytes != 0 {
        return Err(GuardFault::Torn);
    }
    Ok(ops)
}

/// Counts the rows of a run-length column; `value` reads one value that stands for `times` rows and
/// returns how many further rows it claims.
fn runs(
    mut c: Reader<'_>,
    limits: &Limits,
    mut value: impl FnMut(&mut Reader<'_>, u64) -> Result<u64, GuardFault>,
) -> Result<u64, GuardFault> {
    let mut rows = 0_u64;
    let mut claimed = 0_u64;
    while !c.rest.is_empty() {
        let head = c.signed()?;
        let times = if head == 0 { c.unsigned()? } else { head.unsigned_abs() };
        rows = rows.saturating_add(times);
        if times == 0 || rows > limits.rows {
            return Err(GuardFault::Rows);
        }
        if head > 0 {
            claimed = claimed.saturating_add(value(&mut c, times)?);
        } else if head < 0 {
            for _ in 0..times {
                claimed = claimed.saturating_add(value(&mut c, 1)?);
            }
        }
        if claimed > limits.rows {
            return Err(GuardFault::Rows);
        }
    }
    Ok(rows)
}

/// Counts the rows of a column of alternating runs of no and yes.
fn booleans(mut c: Reader<'_>, limits: &Limits) -> Result<u64, GuardFault> {
    let mut rows = 0_u64;
    let mut first = true;
    while !c.rest.is_empty() {
        let times = c.unsigned()?;
        rows = rows.saturating_add(times);
        // Only the first run may be empty: it says that the column begins with a yes.
        if (times == 0 && !first) || rows > limits.rows {
            return Err(GuardFault::Rows);
        }
        first = false;
    }
    Ok(rows)
}
