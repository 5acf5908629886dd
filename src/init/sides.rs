//! Which of the files given are claims, which a log and which a roster: by what a person says, else by their columns.
//! Proposes nothing.

use super::beside::{self, Kind};
use super::recognise::{NamedFile, Recognised, recognise};
use super::survey::{self, Look, Survey};
use super::{Part, Request, Verdict};
use crate::claim::LeftOutFile;
use crate::load::{self, Layout, LoadError};

/// The files of one kind, looked at.
#[derive(Default)]
pub(super) struct Side {
    /// As they were given, or one by one where a folder holds several kinds.
    paths: Vec<String>,
    files: Vec<String>,
    looks: Vec<Look>,
    left_out: Vec<LeftOutFile>,
}

impl Side {
    /// A proposal that says nothing yet, and what the files look like.
    pub(super) fn into_part(self, kind: Kind) -> (Part, Vec<Look>) {
        let remark = |file: LeftOutFile| format!("not read: {}: {}", file.path, file.reason);
        let part = Part {
            kind,
            paths: self.paths,
            files: self.files,
            form: Vec::new(),
            rows: 0,
            verdict: Verdict::Equal(Vec::new()),
            remarks: self.left_out.into_iter().map(remark).collect(),
            layout: String::new(),
            text: None,
        };
        (part, self.looks)
    }

    fn read(paths: &[String]) -> Result<Self, LoadError> {
        let load::Found { files, left_out } = load::find_any(paths)?;
        let looks = files.iter().map(|file| survey::look(file)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { paths: paths.to_vec(), files, looks, left_out })
    }
}

/// The files of every kind that was given, claims first.
pub(super) fn sorted(request: &Request) -> Result<Vec<(Kind, Side)>, LoadError> {
    let mut sides: Vec<(Kind, Side)> = Vec::new();
    if !request.paths.is_empty() {
        sides = by_columns(&request.paths)?;
    }
    for (kind, paths) in [(Kind::Activity, &request.activity), (Kind::Providers, &request.providers)] {
        if paths.is_empty() {
            continue;
        }
        if let Some((_, side)) = sides.iter().find(|(found, _)| *found == kind) {
            let problem = format!("looks like another {} beside {}; name it with the others", kind.words(), paths[0]);
            return Err(LoadError::NotData { file: side.files[0].clone(), problem });
        }
        sides.push((kind, Side::read(paths)?));
    }
    sides.sort_by_key(|(kind, _)| *kind);
    Ok(sides)
}

/// Sorts files of which nobody said what they are.
fn by_columns(paths: &[String]) -> Result<Vec<(Kind, Side)>, LoadError> {
    let whole = Side::read(paths)?;
    let kinds = if is_one_export(&whole) { vec![Kind::Claims; whole.files.len()] } else { kinds(&whole) };
    if let Some(first) = kinds.first().filter(|first| kinds.iter().all(|kind| kind == *first)) {
        return Ok(vec![(*first, whole)]);
    }
    let given: Vec<(&String, Vec<String>)> = paths
        .iter()
        .map(|path| Ok((path, load::find_any(std::slice::from_ref(path))?.files)))
        .collect::<Result<_, LoadError>>()?;
    let mut sides: Vec<(Kind, Side)> = Vec::new();
    for kind in [Kind::Claims, Kind::Activity, Kind::Providers] {
        let is_own = |file: &String| {
            whole.files.iter().position(|known| known == file).is_some_and(|place| kinds[place] == kind)
        };
        // A path whose files are all of one kind stays as it was given, so that later files of a glob are read too.
        let own = given.iter().flat_map(|(path, files)| {
            if files.iter().all(is_own) {
                vec![(*path).clone()]
            } else {
                files.iter().filter(|file| is_own(file)).cloned().collect()
            }
        });
        sides.push((kind, Side { paths: own.collect(), ..Side::default() }));
    }
    sides[0].1.left_out = whole.left_out;
    for ((file, look), kind) in whole.files.into_iter().zip(whole.looks).zip(kinds) {
        let side = sides.iter_mut().find(|(known, _)| *known == kind);
        if let Some((_, side)) = side {
            side.files.push(file);
            side.looks.push(look);
        }
    }
    sides.retain(|(_, side)| !side.files.is_empty());
    Ok(sides)
}

/// Whether the files are together what a shipped layout of claims with tables beside them reads.
fn is_one_export(whole: &Side) -> bool {
    let named: Vec<NamedFile> = named(whole).collect();
    let has_tables = |name: &str| Layout::find(name).is_ok_and(|layout| !layout.tables.is_empty());
    1 < named.len() && recognise(&named).iter().any(|one| one.fits() && has_tables(one.layout))
}

fn named(side: &Side) -> impl Iterator<Item = NamedFile> {
    side.files.iter().zip(&side.looks).filter_map(|(path, look)| {
        let Look::Columns(survey) = look else { return None };
        Some(NamedFile { path: path.clone(), names: survey.names.clone() })
    })
}

fn kinds(whole: &Side) -> Vec<Kind> {
    let kind = |(file, look): (&String, &Look)| match look {
        Look::Columns(survey) => kind_of_table(file, survey),
        Look::Objects(resource) if ["Communication", "Encounter"].contains(&resource.as_str()) => Kind::Activity,
        _ => Kind::Claims,
    };
    whole.files.iter().zip(&whole.looks).map(kind).collect()
}

fn kind_of_table(file: &str, survey: &Survey) -> Kind {
    let named = [NamedFile { path: file.to_owned(), names: survey.names.clone() }];
    if recognise(&named).iter().any(Recognised::fits) {
        return Kind::Claims;
    }
    beside::kind_of(survey).unwrap_or(Kind::Claims)
}
