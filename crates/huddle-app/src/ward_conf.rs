//! The ward as every request needs it: id, zone, shift pattern, from the read model.

use crate::fault::Fault;
use huddle_core::Uuid;
use huddle_core::time::{Minutes, Ms, ShiftKey, ShiftPattern, WardZone, local_date, shift_at};
use huddle_store::{Reader, WardRow, params};
use huddle_sync::Role;

/// The ward of this PC.
#[derive(Debug, Clone)]
pub struct WardConf {
    /// Ward id.
    pub id: Uuid,
    /// Everything typed about it.
    pub row: WardRow,
    /// Zone of its dates and times.
    pub zone: WardZone,
    /// When its shifts start.
    pub pattern: ShiftPattern,
    /// When its huddle is planned.
    pub huddle_at: Minutes,
    /// What this PC is in the ward; admin on a PC that shares with nobody.
    pub role: Role,
}

impl WardConf {
    /// Reads the ward; `None` before one was started.
    pub(crate) fn read(r: &Reader) -> Result<Option<Self>, Fault> {
        // The ward a person chose to see, else the one that was joined; until its record is here, the one from before.
        let wanted = match crate::sync::ward_shown(r)? {
            Some(id) => Some(id),
            None => crate::sync::joined_ward(r)?,
        };
        let wanted = match wanted {
            Some(id) => r.one::<WardRow>(id)?,
            None => None,
        };
        let aside = crate::sync::before::put_aside(r)?.unwrap_or_default();
        let first = || r.first::<WardRow>("ORDER BY id = ?1, started_at, id LIMIT 1", params![aside]);
        let Some(row) = wanted.map_or_else(first, |row| Ok(Some(row)))? else { return Ok(None) };
        let default = ShiftPattern::default();
        let pattern = ShiftPattern {
            day_start: Minutes::parse(&row.day_start).unwrap_or(default.day_start),
            night_start: Minutes::parse(&row.night_start).unwrap_or(default.night_start),
        };
        Ok(Some(Self {
            id: row.id,
            role: crate::sync::role_kept(r, row.id)?,
            zone: WardZone::parse(&row.zone).unwrap_or_default(),
            pattern,
            huddle_at: Minutes::parse(&row.huddle_time).or(Minutes::new(8, 15)).unwrap_or(Minutes::MIDNIGHT),
            row,
        }))
    }

    /// Returns the shift at a moment.
    #[must_use]
    pub fn shift(&self, now: Ms) -> ShiftKey {
        shift_at(now, self.zone, self.pattern)
    }

    /// Returns the ward's date at a moment.
    #[must_use]
    pub fn date(&self, now: Ms) -> chrono::NaiveDate {
        local_date(now, self.zone)
    }
}
