//! Frames: four bytes of length, then one message. The length is judged before anything is allocated.

/// Longest frame before the other side said hello, bytes (reliability D3).
pub const BEFORE_HELLO: usize = 64 * 1024;
/// Longest frame after it, bytes.
pub const AFTER_HELLO: usize = 16 * 1024 * 1024;

/// Says that a frame claims more than it may, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a frame has a length it may not have")]
pub struct BadLength;

/// Puts the length before a message.
#[must_use]
pub fn wrap(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 4);
    out.extend_from_slice(&u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(message);
    out
}

/// Reads the length of the frame that follows.
///
/// # Errors
/// [`BadLength`] for zero or more than `cap`.
pub fn length(head: [u8; 4], cap: usize) -> Result<usize, BadLength> {
    let n = usize::try_from(u32::from_be_bytes(head)).map_err(|_| BadLength)?;
    if n == 0 || n > cap { Err(BadLength) } else { Ok(n) }
}
