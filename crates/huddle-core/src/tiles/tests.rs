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
    assert_eq!(order, ["leading", "nurses", "hcas", "ward_team", "bank", "student", "doctor", "therapist"]);
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
