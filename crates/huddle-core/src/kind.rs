//! The kinds of record a ward keeps; one document each.

open_words! {
    /// Names the kind of a record, as its envelope carries it.
    ///
    /// A kind this version does not know is kept and passed on, never dropped.
    pub enum Kind {
        /// The ward itself: name, zone, shift pattern, lanes, columns, people tiles, templates.
        Ward = "ward",
        /// A card on the board.
        Card = "card",
        /// One huddle of one date, slot, template and ordinal (derived id).
        Huddle = "huddle",
        /// A message or a thank-you.
        Notice = "notice",
        /// A procedure ("How we do it here").
        StandardWork = "standard_work",
        /// The definition of a measure.
        Measure = "measure",
        /// One measure's readings of one calendar year (derived id).
        Readings = "readings",
        /// One safety cross of one calendar year (derived id).
        Cross = "cross",
        /// A matter passed up.
        Escalation = "escalation",
        /// An answer to an escalation.
        Reply = "reply",
        /// An idea.
        Idea = "idea",
        /// A test of change.
        Test = "test",
        /// An improvement project.
        Project = "project",
        /// "How we treat each other" and the reflections on it.
        Compact = "compact",
        /// One week of check-ins (derived id).
        Checkin = "checkin",
        /// The week page: three lines and the copy that was exported (derived id).
        Week = "week",
    }
}

impl Kind {
    /// Says whether two PCs may create this record apart, so that its id is derived from a natural key.
    #[must_use]
    pub fn is_derived(&self) -> bool {
        matches!(self, Kind::Huddle | Kind::Readings | Kind::Cross | Kind::Checkin | Kind::Week)
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn every_kind_reads_back_and_an_unknown_one_is_kept() {
        for kind in Kind::KNOWN {
            assert_eq!(&Kind::parse(kind.as_str()), kind);
            assert!(kind.is_known());
        }
        assert_eq!(Kind::KNOWN.len(), 16);
        let later = Kind::parse("handover_plus");
        assert_eq!(later, Kind::Unknown("handover_plus".into()));
        assert_eq!(later.as_str(), "handover_plus");
        let json = serde_json::to_string(&later).unwrap();
        assert_eq!(serde_json::from_str::<Kind>(&json).unwrap(), later);
    }
}
