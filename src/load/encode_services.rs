//! Fills the code, modifier, place and diagnosis columns.

use super::batch::{Batch, cleaned};
use super::column::Sparse;
use super::encode::{ColumnGroup, IS_MISSING, IS_SCIENTIFIC, Notes};
use super::encode_people::intern_padded;
use super::memo::Memo;
use super::rows::{DiagnosisColumns, ServiceColumns};
use super::values::{CleanId, clean_id, diagnosis, split_composite, upper};
use crate::claim::{Dictionary, Field, SetDictionary, Sym};

pub(super) struct ServiceEncoder {
    pub(super) columns: ServiceColumns,
    pub(super) codes: Dictionary,
    pub(super) modifiers: Dictionary,
    pub(super) modifier_sets: SetDictionary,
    pub(super) places: Dictionary,
    known_codes: Memo<Sym>,
    known_modifiers: Memo<Sym>,
    known_places: Memo<Sym>,
    set: Vec<Sym>,
}

impl ServiceEncoder {
    pub(super) fn new() -> Self {
        let columns = ServiceColumns {
            code: Sparse::new(Sym::NONE),
            modifiers: Sparse::new(Sym::NONE),
            place: Sparse::new(Sym::NONE),
        };
        Self {
            columns,
            codes: Dictionary::new(),
            modifiers: Dictionary::new(),
            modifier_sets: SetDictionary::new(),
            places: Dictionary::new(),
            known_codes: Memo::default(),
            known_modifiers: Memo::default(),
            known_places: Memo::default(),
            set: Vec::new(),
        }
    }

    /// The code of a cell; the modifiers of a composite are put into the set.
    fn code(&mut self, batch: &Batch<'_>, (position, index): (usize, u32), notes: &mut Notes) -> Sym {
        let Self { codes, known_codes, .. } = self;
        let plain = known_codes.look(batch, Field::ProcedureCode, index, |raw| {
            let text = cleaned(raw);
            let is_plain = !text.is_empty() && !text.contains(':') && matches!(clean_id(text), CleanId::Whole(_));
            is_plain.then(|| codes.intern(&upper(text)))
        });
        plain.unwrap_or_else(|| self.unusual_code(batch.text(Field::ProcedureCode, index), position, notes))
    }

    /// A composite, a code that a number format damaged, or nothing.
    fn unusual_code(&mut self, text: &str, position: usize, notes: &mut Notes) -> Sym {
        let (code, extra) = split_composite(text);
        for modifier in extra {
            self.set.push(self.modifiers.intern(&upper(modifier)));
            notes.has_composites = true;
        }
        let code = match clean_id(code) {
            CleanId::Whole(code) => code,
            CleanId::Repaired(code) => {
                notes.repaired.note(Field::ProcedureCode);
                code
            }
            CleanId::Unrecoverable => {
                notes.fault(position, Field::ProcedureCode, IS_SCIENTIFIC);
                ""
            }
        };
        if code.is_empty() {
            notes.fault(position, Field::ProcedureCode, IS_MISSING);
        }
        self.codes.intern(&upper(code))
    }

    /// The modifiers of the composite and of the modifier columns, as a set.
    fn modifier_set(&mut self, batch: &Batch<'_>, index: u32, columns: &[Field]) -> Sym {
        let Self { set, modifiers, known_modifiers, .. } = self;
        for &field in columns {
            let modifier = known_modifiers.look(batch, field, index, |raw| {
                let text = cleaned(raw);
                Some(modifiers.intern(&upper(text.strip_suffix(".0").unwrap_or(text))))
            });
            set.extend(modifier.filter(|modifier| modifier.is_known()));
        }
        for raw in batch.modifiers.iter().flat_map(|list| list.raw(index)) {
            let modifier = known_modifiers.get(raw, |raw| {
                let text = cleaned(raw);
                Some(modifiers.intern(&upper(text.strip_suffix(".0").unwrap_or(text))))
            });
            set.extend(modifier.filter(|modifier| modifier.is_known()));
        }
        if set.len() > 1 {
            // In the order of the text: the numbers follow arrival, and the set must not.
            set.sort_unstable_by(|a, b| modifiers.text(*a).cmp(modifiers.text(*b)));
            set.dedup();
        }
        let id = self.modifier_sets.intern(&self.set);
        self.set.clear();
        id
    }
}

impl ColumnGroup for ServiceEncoder {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let columns: Vec<Field> = Field::MODIFIERS.into_iter().filter(|field| !batch.is_absent(*field)).collect();
        for (position, &index) in batch.selected.iter().enumerate() {
            let code = self.code(batch, (position, index), notes);
            self.columns.code.push(code);
            let modifiers = self.modifier_set(batch, index, &columns);
            self.columns.modifiers.push(modifiers);
            let Self { places, known_places, .. } = self;
            let place = intern_padded(places, known_places, batch, (Field::PlaceOfService, index), notes);
            self.columns.place.push(place);
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.code.keep(start, mask);
        self.columns.modifiers.keep(start, mask);
        self.columns.place.keep(start, mask);
    }
}

pub(super) struct DiagnosisEncoder {
    pub(super) columns: DiagnosisColumns,
    pub(super) codes: Dictionary,
    pub(super) lists: SetDictionary,
    known: Memo<Sym>,
    list: Vec<Sym>,
}

impl DiagnosisEncoder {
    pub(super) fn new() -> Self {
        let columns = DiagnosisColumns { diagnoses: Sparse::new(Sym::NONE) };
        Self {
            columns,
            codes: Dictionary::new(),
            lists: SetDictionary::new(),
            known: Memo::default(),
            list: Vec::new(),
        }
    }
}

impl ColumnGroup for DiagnosisEncoder {
    fn encode(&mut self, batch: &Batch<'_>, _notes: &mut Notes) {
        let fields: Vec<Field> = Field::DIAGNOSES.into_iter().filter(|field| !batch.is_absent(*field)).collect();
        for &index in &batch.selected {
            self.list.clear();
            let Self { codes, known, list, .. } = self;
            let mut work_out = |raw: &str| Some(codes.intern(&diagnosis(cleaned(raw))));
            let mut add = |code: Option<Sym>| {
                let code = code.unwrap_or_default();
                if code.is_known() && !list.contains(&code) {
                    list.push(code);
                }
            };
            fields.iter().for_each(|field| add(known.look(batch, *field, index, &mut work_out)));
            for raw in batch.diagnoses.iter().flat_map(|list| list.raw(index)) {
                add(known.get(raw, &mut work_out));
            }
            self.columns.diagnoses.push(self.lists.intern(&self.list));
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.diagnoses.keep(start, mask);
    }
}
