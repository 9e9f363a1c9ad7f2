//! What changed between two copies of one week, said in short sentences.

use super::WeekReport;

/// Most sentences one version prints; the rest is counted.
const MOST: usize = 6;

/// Says what of `new` differs from `old`, one short sentence each; empty when nothing that lasts differs.
///
/// What is only true of one moment (cards, lanes, reviews due) is left out: it changes every day and is no
/// news about the week.
#[must_use]
pub fn changes(old: &WeekReport, new: &WeekReport) -> Vec<String> {
    let mut said = Vec::new();
    let whole = |same: bool, words: &str, said: &mut Vec<String>| {
        if !same {
            said.push(words.to_owned());
        }
    };
    whole(old.ward == new.ward, "The ward's name or place changed.", &mut said);
    for i in 0..old.lines.len().max(new.lines.len()) {
        if old.lines.get(i) != new.lines.get(i) {
            said.push(format!("Thing to know {} was written anew.", i + 1));
        }
    }
    let (a, b) = (&old.complete, &new.complete);
    if (a.huddles_held, a.huddles_planned) != (b.huddles_held, b.huddles_planned) {
        said.push(format!(
            "Huddles held: {} of {} became {} of {}.",
            a.huddles_held, a.huddles_planned, b.huddles_held, b.huddles_planned
        ));
    }
    measures(old, new, &mut said);
    for now in &new.crosses {
        match old.crosses.iter().find(|c| c.definition_id == now.definition_id) {
            Some(was) if was == now => {}
            Some(_) => said.push(format!("{}: marked days changed.", now.name)),
            None => said.push(format!("{}: cross added.", now.name)),
        }
    }
    for was in &old.crosses {
        if !new.crosses.iter().any(|c| c.definition_id == was.definition_id) {
            said.push(format!("{}: cross left out.", was.name));
        }
    }
    whole(
        old.harms_not_reported == new.harms_not_reported,
        "Harms without an incident number changed.",
        &mut said,
    );
    whole(old.staffing == new.staffing, "Staffing red flags changed.", &mut said);
    whole(old.help == new.help, "Open asks for help changed.", &mut said);
    whole(old.answered == new.answered, "Answers that came back changed.", &mut said);
    whole(old.late == new.late, "Late actions changed.", &mut said);
    whole(old.tried == new.tried, "What was tried changed.", &mut said);
    whole(old.ideas == new.ideas, "Ideas changed.", &mut said);
    whole(old.thanks == new.thanks, "Thank-yous changed.", &mut said);
    whole(
        !said.is_empty() || old.complete == new.complete,
        "What is complete and what is missing changed.",
        &mut said,
    );
    let left = said.len().saturating_sub(MOST);
    if left > 1 {
        said.truncate(MOST);
        said.push(format!("And {left} more changes."));
    }
    said
}

fn measures(old: &WeekReport, new: &WeekReport, said: &mut Vec<String>) {
    let figure = |v: Option<f64>| v.map_or_else(|| "no reading".to_owned(), |v| v.to_string());
    let same = |id: &str, list: &[super::MeasureWeek]| list.iter().filter(|m| m.definition_id == id).count();
    for now in &new.measures {
        // Two measures of one definition in one ward are told apart by their name.
        let alike = same(&now.definition_id, &new.measures) > 1;
        let was = old
            .measures
            .iter()
            .find(|m| m.definition_id == now.definition_id && (!alike || m.name == now.name));
        match was {
            Some(was) if was == now => {}
            Some(was) if was.value != now.value => {
                said.push(format!("{}: {} became {}.", now.name, figure(was.value), figure(now.value)));
            }
            Some(was) if was.readings != now.readings => {
                said.push(format!("{}: an earlier reading changed.", now.name));
            }
            Some(was) if (&was.definition, &was.unit) != (&now.definition, &now.unit) => {
                said.push(format!("{}: what is counted changed.", now.name));
            }
            Some(_) => said.push(format!("{}: what is said of it changed.", now.name)),
            None => said.push(format!("{}: measure added.", now.name)),
        }
    }
    for was in &old.measures {
        if !new.measures.iter().any(|m| m.definition_id == was.definition_id) {
            said.push(format!("{}: measure left out.", was.name));
        }
    }
}
