//! What layouts, pipelines and reports are named after: the data, that is their folder, their shipped layout or what they
//! are. Never a single file: its name may be that of a month, or of a person.

use std::path::Path;

use super::beside::Kind;

/// Folders whose names say nothing of what is in them.
const PLAIN_FOLDERS: [&str; 16] = [
    "claims",
    "csv",
    "data",
    "desktop",
    "documents",
    "download",
    "downloads",
    "export",
    "exports",
    "files",
    "home",
    "in",
    "inbox",
    "input",
    "temp",
    "tmp",
];

/// What a layout is called.
pub(super) fn name(paths: &[String], kind: Kind) -> String {
    folder(paths).unwrap_or_else(|| kind.section().to_owned())
}

/// What a pipeline is called: after the folder of the files, else after their shipped layout, else after what they are.
pub(super) fn pipeline(paths: &[String], kind: Option<Kind>, shipped: Option<&str>) -> String {
    let shipped = shipped.filter(|layout| *layout != crate::load::layout::CANONICAL).map(str::to_owned);
    folder(paths).or(shipped).unwrap_or_else(|| kind.unwrap_or(Kind::Claims).section().to_owned())
}

/// The folder that was given, or the one in which all the files given stand, where its name says something.
fn folder(paths: &[String]) -> Option<String> {
    if let [path] = paths
        && Path::new(path).is_dir()
        && let Some(name) = Path::new(path).file_name()
    {
        return tame(&name.to_string_lossy());
    }
    let folders = paths.iter().map(|path| Path::new(path).parent().and_then(Path::file_name));
    let mut folders = folders.map(|name| name.map(|name| name.to_string_lossy().into_owned()));
    let first = folders.next()??;
    let says = !PLAIN_FOLDERS.contains(&first.to_lowercase().as_str()) && first.chars().any(char::is_alphabetic);
    if says && folders.all(|other| other.as_ref() == Some(&first)) { tame(&first) } else { None }
}

/// A name that may be part of a file's name.
fn tame(name: &str) -> Option<String> {
    let tame = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = name.chars().map(tame).collect();
    (!name.trim_matches(['-', '.', '_']).is_empty()).then_some(name)
}

/// A file of the folder for what is written.
pub(super) fn in_folder(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { Path::new(folder).join(name).to_string_lossy().into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(paths: &[&str], shipped: Option<&str>) -> String {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        pipeline(&paths, Some(Kind::Claims), shipped)
    }

    #[test]
    fn the_data_give_the_name_and_no_file_does() {
        assert_eq!(named(&["oct_2025_final(2).csv"], None), "claims");
        assert_eq!(named(&["lakeside clinic/oct.csv", "lakeside clinic/nov.csv"], None), "lakeside-clinic");
        assert_eq!(named(&["a/oct.csv", "b/oct.csv"], None), "claims");
        assert_eq!(named(&["downloads/oct.csv", "downloads/nov.csv"], Some("tuva")), "tuva");
        assert_eq!(named(&["oct.csv"], Some("canonical")), "claims");
        assert_eq!(named(&["2025/*.csv"], None), "claims");
    }
}
