//! Weeks to make files of: one a ward could have had, and any number of made-up ones.
#![allow(dead_code)] // each test binary uses its own part

use chrono::{Days, NaiveDate};
use huddle_core::cross::DayState;
use huddle_core::report::*;
use huddle_testkit::chance::Chance;

/// Texts people might type, in the scripts a ward might meet; none longer than a line of a table.
pub const WORDS: [&str; 18] = [
    "Falls risk board moved to bay 2",
    "Bleep 4411 for portering",
    "Dŵr a ffrwythau ar gael",
    "Llŷr's idea: tŷ bach sign",
    "Zespół pielęgniarek, żółta karta",
    "Łóżko zgłoszone",
    "الممرضة",
    "طبيب",
    "Crème brûlée day £5 & <b>cake</b>",
    "50% of \"quick\" checks #done *now* _here_",
    "$x$ @ward [link] `code` \\n ~",
    "= not a heading",
    "Kit locker - top shelf",
    "Søren and Zoë (bank)",
    "Tea 🫖 and cake 🎂 at 15:00",
    "Thank you 👍🏽 from 👩‍⚕️ and 🇬🇧 with ❤️",
    "护士 led the round",
    "#let x = json(\"/etc\") /* ] } $",
];

pub fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).expect("a real day")
}

/// Weekly readings that end with the week of the tests.
pub fn weekly(values: &[f64]) -> Vec<ReadingLine> {
    let first = day(2026, 11, 9) - Days::new(7 * (values.len() as u64 - 1));
    values
        .iter()
        .enumerate()
        .map(|(i, v)| ReadingLine {
            date: first + Days::new(7 * i as u64),
            value: Some(*v),
            numerator: None,
            denominator: None,
            note: String::new(),
        })
        .collect()
}

pub fn empty() -> WeekReport {
    WeekReport {
        ward: ReportWard {
            id: "w-1".into(),
            name: "Ward 6A".into(),
            speciality: String::new(),
            site: String::new(),
        },
        monday: day(2026, 11, 9),
        version: 1,
        made: day(2026, 11, 16).and_hms_opt(7, 42, 0).expect("a time"),
        changed: vec![],
        complete: Completeness::default(),
        lines: vec![],
        help: vec![],
        answered: vec![],
        staffing: vec![],
        harms_not_reported: 0,
        crosses: vec![],
        lanes: vec![],
        measures: vec![],
        cards: vec![],
        tried: vec![],
        late: vec![],
        ideas: IdeaCounts::default(),
        thanks: vec![],
        reviews: vec![],
    }
}

pub fn measure(id: &str, name: &str, value: Option<f64>, standing: Standing, sentence: &str) -> MeasureWeek {
    MeasureWeek {
        definition_id: id.into(),
        name: name.into(),
        lane: "quality".into(),
        definition: format!("Every one counted on the ward: {name}."),
        unit: String::new(),
        frequency: "weekly".into(),
        decimals: 0,
        value,
        missing: String::new(),
        usual_low: Some(0.0),
        usual_high: Some(4.0),
        usual_from: None,
        usual: "0 to 4".into(),
        standing,
        sentence: sentence.into(),
        readings: vec![ReadingLine {
            date: day(2026, 11, 9),
            value,
            numerator: None,
            denominator: None,
            note: String::new(),
        }],
        chart: None,
    }
}

fn cross(id: &str, name: &str, harm: Option<u32>, unmarked: &[u32], since: u32) -> CrossMonth {
    let days = (1..=15)
        .filter(|d| !unmarked.contains(d))
        .map(|d| CrossDay {
            date: day(2026, 11, d),
            state: match harm {
                Some(h) if h == d => DayState::Harm,
                _ if d == 7 => DayState::NearMiss,
                _ => DayState::Safe,
            },
            count: 1,
        })
        .collect();
    CrossMonth {
        definition_id: id.into(),
        name: name.into(),
        definition: format!("Any {} on the ward.", name.to_lowercase()),
        month: day(2026, 11, 1),
        days,
        until: day(2026, 11, 15),
        days_since: Some(since),
        from: None,
        counting_from: None,
        not_checked: unmarked.len() as u32,
        harms_this_week: u32::from(harm.is_some_and(|h| h >= 9)),
        milestone: (since >= 30).then_some(30),
        between: String::new(),
    }
}

/// A week as an elderly care ward might hand it in.
pub fn real() -> WeekReport {
    let mut w = empty();
    w.ward.speciality = "Elderly care".into();
    w.ward.site = "Riverside Hospital".into();
    w.complete = Completeness {
        huddles_held: 5,
        huddles_planned: 7,
        measures_entered: 7,
        measures_due: 9,
        days_not_checked: 3,
    };
    w.lines = vec![
        "Two falls in bay 3 on nights; chair alarms now checked at handover.".into(),
        "Discharge lounge closed Thursday, four patients went home after 6pm.".into(),
    ];
    w.help = vec![
        HelpWanted {
            number: "B6-0143".into(),
            ask: "Hoist in bay 4 has been out of use; we need a loan hoist.".into(),
            to: "Estates".into(),
            told: "Duty manager by phone, 3 November 10:20".into(),
            raised: day(2026, 11, 3),
            days: 12,
        },
        HelpWanted {
            number: "B6-0147".into(),
            ask: "Take-home medicines ready before midday on Fridays.".into(),
            to: "Pharmacy".into(),
            told: String::new(),
            raised: day(2026, 11, 10),
            days: 5,
        },
    ];
    w.staffing = vec![
        Counted { name: "Fewer registered nurses than planned".into(), count: 3 },
        Counted { name: "Missed breaks".into(), count: 6 },
    ];
    w.harms_not_reported = 1;
    w.crosses = vec![
        cross("falls", "Falls", Some(11), &[14], 4),
        cross("pressure-ulcers", "Pressure ulcers", None, &[], 41),
        cross("medicines", "Medicines", Some(2), &[13, 14], 13),
        cross("staff-injury", "Staff injury", None, &[], 88),
    ];
    w.lanes = [
        ("quality", "Quality", "Needs help", 3, 12),
        ("service", "Service", "On track", 2, 4),
        ("delivery", "Delivery", "Watch", 3, 21),
        ("morale", "Morale", "", 1, 6),
        ("cost", "Waste and cost", "On track", 0, 0),
    ]
    .into_iter()
    .map(|(key, name, status, doing, oldest)| LaneWeek {
        key: key.into(),
        name: name.into(),
        status: status.into(),
        doing,
        oldest_days: (doing > 0).then_some(oldest),
        finished: 1,
        waiting: u32::from(key == "quality") * 2,
    })
    .collect();
    let rise = [2., 1., 3., 2., 2., 1., 2., 3., 1., 2., 2., 1., 3., 2., 9.];
    let mut falls = measure(
        "falls-week",
        "Falls",
        Some(9.0),
        Standing::Worse,
        "Worse than usual: above what this ward normally sees.",
    );
    falls.unit = "falls".into();
    falls.readings = weekly(&rise);
    let mut home = measure(
        "home-midday",
        "Home before midday",
        Some(36.0),
        Standing::Better,
        "Better than usual: 8 weeks in a row above average.",
    );
    home.unit = "%".into();
    home.lane = "delivery".into();
    home.usual = "16% to 40%".into();
    (home.usual_low, home.usual_high) = (Some(16.0), Some(40.0));
    home.readings = weekly(&[20., 22., 18., 25., 21., 23., 19., 31., 33., 30., 35., 32., 34., 33., 36.]);
    w.measures = vec![
        measure("ulcers", "Ward-acquired pressure ulcers", Some(1.0), Standing::NoChange, "No real change."),
        falls,
        measure(
            "obs",
            "Observations on time",
            Some(92.0),
            Standing::NoChange,
            "No real change. Still below 95% most weeks.",
        ),
        measure("meds", "Medicines missed or late", Some(4.0), Standing::NoChange, "No real change."),
        home,
        measure("breaks", "Had a break", None, Standing::Missing, "Not entered this week."),
        measure(
            "bell",
            "Call bell answered in 5 minutes",
            Some(70.0),
            Standing::TooFew,
            "Not enough points yet (5 of 13).",
        ),
        measure("stock", "Stock thrown away", Some(12.5), Standing::NoChange, "No real change."),
        measure("compl", "Compliments", Some(6.0), Standing::NoChange, "No real change."),
    ];
    w.measures[2].unit = "%".into();
    w.measures[2].usual = "86% to 97%".into();
    w.measures[5].missing = "too busy".into();
    w.measures[7].unit = "£".into();
    w.measures[7].decimals = 2;
    w.cards = vec![CardLine {
        title: "Chair alarms checked at every handover".into(),
        lane: "Quality".into(),
        column: "Doing".into(),
        owner: "SM".into(),
        days: 12,
        due: Some(day(2026, 11, 20)),
    }];
    w.tried = vec![Tried {
        what: "Tea round moved to 10:30".into(),
        learned: "More breaks taken, bell calls the same.".into(),
        decision: "Keep".into(),
    }];
    w.late = vec![LateAction {
        what: "Order slide sheets".into(),
        owner: "KP".into(),
        due: day(2026, 11, 9),
        days: 6,
    }];
    w.ideas = IdeaCounts { new: 4, answered: 2, waiting: 3, oldest_days: Some(19) };
    w.thanks = vec![
        "Domestic team, for the side rooms on Tuesday".into(),
        "Night staff, for the quiet handover".into(),
    ];
    w.reviews = vec![ReviewDue { title: "Moving a patient with the hoist".into(), due: day(2026, 11, 30) }];
    w
}

/// A week made of chance: any list may be empty or long, any text in any script.
pub fn any(chance: &mut Chance) -> WeekReport {
    let mut w = empty();
    let text = |c: &mut Chance| (*c.pick(&WORDS).expect("words")).to_owned();
    let n = |c: &mut Chance, most: usize| c.below(most + 1) as u32;
    w.ward.name = format!("Ward {}{}", chance.below(30), ["", " Łódź", " Tŷ Gwyn", "/B"][chance.below(4)]);
    w.monday = day(2026, 1, 5) + Days::new(7 * chance.below(200) as u64);
    w.version = 1 + n(chance, 8);
    w.made = w.sunday().and_hms_opt(8, chance.below(60) as u32, 0).expect("a time");
    w.complete = Completeness {
        huddles_held: n(chance, 7),
        huddles_planned: 7,
        measures_entered: n(chance, 5),
        measures_due: 9,
        days_not_checked: n(chance, 20),
    };
    w.lines = (0..chance.below(4)).map(|_| text(chance)).collect();
    w.help = (0..chance.below(8))
        .map(|i| HelpWanted {
            number: format!("B6-{:04}", 100 + i),
            ask: text(chance),
            to: "Estates".into(),
            told: if chance.percent(50) { text(chance) } else { String::new() },
            raised: w.monday,
            days: n(chance, 300),
        })
        .collect();
    w.answered = (0..chance.below(8))
        .map(|i| AnsweredAsk {
            number: format!("B6-{:04}", 200 + i),
            ask: text(chance),
            to: "Stores".into(),
            answer: text(chance),
            on: w.monday,
        })
        .collect();
    w.staffing = (0..chance.below(3)).map(|_| Counted { name: text(chance), count: n(chance, 9) }).collect();
    w.harms_not_reported = n(chance, 3);
    w.crosses = (0..chance.below(4))
        .map(|i| {
            let harm = 1 + n(chance, 14);
            cross(&format!("c{i}"), &format!("Cross {i}"), Some(harm), &[3], n(chance, 400))
        })
        .collect();
    w.lanes = (0..chance.below(6))
        .map(|i| LaneWeek {
            key: format!("l{i}"),
            name: text(chance),
            status: String::new(),
            doing: n(chance, 9),
            oldest_days: None,
            finished: n(chance, 9),
            waiting: n(chance, 9),
        })
        .collect();
    let standings = [
        Standing::Worse,
        Standing::Look,
        Standing::Better,
        Standing::NoChange,
        Standing::TooFew,
        Standing::Missing,
    ];
    w.measures = (0..chance.below(9))
        .map(|i| {
            let standing = standings[chance.below(standings.len())];
            let value = (standing != Standing::Missing).then(|| (chance.below(2_000) as f64 - 500.0) / 10.0);
            let mut m = measure(&format!("m{i}"), &text(chance), value, standing, "A sentence about it.");
            m.decimals = 1;
            if chance.percent(50) {
                let past: Vec<f64> =
                    (0..2 + chance.below(28)).map(|_| chance.below(90) as f64 / 10.0).collect();
                m.readings = weekly(&past);
            }
            m
        })
        .collect();
    w.tried = (0..chance.below(3))
        .map(|_| Tried { what: text(chance), learned: text(chance), decision: "Keep".into() })
        .collect();
    w.late = (0..chance.below(9))
        .map(|_| LateAction { what: text(chance), owner: String::new(), due: w.monday, days: n(chance, 60) })
        .collect();
    w.thanks = (0..chance.below(7)).map(|_| text(chance)).collect();
    w
}
