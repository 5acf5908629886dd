//! What every refusal has in common: exit code 2, one error, the old report untouched byte for byte, nothing left behind.

use super::{HARD, claims};
use crate::program::Place;

/// A folder with `good.csv` and its report in `report`.
pub(super) fn place_with_report() -> Place {
    let place = Place::new();
    place.write("good.csv", claims(&[HARD]));
    let run = place.audit("good.csv", &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

/// Runs what must be refused and checks that the one error holds every one of `words`; gives the error.
pub(super) fn assert_refused(place: &Place, args: &[&str], words: &[&str]) -> String {
    let (before, names) = (place.files("report"), place.names());
    assert!(!before.is_empty(), "there is an old report to protect");
    let run = place.run(args);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}: {}", run.stderr);
    let message = run.stderr.strip_prefix("claimsweep: ").unwrap_or_default();
    assert!(!message.is_empty() && run.stderr.lines().count() == 1, "{args:?}: not one error: {}", run.stderr);
    for word in words {
        assert!(message.contains(word), "{args:?}: {word} is not in: {message}");
    }
    assert!(before == place.files("report"), "{args:?}: the old report was touched");
    assert_eq!(names, place.names(), "{args:?}: something was left behind");
    message.to_owned()
}

/// Audits a file into the folder of an old report; see [`assert_refused`].
pub(super) fn assert_input_refused(name: &str, content: impl AsRef<[u8]>, words: &[&str]) -> String {
    let place = place_with_report();
    place.write(name, content);
    let claims = format!("--claims={name}");
    let message = assert_refused(&place, &["audit", &claims, "--out", "report"], words);
    assert!(message.contains(name), "{name} is not in: {message}");
    // The same file between good ones: it is the one that is named.
    let both = ["audit", "--claims", "good.csv", name, "--out", "report"];
    assert!(assert_refused(&place, &both, words).contains(name));
    message
}
