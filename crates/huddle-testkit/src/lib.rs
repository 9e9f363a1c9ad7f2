//! What tests share: seeded chance, and a disk that loses power or refuses to write. Dev-dependency only.

pub mod chance;
#[cfg(feature = "vfs")]
pub mod vfs;
