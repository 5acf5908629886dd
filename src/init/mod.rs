//! Proposes how to read claim files of unknown columns: a shipped layout when they have its columns, else a layout of
//! their own with a reason and a degree of certainty for every column. Writes no file and takes nothing silently: what
//! names and values leave open is left to a person.

mod agreement;
mod dates;
mod dialect;
mod draft;
mod fit;
mod layout_text;
mod lost_rules;
mod matching;
mod names;
mod pipeline_text;
mod profile;
mod recognise;
mod shapes;
mod survey;
mod values;
mod wide;
mod words;

use std::path::Path;

use crate::claim::Field;
use crate::load::format::FormatKind;
use crate::load::{self, LoadError};
use names::Dictionary;
use survey::{Look, Survey};
use wide::Candidates;

pub use dialect::Dialect;
pub use draft::{Choice, Entry};
pub use recognise::{NamedFile, Recognised, hint, recognise};

/// What `init` is asked.
pub struct Request {
    /// Paths and globs of claim files, as given.
    pub paths: Vec<String>,
    /// The folder for what is written; empty for the current one.
    pub folder: String,
    /// Columns of ours with the columns of theirs that a person has chosen for them.
    pub chosen: Vec<(String, String)>,
}

/// What was found out about the columns.
pub enum Verdict {
    /// A shipped layout fits as it is.
    Known {
        /// Its name.
        layout: &'static str,
        /// By what it was recognised.
        by: String,
    },
    /// Several shipped layouts fit equally well.
    Equal(Vec<&'static str>),
    /// A layout is proposed.
    Proposed {
        /// One entry per column of ours, those that are undecided among them.
        entries: Vec<Entry>,
        /// Columns of ours that every line needs and nothing was found for.
        absent: Vec<&'static str>,
        /// Columns of theirs that nothing uses.
        unused: Vec<String>,
        /// What is lacking, with the rules that cannot run without it.
        lost: Vec<(String, Vec<&'static str>)>,
    },
}

/// A file to be written.
pub struct Written {
    /// Where.
    pub path: String,
    /// What.
    pub text: String,
}

/// A proposal.
pub struct Proposal {
    /// The claim files, sorted.
    pub files: Vec<String>,
    /// How they are written, in words.
    pub form: Vec<String>,
    /// Rows looked at.
    pub rows: u64,
    /// What was found out.
    pub verdict: Verdict,
    /// What should be said besides.
    pub remarks: Vec<String>,
    /// The layout and the pipeline; no layout where a shipped one fits.
    pub written: Vec<Written>,
}

impl Proposal {
    /// Whether a run would be refused until a person has chosen something.
    pub fn is_undecided(&self) -> bool {
        match &self.verdict {
            Verdict::Known { .. } => false,
            Verdict::Equal(_) => true,
            Verdict::Proposed { entries, absent, .. } => {
                !absent.is_empty() || entries.iter().any(|entry| entry.is_needed && !entry.is_decided)
            }
        }
    }
}

/// The columns of a file, from its first rows; none when it names none.
pub fn named_file(path: &str) -> Option<NamedFile> {
    Some(NamedFile { path: path.to_owned(), names: survey::names(path)? })
}

/// Looks at the files and proposes how to read them.
pub fn propose(request: &Request) -> Result<Proposal, LoadError> {
    let load::Found { files, left_out } = load::find_any(&request.paths)?;
    let looks = files.iter().map(|file| survey::look(file)).collect::<Result<Vec<_>, _>>()?;
    let mut surveys = Vec::new();
    for (file, look) in files.iter().zip(looks) {
        match look {
            Look::Columns(survey) => surveys.push(*survey),
            Look::FixedWidth(lengths) => return fixed_width(request, files.clone(), file, &lengths),
            Look::X12(transaction) => return x12(request, files.clone(), file, &transaction),
        }
    }
    let named = files.iter().zip(&surveys).map(|(path, survey)| {
        let names = survey.names.clone();
        NamedFile { path: path.clone(), names }
    });
    let recognised = recognise(&named.collect::<Vec<_>>());
    let form = surveys[0].form();
    let rows = surveys.iter().map(|survey| survey.rows).sum();
    let mut remarks: Vec<String> =
        surveys.iter().zip(&files).filter_map(|(survey, file)| survey.remark(file)).collect();
    remarks.extend(left_out.into_iter().map(|file| format!("not read: {}: {}", file.path, file.reason)));
    let shipped = if request.chosen.is_empty() { known(&recognised, &surveys, &mut remarks) } else { None };
    let Some(verdict) = shipped else {
        return proposed(request, files, surveys, (form, remarks));
    };
    Ok(finished(request, Proposal { files, form, rows, verdict, remarks, written: Vec::new() }))
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

/// Proposes a layout for files that all have the same columns.
fn proposed(
    request: &Request,
    files: Vec<String>,
    surveys: Vec<Survey>,
    (form, mut remarks): (Vec<String>, Vec<String>),
) -> Result<Proposal, LoadError> {
    let mut surveys = surveys.into_iter();
    let Some(mut survey) = surveys.next() else {
        return Err(LoadError::NotFound { path: request.paths.join(" ") });
    };
    for (file, other) in files.iter().skip(1).zip(surveys) {
        if !survey.merge(other) {
            let problem = format!(
                "has other columns than {}, and no shipped layout is for both together; let init look at one of them, and describe the others as [[table]] in its layout",
                files[0]
            );
            return Err(LoadError::NotData { file: file.clone(), problem });
        }
    }
    let dictionary = Dictionary::shipped();
    let candidates = Candidates::new(&survey, &dictionary);
    let mut matches = matching::columns(&candidates.all, &dictionary);
    for (ours, theirs) in &request.chosen {
        let wrong = |problem: String| LoadError::NotData { file: format!("--set {ours}={theirs}"), problem };
        let field = matching::single_fields().find(|field| field.name() == ours);
        let field = field.ok_or_else(|| {
            let names: Vec<&str> = matching::single_fields().map(Field::name).collect();
            wrong(format!("no single column of ours is called `{ours}`{}", load::document::suggestion(ours, &names)))
        })?;
        let key = load::column_key(theirs);
        let candidate = candidates.all.iter().position(|candidate| load::column_key(&candidate.name) == key);
        let names: Vec<&str> = candidates.all.iter().map(|candidate| candidate.name.as_str()).collect();
        let candidate = candidate.ok_or_else(|| {
            wrong(format!("the file has no such column{}", load::document::suggestion(theirs, &names)))
        })?;
        matches.choose(field, candidate);
    }
    let draft = draft::draft(&candidates, &matches);
    remarks.extend(draft.remarks.iter().cloned());
    let is_named = |field: &Field| draft.entries.iter().any(|entry| entry.ours == field.name());
    let has_slots = candidates.repeat.is_some();
    let absent: Vec<&'static str> =
        Field::all().filter(|field| field.is_needed() && !is_named(field)).map(Field::name).collect();
    let lost = lost_rules::lost(&draft.entries, has_slots);
    let text = layout_text::render(&layout_text::Sheet {
        files: &files,
        survey: &survey,
        draft: &draft,
        candidates: &candidates,
        absent: &absent,
        remarks: &remarks,
        lost: &lost,
    });
    let path = in_folder(request, &files, "layout");
    let verdict = Verdict::Proposed { entries: draft.entries, absent, unused: draft.unused, lost };
    let rows = survey.rows;
    let written = vec![Written { path, text }];
    Ok(finished(request, Proposal { files, form, rows, verdict, remarks, written }))
}

fn fixed_width(request: &Request, files: Vec<String>, file: &str, lengths: &[usize]) -> Result<Proposal, LoadError> {
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
    Ok(of_kind(request, files, &layouts, by))
}

fn x12(request: &Request, files: Vec<String>, file: &str, transaction: &str) -> Result<Proposal, LoadError> {
    let kinds: &[FormatKind] = match transaction {
        "837" => &[FormatKind::X12Claims],
        "835" => &[FormatKind::X12Claims, FormatKind::X12Remittance],
        _ => &[],
    };
    let layouts = kinds.iter().map(|kind| recognise::recognise_x12(*kind)).find(|layouts| !layouts.is_empty());
    let Some(layouts) = layouts.filter(|_| transaction == "837" || files.len() == 1) else {
        let problem = format!("holds X12 transactions {transaction}, for which there is no shipped layout");
        return Err(LoadError::NotData { file: file.to_owned(), problem });
    };
    Ok(of_kind(request, files, &layouts, format!("X12 {transaction} transactions")))
}

/// A proposal where the kind of file alone tells the layout.
fn of_kind(request: &Request, files: Vec<String>, layouts: &[&'static str], by: String) -> Proposal {
    let verdict = match layouts {
        [layout] => Verdict::Known { layout, by: by.clone() },
        several => Verdict::Equal(several.to_vec()),
    };
    let (form, remarks, written) = (vec![by], Vec::new(), Vec::new());
    finished(request, Proposal { files, form, rows: 0, verdict, remarks, written })
}

/// Adds the pipeline.
fn finished(request: &Request, mut proposal: Proposal) -> Proposal {
    let layouts = match &proposal.verdict {
        Verdict::Known { layout, .. } => vec![(*layout).to_owned()],
        Verdict::Equal(layouts) => layouts.iter().map(|layout| (*layout).to_owned()).collect(),
        // It is written beside the pipeline, where relative paths begin.
        Verdict::Proposed { .. } => proposal.written.iter().map(|layout| load::name_of(&layout.path)).collect(),
    };
    let stem = stem(request, &proposal.files);
    let paths: Vec<String> = request.paths.iter().map(|path| load::seen_from(&request.folder, path)).collect();
    let text = pipeline_text::render(&stem, &paths, &layouts);
    proposal.written.push(Written { path: in_folder(request, &proposal.files, "pipeline"), text });
    proposal
}

/// What the layout, the pipeline and the report are named after: the folder of several files, what the names of several
/// have in common, or the one file.
fn stem(request: &Request, files: &[String]) -> String {
    let stems: Vec<String> = files.iter().map(|file| load::file_stem(file)).collect();
    let name = match (request.paths.as_slice(), stems.as_slice()) {
        ([path], [_, _, ..]) if Path::new(path).is_dir() => load::file_stem(path.trim_end_matches('/')),
        (_, [one]) => one.clone(),
        (_, [first, ..]) => common_start(first, &stems),
        _ => String::new(),
    };
    let tame = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let stem: String = name.chars().map(tame).collect();
    if stem.trim_matches(['-', '.']).is_empty() { "claims".to_owned() } else { stem }
}

/// The words with which all names begin, without a number that only some of them have.
fn common_start(first: &str, all: &[String]) -> String {
    let is_shared = |end: &usize| all.iter().all(|name| name.get(..*end) == first.get(..*end));
    let end = first.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(is_shared).last().unwrap_or(0);
    let common = first.get(..end).unwrap_or_default();
    common.trim_end_matches(|c: char| !c.is_alphabetic()).to_owned()
}

fn in_folder(request: &Request, files: &[String], kind: &str) -> String {
    let name = format!("{}-{kind}.toml", stem(request, files));
    if request.folder.is_empty() { name } else { Path::new(&request.folder).join(name).to_string_lossy().into_owned() }
}
