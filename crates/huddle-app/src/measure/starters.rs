//! Measures to start from, shipped with the app. Each names where it comes from.

use crate::exec::Ask;
use crate::fault::Fault;
use crate::wire::{Nothing, Starter, StartersView};

/// The library, one measure a row; `assets/measures/README.md` says what each column means.
const LIBRARY: &str = include_str!("../../../../assets/measures/measure_library.csv");

/// One row of the library, as far as a measure is made from it.
#[derive(serde::Deserialize)]
struct Row {
    id: String,
    name: String,
    category: String,
    definition: String,
    numerator: String,
    denominator: String,
    unit: String,
    value_type: String,
    decimals: i64,
    improvement_direction: String,
    frequency: String,
    source_title: String,
    notes: String,
}

/// Returns the measures a ward can start from, in the order of the library.
pub fn starters_get(_: &Ask, _: Nothing) -> Result<StartersView, Fault> {
    Ok(StartersView { starters: read(LIBRARY)? })
}

fn read(text: &str) -> Result<Vec<Starter>, Fault> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    rows.deserialize::<Row>()
        .map(|row| {
            row.map(starter).map_err(|_| Fault::internal("a row of the measure library cannot be read"))
        })
        .collect()
}

fn starter(row: Row) -> Starter {
    let paired = !row.numerator.is_empty() && !row.denominator.is_empty();
    let value_kind = match row.value_type.as_str() {
        "percent" | "percent_score" if paired => "percent",
        "rate" | "ratio" if paired => "ratio",
        "days_between" => "days_between",
        "count" => "count",
        _ => "number",
    };
    let pair = matches!(value_kind, "percent" | "ratio");
    let unit = match row.unit.as_str() {
        "%" => "percent",
        "per 1,000 bed days" => "per_1000_bed_days",
        "GBP" => "pounds",
        other => other,
    };
    // "weekly or monthly": the first is the ward's usual one. Events come on days.
    let frequency = match row.frequency.split_whitespace().next() {
        Some("weekly") => "weekly",
        Some("monthly") => "monthly",
        Some("daily" | "per") => "daily",
        _ => "monthly",
    };
    Starter {
        key: row.id,
        name: row.name,
        lane: row.category.to_lowercase(),
        definition: row.definition,
        value_kind: value_kind.to_owned(),
        unit: unit.to_owned(),
        numerator_label: if pair { row.numerator } else { String::new() },
        denominator_label: if pair { row.denominator } else { String::new() },
        frequency: frequency.to_owned(),
        direction: match row.improvement_direction.as_str() {
            "increase" => "up",
            "decrease" => "down",
            _ => "neither",
        }
        .to_owned(),
        decimals: row.decimals,
        source: row.source_title,
        watch: row.notes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use huddle_core::frequency::Frequency;
    use huddle_core::text::{Field, limit};

    #[test]
    fn every_starter_can_be_set_up_as_it_stands() {
        let all = read(LIBRARY).unwrap();
        assert!(all.len() >= 40, "{} starters", all.len());
        let long = |text: &str, field| text.chars().count() > limit(field).max;
        for s in &all {
            assert!(
                ["quality", "service", "delivery", "morale", "cost"].contains(&s.lane.as_str()),
                "{}",
                s.key
            );
            assert!(super::super::VALUE_KINDS.contains(&s.value_kind.as_str()), "{}", s.key);
            assert!(Frequency::parse(&s.frequency).is_some(), "{}", s.key);
            assert!(!s.name.is_empty() && !s.definition.is_empty() && !s.source.is_empty(), "{}", s.key);
            assert!(
                !long(&s.name, Field::MeasureName) && !long(&s.definition, Field::MeasureDefinition),
                "{}",
                s.key
            );
            assert!(!long(&s.numerator_label, Field::MeasurePart), "{}", s.key);
            assert!((0..=3).contains(&s.decimals), "{}", s.key);
        }
        let mut keys: Vec<&str> = all.iter().map(|s| s.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all.len());
    }

    #[test]
    fn a_broken_row_is_a_fault_and_not_a_shorter_library() {
        let cut = LIBRARY.replace("days_between,1,0,", "days_between,1,many,");
        assert!(read(&cut).is_err());
    }
}
