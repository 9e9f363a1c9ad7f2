//! What stands in for the typesetter in builds without it: every page says that it is not offered.

use crate::page::WeekPage;
use chrono::NaiveDateTime;
use huddle_core::report::{ComparePage, ReportFault, Sheet};

pub fn week(_: &WeekPage, _: NaiveDateTime) -> Result<Vec<u8>, ReportFault> {
    Err(ReportFault::NotOffered)
}

pub fn compare(_: &ComparePage, _: NaiveDateTime) -> Result<Vec<u8>, ReportFault> {
    Err(ReportFault::NotOffered)
}

pub fn sheet(_: &Sheet) -> Result<Vec<u8>, ReportFault> {
    Err(ReportFault::NotOffered)
}
