//! The proposal for a log and for a roster: a shipped layout where one fits as it is, else one of their own. Writes no
//! file.

use super::beside::{self, ClaimIds, Kind};
use super::layout_text::{self, Sheet};
use super::recognise::{Columns, Recognised};
use super::sides::Side;
use super::survey::{Look, Survey};
use super::{Part, Verdict, one_survey, wrong_choice};
use crate::claim::Moment;
use crate::load::layout::{CANONICAL, Value};
use crate::load::{self, LoadError, LogLayout, Origin, ROSTER_NEEDS};

/// Proposes how to read a log or a roster.
pub(super) fn propose(
    side: Side,
    kind: Kind,
    name: &str,
    claims: &ClaimIds,
    chosen: &[(String, String)],
) -> Result<Part, LoadError> {
    let (mut part, looks) = side.into_part(kind);
    if kind == Kind::Providers && 1 < part.files.len() {
        let problem = "is a second roster; a pipeline reads one, so put them together".to_owned();
        return Err(LoadError::NotData { file: part.files[1].clone(), problem });
    }
    let mut surveys = Vec::new();
    for (file, look) in part.files.clone().iter().zip(looks) {
        match look {
            Look::Columns(survey) => surveys.push(*survey),
            Look::Objects(resource) if kind == Kind::Activity => return objects(part, file, &resource),
            Look::Objects(_) | Look::FixedWidth(_) | Look::X12(_) => {
                let problem = format!("is no table with named columns, as a {} is", kind.words());
                return Err(LoadError::NotData { file: file.clone(), problem });
            }
        }
    }
    part.look_at(&surveys);
    if chosen.is_empty()
        && let Some(known) = shipped(kind, &surveys)
    {
        let by = format!("{} of its columns: {}", known.found.len(), known.found.join(", "));
        part.verdict = Verdict::Known { layout: known.layout, by };
        return Ok(part);
    }
    let survey = one_survey(&part.files, surveys)?;
    let (columns, written) = choose_columns(&survey, kind, chosen)?;
    let (candidates, mut draft, absent) = beside::draft(&survey, kind, claims, &columns);
    for (ours, value) in written {
        if !draft.settle(ours, value) {
            let names: Vec<&str> = survey.names.iter().map(String::as_str).collect();
            let problem = format!("the file has no such column{}", load::document::suggestion(value, &names));
            return Err(wrong_choice(ours, value, problem));
        }
    }
    part.remarks.extend(draft.remarks.iter().cloned());
    part.text = Some(layout_text::render(&Sheet {
        kind,
        name,
        survey: &survey,
        draft: &draft,
        candidates: &candidates,
        absent: &absent,
        remarks: &part.remarks,
        lost: &[],
    }));
    let (entries, unused, headers) = (draft.entries, draft.unused, survey.names);
    part.verdict = Verdict::Proposed { entries, absent, unused, lost: Vec::new(), headers };
    Ok(part)
}

fn objects(mut part: Part, file: &str, resource: &str) -> Result<Part, LoadError> {
    let layout = match resource {
        "Communication" => "fhir-communication",
        "Encounter" => "fhir-encounter",
        _ => {
            let problem = "holds JSON objects that are neither FHIR Communication nor Encounter resources: say in a \
                           layout where their values stand"
                .to_owned();
            return Err(LoadError::NotData { file: file.to_owned(), problem });
        }
    };
    let by = format!("FHIR {resource} resources, one a line");
    part.form = vec![by.clone()];
    part.verdict = Verdict::Known { layout, by };
    Ok(part)
}

/// Columns of ours with what a person chose for them.
type Chosen<'a, T> = Vec<(&'static str, T)>;

/// What a person has chosen: columns by their place, and what names no column and may be a way to write it.
fn choose_columns<'a>(
    survey: &Survey,
    kind: Kind,
    chosen: &'a [(String, String)],
) -> Result<(Chosen<'a, usize>, Chosen<'a, &'a str>), LoadError> {
    let (mut columns, mut written) = (Vec::new(), Vec::new());
    let known = beside::names(kind);
    for (ours, theirs) in chosen {
        let Some(ours) = known.iter().find(|name| *name == ours) else {
            let hint = load::document::suggestion(ours, &known);
            let problem = format!("no column of the {} is called `{ours}`{hint}", kind.words());
            return Err(wrong_choice(ours, theirs, problem));
        };
        let key = load::column_key(theirs);
        match survey.names.iter().position(|name| load::column_key(name) == key) {
            Some(place) => columns.push((*ours, place)),
            None => written.push((*ours, theirs.as_str())),
        }
    }
    Ok((columns, written))
}

/// The shipped layout that reads these files as they are.
fn shipped(kind: Kind, surveys: &[Survey]) -> Option<Recognised> {
    let names: &[&'static str] = if kind == Kind::Activity { &LogLayout::shipped_names() } else { &[CANONICAL] };
    names.iter().find_map(|name| {
        let layout = if kind == Kind::Activity { load::find_log_layout(name) } else { load::find_roster_layout(name) };
        let layout = layout.ok()?;
        let fits = surveys.iter().all(|survey| reads(&layout, kind, survey));
        let survey = surveys.first().filter(|_| fits)?;
        let columns = Columns::of(&survey.names);
        let known: Vec<&str> = layout.columns.iter().flat_map(|(_, value)| value.origin.columns()).collect();
        let mut found: Vec<String> =
            known.iter().filter(|name| columns.has(name)).map(|name| (*name).to_owned()).collect();
        found.sort();
        found.dedup();
        Some(Recognised { layout: name, found, n_columns: known.len(), lacking: Vec::new() })
    })
}

/// Whether a layout finds what every entry needs, and reads the times and the words that it translates.
fn reads(layout: &LogLayout, kind: Kind, survey: &Survey) -> bool {
    let columns = Columns::of(&survey.names);
    let is_needed = |name: &str| match kind {
        Kind::Providers => ROSTER_NEEDS.contains(&name),
        _ => ["activity_id", "patient_id", "clinician_npi", "kind", "start_time"].contains(&name),
    };
    let has_delimiter = survey.dialect.as_ref().is_none_or(|dialect| dialect.skip_rows == 0 && dialect.has_header);
    let has_all =
        layout.columns.iter().filter(|(name, _)| is_needed(name)).all(|(_, value)| columns.can_give(&value.origin));
    let has_filters = layout.filters.iter().all(|filter| columns.has(&filter.column));
    // One column in a table of many is no layout: it may be anybody's `npi`.
    let is_told =
        kind == Kind::Activity || ["specialty", "taxonomy", "billing_tin"].iter().any(|name| columns.has(name));
    let is_sheet_start = survey.sheet_skip == 0;
    has_delimiter
        && is_sheet_start
        && has_all
        && has_filters
        && is_told
        && layout.columns.iter().all(|(name, value)| reads_values(layout, name, value, survey))
}

/// Whether the first rows hold values that the layout knows, where it takes times or words only.
fn reads_values(layout: &LogLayout, name: &str, value: &Value, survey: &Survey) -> bool {
    let column =
        value.origin.columns().into_iter().find_map(|theirs| {
            survey.names.iter().position(|known| load::column_key(known) == load::column_key(theirs))
        });
    let Some(column) = column else { return true };
    let texts = survey.kept.iter().map(|row| row[column].trim()).filter(|text| !super::profile::is_blank(text));
    let mut texts = texts.peekable();
    if matches!(name, "start_time" | "end_time") {
        let reads = |text: &str| {
            let own = if value.times.is_empty() { &layout.notation.times } else { &value.times };
            Moment::parse(text).is_some() || own.iter().any(|pattern| Moment::by_pattern(text, pattern).is_some())
        };
        // Where month and day could be either, a layout with an order of its own decides nothing.
        let is_open = survey.profiles[column].dates.is_open();
        return texts.all(reads) && (!is_open || layout.name == CANONICAL);
    }
    let words = match (&value.origin, name) {
        (Origin::Mapped { words, otherwise: None, .. }, _) => {
            words.iter().flat_map(|(theirs, ours)| [theirs.as_str(), ours.as_str()]).collect()
        }
        (Origin::Column(_), "kind") => vec!["message", "phone", "video", "image", "care_management", "other"],
        (Origin::Column(_), "role") => vec!["practitioner", "staff", "patient"],
        (Origin::Column(_), "initiated_by") => vec!["patient", "practice", "unknown"],
        // Names of specialties have to become CMS's codes.
        (Origin::Column(_), "specialty") => return texts.all(|text| text.len() <= 2),
        _ => return true,
    };
    texts.all(|text| words.iter().any(|word| word.eq_ignore_ascii_case(text)))
}
