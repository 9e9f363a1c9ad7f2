//! Words about people: roles on tiles and the groups tiles are shown in.

open_words! {
    /// A role as staff say it.
    pub enum Role {
        /// Ward manager, sister or charge nurse.
        WardManager = "ward_manager",
        /// Nurse in charge of the shift.
        NurseInCharge = "nurse_in_charge",
        /// Registered nurse.
        RegisteredNurse = "registered_nurse",
        /// Nursing associate.
        NursingAssociate = "nursing_associate",
        /// Healthcare assistant.
        Hca = "hca",
        /// Matron.
        Matron = "matron",
        /// Pharmacist or pharmacy technician.
        Pharmacist = "pharmacist",
        /// Ward clerk.
        WardClerk = "ward_clerk",
        /// Domestic.
        Domestic = "domestic",
        /// Housekeeper.
        Housekeeper = "housekeeper",
        /// Porter.
        Porter = "porter",
        /// Volunteer.
        Volunteer = "volunteer",
        /// Bank or agency staff.
        Bank = "bank",
        /// Student.
        Student = "student",
        /// Doctor.
        Doctor = "doctor",
        /// Physiotherapist.
        Physio = "physio",
        /// Occupational therapist.
        OccupationalTherapist = "ot",
        /// Another therapist (speech and language, dietetics ...).
        Therapist = "therapist",
    }
}

closed_words! {
    /// The groups tiles are shown in; Bank, Student, Doctor and Therapist always come last.
    pub enum TileGroup {
        /// Ward manager and nurse in charge.
        Leading = "leading",
        /// Registered nurses and nursing associates.
        Nurses = "nurses",
        /// Healthcare assistants.
        Hcas = "hcas",
        /// Clerk, housekeeper, domestic, porter, volunteer, pharmacist, matron.
        WardTeam = "ward_team",
        /// Roles in the ward's own words.
        Others = "others",
        /// Bank and agency.
        Bank = "bank",
        /// Students.
        Student = "student",
        /// Doctors.
        Doctor = "doctor",
        /// Therapists.
        Therapist = "therapist",
    }
}

impl Role {
    /// Gives the group a tile with this role is shown in.
    #[must_use]
    pub fn group(&self) -> TileGroup {
        match self {
            Role::WardManager | Role::NurseInCharge => TileGroup::Leading,
            Role::RegisteredNurse | Role::NursingAssociate => TileGroup::Nurses,
            Role::Hca => TileGroup::Hcas,
            Role::Matron
            | Role::Pharmacist
            | Role::WardClerk
            | Role::Domestic
            | Role::Housekeeper
            | Role::Porter
            | Role::Volunteer => TileGroup::WardTeam,
            Role::Unknown(_) => TileGroup::Others,
            Role::Bank => TileGroup::Bank,
            Role::Student => TileGroup::Student,
            Role::Doctor => TileGroup::Doctor,
            Role::Physio | Role::OccupationalTherapist | Role::Therapist => TileGroup::Therapist,
        }
    }
}

/// Shapes a tile may have beside its colour, so that neither carries the meaning alone.
pub const TILE_SHAPES: &[&str] = &["circle", "square", "triangle", "diamond", "hexagon", "star"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_come_last() {
        let last: Vec<_> = TileGroup::ALL.iter().rev().take(4).rev().map(|g| g.as_str()).collect();
        assert_eq!(last, ["bank", "student", "doctor", "therapist"]);
        assert!(Role::parse("play specialist").group() < TileGroup::Bank);
        assert_eq!(Role::Physio.group(), TileGroup::Therapist);
    }
}
