//! Fills the code, modifier, place and diagnosis columns.

use super::batch::Batch;
use super::column::{Sparse, keep_rows};
use super::encode::{ColumnGroup, IS_MISSING, Notes};
use super::encode_people::intern_padded;
use super::rows::{DiagnosisColumns, ServiceColumns};
use super::values::{CleanId, clean_id, diagnosis, split_composite, upper};
use crate::claim::{Dictionary, Field, SetDictionary, Sym};

pub(super) struct ServiceEncoder {
    pub(super) columns: ServiceColumns,
    pub(super) codes: Dictionary,
    pub(super) modifiers: Dictionary,
    pub(super) modifier_sets: SetDictionary,
    pub(super) places: Dictionary,
    set: Vec<Sym>,
}

impl ServiceEncoder {
    pub(super) fn new() -> Self {
        let columns =
            ServiceColumns { code: Vec::new(), modifiers: Sparse::new(Sym::NONE), place: Sparse::new(Sym::NONE) };
        Self {
            columns,
            codes: Dictionary::new(),
            modifiers: Dictionary::new(),
            modifier_sets: SetDictionary::new(),
            places: Dictionary::new(),
            set: Vec::new(),
        }
    }

    /// The modifiers of the composite and of the modifier columns, as a set.
    fn modifier_set(&mut self, batch: &Batch<'_>, index: u32, has_columns: [bool; 5]) -> Sym {
        for (field, present) in Field::MODIFIERS.into_iter().zip(has_columns) {
            if present {
                let text = batch.text(field, index);
                if !text.is_empty() {
                    self.set.push(self.modifiers.intern(&upper(text.strip_suffix(".0").unwrap_or(text))));
                }
            }
        }
        // In the order of the text: the numbers follow arrival, and the set must not.
        let Self { set, modifiers, .. } = self;
        set.sort_unstable_by(|a, b| modifiers.text(*a).cmp(modifiers.text(*b)));
        set.dedup();
        let id = self.modifier_sets.intern(&self.set);
        self.set.clear();
        id
    }
}

impl ColumnGroup for ServiceEncoder {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let has_columns = Field::MODIFIERS.map(|field| !batch.is_absent(field));
        for (position, &index) in batch.selected.iter().enumerate() {
            let (code, extra) = split_composite(batch.text(Field::ProcedureCode, index));
            for modifier in extra {
                self.set.push(self.modifiers.intern(&upper(modifier)));
            }
            let code = match clean_id(code) {
                CleanId::Whole(code) => code,
                CleanId::Repaired(code) => {
                    notes.repaired += 1;
                    code
                }
                CleanId::Unrecoverable => {
                    notes.fault(position, Field::ProcedureCode, super::encode::IS_SCIENTIFIC);
                    ""
                }
            };
            if code.is_empty() {
                notes.fault(position, Field::ProcedureCode, IS_MISSING);
            }
            self.columns.code.push(self.codes.intern(&upper(code)));
            let modifiers = self.modifier_set(batch, index, has_columns);
            self.columns.modifiers.push(modifiers);
            self.columns.place.push(intern_padded(&mut self.places, batch.text(Field::PlaceOfService, index), notes));
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        keep_rows(&mut self.columns.code, start, mask);
        self.columns.modifiers.keep(start, mask);
        self.columns.place.keep(start, mask);
    }
}

pub(super) struct DiagnosisEncoder {
    pub(super) columns: DiagnosisColumns,
    pub(super) codes: Dictionary,
    pub(super) lists: SetDictionary,
    list: Vec<Sym>,
}

impl DiagnosisEncoder {
    pub(super) fn new() -> Self {
        let columns = DiagnosisColumns { diagnoses: Sparse::new(Sym::NONE) };
        Self { columns, codes: Dictionary::new(), lists: SetDictionary::new(), list: Vec::new() }
    }
}

impl ColumnGroup for DiagnosisEncoder {
    fn encode(&mut self, batch: &Batch<'_>, _notes: &mut Notes) {
        let fields: Vec<Field> = Field::DIAGNOSES.into_iter().filter(|field| !batch.is_absent(*field)).collect();
        for &index in &batch.selected {
            self.list.clear();
            for &field in &fields {
                let code = self.codes.intern(&diagnosis(batch.text(field, index)));
                if code.is_known() && !self.list.contains(&code) {
                    self.list.push(code);
                }
            }
            self.columns.diagnoses.push(self.lists.intern(&self.list));
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.diagnoses.keep(start, mask);
    }
}
