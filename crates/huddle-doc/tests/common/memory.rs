//! An allocator that counts, and refuses beyond a cap.
#![allow(unsafe_code, reason = "an allocator can only be replaced through the unsafe GlobalAlloc trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static CAP: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Counts what is held and the most that was held since [`mark`].
pub struct Counting;

// SAFETY: every call is passed on to the system allocator with the same layout; refusing by a null
// pointer is what the trait asks for when memory is short.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        if now > CAP.load(Relaxed) {
            NOW.fetch_sub(layout.size(), Relaxed);
            return std::ptr::null_mut();
        }
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: the caller's promise about the layout is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the pointer came from `alloc` above with this layout.
        unsafe { System.dealloc(ptr, layout) }
    }
}

/// Returns the bytes held now and starts measuring the peak anew.
pub fn mark() -> usize {
    let now = NOW.load(Relaxed);
    PEAK.store(now, Relaxed);
    now
}

/// Returns the most bytes held beyond `since` since the last [`mark`].
pub fn peak_since(since: usize) -> usize {
    PEAK.load(Relaxed).saturating_sub(since)
}

/// Refuses to hold more than `bytes` beyond what is held now.
pub fn cap(bytes: usize) {
    CAP.store(NOW.load(Relaxed) + bytes, Relaxed);
}
