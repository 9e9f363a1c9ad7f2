//! Fields on the wire: a tag, a length, the bytes. A tag that is not known is skipped, so that a newer
//! version can say more.

/// Says that bytes are no message: they end early, or a length or number is not written properly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not a message")]
pub struct Torn;

/// Writes fields.
#[derive(Debug, Default)]
pub(crate) struct Out(Vec<u8>);

impl Out {
    pub fn starting(first: u8) -> Self {
        Self(vec![first])
    }

    pub fn bytes(&mut self, tag: u8, bytes: &[u8]) -> &mut Self {
        self.0.push(tag);
        let mut n = bytes.len() as u64;
        while n >= 0x80 {
            self.0.push((n & 0x7f) as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
        self.0.extend_from_slice(bytes);
        self
    }

    /// Writes a whole number in as few bytes as hold it, least first.
    pub fn num(&mut self, tag: u8, n: i64) -> &mut Self {
        let all = n.to_le_bytes();
        let keep = if n < 0 { 8 } else { 8 - all.iter().rev().take_while(|b| **b == 0).count() };
        // A positive number whose top bit is set would read as negative.
        let keep = if n >= 0 && keep > 0 && all.get(keep - 1).is_some_and(|b| b & 0x80 != 0) {
            keep + 1
        } else {
            keep
        };
        self.bytes(tag, all.get(..keep.min(8)).unwrap_or_default())
    }

    pub fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Reads fields; allocates nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct In<'a>(pub &'a [u8]);

impl<'a> Iterator for In<'a> {
    type Item = Result<(u8, &'a [u8]), Torn>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let read = self.field();
        if read.is_err() {
            self.0 = &[];
        }
        Some(read)
    }
}

impl<'a> In<'a> {
    fn field(&mut self) -> Result<(u8, &'a [u8]), Torn> {
        let (tag, mut rest) = self.0.split_first().ok_or(Torn)?;
        let (mut n, mut shift) = (0_u64, 0_u32);
        loop {
            let (byte, after) = rest.split_first().ok_or(Torn)?;
            rest = after;
            // Five bytes hold every length a frame can have.
            if shift > 28 {
                return Err(Torn);
            }
            n |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let n = usize::try_from(n).map_err(|_| Torn)?;
        let (bytes, rest) = rest.split_at_checked(n).ok_or(Torn)?;
        self.0 = rest;
        Ok((*tag, bytes))
    }
}

/// Reads a whole number.
pub(crate) fn num(bytes: &[u8]) -> Result<i64, Torn> {
    if bytes.len() > 8 {
        return Err(Torn);
    }
    let negative = bytes.last().is_some_and(|b| b & 0x80 != 0);
    let mut all = if negative { [0xff; 8] } else { [0; 8] };
    all.get_mut(..bytes.len()).ok_or(Torn)?.copy_from_slice(bytes);
    Ok(i64::from_le_bytes(all))
}

/// Reads exactly `N` bytes.
pub(crate) fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Torn> {
    bytes.try_into().map_err(|_| Torn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        for n in [0, 1, 127, 128, 255, 256, 32_767, 32_768, 8_388_608, i64::MAX, i64::MIN, -1, -129] {
            let mut out = Out::default();
            out.num(7, n);
            let bytes = out.done();
            let (tag, body) = In(&bytes).next().unwrap().unwrap();
            assert_eq!((tag, num(body).unwrap()), (7, n));
        }
    }

    #[test]
    fn a_length_beyond_the_end_is_torn() {
        assert_eq!(In(&[1, 200, 1, 0]).next(), Some(Err(Torn)));
        assert_eq!(In(&[1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]).next(), Some(Err(Torn)));
    }
}
