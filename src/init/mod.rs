//! Proposes how to read files of unknown columns, claims and what stands beside them: a shipped layout when they have its
//! columns, else a layout of their own with a reason and a degree of certainty for every column. Writes no file and takes
//! nothing silently: what names and values leave open is left to a person.

mod agreement;
mod beside;
mod claims;
mod dates;
mod dialect;
mod draft;
mod durations;
mod fit;
mod layout_text;
mod log_values;
mod log_words;
mod logs;
mod lost_rules;
mod matching;
mod names;
mod naming;
mod pipeline_text;
mod profile;
mod recognise;
mod shapes;
mod sides;
mod survey;
mod values;
mod wide;
mod words;

use std::collections::BTreeMap;

use crate::load::{self, LoadError};
use beside::ClaimIds;
use survey::Survey;

pub use beside::Kind;
pub use dialect::Dialect;
pub use draft::{Choice, Entry};
pub use recognise::{NamedFile, Recognised, hint, recognise};

/// What `init` is asked.
pub struct Request {
    /// Paths and globs of files, as given: claims, or what their columns tell them to be.
    pub paths: Vec<String>,
    /// Paths and globs of logs.
    pub activity: Vec<String>,
    /// The roster.
    pub providers: Vec<String>,
    /// The file that holds what came from standard input.
    pub standard_input: Option<String>,
    /// The folder for what is written; empty for the current one.
    pub folder: String,
    /// Columns of ours with the columns of theirs that a person has chosen for them, or the way to write them. Those of a
    /// log or a roster beside claims begin with `activity.` or `providers.`.
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
        /// Every column of theirs.
        headers: Vec<String>,
    },
}

/// A file to be written.
pub struct Written {
    /// Where.
    pub path: String,
    /// What.
    pub text: String,
}

/// The proposal for the files of one kind.
pub struct Part {
    /// What they are.
    pub kind: Kind,
    /// The paths and globs that lead to them.
    pub paths: Vec<String>,
    /// The files, sorted.
    pub files: Vec<String>,
    /// How they are written, in words.
    pub form: Vec<String>,
    /// Rows looked at.
    pub rows: u64,
    /// What was found out.
    pub verdict: Verdict,
    /// What should be said besides.
    pub remarks: Vec<String>,
    /// Where the proposed layout is written, or the name of a shipped one; empty while several fit.
    pub layout: String,
    /// The text of the proposed layout.
    text: Option<String>,
}

/// A proposal.
pub struct Proposal {
    /// What the files of every kind are, claims first.
    pub parts: Vec<Part>,
    /// The proposed layouts; none where shipped ones fit.
    pub layouts: Vec<Written>,
    /// Where the pipeline goes.
    pub pipeline: String,
    /// What the data are called.
    name: String,
    /// The folder of what is written.
    folder: String,
}

impl Part {
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

    /// Adds what was seen in its files.
    fn look_at(&mut self, surveys: &[Survey]) {
        self.form = surveys.first().map_or_else(Vec::new, Survey::form);
        self.rows = surveys.iter().map(|survey| survey.rows).sum();
        let seen = surveys.iter().zip(&self.files).flat_map(|(survey, file)| survey.remarks(file));
        let left_out = std::mem::take(&mut self.remarks);
        self.remarks = seen.chain(left_out).collect();
    }
}

impl Proposal {
    /// Whether a run would be refused until a person has chosen something, or named the claims.
    pub fn is_undecided(&self) -> bool {
        self.part(Kind::Claims).is_none() || self.parts.iter().any(Part::is_undecided)
    }

    /// A path as the pipeline says it.
    fn seen(&self, path: &str) -> String {
        if path == STANDARD_INPUT { path.to_owned() } else { load::seen_from(&self.folder, path) }
    }

    /// The files of one kind.
    pub fn part(&self, kind: Kind) -> Option<&Part> {
        self.parts.iter().find(|part| part.kind == kind)
    }

    /// The text of the pipeline; `dates` are the first and the last service date, as `2025-10-31`, where they are known.
    pub fn pipeline_text(&self, dates: Option<(&str, &str)>) -> String {
        let inputs = self.parts.iter().map(|part| pipeline_text::Input {
            kind: part.kind,
            paths: part.paths.iter().map(|path| self.seen(path)).collect(),
            layouts: match &part.verdict {
                Verdict::Equal(layouts) => layouts.iter().map(|layout| (*layout).to_owned()).collect(),
                // A proposed one is written beside the pipeline, where relative paths begin.
                _ => vec![load::name_of(&part.layout)],
            },
        });
        pipeline_text::render(&self.name, &inputs.collect::<Vec<_>>(), dates)
    }
}

impl Request {
    /// The paths that may tell what the data are called: that of standard input says nothing.
    fn named_paths(&self) -> &[String] {
        if self.standard_input.is_some() { &[] } else { &self.paths }
    }
}

/// How standard input is called among the paths of a pipeline.
const STANDARD_INPUT: &str = "-";

/// The columns of a file, from its first rows; none when it names none.
pub fn named_file(path: &str) -> Option<NamedFile> {
    Some(NamedFile { path: path.to_owned(), names: survey::names(path)? })
}

/// Looks at the files and proposes how to read them.
pub fn propose(request: &Request) -> Result<Proposal, LoadError> {
    let sides = sides::sorted(request)?;
    let kinds: Vec<Kind> = sides.iter().map(|(kind, _)| *kind).collect();
    let mut chosen = chosen_by_kind(request, &kinds)?;
    let (mut parts, mut ids) = (Vec::new(), ClaimIds::default());
    for (kind, side) in sides {
        let own = chosen.remove(&kind).unwrap_or_default();
        let name = naming::name(request.named_paths(), kind);
        let part = if kind == Kind::Claims {
            let (part, found) = claims::propose(side, &name, &own)?;
            ids = found;
            part
        } else {
            logs::propose(side, kind, &name, &ids, &own)?
        };
        parts.push(part);
    }
    Ok(finished(request, parts))
}

/// What a person has chosen, by the kind of file it is about: the only one, the claims, or the one that is named.
fn chosen_by_kind(request: &Request, kinds: &[Kind]) -> Result<BTreeMap<Kind, Vec<(String, String)>>, LoadError> {
    let first = kinds.first().copied().unwrap_or(Kind::Claims);
    let mut chosen: BTreeMap<Kind, Vec<(String, String)>> = BTreeMap::new();
    for (ours, theirs) in &request.chosen {
        let (kind, ours) = match ours.split_once('.') {
            Some((section, ours)) => {
                let kind = kinds.iter().find(|kind| kind.section() == section).ok_or_else(|| {
                    wrong_choice(ours, theirs, format!("no file that was given belongs under `{section}`"))
                })?;
                (*kind, ours)
            }
            None => (first, ours.as_str()),
        };
        chosen.entry(kind).or_default().push((ours.to_owned(), theirs.clone()));
    }
    Ok(chosen)
}

/// The error of a choice that cannot be taken.
fn wrong_choice(ours: &str, theirs: &str, problem: String) -> LoadError {
    LoadError::NotData { file: format!("--set {ours}={theirs}"), problem }
}

/// The surveys of files that all have the same columns, put together.
fn one_survey(files: &[String], surveys: Vec<Survey>) -> Result<Survey, LoadError> {
    let mut surveys = surveys.into_iter();
    let Some(mut survey) = surveys.next() else {
        return Err(LoadError::NotFound { path: files.join(" ") });
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
    Ok(survey)
}

/// Says where everything goes.
fn finished(request: &Request, mut parts: Vec<Part>) -> Proposal {
    let shipped = parts.first().and_then(|part| match &part.verdict {
        Verdict::Known { layout, .. } => Some(*layout),
        _ => None,
    });
    let name = naming::pipeline(request.named_paths(), parts.first().map(|part| part.kind), shipped);
    let mut layouts = Vec::new();
    for part in &mut parts {
        if let Verdict::Known { layout, .. } = &part.verdict {
            (*layout).clone_into(&mut part.layout);
        }
        if let Some(text) = part.text.take() {
            let is_plain = [Kind::Claims, Kind::Activity, Kind::Providers].iter().any(|kind| kind.section() == name);
            let stem = match part.kind {
                Kind::Claims => name.clone(),
                other if is_plain => other.section().to_owned(),
                other => format!("{name}-{}", other.section()),
            };
            part.layout = naming::in_folder(&request.folder, &format!("{stem}-layout.toml"));
            layouts.push(Written { path: part.layout.clone(), text });
        }
        for path in part.paths.iter_mut().filter(|path| request.standard_input.as_ref() == Some(path)) {
            STANDARD_INPUT.clone_into(path);
        }
    }
    let pipeline = naming::in_folder(&request.folder, &format!("{name}-pipeline.toml"));
    Proposal { parts, layouts, pipeline, name, folder: request.folder.clone() }
}
