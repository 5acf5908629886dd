//! The page's parts on values: damage and doubles, identifiers, codes, diagnoses. Computes no figure of its own.

use super::DataQuality;
use super::figures::CountFigures;
use super::value_figures::{IdFigures, ListedFigures, ShapeFigures};
use crate::report::document::{Cell, Kind, Section, Table, percent};
use crate::report::terminal::grouped;

impl DataQuality {
    /// What was probably done to the file, and claim numbers that stand for several things.
    pub(super) fn doubts(&self) -> Section {
        let mut section = Section::new("Suspected damage, and rows that share a claim line");
        let columns = [
            ("values", Kind::Number),
            ("column", Kind::Text),
            ("now", Kind::Text),
            ("what a spreadsheet may have done", Kind::Text),
        ];
        let mut damage = Table::new("Suspected spreadsheet damage", &columns);
        for found in &self.spreadsheet_damage {
            damage.row(vec![
                Cell::Number(found.values),
                Cell::text(found.column),
                Cell::text(found.fate),
                Cell::text(found.words),
            ]);
        }
        let keys = &self.claim_keys;
        if keys.repeated_keys > 0 {
            section.say(format!(
                "{} claim lines (claim and line number) have more than one row: {} rows, {} of them earlier versions that a later one replaced",
                grouped(keys.repeated_keys),
                grouped(keys.rows),
                grouped(keys.other_versions)
            ));
        }
        if keys.identical_rows > 0 {
            section.say(format!("{} rows repeat another in every field and count once", grouped(keys.identical_rows)));
        }
        if keys.claims_of_several_patients > 0 {
            section.say(format!(
                "{} claim numbers stand for more than one patient: each patient's rows are a claim of their own",
                grouped(keys.claims_of_several_patients)
            ));
        }
        if damage.rows.is_empty() {
            section.say("No sign that a spreadsheet damaged the file");
        }
        section.show(damage);
        section
    }

    /// What the numbers of clinicians and groups look like.
    pub(super) fn identifiers(&self) -> Section {
        let mut section = Section::new("Identifiers of clinicians and groups");
        for (column, ids) in [("rendering_npi", &self.rendering_ids), ("billing_tin or billing_npi", &self.billing_ids)]
        {
            let wrong = ids.wrong_check_digit;
            if wrong.rows > 0 {
                section.say(format!(
                    "{column}: {} of {} identifiers ({} of their rows) have ten digits but not the check digit of an NPI; they are used all the same",
                    grouped(wrong.distinct),
                    grouped(ids.distinct),
                    percent(wrong.rows, ids.rows)
                ));
            }
        }
        section.show(id_table("Rendering clinicians (rendering_npi)", &self.rendering_ids));
        section.show(id_table("Billing groups (billing_tin, else billing_npi)", &self.billing_ids));
        section
    }

    /// What stands in the code column.
    pub(super) fn codes(&self) -> Section {
        let mut section = Section::new("Procedure codes");
        let codes = &self.procedure_codes;
        for file in &self.files {
            if let Some(reason) = file.foreign_codes {
                section.warn(format!("{}: {reason}; no rule can judge its lines", file.file));
            }
        }
        if !codes.is_code_column && !codes.shapes.is_empty() {
            section.warn("Fewer than half of a file's rows hold CPT or HCPCS numbers: is procedure_code bound to the right column? No text of it is listed");
        }
        let (n, rows) = (grouped(codes.unknown.distinct), grouped(codes.unknown.rows));
        match (codes.unknown.rows, codes.asked) {
            (0, _) => {}
            (_, "rulebook") => section.say(format!(
                "{n} codes ({rows} rows) are outside the rulebook; whether they exist only a fee schedule could tell"
            )),
            (_, asked) => {
                section.warn(format!("{n} codes ({rows} rows) are in neither {}", asked.replace(" and ", " nor ")));
            }
        }
        if codes.near_misses.rows > 0 {
            section.warn(format!(
                "{} codes ({} rows) look like a typing error for an audited code: see rule near_miss_code",
                grouped(codes.near_misses.distinct),
                grouped(codes.near_misses.rows)
            ));
        }
        let of_rows = codes.shapes.iter().map(|shape| shape.count.rows).sum();
        section.show(shape_table("What the code column holds", &codes.shapes, of_rows));
        section.show(listed("Words instead of codes", &codes.pseudo_codes_listed));
        section.show(listed("Codes with something else in the same cell", &codes.with_something_else_listed));
        section.show(listed("Codes outside the rulebook, the most frequent", &codes.unknown_listed));
        section
    }

    /// Which edition of the ICD the diagnoses look like.
    pub(super) fn diagnoses(&self) -> Section {
        let mut section = Section::new("Diagnoses");
        let diagnoses = &self.diagnoses;
        if diagnoses.rows == 0 {
            return section;
        }
        section.say(format!("{} rows have at least one diagnosis", grouped(diagnoses.rows)));
        for (n, words) in [
            (diagnoses.icd_9_from_october_2015, "an ICD-9 diagnosis for a service from 2015-10-01 on"),
            (diagnoses.icd_10_before_october_2015, "an ICD-10 diagnosis for a service before 2015-10-01"),
        ] {
            if n > 0 {
                section.warn(format!("{} rows have {words}", grouped(n)));
            }
        }
        section.show(shape_table("What the diagnoses look like", &diagnoses.shapes, diagnoses.rows));
        section
    }
}

fn id_table(caption: &'static str, ids: &IdFigures) -> Table {
    let columns =
        [("look like", Kind::Text), ("identifiers", Kind::Number), ("rows", Kind::Number), ("share", Kind::Number)];
    let mut table = Table::new(caption, &columns);
    for shape in &ids.shapes {
        table.row(count_cells(&shape.shape, shape.count, ids.rows));
    }
    table
}

fn shape_table(caption: &'static str, shapes: &[ShapeFigures], rows: u64) -> Table {
    let columns = [("look like", Kind::Text), ("codes", Kind::Number), ("rows", Kind::Number), ("share", Kind::Number)];
    let mut table = Table::new(caption, &columns);
    for shape in shapes {
        table.row(count_cells(shape.words, shape.count, rows));
    }
    table
}

fn count_cells(name: &str, count: CountFigures, of: u64) -> Vec<Cell> {
    vec![Cell::text(name), Cell::Number(count.distinct), Cell::Number(count.rows), Cell::share(count.rows, of)]
}

fn listed(caption: &'static str, codes: &[ListedFigures]) -> Table {
    let mut table = Table::new(caption, &[("code", Kind::Text), ("rows", Kind::Number)]);
    for code in codes {
        table.row(vec![Cell::text(&code.code), Cell::Number(code.rows)]);
    }
    table
}
