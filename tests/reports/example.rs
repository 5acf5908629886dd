//! `reports/example` is what the monthly sweep writes on the sample data today, byte for byte, in every format.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::Place;
use crate::support::kept::is_blessing;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
const PIPELINE: &str = "pipelines/monthly-sweep.toml";

/// The report of the project's own pipeline; it is run in the project's folder, because a report names its inputs.
fn written() -> BTreeMap<String, Vec<u8>> {
    let place = Place::new();
    let out = place.path("report").to_string_lossy().into_owned();
    let run =
        place.command(&["run", PIPELINE, "--out", &out]).current_dir(PROJECT).output().expect("the program starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    place.files("report")
}

#[test]
fn the_example_is_what_the_program_writes() {
    let (fresh, folder) = (written(), Path::new(PROJECT).join("reports/example"));
    if is_blessing() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        for (name, bytes) in &fresh {
            fs::write(folder.join(name), bytes).expect("a file of the example");
        }
    }
    let kept = fs::read_dir(&folder).expect("reports/example").map(|entry| entry.expect("an entry").path());
    let kept: BTreeMap<String, Vec<u8>> = kept
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a readable file"))
        })
        .collect();
    assert!(fresh.keys().eq(kept.keys()), "{:?} and {:?}", fresh.keys(), kept.keys());
    let differing: Vec<&String> = fresh.keys().filter(|name| fresh[*name] != kept[*name]).collect();
    assert!(differing.is_empty(), "{differing:?}: write them again with BLESS=1, and look at them");
    for format in ["findings.parquet", "findings.csv", "report.xlsx", "report.html", "summary.json"] {
        assert!(kept.contains_key(format), "no example of {format}");
    }
}
