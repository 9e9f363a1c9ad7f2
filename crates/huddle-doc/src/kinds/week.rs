//! x
use crate::schema::Known;
pub const FIELDS: &[Known] = &[];
