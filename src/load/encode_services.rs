//! Fills the code, modifier, place and diagnosis columns.

use std::cell::RefCell;

use super::batch::{Batch, cleaned};
use super::column::Sparse;
use super::diagnoses::{DiagnosisCell, diagnosis, diagnosis_cell, is_plain_diagnosis};
use super::encode::{ColumnGroup, IS_MISSING, IS_SCIENTIFIC, IS_SEVERAL_CODES, Notes};
use super::memo::Memo;
use super::rows::{DiagnosisColumns, ServiceColumns};
use super::values::{
    CleanId, clean_id, code_cell, is_placeholder_word, is_plain_code, is_plain_modifier, modifiers, place_of_service,
    upper,
};
use crate::claim::{CellNote, Dictionary, Field, SetDictionary, Sym, UNREADABLE_DIAGNOSIS, Unreadable};

pub(super) struct ServiceEncoder {
    pub(super) columns: ServiceColumns,
    pub(super) codes: Dictionary,
    pub(super) modifiers: Dictionary,
    pub(super) modifier_sets: SetDictionary,
    pub(super) places: Dictionary,
    known_codes: Memo<Sym>,
    known_modifiers: Memo<Sym>,
    known_places: Memo<Sym>,
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
        }
    }

    /// The codes; gives the modifiers of composites, by position in the selection.
    fn encode_codes(&mut self, batch: &Batch<'_>, notes: &mut Notes) -> Vec<(usize, Sym)> {
        let Self { columns, codes, modifiers, known_codes, .. } = self;
        let codes = RefCell::new(codes);
        let mut composite = Vec::new();
        let usual = |raw: &str| {
            let text = cleaned(raw);
            let is_plain = !text.is_empty() && is_plain_code(text) && matches!(clean_id(text), CleanId::Whole(_));
            is_plain.then(|| codes.borrow_mut().intern(&upper(text)))
        };
        // A code with something beside it, one that a number format damaged, or nothing.
        let odd = |position: usize, index: u32| {
            let cell = code_cell(batch.text(Field::ProcedureCode, index));
            composite.extend(cell.modifiers.iter().map(|modifier| (position, modifiers.intern(&upper(modifier)))));
            if cell.was_repaired {
                notes.cells.note(Field::ProcedureCode, CellNote::Repaired);
            }
            if cell.is_several {
                notes.fault(position, Field::ProcedureCode, IS_SEVERAL_CODES);
            }
            codes.borrow_mut().intern(&upper(whole_code(&cell.code, position, notes)))
        };
        known_codes.fill(batch, Field::ProcedureCode, &mut columns.code, usual, odd);
        notes.has_composites |= !composite.is_empty();
        composite
    }

    /// The modifiers of composites and of the modifier columns, as a set per row.
    fn encode_modifiers(&mut self, batch: &Batch<'_>, mut beside: Vec<(usize, Sym)>, notes: &mut Notes) {
        let Self { modifiers, known_modifiers, .. } = self;
        let names = RefCell::new(&mut *modifiers);
        let usual = |raw: &str| {
            let text = cleaned(raw);
            let text = text.strip_suffix(".0").unwrap_or(text);
            is_plain_modifier(text).then(|| names.borrow_mut().intern(&upper(text)))
        };
        let mut read: Vec<Sparse<Sym>> = Vec::new();
        for field in Field::MODIFIERS.into_iter().filter(|field| !batch.is_absent(*field)) {
            let mut column = Sparse::new(Sym::NONE);
            known_modifiers.fill(batch, field, &mut column, &usual, |position, index| {
                let found = odd_modifiers(batch.text(field, index), (position, field), notes);
                beside.extend(found.iter().map(|modifier| (position, names.borrow_mut().intern(modifier))));
                Sym::NONE
            });
            read.push(column);
        }
        // Stable: in the order of their columns within a row. A row's modifiers are a set anyway.
        beside.sort_by_key(|(position, _)| *position);
        read.retain(|column| !column.is_default());
        if read.is_empty() && beside.is_empty() && batch.modifiers.is_empty() {
            self.columns.modifiers.repeat(Sym::NONE, batch.selected.len());
            return;
        }
        let mut beside = beside.iter().peekable();
        // Sets end to end; most are empty.
        let (mut members, mut ends) = (Vec::new(), Vec::with_capacity(batch.selected.len()));
        for (position, &index) in batch.selected.iter().enumerate() {
            while let Some((_, modifier)) = beside.next_if(|(of, _)| *of == position) {
                members.push(*modifier);
            }
            members.extend(read.iter().map(|column| column.get(position)).filter(|modifier| modifier.is_known()));
            for raw in batch.modifiers.iter().flat_map(|list| list.raw(index)) {
                if let Some(modifier) = known_modifiers.get(raw, usual) {
                    members.extend(Some(modifier).filter(|modifier| modifier.is_known()));
                } else {
                    let found = odd_modifiers(cleaned(raw), (position, Field::Modifier1), notes);
                    members.extend(found.iter().map(|modifier| names.borrow_mut().intern(modifier)));
                }
            }
            ends.push(members.len());
        }
        let mut start = 0;
        let sets = ends.into_iter().map(|end| {
            let set = &members[std::mem::replace(&mut start, end)..end];
            if set.is_empty() { Sym::NONE } else { set_of(modifiers, &mut self.modifier_sets, set) }
        });
        self.columns.modifiers.extend(sets);
    }
}

/// What stands in a set for a modifier that cannot be read: such a set equals no other that is known.
const UNREADABLE: &str = "?";

/// The modifiers of a cell that holds more than one and nothing else, upper case; `place` is the position in the selection
/// and the column.
fn odd_modifiers(text: &str, (position, field): (usize, Field), notes: &mut Notes) -> Vec<String> {
    if is_placeholder_word(text) {
        notes.cells.note(field, CellNote::Placeholder);
        return Vec::new();
    }
    if let Some(found) = modifiers(text) {
        notes.cells.note(field, CellNote::Repaired);
        found.into_iter().map(str::to_ascii_uppercase).collect()
    } else {
        notes.cannot_read(position, field, Unreadable::NotAModifier);
        vec![UNREADABLE.to_owned()]
    }
}

/// The number of a set.
fn set_of(modifiers: &Dictionary, sets: &mut SetDictionary, members: &[Sym]) -> Sym {
    if members.len() == 1 {
        return sets.intern(members);
    }
    let mut set = members.to_vec();
    // In the order of the text: the numbers follow arrival, and the set must not.
    set.sort_unstable_by(|a, b| modifiers.text(*a).cmp(modifiers.text(*b)));
    set.dedup();
    sets.intern(&set)
}

/// A code without what a number format did to it.
fn whole_code<'t>(code: &'t str, position: usize, notes: &mut Notes) -> &'t str {
    let code = match clean_id(code) {
        CleanId::Whole(code) => code,
        CleanId::Repaired(code) => {
            notes.cells.note(Field::ProcedureCode, CellNote::Repaired);
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
    code
}

impl ColumnGroup for ServiceEncoder {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let composite = self.encode_codes(batch, notes);
        self.encode_modifiers(batch, composite, notes);
        let Self { columns, places, known_places, .. } = self;
        let places = RefCell::new(places);
        let field = Field::PlaceOfService;
        let is_plain = |text: &str| text.len() == 2 && text != "00" && text.bytes().all(|byte| byte.is_ascii_digit());
        let usual = |raw: &str| match cleaned(raw) {
            "" => Some(Sym::NONE),
            text => is_plain(text).then(|| places.borrow_mut().intern(text)),
        };
        known_places.fill(batch, field, &mut columns.place, usual, |position, index| {
            let text = batch.text(field, index);
            let whole = text.strip_suffix(".0").unwrap_or(text);
            let Some(place) = place_of_service(whole) else {
                notes.blank_or_unreadable(position, field, text, Unreadable::NotAPlace);
                return Sym::NONE;
            };
            if place != whole {
                notes.cells.note(field, CellNote::Repaired);
            }
            places.borrow_mut().intern(&place)
        });
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.code.keep(start, mask);
        self.columns.modifiers.keep(start, mask);
        self.columns.place.keep(start, mask);
    }
}

/// The codes of a cell that holds more than one and nothing else, as they are compared; `place` is the position in the
/// selection and the column.
fn odd_diagnoses(text: &str, (position, field): (usize, Field), notes: &mut Notes) -> Vec<String> {
    match diagnosis_cell(text) {
        DiagnosisCell::Nothing => {
            notes.cells.note(field, CellNote::Placeholder);
            Vec::new()
        }
        DiagnosisCell::Codes(found) => {
            notes.cells.note(field, CellNote::Repaired);
            found.into_iter().map(|code| diagnosis(code).into_owned()).collect()
        }
        DiagnosisCell::Unreadable => {
            notes.cannot_read(position, field, Unreadable::NotADiagnosis);
            vec![UNREADABLE_DIAGNOSIS.to_owned()]
        }
    }
}

pub(super) struct DiagnosisEncoder {
    pub(super) columns: DiagnosisColumns,
    pub(super) codes: Dictionary,
    pub(super) lists: SetDictionary,
    known: Memo<Sym>,
    list: Vec<Sym>,
    /// The last list and its number.
    last: (Vec<Sym>, Sym),
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
            last: (Vec::new(), Sym::NONE),
        }
    }
}

impl ColumnGroup for DiagnosisEncoder {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let Self { codes, known, lists, list, last, .. } = self;
        let codes = RefCell::new(codes);
        let usual = |raw: &str| {
            let text = cleaned(raw);
            is_plain_diagnosis(text).then(|| codes.borrow_mut().intern(&diagnosis(text)))
        };
        let mut read: Vec<Sparse<Sym>> = Vec::new();
        // Codes that stand with others in one cell, by position in the selection.
        let mut beside: Vec<(usize, Sym)> = Vec::new();
        for field in Field::DIAGNOSES.into_iter().filter(|field| !batch.is_absent(*field)) {
            let mut column = Sparse::new(Sym::NONE);
            known.fill(batch, field, &mut column, usual, |position, index| {
                let found = odd_diagnoses(batch.text(field, index), (position, field), notes);
                beside.extend(found.iter().map(|code| (position, codes.borrow_mut().intern(code))));
                Sym::NONE
            });
            read.push(column);
        }
        beside.sort_by_key(|(position, _)| *position);
        let mut beside = beside.iter().peekable();
        read.retain(|column| !column.is_default());
        let mut numbers = Vec::with_capacity(batch.selected.len());
        for (position, &index) in batch.selected.iter().enumerate() {
            list.clear();
            let mut add = |code: Sym| {
                if code.is_known() && !list.contains(&code) {
                    list.push(code);
                }
            };
            for column in &read {
                add(column.get(position));
            }
            while let Some((_, code)) = beside.next_if(|(of, _)| *of == position) {
                add(*code);
            }
            for raw in batch.diagnoses.iter().flat_map(|list| list.raw(index)) {
                if let Some(code) = known.get(raw, usual) {
                    add(code);
                } else {
                    let found = odd_diagnoses(cleaned(raw), (position, Field::Diagnosis1), notes);
                    found.iter().map(|code| codes.borrow_mut().intern(code)).for_each(&mut add);
                }
            }
            // The lines of a claim mostly share their diagnoses.
            if last.0 != *list {
                last.0.clone_from(list);
                last.1 = lists.intern(list);
            }
            numbers.push(last.1);
        }
        self.columns.diagnoses.extend(numbers);
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.diagnoses.keep(start, mask);
    }
}
