//! Sharing: the ward's PCs as this one knows them.

use super::view;

view! {
    SharingView {
        /// Empty before there is a ward.
        pcs: Vec<SharedPc>,
        /// Changes from other PCs that were refused and kept aside.
        quarantined: i64,
        /// Changes that wait for others that have not come.
        waiting_in: i64,
    }
    SharedPc {
        /// Device id in hexadecimal.
        id: String,
        name: String,
        /// `admin`, `writer`, `reader` (a wall), `matron` or `revoked`.
        role: String,
        this_pc: bool,
        /// Why it was put out; empty otherwise.
        why: String,
        /// When this PC last heard from it, by this PC's clock.
        last_heard: Option<i64>,
        /// How far its clock was ahead of this PC's then, milliseconds.
        clock_off_ms: Option<i64>,
    }
}
