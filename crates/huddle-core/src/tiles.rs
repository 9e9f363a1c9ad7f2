//! Reads a pasted list of people into tiles: initials and a role, and nothing else.
//!
//! People paste what they have: a rota, a spreadsheet column, "SM - HCA". Names are turned into
//! initials on the spot and never kept; a role is kept only when it is one of the known words, so
//! that a name can never slip in as a role.

use crate::words::{Role, TileGroup};

/// Most lines read from one paste.
pub const MOST_LINES: usize = 400;

/// One tile read from a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastedTile {
    /// Two to four capitals; two people may share them.
    pub initials: String,
    /// The role; `None` when the line had none of the known words, so that somebody chooses it.
    pub role: Option<Role>,
    /// The line it came from, counted from 1.
    pub line: usize,
    /// True when the initials were made from a name, so that somebody looks at them once.
    pub from_name: bool,
}

/// Says why a line gave no tile; its text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineFault {
    /// There is a role but nobody it belongs to.
    NoInitials,
    /// Neither initials nor a name could be made out.
    NotUnderstood,
    /// The paste has more than [`MOST_LINES`] lines; this and the rest were not read.
    TooManyLines,
}

/// What a paste came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pasted {
    /// Tiles in the order of the lines.
    pub tiles: Vec<PastedTile>,
    /// Lines that gave none, counted from 1.
    pub faults: Vec<(usize, LineFault)>,
}

/// The tiles every ward has for people who come and go.
#[must_use]
pub fn visiting_tiles() -> [(&'static str, Role); 4] {
    [("BK", Role::Bank), ("ST", Role::Student), ("DR", Role::Doctor), ("TH", Role::Therapist)]
}

/// Reads a pasted list, one person a line.
///
/// Understands tabs, commas, semicolons, bars, dashes, colons and brackets between the parts, or
/// plain spaces; numbering and bullets; a heading line; name before role and role before name;
/// "Surname, Forename, role"; titles. Blank lines are skipped. A line with only "Bank", "Student",
/// "Doctor" or "Therapist" gives the visiting tile of that name.
#[must_use]
pub fn read_pasted(text: &str) -> Pasted {
    let mut pasted = Pasted::default();
    let shouting = is_shouting(text);
    let lines = text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']).filter(|l| !l.trim().is_empty());
    // Line numbers count lines with something in them, as a spreadsheet column shows them.
    for (i, line) in lines.enumerate() {
        let number = i + 1;
        if number > MOST_LINES {
            pasted.faults.push((number, LineFault::TooManyLines));
            break;
        }
        match read_line(line, shouting) {
            Line::Tile { initials, role, from_name } => {
                pasted.tiles.push(PastedTile { initials, role, line: number, from_name });
            }
            Line::Heading => {}
            Line::Fault(fault) => pasted.faults.push((number, fault)),
        }
    }
    pasted
}

/// Sorts things into the groups tiles are shown in; Bank, Student, Doctor and Therapist always come
/// last and are always there. Within a group the order given is kept.
#[must_use]
pub fn grouped<T>(things: Vec<T>, group_of: impl Fn(&T) -> TileGroup) -> Vec<(TileGroup, Vec<T>)> {
    let mut groups: Vec<(TileGroup, Vec<T>)> = TileGroup::ALL.iter().map(|g| (*g, Vec::new())).collect();
    for thing in things {
        let group = group_of(&thing);
        if let Some((_, list)) = groups.iter_mut().find(|(g, _)| *g == group) {
            list.push(thing);
        }
    }
    groups.retain(|(group, list)| *group >= TileGroup::Bank || !list.is_empty());
    groups
}

/// Brings typed initials into shape: two to four letters, capitals; `None` for anything else.
#[must_use]
pub fn typed_initials(text: &str) -> Option<String> {
    let letters: String = text.chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
    let good = letters.chars().all(char::is_alphabetic) && (2..=4).contains(&letters.chars().count());
    let capitals = letters.to_uppercase();
    (good && capitals.chars().count() <= 4).then_some(capitals)
}

enum Line {
    Tile { initials: String, role: Option<Role>, from_name: bool },
    Heading,
    Fault(LineFault),
}

fn read_line(line: &str, shouting: bool) -> Line {
    let columns = columns_of(line);
    if columns.is_empty() {
        return Line::Fault(LineFault::NotUnderstood);
    }
    if is_heading(&columns) {
        return Line::Heading;
    }
    let mut role = None;
    let mut people: Vec<Vec<&str>> = Vec::new();
    for column in &columns {
        let (found, rest) = take_role(column);
        if role.is_none() {
            role = found;
        }
        if !rest.is_empty() {
            people.push(rest);
        }
    }
    // Initials that spell a role ("SN, HCA"): the first column is the person, the second the role.
    if people.is_empty()
        && let [[first], second] = [columns.first(), columns.get(1)].map(|c| c.map_or(&[][..], Vec::as_slice))
        && let (Some(initials), Some(role)) = (typed_initials(first), role_word(second))
    {
        return Line::Tile { initials, role: Some(role), from_name: false };
    }
    let Some((initials, from_name)) = initials_of(&people, shouting) else {
        let visiting = visiting_tiles().into_iter().find(|(_, r)| Some(r) == role.as_ref());
        return match (visiting, role) {
            (Some((initials, role)), _) => {
                Line::Tile { initials: initials.to_owned(), role: Some(role), from_name: false }
            }
            (None, Some(_)) => Line::Fault(LineFault::NoInitials),
            (None, None) => Line::Fault(LineFault::NotUnderstood),
        };
    };
    Line::Tile { initials, role, from_name }
}

/// Splits a line into its columns of words, without numbering and bullets.
fn columns_of(line: &str) -> Vec<Vec<&str>> {
    let body = line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '\u{2022}' | '\u{b7}' | '-' | '\u{2013}')
    });
    let body = match body.find(|c: char| !c.is_ascii_digit()) {
        // "12. SM, HCA", "3) SM, HCA", "7\tSM\tHCA"
        Some(end) if end > 0 && end <= 3 => {
            body.get(end..).unwrap_or(body).trim_start_matches(['.', ')', ':', ' ', '\t', ','])
        }
        _ => body,
    };
    let spaced_dash = body.replace(" - ", "\t").replace(" \u{2013} ", "\t").replace(" \u{2014} ", "\t");
    // Splitting happens on the original text, so that the words can be borrowed from it.
    let has_spaced_dash = spaced_dash != body;
    let is_cut = |c: char| {
        matches!(
            c,
            '\t' | ',' | ';' | '|' | ':' | '(' | ')' | '[' | ']' | '/' | '=' | '\u{2013}' | '\u{2014}' | '"'
        )
    };
    body.split(is_cut)
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| split_tight_dash(part, has_spaced_dash))
        .map(|part| {
            part.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).collect::<Vec<_>>()
        })
        .filter(|words| !words.is_empty())
        .collect()
}

/// Splits "SM-HCA" at its hyphen when a role stands on one side; "Smith-Jones" stays whole.
fn split_tight_dash(part: &str, spaced: bool) -> Vec<&str> {
    if !spaced && let Some((left, right)) = part.split_once('-') {
        let is_role = |s: &str| role_word(&s.split_whitespace().collect::<Vec<_>>()).is_some();
        if is_role(right) || is_role(left) {
            return vec![left, right];
        }
    }
    vec![part]
}

/// Words of a heading line ("Initials, Role").
fn is_heading(columns: &[Vec<&str>]) -> bool {
    let known = [
        "initials", "initial", "name", "names", "role", "roles", "staff", "grade", "job", "title", "person",
        "people", "surname", "forename", "first", "last", "band", "post", "and", "who", "no",
    ];
    columns.iter().flatten().all(|w| known.contains(&w.to_lowercase().as_str()))
}

/// Takes the longest known role from the end or the start of a column; gives what is left.
fn take_role<'a>(column: &[&'a str]) -> (Option<Role>, Vec<&'a str>) {
    for length in (1..=column.len().min(4)).rev() {
        let start = column.len() - length;
        if let (Some(tail), Some(rest)) = (column.get(start..), column.get(..start))
            && let Some(role) = role_word(tail)
        {
            // "Bank staff nurse": bank says more. Other words before are the person, even "SN HCA".
            return match take_role(rest) {
                (Some(outer @ (Role::Bank | Role::Student)), left) => (Some(outer), left),
                _ => (Some(role), rest.to_vec()),
            };
        }
        if let (Some(head), Some(rest)) = (column.get(..length), column.get(length..))
            && let Some(role) = role_word(head)
        {
            return (Some(role), rest.to_vec());
        }
    }
    (None, column.to_vec())
}

/// Reads a role from words as staff write them; `None` when it is not one of the known ones.
fn role_word(words: &[&str]) -> Option<Role> {
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

const TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "mx", "dr", "sr", "sister", "matron", "prof", "professor", "rev"];

/// Short first names that people also type in capitals and that must not be taken for initials.
const SHORT_NAMES: &[&str] = &[
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

/// Says whether the paste is typed in capitals throughout, so that short words are names.
fn is_shouting(text: &str) -> bool {
    let mut long_capitals = 0;
    let mut lower = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() >= 5) {
        if role_word(&[word]).is_some() {
            continue;
        }
        if word.chars().all(char::is_uppercase) { long_capitals += 1 } else { lower += 1 }
    }
    long_capitals > lower
}

/// Makes initials from the columns that are not a role; the flag says whether a name was shortened.
fn initials_of(people: &[Vec<&str>], shouting: bool) -> Option<(String, bool)> {
    let cleaned: Vec<Vec<&str>> = people
        .iter()
        .map(|words| {
            let title = |w: &&str| TITLES.contains(&w.trim_end_matches('.').to_lowercase().as_str());
            let letters = words.iter().copied().filter(|w| w.chars().any(char::is_alphabetic));
            // A title alone in its column is somebody's initials ("DR, HCA").
            let bare: Vec<&str> = letters.clone().filter(|w| words.len() == 1 || !title(w)).collect();
            bare
        })
        .filter(|words| !words.is_empty())
        .collect();
    // The first column that already is initials wins: "SM, Sarah Mitchell".
    for words in &cleaned {
        if let Some(initials) = given_initials(words, shouting) {
            return Some((initials, false));
        }
    }
    let first = cleaned.first()?;
    let words: Vec<&str> = match (first.as_slice(), cleaned.get(1)) {
        // "Mitchell, Sarah": one word, then a forename or two.
        ([surname], Some(forenames)) if forenames.len() <= 2 => {
            forenames.iter().copied().chain([*surname]).collect()
        }
        _ => first.clone(),
    };
    from_name(&words).map(|initials| (initials, true))
}

/// Takes words that already are initials: "SM", "sm", "S.M.", "S M", "SJM".
fn given_initials(words: &[&str], shouting: bool) -> Option<String> {
    if words.len() > 1 {
        let single = words.iter().all(|w| w.chars().filter(|c| c.is_alphabetic()).count() == 1);
        return if single && words.len() <= 4 { typed_initials(&words.concat()) } else { None };
    }
    let word = words.first()?;
    let dotted = word.contains('.');
    let initials = typed_initials(word)?;
    let length = initials.chars().count();
    let capitals = word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let lower = word.chars().filter(|c| c.is_alphabetic()).all(char::is_lowercase);
    let a_name = length >= 3 && (shouting || SHORT_NAMES.contains(&initials.to_lowercase().as_str()));
    let is_initials = dotted || (capitals && !a_name) || (lower && length == 2);
    is_initials.then_some(initials)
}

/// Makes two to four capitals from the words of a name.
fn from_name(words: &[&str]) -> Option<String> {
    let firsts: Vec<String> = words
        .iter()
        .filter_map(|w| w.chars().find(|c| c.is_alphabetic()))
        .map(|c| c.to_uppercase().take(1).collect())
        .collect();
    match firsts.as_slice() {
        [] => None,
        [_] => {
            // One name only: its first two letters.
            let word = words.first()?;
            let two: String = word.chars().filter(|c| c.is_alphabetic()).take(2).collect();
            typed_initials(&two)
        }
        [a, b, c, .., last] if firsts.len() > 4 => Some([a.as_str(), b, c, last].concat()),
        all => Some(all.concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(line: &str) -> (String, Option<Role>) {
        let pasted = read_pasted(line);
        assert_eq!((pasted.tiles.len(), pasted.faults.len()), (1, 0), "{line}: {pasted:?}");
        (pasted.tiles[0].initials.clone(), pasted.tiles[0].role.clone())
    }

    #[test]
    fn initials_and_role_in_the_loose_ways_people_paste() {
        for line in [
            "SM, HCA",
            "SM\tHCA",
            "SM - HCA",
            "SM – HCA",
            "SM: HCA",
            "SM; HCA",
            "SM | hca",
            "SM (HCA)",
            "SM HCA",
            "sm hca",
            "S.M. HCA",
            "S M, HCA",
            "1. SM, HCA",
            "12) SM HCA",
            "3\tSM\tHCA",
            "• SM, HCA",
            "- SM, HCA",
            "HCA, SM",
            "HCA - SM",
            "SM-HCA",
            "SM,HCA,37.5",
            "\"SM\",\"HCA\"",
            "SM, Healthcare assistant",
            "SM, Health Care Support Worker",
            "  SM ,  HCA  ",
            "SM, Band 2",
            "SM, Sarah Mitchell, HCA",
            "Sarah Mitchell, HCA",
            "Sarah Mitchell HCA",
            "Mitchell, Sarah, HCA",
            "Mitchell, Sarah (HCA)",
            "Sarah Mitchell - HCA",
            "Ms Sarah Mitchell, HCA",
            "SARAH MITCHELL, HCA",
            "HCA Sarah Mitchell",
            "sarah mitchell\thca",
        ] {
            assert_eq!(one(line), ("SM".to_owned(), Some(Role::Hca)), "{line}");
        }
    }

    #[test]
    fn roles_as_staff_say_them() {
        for (line, role) in [
            ("AB staff nurse", Role::RegisteredNurse),
            ("AB, RN", Role::RegisteredNurse),
            ("AB, Ward Sister", Role::WardManager),
            ("AB nurse in charge", Role::NurseInCharge),
            ("AB student nurse", Role::Student),
            ("AB, Bank RN", Role::Bank),
            ("AB, Agency", Role::Bank),
            ("Dr A Bell", Role::Doctor),
            ("AB, F1", Role::Doctor),
            ("AB, physio", Role::Physio),
            ("AB, OT", Role::OccupationalTherapist),
            ("AB, SALT", Role::Therapist),
            ("AB ward clerk", Role::WardClerk),
            ("AB domestic", Role::Domestic),
            ("AB, nursing associate", Role::NursingAssociate),
            ("AB, Matron", Role::Matron),
            ("Sister Anne Bell", Role::WardManager),
            ("AB volunteer", Role::Volunteer),
            ("AB; bank hca", Role::Bank),
        ] {
            assert_eq!(one(line), ("AB".to_owned(), Some(role)), "{line}");
        }
    }

    #[test]
    fn initials_that_spell_a_role_stay_initials() {
        for (line, initials) in
            [("SN, HCA", "SN"), ("NA\tHCA", "NA"), ("SN HCA", "SN"), ("DR, HCA", "DR"), ("OT - HCA", "OT")]
        {
            assert_eq!(one(line), (initials.to_owned(), Some(Role::Hca)), "{line}");
        }
        assert_eq!(one("AB, bank staff nurse"), ("AB".to_owned(), Some(Role::Bank)));
        assert_eq!(one("Dr A Bell, F1"), ("AB".to_owned(), Some(Role::Doctor)));
    }

    #[test]
    fn names_become_initials_and_are_never_kept() {
        for (line, initials) in [
            ("Anne-Marie Smith-Jones, RN", "AS"),
            ("Sue, HCA", "SU"),
            ("SUE, HCA", "SU"),
            ("JOHN, HCA", "JO"),
            ("Siobhán O'Brien, RN", "SO"),
            ("Juan Carlos de la Cruz Ortiz, RN", "JCDO"),
            ("Élodie Ünal, RN", "ÉÜ"),
            ("Dr Patel", "PA"),
            ("O'Neill, Mary Jane, RN", "MJO"),
        ] {
            assert_eq!(one(line).0, initials, "{line}");
        }
        // Words that are no known role are dropped, whoever they belong to.
        let pasted = read_pasted("SM, Sarah\nJB, Play specialist\nSarah, Mitchell");
        assert!(pasted.tiles.iter().all(|t| t.role.is_none()), "{pasted:?}");
        assert_eq!(pasted.tiles.iter().map(|t| t.initials.as_str()).collect::<Vec<_>>(), ["SM", "JB", "MS"]);
        let shown = format!("{:?}", read_pasted("Sarah Mitchell, RN\nMitchell, Sarah\nzzz Quillfeather"));
        for name in ["arah", "itchell", "uillfeather"] {
            assert!(!shown.contains(name), "{shown}");
        }
    }

    #[test]
    fn headings_visitors_faults_and_twins() {
        let pasted = read_pasted(
            "Initials, Role\r\nSM, RN\r\n\r\nSM, HCA\r\nBank\r\nStudent\r\nDoctor\r\nTherapist\r\nDomestic\r\n1234\r\n",
        );
        let got: Vec<_> = pasted.tiles.iter().map(|t| (t.initials.as_str(), t.line)).collect();
        assert_eq!(got, [("SM", 2), ("SM", 3), ("BK", 4), ("ST", 5), ("DR", 6), ("TH", 7)]);
        assert_eq!(pasted.faults, [(8, LineFault::NoInitials), (9, LineFault::NotUnderstood)]);
        let many = read_pasted(&"SM, RN\n".repeat(MOST_LINES + 5));
        assert_eq!(
            (many.tiles.len(), many.faults.as_slice()),
            (MOST_LINES, &[(MOST_LINES + 1, LineFault::TooManyLines)][..])
        );
    }

    #[test]
    fn forty_five_lines_as_one_paste() {
        let mut text = String::from("Name\tRole\n");
        for i in 0..45 {
            let role = [
                "Staff nurse",
                "HCA",
                "Student nurse",
                "Physio",
                "Bank RN",
                "Sister",
                "Ward clerk",
                "F2",
                "Housekeeper",
            ][i % 9];
            let forename = ["Sarah", "Tom", "Amina", "Li", "Grace"][i % 5];
            text.push_str(&format!("{forename} Okafor{i}\t{role}\n"));
        }
        let pasted = read_pasted(&text);
        assert_eq!((pasted.tiles.len(), pasted.faults.len()), (45, 0));
        assert!(pasted.tiles.iter().all(|t| t.role.is_some() && t.from_name && t.initials.ends_with('O')));
        let groups = grouped(pasted.tiles, |t| t.role.as_ref().map_or(TileGroup::Others, Role::group));
        let order: Vec<_> = groups.iter().map(|(g, _)| g.as_str()).collect();
        assert_eq!(
            order,
            ["leading", "nurses", "hcas", "ward_team", "bank", "student", "doctor", "therapist"]
        );
        assert_eq!(groups.iter().map(|(_, l)| l.len()).sum::<usize>(), 45);
        assert_eq!(grouped(Vec::<Role>::new(), Role::group).len(), 4);
    }

    #[test]
    fn typed_initials_are_two_to_four_letters() {
        assert_eq!(typed_initials("s.m."), Some("SM".into()));
        assert_eq!(typed_initials("ÉÜ"), Some("ÉÜ".into()));
        for bad in ["", "S", "SMITH", "S1", "S-M", "ßß"] {
            let got = typed_initials(bad);
            assert!(got.is_none() || got.as_ref().is_some_and(|g| g.chars().count() <= 4), "{bad}");
        }
        assert_eq!(typed_initials("SMITH"), None);
    }

    proptest! {
        #[test]
        fn any_paste_gives_short_initials_only(text in "([A-Za-zéß ,.\\-\t()0-9]{0,40}\n){0,6}|\\PC{0,60}") {
            let pasted = read_pasted(&text);
            for tile in &pasted.tiles {
                let length = tile.initials.chars().count();
                prop_assert!((2..=4).contains(&length), "{:?}", tile);
                prop_assert!(tile.role.as_ref().is_none_or(Role::is_known));
            }
        }
    }
}
