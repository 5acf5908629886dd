//! The rows of a run in columns: typed, interned, rejects left out. Nothing has been decided about them yet.

use super::arrivals::Of;
use super::column::{Numbers, Packed, Sparse};
use crate::claim::{Cents, Day, FieldSet, LineStatus, Minutes, Moment, RowKind, Sym, Units};

/// Every column whose values mean the same in all parts, through one method of theirs.
macro_rules! all_columns {
    ($rows:ident, $method:ident) => {
        [
            $rows.file.$method(),
            $rows.row.$method(),
            $rows.unreadable.$method(),
            $rows.claims.line_number.$method(),
            $rows.claims.frequency.$method(),
            $rows.claims.kind.$method(),
            $rows.claims.version.$method(),
            $rows.claims.source.$method(),
            $rows.claims.denied_replacement.$method(),
            $rows.people.clinician.$method(),
            $rows.people.ordering.$method(),
            $rows.people.group.$method(),
            $rows.people.specialty.$method(),
            $rows.people.taxonomy.$method(),
            $rows.services.code.$method(),
            $rows.services.modifiers.$method(),
            $rows.services.place.$method(),
            $rows.diagnoses.diagnoses.$method(),
            $rows.amounts.units.$method(),
            $rows.amounts.billed.$method(),
            $rows.amounts.allowed.$method(),
            $rows.amounts.paid.$method(),
            $rows.amounts.minutes.$method(),
            $rows.handling.date.$method(),
            $rows.handling.date_to.$method(),
            $rows.handling.received.$method(),
            $rows.handling.paid_on.$method(),
            $rows.handling.processed.$method(),
            $rows.handling.start.$method(),
            $rows.handling.end.$method(),
            $rows.handling.payer.$method(),
            $rows.handling.status.$method(),
        ]
    };
}

/// Whether a claim stands for itself, replaces another or voids another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Frequency {
    /// 1, or not said.
    #[default]
    Original,
    /// 7: replaces the claim it names.
    Replacement,
    /// 8: voids the claim it names.
    Void,
}

/// Claim, line and adjustment columns.
pub struct ClaimColumns {
    /// Claim number.
    pub claim: Sparse<Sym>,
    /// Line within the claim; absent when the file does not say.
    pub line_number: Sparse<Option<i32>>,
    /// Original, replacement or void.
    pub frequency: Sparse<Frequency>,
    /// The claim a replacement or void names.
    pub original_claim: Sparse<Sym>,
    /// The number of that claim without the version behind it, where the layout says that there is one.
    pub original_base: Sparse<Sym>,
    /// What the row is among the versions of its line.
    pub kind: Sparse<RowKind>,
    /// Greater is later among versions of one date; 0 when the file does not say.
    pub version: Sparse<u64>,
    /// The claim's number without the version behind it, where the layout says that there is one.
    pub base: Sparse<Sym>,
    /// Which source the row comes from, where the file names one: a part of what the claim is.
    pub source: Sparse<Sym>,
    /// Whether a denied replacement or void names the claim; only settled lines know, for rows have not been compared.
    pub denied_replacement: Sparse<bool>,
    /// Other names of the claim, one column each.
    pub other_ids: Vec<Sparse<Sym>>,
}

/// Patient, clinician and group columns.
pub struct PeopleColumns {
    /// Patient.
    pub patient: Sparse<Sym>,
    /// Rendering clinician.
    pub clinician: Sparse<Sym>,
    /// Who ordered the service.
    pub ordering: Sparse<Sym>,
    /// Billing group.
    pub group: Sparse<Sym>,
    /// CMS specialty.
    pub specialty: Sparse<Sym>,
    /// NUCC taxonomy.
    pub taxonomy: Sparse<Sym>,
}

/// Service columns.
pub struct ServiceColumns {
    /// Procedure code.
    pub code: Sparse<Sym>,
    /// Sorted modifier list.
    pub modifiers: Sparse<Sym>,
    /// Place of service.
    pub place: Sparse<Sym>,
}

/// Diagnosis column.
pub struct DiagnosisColumns {
    /// Diagnosis list.
    pub diagnoses: Sparse<Sym>,
}

/// Amount columns.
pub struct AmountColumns {
    /// Units.
    pub units: Sparse<Units>,
    /// Billed.
    pub billed: Sparse<Option<Cents>>,
    /// Allowed.
    pub allowed: Sparse<Option<Cents>>,
    /// Paid.
    pub paid: Sparse<Option<Cents>>,
    /// Recorded minutes.
    pub minutes: Sparse<Option<Minutes>>,
}

/// Date, time, payer and status columns.
pub struct HandlingColumns {
    /// Service date.
    pub date: Sparse<Day>,
    /// Last service date.
    pub date_to: Sparse<Day>,
    /// Received by the payer.
    pub received: Sparse<Day>,
    /// Paid.
    pub paid_on: Sparse<Day>,
    /// Processed by the payer.
    pub processed: Sparse<Day>,
    /// Start of the service.
    pub start: Sparse<Moment>,
    /// End of the service.
    pub end: Sparse<Moment>,
    /// Payer.
    pub payer: Sparse<Sym>,
    /// What the payer did.
    pub status: Sparse<LineStatus>,
}

/// Some rows of a run, or all of them: every column has one value per row.
pub struct Rows {
    /// File of each row, an index into the run's list.
    pub file: Sparse<u32>,
    /// Row in its file, from 1.
    pub row: Sparse<u64>,
    /// Columns whose value could not be read.
    pub unreadable: Sparse<FieldSet>,
    /// Claim, line and adjustment columns.
    pub claims: ClaimColumns,
    /// Patient, clinician and group columns.
    pub people: PeopleColumns,
    /// Service columns.
    pub services: ServiceColumns,
    /// Diagnosis column.
    pub diagnoses: DiagnosisColumns,
    /// Amount columns.
    pub amounts: AmountColumns,
    /// Date, time, payer and status columns.
    pub handling: HandlingColumns,
}

impl Packed for Frequency {
    fn pack(self) -> u64 {
        self as u64
    }

    fn unpack(bits: u64) -> Self {
        match bits {
            1 => Self::Replacement,
            2 => Self::Void,
            _ => Self::Original,
        }
    }
}

impl Rows {
    /// Puts file and row in the place of what stands in the column of rows.
    pub(super) fn replace_origins(&mut self, origin: impl Fn(u64) -> (u32, u64)) {
        let origins: Vec<(u32, u64)> = self.row.iter().map(origin).collect();
        (self.file, self.row) = (Sparse::new(0), Sparse::new(0));
        self.file.extend(origins.iter().map(|(file, _)| *file));
        self.row.extend(origins.iter().map(|(_, row)| *row));
    }

    /// No rows. Claims may have so many other names.
    pub(super) fn new(n_other_ids: usize) -> Self {
        let (symbol, day, moment) =
            (|| Sparse::new(Sym::NONE), || Sparse::new(Day::NONE), || Sparse::new(Moment::NONE));
        Self {
            file: Sparse::new(0),
            row: Sparse::new(0),
            unreadable: Sparse::new(FieldSet::default()),
            claims: ClaimColumns {
                claim: symbol(),
                line_number: Sparse::new(None),
                frequency: Sparse::new(Frequency::Original),
                original_claim: symbol(),
                original_base: symbol(),
                kind: Sparse::new(RowKind::Original),
                version: Sparse::new(0),
                base: symbol(),
                source: symbol(),
                denied_replacement: Sparse::new(false),
                other_ids: (0..n_other_ids).map(|_| symbol()).collect(),
            },
            people: PeopleColumns {
                patient: symbol(),
                clinician: symbol(),
                ordering: symbol(),
                group: symbol(),
                specialty: symbol(),
                taxonomy: symbol(),
            },
            services: ServiceColumns { code: symbol(), modifiers: symbol(), place: symbol() },
            diagnoses: DiagnosisColumns { diagnoses: symbol() },
            amounts: AmountColumns {
                units: Sparse::new(Units::ONE),
                billed: Sparse::new(None),
                allowed: Sparse::new(None),
                paid: Sparse::new(None),
                minutes: Sparse::new(None),
            },
            handling: HandlingColumns {
                date: Sparse::new(Day(0)),
                date_to: day(),
                received: day(),
                paid_on: day(),
                processed: day(),
                start: moment(),
                end: moment(),
                payer: symbol(),
                status: Sparse::new(LineStatus::Paid),
            },
        }
    }

    /// How many rows there are.
    pub const fn len(&self) -> usize {
        self.row.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// The columns that name claims and patients: their numbers mean nothing outside the part they stand in.
    pub(super) fn named(&self) -> impl Iterator<Item = (Of, &Sparse<Sym>)> {
        let claims = &self.claims;
        let own = [&claims.claim, &claims.original_claim, &claims.original_base, &claims.base];
        let claims = own.into_iter().chain(&claims.other_ids).map(|column| (Of::Claims, column));
        claims.chain([(Of::Patients, &self.people.patient)])
    }

    /// The same, to be added to.
    pub(super) fn named_mut(&mut self) -> impl Iterator<Item = (Of, &mut Sparse<Sym>)> {
        let claims = &mut self.claims;
        let own = [&mut claims.claim, &mut claims.original_claim, &mut claims.original_base, &mut claims.base];
        let claims = own.into_iter().chain(&mut claims.other_ids).map(|column| (Of::Claims, column));
        claims.chain([(Of::Patients, &mut self.people.patient)])
    }

    /// The numbers of every other column, always in one order.
    pub(super) fn numbers(&self) -> [&Numbers; N_COLUMNS] {
        all_columns!(self, numbers)
    }

    /// The same, to be added to.
    pub(super) fn numbers_mut(&mut self) -> [&mut Numbers; N_COLUMNS] {
        all_columns!(self, numbers_mut)
    }

    /// The numbers of all columns, those that name claims and patients first.
    pub(super) fn all_numbers(&self) -> impl Iterator<Item = &Numbers> {
        self.named().map(|(_, column)| column.numbers()).chain(self.numbers())
    }

    /// Gives columns that were left out as many defaults as there are rows.
    pub(super) fn fill_up(&mut self) {
        let n_rows = self.len();
        self.named_mut().for_each(|(_, column)| column.numbers_mut().fill_up(n_rows));
        self.numbers_mut().into_iter().for_each(|column| column.fill_up(n_rows));
    }

    /// Bytes in use.
    pub(super) fn n_bytes(&self) -> usize {
        self.all_numbers().map(Numbers::n_bytes).sum()
    }
}

/// Columns that name neither claims nor patients.
const N_COLUMNS: usize = 32;
