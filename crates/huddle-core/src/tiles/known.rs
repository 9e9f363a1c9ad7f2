//! The words a paste is read with: roles as staff write them, titles, short first names.

use crate::words::Role;

/// Reads a role from words as staff write them; `None` when it is not one of the known ones.
pub(super) fn role_word(words: &[&str]) -> Option<Role> {
    let joined: Vec<String> = words
        .iter()
        .map(|w| w.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase())
        .collect();
    let text = joined.join(" ");
    let role = match text.as_str() {
        "ward manager"
        | "sister"
        | "ward sister"
        | "senior sister"
        | "charge nurse"
        | "senior charge nurse"
        | "scn"
        | "wm"
        | "manager" => Role::WardManager,
        "nurse in charge"
        | "nic"
        | "deputy"
        | "deputy sister"
        | "junior sister"
        | "deputy ward manager"
        | "coordinator" => Role::NurseInCharge,
        "rn" | "rgn" | "rmn" | "nurse" | "staff nurse" | "registered nurse" | "sn" | "rns" | "band 5"
        | "band 6" | "nurse rn" | "senior staff nurse" | "nurses" => Role::RegisteredNurse,
        "na" | "rna" | "nursing associate" | "tna" | "trainee nursing associate" => Role::NursingAssociate,
        "hca"
        | "hcas"
        | "hcsw"
        | "csw"
        | "healthcare assistant"
        | "health care assistant"
        | "healthcare support worker"
        | "health care support worker"
        | "support worker"
        | "clinical support worker"
        | "nursing assistant"
        | "care assistant"
        | "carer"
        | "auxiliary"
        | "senior hca"
        | "band 2"
        | "band 3" => Role::Hca,
        "matron" => Role::Matron,
        "pharmacist" | "pharmacy" | "pharm" | "pharmacy technician" | "pharmacy tech" => Role::Pharmacist,
        "ward clerk" | "clerk" | "receptionist" | "ward administrator" | "admin" => Role::WardClerk,
        "domestic" | "cleaner" | "domestics" => Role::Domestic,
        "housekeeper" | "ward housekeeper" | "hostess" | "ward host" => Role::Housekeeper,
        "porter" | "porters" => Role::Porter,
        "volunteer" | "volunteers" => Role::Volunteer,
        "bank" | "agency" | "bank rn" | "bank nurse" | "bank hca" | "bank staff" | "agency rn"
        | "agency nurse" | "agency hca" | "nhsp" | "nhs professionals" | "temp" => Role::Bank,
        "student" | "student nurse" | "stn" | "students" | "nursing student" | "medical student"
        | "apprentice" => Role::Student,
        "doctor"
        | "doctors"
        | "dr"
        | "medic"
        | "f1"
        | "f2"
        | "fy1"
        | "fy2"
        | "sho"
        | "registrar"
        | "spr"
        | "consultant"
        | "junior doctor"
        | "resident doctor"
        | "clinical fellow"
        | "physician associate" => Role::Doctor,
        "physio" | "physiotherapist" | "physios" | "physiotherapy" => Role::Physio,
        "ot" | "occupational therapist" | "occupational therapy" | "ots" => Role::OccupationalTherapist,
        "therapist"
        | "therapy"
        | "therapists"
        | "salt"
        | "slt"
        | "speech and language therapist"
        | "speech therapist"
        | "dietitian"
        | "dietician"
        | "therapy assistant" => Role::Therapist,
        _ => return None,
    };
    Some(role)
}

/// Titles left out of initials, folded to lower case.
pub(super) const TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "mx", "dr", "sr", "sister", "matron", "prof", "professor", "rev"];

/// Short first names that people also type in capitals and that must not be taken for initials.
pub(super) const SHORT_NAMES: &[&str] = &[
    "abi", "ada", "aida", "alan", "alex", "ali", "ally", "amir", "amy", "ana", "andy", "ann", "anna", "anne",
    "asha", "ava", "bea", "ben", "beth", "bob", "carl", "cath", "cora", "dan", "dave", "dawn", "dee", "dot",
    "ed", "ella", "emma", "eva", "eve", "fay", "fern", "finn", "gail", "gary", "gill", "greg", "hana", "ian",
    "ida", "ines", "iris", "isla", "ivy", "jack", "jade", "jake", "jan", "jane", "jean", "jen", "jess",
    "jill", "jim", "joan", "joe", "john", "josh", "joy", "judy", "june", "karl", "kate", "kath", "kay",
    "ken", "kim", "kyle", "lara", "leah", "lee", "leo", "lena", "lily", "lisa", "liz", "lola", "lucy",
    "luke", "lynn", "mark", "mary", "matt", "max", "may", "meg", "mia", "mike", "mina", "mo", "nia", "nick",
    "nina", "noor", "nora", "omar", "pam", "pat", "paul", "pete", "phil", "rani", "raj", "ravi", "ray",
    "rita", "rob", "ron", "rosa", "rose", "ross", "roy", "ruth", "ryan", "sal", "sam", "sara", "sean",
    "sian", "sue", "tara", "tess", "tim", "tina", "toby", "tom", "tony", "una", "val", "vera", "vic", "will",
    "yve", "zac", "zara", "zoe",
];
