//! Frames over a stream, with a cap before anything is allocated.

use huddle_sync::frame;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Reads one frame of at most `cap` bytes.
///
/// # Errors
/// When the stream ends or the length is not allowed.
pub async fn read(from: &mut (impl AsyncRead + Unpin), cap: usize) -> io::Result<Vec<u8>> {
    let mut head = [0; 4];
    from.read_exact(&mut head).await?;
    let n = frame::length(head, cap).map_err(io::Error::other)?;
    let mut body = Vec::new();
    // It grows with what really comes, not with what was claimed.
    let came = from.take(n as u64).read_to_end(&mut body).await?;
    if came == n { Ok(body) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Writes one frame.
///
/// # Errors
/// When the stream does not take it.
pub async fn write(to: &mut (impl AsyncWrite + Unpin), message: &[u8]) -> io::Result<()> {
    to.write_all(&frame::wrap(message)).await?;
    to.flush().await
}
