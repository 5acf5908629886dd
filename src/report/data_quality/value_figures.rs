//! Identifiers, codes, diagnoses and damage of the data-quality page as machines get them. Computes next to nothing.

use serde::Serialize;

use super::figures::CountFigures;
use crate::quality::{
    CodeShape, Codes, Count, Damage, Diagnoses, DiagnosisShape, IdShape, Identifiers, Keys, ListedCode,
};

/// The identifiers of one column.
#[derive(Serialize)]
pub(super) struct IdFigures {
    pub(super) distinct: u64,
    pub(super) rows: u64,
    pub(super) wrong_check_digit: CountFigures,
    pub(super) shapes: Vec<ShapeFigures>,
}

/// Values of one shape.
#[derive(Serialize)]
pub(super) struct ShapeFigures {
    pub(super) shape: String,
    #[serde(flatten)]
    pub(super) count: CountFigures,
    #[serde(skip)]
    pub(super) words: &'static str,
}

impl IdFigures {
    pub(super) fn new(ids: &Identifiers) -> Self {
        let shape = |(shape, count): (&IdShape, &Count)| ShapeFigures {
            shape: shape.words(),
            count: (*count).into(),
            words: "",
        };
        let mut shapes: Vec<ShapeFigures> = ids.shapes.iter().map(shape).collect();
        shapes.sort_by_key(|shape| std::cmp::Reverse(shape.count.rows));
        let wrong_check_digit = ids.of(IdShape::WrongCheckDigit).into();
        Self { distinct: ids.all.distinct, rows: ids.all.rows, wrong_check_digit, shapes }
    }
}

/// The code column.
#[derive(Serialize)]
pub(super) struct CodeFigures {
    pub(super) shapes: Vec<ShapeFigures>,
    pub(super) pseudo_codes: CountFigures,
    pub(super) pseudo_codes_listed: Vec<ListedFigures>,
    pub(super) with_something_else: CountFigures,
    pub(super) with_something_else_listed: Vec<ListedFigures>,
    pub(super) unknown: CountFigures,
    pub(super) unknown_listed: Vec<ListedFigures>,
    pub(super) near_misses: CountFigures,
    /// Who was asked whether a code is known.
    pub(super) asked: &'static str,
    pub(super) is_code_column: bool,
}

/// A code with its rows.
#[derive(Serialize)]
pub(super) struct ListedFigures {
    pub(super) code: String,
    pub(super) rows: u64,
}

impl CodeFigures {
    pub(super) fn new(codes: &Codes) -> Self {
        let shape = |(shape, count): (&CodeShape, &Count)| ShapeFigures {
            shape: shape.name().to_owned(),
            count: (*count).into(),
            words: shape.words(),
        };
        let list = |codes: &[ListedCode]| {
            codes.iter().map(|listed| ListedFigures { code: listed.code.clone(), rows: listed.rows }).collect()
        };
        let [modifier, text] = [CodeShape::WithModifier, CodeShape::WithText].map(|shape| codes.of(shape));
        Self {
            shapes: codes.shapes.iter().map(shape).collect(),
            pseudo_codes: codes.of(CodeShape::Words).into(),
            pseudo_codes_listed: list(&codes.pseudo),
            with_something_else: CountFigures {
                distinct: modifier.distinct + text.distinct,
                rows: modifier.rows + text.rows,
            },
            with_something_else_listed: list(&codes.crowded),
            unknown: codes.unknown.into(),
            unknown_listed: list(&codes.unknown_listed),
            near_misses: codes.near_misses.into(),
            asked: if codes.asked_fee_schedule { "rulebook and fee schedule" } else { "rulebook" },
            is_code_column: codes.is_code_column,
        }
    }
}

/// The diagnosis columns.
#[derive(Serialize)]
pub(super) struct DiagnosisFigures {
    pub(super) rows: u64,
    pub(super) shapes: Vec<ShapeFigures>,
    pub(super) icd_9_from_october_2015: u64,
    pub(super) icd_10_before_october_2015: u64,
}

impl DiagnosisFigures {
    pub(super) fn new(diagnoses: &Diagnoses) -> Self {
        let shape = |(shape, count): (&DiagnosisShape, &Count)| ShapeFigures {
            shape: shape.name().to_owned(),
            count: (*count).into(),
            words: shape.words(),
        };
        Self {
            rows: diagnoses.rows,
            shapes: diagnoses.shapes.iter().map(shape).collect(),
            icd_9_from_october_2015: diagnoses.late_icd_9,
            icd_10_before_october_2015: diagnoses.early_icd_10,
        }
    }
}

/// Claim and line numbers that occur more than once.
#[derive(Serialize)]
pub(super) struct KeyFigures {
    pub(super) repeated_keys: u64,
    pub(super) rows: u64,
    pub(super) identical_rows: u64,
    pub(super) other_versions: u64,
    pub(super) claims_of_several_patients: u64,
}

impl KeyFigures {
    pub(super) const fn new(keys: &Keys) -> Self {
        Self {
            repeated_keys: keys.repeated,
            rows: keys.rows,
            identical_rows: keys.identical_rows,
            other_versions: keys.other_versions,
            claims_of_several_patients: keys.claims_of_several_patients,
        }
    }
}

/// What a spreadsheet probably did to one column.
#[derive(Serialize)]
pub(super) struct DamageFigures {
    pub(super) kind: &'static str,
    pub(super) column: &'static str,
    pub(super) values: u64,
    pub(super) fate: &'static str,
    #[serde(skip)]
    pub(super) words: &'static str,
}

impl DamageFigures {
    pub(super) const fn new(damage: &Damage) -> Self {
        Self {
            kind: damage.kind,
            column: damage.field.name(),
            values: damage.n,
            fate: damage.fate.name(),
            words: damage.words,
        }
    }
}
