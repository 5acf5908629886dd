//! The parts of a run once every row is dealt: in memory, or in a file each where memory is short. Judges nothing.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::dealer::Whole;
use super::error::LoadError;
use super::links::hashes;
use super::part::Part;

/// The parts of a run.
pub struct Parts {
    whole: Whole,
    all: Vec<Place>,
    folder: PathBuf,
}

/// Where one part is.
struct Place {
    /// The part; without rows when they wait in a file.
    part: Mutex<Part>,
    waits: bool,
    /// Rows of the file that went to another part.
    gone: Vec<u32>,
}

impl Place {
    const fn new(part: Part, waits: bool) -> Self {
        Self { part: Mutex::new(part), waits, gone: Vec::new() }
    }
}

impl Parts {
    /// Parts with whether each waits in its file in the folder.
    pub(super) fn new(whole: Whole, parts: Vec<(Part, bool)>, folder: PathBuf) -> Self {
        Self { whole, all: parts.into_iter().map(|(part, waits)| Place::new(part, waits)).collect(), folder }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether any part waits in a file.
    pub fn wait(&self) -> bool {
        self.all.iter().any(|place| place.waits)
    }

    /// A part, from its file if it waits there. Each is asked for by one caller at a time.
    pub fn visit<T>(&self, place: usize, look: impl FnOnce(&mut Part) -> T) -> Result<T, LoadError> {
        let Place { part, waits, gone } = &self.all[place];
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        if !waits {
            return Ok(look(&mut part));
        }
        let mut recalled = part.recalled(&self.folder.join(file_name(self.whole, place)))?;
        recalled.drop_rows(gone);
        Ok(look(&mut recalled))
    }

    /// Brings the rows of patients, named by their hashes, together in one more part.
    pub(super) fn join(&mut self, patients: &HashSet<u32>) -> Result<(), LoadError> {
        let empty = self.visit(0, |part| part.empty_like())?;
        let mut together = empty.empty_like();
        for place in 0..self.all.len() {
            let waits = self.all[place].waits;
            let joined = self.visit(place, |part| {
                let joined = part.rows_of(patients);
                together.append(part, &joined);
                if !waits {
                    part.drop_rows(&joined);
                }
                joined
            })?;
            if waits {
                self.all[place].gone = joined;
            }
        }
        let waits = self.wait();
        if waits {
            together.spill(&self.folder.join(file_name(self.whole, self.all.len())))?;
        }
        self.all.push(Place::new(together, waits));
        Ok(())
    }
}

impl Part {
    /// The rows of patients, named by their hashes.
    fn rows_of(&self, patients: &HashSet<u32>) -> Vec<u32> {
        let is_sought: Vec<bool> =
            hashes(&self.texts.patients).iter().map(|patient| patients.contains(patient)).collect();
        if !is_sought.contains(&true) {
            return Vec::new();
        }
        let named = (0..).zip(self.rows.people.patient.iter());
        named.filter(|(_, patient)| is_sought[patient.index()]).map(|(row, _)| row).collect()
    }
}

/// The file of a part.
pub(super) fn file_name(whole: Whole, part: usize) -> String {
    let of = if whole == Whole::Patients { "patients" } else { "clinicians" };
    format!("{of}-{part:04}.arrow")
}
