//! What stands in the code column: CPT and HCPCS, words, numbers of another system. Judges no code; a typing error is the
//! business of a rule.
//!
//! Codes are no patient data, but the column may be bound to the wrong one of the file, and then hold names. So a text is
//! listed only when in every file at least half of the rows hold a CPT or HCPCS number, and when the text was seen with
//! two patients or more; a pseudo-code must be of letters and spaces, at most 24 characters, and of a code with a
//! description behind it only the code is listed. Everything else is counted.

mod shape;

pub use shape::CodeShape;

use std::collections::BTreeMap;

use super::{Count, add_counts};
use crate::claim::{Names, Sym};
use crate::load::Loaded;
use crate::reference::{CodeFacts, Kinds, Reference};

/// What the codes of a file are, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeSystem {
    /// CPT and HCPCS.
    CptHcpcs,
    /// Numbers of six to eighteen digits.
    Snomed,
    /// Seven letters and digits.
    IcdPcs,
    /// Numbers of one to four digits: vaccines, revenue centres, codes of the practice's own.
    ShortNumbers,
    /// Something else.
    Unrecognised,
}

impl CodeSystem {
    /// The name in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CptHcpcs => "cpt_hcpcs",
            Self::Snomed => "snomed",
            Self::IcdPcs => "icd_10_pcs",
            Self::ShortNumbers => "short_numbers",
            Self::Unrecognised => "unrecognised",
        }
    }

    /// Why no rule can judge such codes; nothing when rules can.
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            Self::CptHcpcs => None,
            Self::Snomed => Some("the procedure codes are not CPT/HCPCS (they look like SNOMED)"),
            Self::IcdPcs => Some("the procedure codes are not CPT/HCPCS (they look like ICD-10-PCS)"),
            Self::ShortNumbers => {
                Some("the procedure codes are not CPT/HCPCS (they are numbers of one to four digits)")
            }
            Self::Unrecognised => Some("the procedure codes are not CPT/HCPCS"),
        }
    }

    /// The system of the rows of a file. A file in which nine of ten rows hold nothing that rules understand is of another
    /// system; which one, half of its rows decide.
    fn of(counts: &ShapeCounts) -> Option<Self> {
        let ShapeCounts { usable, shapes } = counts;
        let rows = counts.rows();
        if rows == 0 {
            return None;
        }
        if usable * 10 >= rows {
            return Some(Self::CptHcpcs);
        }
        let systems = [
            (CodeShape::LongNumber, Self::Snomed),
            (CodeShape::IcdPcs, Self::IcdPcs),
            (CodeShape::ShortNumber, Self::ShortNumbers),
        ];
        let half = systems.into_iter().find(|(shape, _)| shapes[*shape as usize] * 2 >= rows);
        Some(half.map_or(Self::Unrecognised, |(_, system)| system))
    }
}

/// How many rows of a file have codes of each shape. Adds up over parts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShapeCounts {
    /// Rows that hold something that rules understand.
    pub usable: u64,
    /// Rows by shape, in the order of [`CodeShape::ALL`].
    pub shapes: [u64; CodeShape::ALL.len()],
}

impl ShapeCounts {
    fn rows(&self) -> u64 {
        self.shapes.iter().sum()
    }

    /// Adds the counts of other rows.
    pub fn merge(&mut self, other: &Self) {
        self.usable += other.usable;
        self.shapes.iter_mut().zip(other.shapes).for_each(|(sum, n)| *sum += n);
    }
}

/// The shape counts of every file; `codes` counts the rows of each code by file.
pub fn shape_counts(names: &Names, facts: &[CodeFacts], reference: &Reference, codes: &[Vec<u64>]) -> Vec<ShapeCounts> {
    let shapes = shapes(names, reference);
    let of_file = |counts: &Vec<u64>| {
        let mut sums = ShapeCounts::default();
        for ((shape, facts), n) in shapes.iter().zip(facts).zip(counts) {
            sums.shapes[*shape as usize] += n;
            sums.usable += if shape.is_usable() || !facts.kinds.is_none() { *n } else { 0 };
        }
        sums
    };
    codes.iter().map(of_file).collect()
}

/// The shape of every code, by its symbol.
fn shapes(names: &Names, reference: &Reference) -> Vec<CodeShape> {
    let is_known = |code: &str| is_known(reference, code);
    let mut shapes = vec![CodeShape::Other; names.codes.len()];
    for (code, text) in names.codes.iter() {
        shapes[code.index()] = CodeShape::of(text, &is_known);
    }
    shapes
}

/// Whether the rulebook or the fee schedule given knows a code.
fn is_known(reference: &Reference, code: &str) -> bool {
    reference.codes.get(code).is_some() || reference.fees.as_ref().is_some_and(|fees| fees.lists(code))
}

/// Why no rule can judge any of the codes; nothing when rules can judge those of some file.
pub fn foreign(files: &[ShapeCounts]) -> Option<&'static str> {
    let mut systems = files.iter().filter_map(CodeSystem::of);
    let first = systems.next()?;
    let common = systems.try_fold(first, |common, system| match (common.reason(), system.reason()) {
        (None, _) | (_, None) => None,
        _ if common == system => Some(common),
        _ => Some(CodeSystem::Unrecognised),
    });
    common?.reason()
}

/// A text of the code column with its rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedCode {
    /// The text, or the code it begins with.
    pub code: String,
    /// Its rows.
    pub rows: u64,
}

/// The code column of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// Per file, what its codes are; nothing for a file without rows.
    pub systems: Vec<Option<CodeSystem>>,
    /// By shape.
    pub shapes: BTreeMap<CodeShape, Count>,
    /// Words such as NO SHOW, most rows first.
    pub pseudo: Vec<ListedCode>,
    /// CPT and HCPCS numbers with a description or modifiers in the same cell, by the number.
    pub crowded: Vec<ListedCode>,
    /// Numbers of the right shape that neither the rulebook nor a given fee schedule knows.
    pub unknown: Count,
    /// The most frequent among them.
    pub unknown_listed: Vec<ListedCode>,
    /// Whether a fee schedule was asked too.
    pub asked_fee_schedule: bool,
    /// Codes that look like a typing error for an audited one.
    pub near_misses: Count,
    /// Whether the column is one of codes, so that texts may be listed.
    pub is_code_column: bool,
}

/// Most texts of one list.
const MOST_LISTED: usize = 12;

/// What is known of every text of the code column, by its symbol.
struct Column<'a> {
    names: &'a Names,
    facts: &'a [CodeFacts],
    shapes: Vec<CodeShape>,
    rows: Vec<u64>,
    has_several_patients: &'a [bool],
}

impl Codes {
    /// `has_several_patients` says of every code whether it was seen with two patients or more; where it ends, none was.
    pub(super) fn new(
        loaded: &Loaded,
        facts: &[CodeFacts],
        reference: &Reference,
        has_several_patients: &[bool],
    ) -> Self {
        let names = &loaded.names;
        let mut files = shape_counts(names, facts, reference, &loaded.seen.codes);
        files.resize_with(loaded.files.len(), ShapeCounts::default);
        let mut counts = vec![0; names.codes.len()];
        loaded.seen.codes.iter().for_each(|file| add_counts(&mut counts, file));
        let column = Column { names, facts, shapes: shapes(names, reference), rows: counts, has_several_patients };
        let is_code_column = files.iter().all(|file| file.usable * 2 >= file.rows());
        let is_unknown = |code: Sym, text: &str| {
            column.shapes[code.index()] == CodeShape::Hcpcs
                && !column.is_near_miss(code)
                && facts[code.index()].kinds.is_none()
                && !is_known(reference, text)
        };
        let list = |chosen: &dyn Fn(Sym) -> bool| {
            let may_list = |code: Sym| is_code_column && chosen(code);
            column.listed(&may_list)
        };
        let unknown = |code: Sym| is_unknown(code, names.codes.text(code));
        Self {
            systems: files.iter().map(CodeSystem::of).collect(),
            is_code_column,
            shapes: column.by_shape(),
            pseudo: list(&|code| column.shapes[code.index()] == CodeShape::Words),
            crowded: list(&|code| column.shapes[code.index()].is_crowded()),
            unknown: column.count(unknown),
            unknown_listed: list(&unknown),
            asked_fee_schedule: reference.fees.is_some(),
            near_misses: column.count(|code| column.is_near_miss(code)),
        }
    }

    /// How many have a shape.
    pub fn of(&self, shape: CodeShape) -> Count {
        self.shapes.get(&shape).copied().unwrap_or_default()
    }
}

impl Column<'_> {
    fn is_near_miss(&self, code: Sym) -> bool {
        self.facts[code.index()].kinds.meets(Kinds::NEAR_MISS)
    }

    /// Texts with rows: those of rejects alone do not count.
    fn with_rows(&self) -> impl Iterator<Item = (Sym, &str, u64)> {
        self.names.codes.iter().map(|(code, text)| (code, text, self.rows[code.index()])).filter(|(.., n)| *n > 0)
    }

    fn count(&self, chosen: impl Fn(Sym) -> bool) -> Count {
        self.with_rows()
            .filter(|(code, ..)| chosen(*code))
            .fold(Count::default(), |all, (_, _, rows)| Count { distinct: all.distinct + 1, rows: all.rows + rows })
    }

    fn by_shape(&self) -> BTreeMap<CodeShape, Count> {
        let of = |shape: CodeShape| (shape, self.count(|code| self.shapes[code.index()] == shape));
        CodeShape::ALL.into_iter().map(of).filter(|(_, count)| count.rows > 0).collect()
    }

    /// The texts that may be shown, most rows first.
    fn listed(&self, chosen: &dyn Fn(Sym) -> bool) -> Vec<ListedCode> {
        let mut rows_of: BTreeMap<&str, u64> = BTreeMap::new();
        for (code, text, rows) in self.with_rows() {
            if chosen(code) && self.has_several_patients.get(code.index()) == Some(&true) {
                let shown = if self.shapes[code.index()].is_crowded() { text.get(..5).unwrap_or("") } else { text };
                *rows_of.entry(shown).or_default() += rows;
            }
        }
        let mut listed: Vec<ListedCode> =
            rows_of.into_iter().map(|(code, rows)| ListedCode { code: code.to_owned(), rows }).collect();
        listed.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.code.cmp(&b.code)));
        listed.truncate(MOST_LISTED);
        listed
    }
}
