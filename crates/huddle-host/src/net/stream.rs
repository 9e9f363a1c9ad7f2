//! Frames over a stream, with a cap before anything is allocated.

use huddle_sync::frame;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Reads one frame of at most `cap` bytes.
///
/// # Errors
/// When the stream ends or the length is not allowed.
pub async fn read(from: &mut (impl AsyncRead + Unpin), cap: usize) -> io::Result<Vec<u8>> {
    read_within(from, || cap).await
}

/// Reads one frame as [`read`] does; the cap is asked for when the length is there, because it may have grown while
/// nothing came.
///
/// # Errors
/// As [`read`].
pub async fn read_within(
    from: &mut (impl AsyncRead + Unpin),
    cap: impl FnOnce() -> usize,
) -> io::Result<Vec<u8>> {
    let mut head = [0; 4];
    from.read_exact(&mut head).await?;
    let n = frame::length(head, cap()).map_err(io::Error::other)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_cap_that_grows_while_nothing_came_counts() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (mut far, mut near) = tokio::io::duplex(1 << 20);
            let (cap, big) = (AtomicUsize::new(8), vec![7; 100]);
            let reading = async { read_within(&mut near, || cap.load(Ordering::Relaxed)).await };
            let later = async {
                // The reader waits by now; only after this is the long frame allowed, and sent.
                tokio::task::yield_now().await;
                cap.store(1_000, Ordering::Relaxed);
                write(&mut far, &big).await.unwrap();
            };
            let (came, ()) = tokio::join!(reading, later);
            assert_eq!(came.unwrap(), big);
            // The control: a cap that was looked at before refuses the same frame.
            write(&mut far, &big).await.unwrap();
            assert!(read(&mut near, 8).await.is_err());
        });
    }

    #[test]
    fn a_frame_that_claims_more_than_comes_costs_what_came() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let claims = [&(16 * 1024 * 1024_u32).to_be_bytes()[..], &[1; 10]].concat();
            let mut short = &claims[..];
            assert!(read(&mut short, frame::AFTER_HELLO).await.is_err());
            let mut zero = &[0_u8; 4][..];
            assert!(read(&mut zero, frame::AFTER_HELLO).await.is_err());
            let mut long = &[0xff_u8; 8][..];
            assert!(read(&mut long, frame::AFTER_HELLO).await.is_err());
        });
    }
}
