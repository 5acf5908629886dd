//! The proposal for claim files: a shipped layout where one fits as it is, else one of their own. Writes no file.

use std::collections::BTreeSet;

use super::beside::{ClaimIds, Kind};
use super::layout_text::{self, Sheet};
use super::matching::{self, Matches};
use super::names::Dictionary;
use super::recognise::{self, NamedFile, Recognised, recognise};
use super::sides::Side;
use super::survey::{Look, Survey};
use super::wide::Candidates;
use super::{Part, Verdict, agreement, draft, lost_rules, one_survey, wrong_choice};
use crate::claim::Field;
use crate::load::format::FormatKind;
use crate::load::{self, LoadError};

/// Proposes how to read the claims; gives what they call patients and clinicians too.
pub(super) fn propose(side: Side, name: &str, chosen: &[(String, String)]) -> Result<(Part, ClaimIds), LoadError> {
    let (mut part, looks) = side.into_part(Kind::Claims);
    let mut surveys = Vec::new();
    let sets = looks.iter().filter_map(|look| if let Look::X12(set) = look { Some(set.clone()) } else { None });
    let sets: BTreeSet<String> = sets.collect();
    for (file, look) in part.files.clone().iter().zip(looks) {
        match look {
            Look::Columns(survey) => surveys.push(*survey),
            Look::FixedWidth(lengths) => return fixed_width(part, file, &lengths),
            Look::X12(_) => return x12(part, file, &sets),
            Look::Objects(resource) => return objects(part, file, &resource),
        }
    }
    let named = part.files.iter().zip(&surveys).map(|(path, survey)| {
        let names = survey.names.clone();
        NamedFile { path: path.clone(), names }
    });
    let recognised = recognise(&named.collect::<Vec<_>>());
    part.look_at(&surveys);
    let shipped = if chosen.iter().all(|(ours, _)| ours == LAYOUT) {
        known(&recognised, &surveys, &mut part.remarks)
    } else {
        None
    };
    match shipped {
        Some(verdict) => {
            part.verdict = verdict;
            choose_layout(&mut part, chosen)?;
            let layout = if let Verdict::Known { layout, .. } = &part.verdict { layout } else { "" };
            let ids = of_shipped(layout, &surveys);
            Ok((part, ids))
        }
        None => proposed(part, surveys, name, chosen),
    }
}

/// What is chosen where several shipped layouts fit.
const LAYOUT: &str = "layout";

/// Takes one of several layouts that fit equally well because a person says so.
fn choose_layout(part: &mut Part, chosen: &[(String, String)]) -> Result<(), LoadError> {
    let Verdict::Equal(layouts) = &part.verdict else { return Ok(()) };
    let Some((_, wanted)) = chosen.iter().find(|(ours, _)| ours == LAYOUT) else { return Ok(()) };
    let found = layouts.iter().find(|layout| *layout == wanted);
    let layout = found
        .ok_or_else(|| wrong_choice(LAYOUT, wanted, format!("the layouts that fit are {}", layouts.join(", "))))?;
    part.verdict = Verdict::Known { layout, by: "your choice".to_owned() };
    Ok(())
}

/// The shipped layout that fits best, or those that fit equally well; nothing when none fits as it is.
fn known(recognised: &[Recognised], surveys: &[Survey], remarks: &mut Vec<String>) -> Option<Verdict> {
    for near in recognised.iter().filter(|one| !one.fits()) {
        remarks.push(format!(
            "{} of the {} columns of layout `{}` are there, but not {}",
            near.found.len(),
            near.n_columns,
            near.layout,
            near.lacking.join(", ")
        ));
    }
    let fitting: Vec<&Recognised> = recognised.iter().filter(|one| one.fits()).collect();
    let best = fitting.first()?;
    let equal: Vec<&'static str> =
        fitting.iter().filter(|one| one.found.len() == best.found.len()).map(|one| one.layout).collect();
    if 1 < equal.len() {
        return Some(Verdict::Equal(equal));
    }
    let disagreements = agreement::disagreements(best.layout, surveys);
    if !disagreements.is_empty() {
        remarks.push(format!(
            "the columns are those of layout `{}`, but {}: hence a layout of its own",
            best.layout,
            disagreements.join(", and ")
        ));
        return None;
    }
    let by = format!("{} of its {} columns: {}", best.found.len(), best.n_columns, best.found.join(", "));
    Some(Verdict::Known { layout: best.layout, by })
}

/// What the claims call patients, clinicians and claims, read through a shipped layout.
fn of_shipped(layout: &str, surveys: &[Survey]) -> ClaimIds {
    let profile = |field: Field| agreement::profile_of(layout, surveys, field);
    ClaimIds {
        patients: profile(Field::PatientId),
        clinicians: profile(Field::RenderingNpi),
        claims: profile(Field::ClaimId),
    }
}

/// Proposes a layout for files that all have the same columns.
fn proposed(
    mut part: Part,
    surveys: Vec<Survey>,
    name: &str,
    chosen: &[(String, String)],
) -> Result<(Part, ClaimIds), LoadError> {
    let survey = one_survey(&part.files, surveys)?;
    let dictionary = Dictionary::shipped();
    let candidates = Candidates::new(&survey, &dictionary);
    let mut matches = matching::columns(&candidates.all, &dictionary);
    let written = choose_columns(&candidates, &mut matches, chosen)?;
    let mut draft = draft::draft(&survey, &candidates, &matches);
    for (ours, value) in written {
        if !draft.settle(ours, value) {
            let names: Vec<&str> = candidates.all.iter().map(|candidate| candidate.name.as_str()).collect();
            let problem = format!("the file has no such column{}", load::document::suggestion(value, &names));
            return Err(wrong_choice(ours, value, problem));
        }
    }
    part.remarks.extend(draft.remarks.iter().cloned());
    if !draft.entries.iter().any(|entry| ["billing_tin", "billing_npi"].contains(&entry.ours.as_str())) {
        part.remarks.push(
            "no column says which group bills, so that visits to colleagues are not looked at: where all lines are of \
             one practice, the layout has a line for its tax number"
                .to_owned(),
        );
    }
    let is_named = |field: &Field| draft.entries.iter().any(|entry| entry.ours == field.name());
    let has_slots = candidates.repeat.is_some();
    let absent: Vec<&'static str> =
        Field::all().filter(|field| field.is_needed() && !is_named(field)).map(Field::name).collect();
    let lost = lost_rules::lost(&draft.entries, has_slots);
    part.text = Some(layout_text::render(&Sheet {
        kind: Kind::Claims,
        name,
        survey: &survey,
        draft: &draft,
        candidates: &candidates,
        absent: &absent,
        remarks: &part.remarks,
        lost: &lost,
    }));
    let profile = |field: Field| {
        let entry = draft.entries.iter().find(|entry| entry.ours == field.name() && entry.is_decided)?;
        let candidate = candidates.all.iter().find(|one| one.name == entry.choices[0].theirs)?;
        Some(candidate.profile.clone())
    };
    let ids = ClaimIds {
        patients: profile(Field::PatientId),
        clinicians: profile(Field::RenderingNpi),
        claims: profile(Field::ClaimId),
    };
    part.verdict =
        Verdict::Proposed { entries: draft.entries, absent, unused: draft.unused, lost, headers: survey.names };
    Ok((part, ids))
}

/// Takes the columns that a person has chosen; gives what names no column, and may be one of the ways to write it.
fn choose_columns<'a>(
    candidates: &Candidates,
    matches: &mut Matches,
    chosen: &'a [(String, String)],
) -> Result<Vec<(&'a str, &'a str)>, LoadError> {
    let mut written = Vec::new();
    for (ours, theirs) in chosen {
        let field = matching::single_fields().find(|field| field.name() == ours);
        let field = field.ok_or_else(|| {
            let names: Vec<&str> = matching::single_fields().map(Field::name).collect();
            let hint = load::document::suggestion(ours, &names);
            wrong_choice(ours, theirs, format!("no single column of ours is called `{ours}`{hint}"))
        })?;
        let key = load::column_key(theirs);
        match candidates.all.iter().position(|candidate| load::column_key(&candidate.name) == key) {
            Some(candidate) => matches.choose(field, candidate),
            None => written.push((ours.as_str(), theirs.as_str())),
        }
    }
    Ok(written)
}

fn fixed_width(part: Part, file: &str, lengths: &[usize]) -> Result<(Part, ClaimIds), LoadError> {
    let said: Vec<String> = lengths.iter().map(ToString::to_string).collect();
    let said = said.join(" or ");
    let layouts = recognise::recognise_lengths(lengths);
    if layouts.is_empty() {
        let problem = format!(
            "has rows of {said} characters without delimiters; where their fields stand only a layout can say (kind = \"fixed_width\" with `fields`), and no shipped one has rows of this length"
        );
        return Err(LoadError::NotData { file: file.to_owned(), problem });
    }
    let by = format!("rows of {said} characters without delimiters");
    Ok(of_kind(part, &layouts, by))
}

/// Remittances alone are lines themselves; beside claims they tell what was paid.
fn x12(part: Part, file: &str, sets: &BTreeSet<String>) -> Result<(Part, ClaimIds), LoadError> {
    let said: Vec<&str> = sets.iter().map(String::as_str).collect();
    let kind = match said.as_slice() {
        ["835"] => Some(FormatKind::X12Remittance),
        ["837"] | ["835", "837"] => Some(FormatKind::X12Claims),
        _ => None,
    };
    let layouts = kind.map(recognise::recognise_x12).filter(|layouts| !layouts.is_empty());
    let said = said.join(" and ");
    let Some(layouts) = layouts else {
        let problem = format!("holds X12 transactions {said}, for which there is no shipped layout");
        return Err(LoadError::NotData { file: file.to_owned(), problem });
    };
    Ok(of_kind(part, &layouts, format!("X12 {said} transactions")))
}

fn objects(part: Part, file: &str, resource: &str) -> Result<(Part, ClaimIds), LoadError> {
    if resource != "ExplanationOfBenefit" {
        let what = if resource.is_empty() { "JSON objects".to_owned() } else { format!("FHIR {resource} resources") };
        let problem = format!("holds {what}, for which there is no shipped layout of claims");
        return Err(LoadError::NotData { file: file.to_owned(), problem });
    }
    Ok(of_kind(part, &["fhir-eob"], format!("FHIR {resource} resources, one a line")))
}

/// A proposal where the kind of file alone tells the layout.
fn of_kind(mut part: Part, layouts: &[&'static str], by: String) -> (Part, ClaimIds) {
    part.form = vec![by.clone()];
    part.verdict = match layouts {
        [layout] => Verdict::Known { layout, by },
        several => Verdict::Equal(several.to_vec()),
    };
    (part, ClaimIds::default())
}
