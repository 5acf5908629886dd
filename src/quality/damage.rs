//! What a spreadsheet probably did to the file before we saw it: suspected from shapes, never certain.

use std::collections::BTreeMap;

use super::codes::{CodeShape, Codes};
use super::survey::Survey;
use crate::claim::{CellNotes, Field, Names, Unreadable};
use crate::load::{CellCounts, IS_DAY_NUMBER, IS_SCIENTIFIC, Loaded, is_digits};

/// What became of the damaged values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DamageFate {
    /// Their rows were rejected.
    Rejected,
    /// They are used as they stand.
    Kept,
    /// They were repaired.
    Repaired,
    /// They are unknown; their rows are used.
    Unknown,
}

impl DamageFate {
    /// The name in every artefact.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Kept => "kept",
            Self::Repaired => "repaired",
            Self::Unknown => "unknown",
        }
    }
}

/// One kind of damage in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// What it is, in machine output.
    pub kind: &'static str,
    /// What it is, in words.
    pub words: &'static str,
    /// The column.
    pub field: Field,
    /// Rows with such a value; for cut identifiers the identifiers themselves.
    pub n: u64,
    /// What became of the values.
    pub fate: DamageFate,
}

/// Everything suspected, worst first: what is lost, what is used in spite of it, what could be repaired.
pub(super) fn find(loaded: &Loaded, survey: &Survey, codes: &Codes) -> Vec<Damage> {
    let mut found = rejected(loaded);
    found.extend(unknown(&loaded.cells));
    found.extend(cut_ids(&loaded.names, survey));
    found.extend(in_codes(codes));
    found.extend(repaired(&loaded.cells));
    found.retain(|damage| damage.n > 0);
    found
}

fn rejected(loaded: &Loaded) -> Vec<Damage> {
    let kinds = [
        (IS_SCIENTIFIC, "scientific_notation", "identifiers in scientific notation: digits are lost"),
        (IS_DAY_NUMBER, "day_numbers", "dates written as a spreadsheet's number of the day"),
    ];
    let mut counts: BTreeMap<(usize, Field), u64> = BTreeMap::new();
    for reject in &loaded.rejects {
        let kind = kinds.iter().position(|(reason, ..)| *reason == reject.reason);
        if let Some((kind, field)) = kind.zip(reject.column) {
            *counts.entry((kind, field)).or_default() += 1;
        }
    }
    let damage = |((kind, field), n): ((usize, Field), u64)| {
        let (_, kind, words) = kinds[kind];
        Damage { kind, words, field, n, fate: DamageFate::Rejected }
    };
    counts.into_iter().map(damage).collect()
}

/// The same damage in columns that lines can do without.
fn unknown(cells: &[CellCounts]) -> Vec<Damage> {
    let mut notes = CellNotes::default();
    for file in cells {
        notes.merge(&file.notes);
    }
    let damage = |(field, why, n): (Field, Unreadable, u64)| {
        let (kind, words) = match why {
            Unreadable::Scientific => ("scientific_notation", "identifiers in scientific notation: digits are lost"),
            Unreadable::DayNumber => ("day_numbers", "dates written as a spreadsheet's number of the day"),
            _ => return None,
        };
        Some(Damage { kind, words, field, n, fate: DamageFate::Unknown })
    };
    notes.unreadable().filter_map(damage).collect()
}

/// Identifiers of more than fifteen digits, and those among them that end in zeros from there on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LongIds {
    long: u64,
    zeros: u64,
}

impl LongIds {
    pub(super) fn new<'t>(ids: impl Iterator<Item = &'t str>) -> Self {
        const KEPT_DIGITS: usize = 15;
        let mut found = Self::default();
        for text in ids.filter(|text| text.len() > KEPT_DIGITS && is_digits(text)) {
            found.long += 1;
            found.zeros += u64::from(text.bytes().skip(KEPT_DIGITS).all(|b| b == b'0'));
        }
        found
    }

    /// Adds other identifiers.
    pub(super) const fn merge(&mut self, other: &Self) {
        self.long += other.long;
        self.zeros += other.zeros;
    }

    /// How many identifiers a spreadsheet cut; none when there is only one, or when most of the long ones do not end in
    /// zeros: one in ten does by chance.
    const fn cut(self) -> u64 {
        if self.zeros > 1 && self.zeros * 2 > self.long { self.zeros } else { 0 }
    }
}

fn cut_ids(names: &Names, survey: &Survey) -> Vec<Damage> {
    let clinicians = LongIds::new(names.clinicians.iter().map(|(_, text)| text));
    let columns =
        [(Field::ClaimId, survey.claims), (Field::PatientId, survey.patients), (Field::RenderingNpi, clinicians)];
    let damage = |(field, ids): (Field, LongIds)| Damage {
        kind: "cut_identifiers",
        words: "identifiers of more than 15 digits that end in zeros: different ones may have become one",
        field,
        n: ids.cut(),
        fate: DamageFate::Kept,
    };
    columns.into_iter().map(damage).collect()
}

fn in_codes(codes: &Codes) -> [Damage; 2] {
    let damage = |kind, words, shape| Damage {
        kind,
        words,
        field: Field::ProcedureCode,
        n: codes.of(shape).rows,
        fate: DamageFate::Kept,
    };
    [
        damage("codes_as_dates", "codes that became dates", CodeShape::Date),
        damage("short_codes", "codes of one to four digits: leading zeros may be lost", CodeShape::ShortNumber),
    ]
}

fn repaired(cells: &[CellCounts]) -> Vec<Damage> {
    let n = |field: Field| cells.iter().map(|file| file.repaired(field)).sum();
    let damage = |field: Field| Damage {
        kind: "repaired",
        words: "a number format's `.0` dropped, lost leading zeros given back, a tax number's dashes taken out",
        field,
        n: n(field),
        fate: DamageFate::Repaired,
    };
    Field::all().map(damage).collect()
}
