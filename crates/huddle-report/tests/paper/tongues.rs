//! Pages in the scripts a ward may write in, read back, and for people to look at with `cargo xtask paper`.

use crate::equal::{differs, expected, first_missing};
use crate::walk::walk;
use crate::weeks::{day, real};
use huddle_core::report::*;
use huddle_report::Press;
use huddle_report::page::week_page;

/// A ward's words in one script: its name, three things to know, a measure, a flag, a thank-you, and an ask.
struct Tongue {
    file: &'static str,
    ward: &'static str,
    lines: [&'static str; 3],
    measure: &'static str,
    flag: &'static str,
    thanks: &'static str,
    ask: &'static str,
}

const TONGUES: [Tongue; 4] = [
    Tongue {
        file: "welsh",
        ward: "Ward Tŷ Gwyn",
        lines: [
            "Dŵr a ffrwythau ar gael ym mhob bae erbyn hyn.",
            "Llŷr sy'n gofalu am y teclyn codi; ŵyna a phrawf bob wythnos.",
            "Ymwelwyr: rhwng dau a phedwar, â chroeso.",
        ],
        measure: "Cwympiadau ŵ Ŵ ŷ Ŷ â ê î ô û",
        flag: "Llai o nyrsys na'r cynllun",
        thanks: "Diolch i'r tîm nos am y gwaith tawel",
        ask: "Mae angen teclyn codi newydd ar frys.",
    },
    Tongue {
        file: "polish",
        ward: "Oddział Łódź",
        lines: [
            "Zespół pielęgniarek dziękuje; żółta karta wisi przy łóżkach.",
            "Źle świeci lampa w sali 4, zgłoszone dwa razy.",
            "Ćwiczenia z fizjoterapeutą codziennie o dziesiątej.",
        ],
        measure: "Upadki ąęćłńóśźż ĄĘĆŁŃÓŚŹŻ",
        flag: "Mniej pielęgniarek niż planowano",
        thanks: "Dziękujemy nocnej zmianie za spokojną pracę",
        ask: "Potrzebny jest nowy podnośnik.",
    },
    Tongue {
        file: "arabic",
        ward: "جناح ٦ أ",
        lines: [
            "الممرضة المسؤولة تشكر الفريق على العمل الهادئ ليلاً.",
            "انتقل لوح السقوط إلى الغرفة 2 قرب المدخل.",
            "طبيب العلاج يزور الجناح كل يوم في الساعة 10:00.",
        ],
        measure: "حالات السقوط (Falls)",
        flag: "عدد الممرضات أقل من المخطط",
        thanks: "شكراً لفريق الليل",
        ask: "نحتاج إلى رافعة جديدة، رقم B6-0143.",
    },
    Tongue {
        file: "emoji",
        ward: "Ward 6A 🌿",
        lines: [
            "Tea 🫖 and cake 🎂 at 15:00, all welcome 👍🏽",
            "Thank you 👩‍⚕️ 🧑🏿‍🦽 👨‍👩‍👧 for the week ❤️",
            "Flags 🇬🇧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 and signs ☎️ ⚠️ ✅ ♿ © ™ 5€",
        ],
        measure: "Smiles 🙂 counted",
        flag: "Missed breaks ☕",
        thanks: "Night staff 🌙, for the quiet handover",
        ask: "A loan hoist 🛏️ by Friday",
    },
];

fn week_in(t: &Tongue) -> WeekReport {
    let mut w = real();
    w.ward.name = t.ward.into();
    w.lines = t.lines.map(str::to_owned).to_vec();
    w.measures[1].name = t.measure.into();
    w.staffing = vec![Counted { name: t.flag.into(), count: 3 }];
    w.thanks = vec![t.thanks.into()];
    w.help[0].ask = t.ask.into();
    w.late[0].what = t.ask.into();
    w
}

fn keep(name: &str, bytes: &[u8]) {
    if let Ok(dir) = std::env::var("PAPER_TO") {
        std::fs::write(format!("{dir}/{name}.pdf"), bytes).unwrap();
    }
}

#[test]
fn a_page_in_each_script_is_read_out_as_it_was_put_in() {
    for t in &TONGUES {
        let w = week_in(t);
        let bytes = Press.week(&w, Format::Pdf).unwrap();
        let walked = walk(&bytes);
        assert_eq!(walked.faults, Vec::<String>::new(), "{}", t.file);
        let page = week_page(&w);
        if t.file == "emoji" {
            // Which pictures of several signs the font has is the font's; the words beside them are all there.
            let words = ["Tea", "and cake", "at 15:00, all welcome", "for the week", "5€"].map(str::to_owned);
            assert_eq!(first_missing(&walked, &words), None, "{}", walked.read_out());
        } else {
            assert_eq!(differs(&walked, &expected(&page)), None, "{}", t.file);
            assert!(!walked.read_out().contains('\u{fffd}'), "{}: a sign was not printed", t.file);
        }
        assert!(walked.fonts.iter().all(|font| font.contains("Noto")), "{:?}", walked.fonts);
        keep(&format!("week-{}", t.file), &bytes);
    }
}

#[test]
fn wards_that_write_differently_stand_side_by_side() {
    let weeks: Vec<OpenedWeek> = TONGUES
        .iter()
        .map(|t| {
            let mut week = week_in(t);
            week.ward.id = format!("id-{}", t.file);
            week.measures[1].name = "Falls".into();
            OpenedWeek { week, altered: false, rival: false }
        })
        .collect();
    let bytes = Press.compare(&weeks, Format::Pdf).unwrap();
    let walked = walk(&bytes);
    assert_eq!(walked.faults, Vec::<String>::new());
    let said = walked.read_out();
    for t in &TONGUES[..2] {
        assert!(said.contains(&crate::walk::squeeze(t.ward)), "{} is not there: {said}", t.ward);
    }
    keep("side-by-side", &bytes);
}

#[test]
fn a_huddle_sheet_in_each_script_prints() {
    for t in &TONGUES {
        let section = |name: &str, prompt: &str| SheetSection {
            name: name.into(),
            prompt: prompt.into(),
            boxes: vec![NumberBox { label: t.flag.into(), planned: Some(4.0) }],
        };
        let sheet = Sheet::Huddle(HuddleSheet {
            ward: t.ward.into(),
            date: day(2026, 11, 22),
            shift: "Day".into(),
            name: "Daily ward huddle".into(),
            code: "H-1122-D".into(),
            sections: vec![section("Staffing", t.lines[0]), section("Messages", t.lines[1])],
            carried: vec![Carried { what: t.ask.into(), owner: "KP".into(), due: "Monday".into() }],
            days_since: vec![DaysLine { name: t.measure.into(), days: Some(11), not_checked: 1 }],
        });
        let bytes = Press.sheet(&sheet).unwrap();
        assert_eq!(walk(&bytes).faults, Vec::<String>::new(), "{}", t.file);
        keep(&format!("huddle-{}", t.file), &bytes);
    }
}
