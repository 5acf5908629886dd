//! What became of every row: counted, so that nothing is lost silently. Decides nothing itself.
//!
//! Source: project rulebook, section 4.

use super::{CellNotes, Field, FieldSet, StatusWords};

/// The name of rows without any value.
pub const BLANK_ROW: &str = "blank_row";
/// The name of rows at the end of a file that hold sums.
pub const FOOTER_ROW: &str = "footer_row";

/// What became of a row that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Fate {
    /// Equal to another row in every mapped field.
    RepeatedRow,
    /// Replaced by a later version or a replacement claim.
    Superseded,
    /// Voided, or the void itself.
    Voided,
    /// One of a positive and a negative line that cancel.
    Netted,
    /// A negative line whose positive partner is not in the data.
    UnmatchedReversal,
    /// Denied, rejected or reversed by the payer.
    Denied,
    /// No rule needs its code.
    OutOfScope,
    /// An effective line of an audited family, dated within the period.
    Audited,
    /// An effective line that serves as context for others.
    Context,
}

impl Fate {
    /// Every fate, in the order of the accounting identity.
    pub const ALL: [Self; 9] = [
        Self::RepeatedRow,
        Self::Superseded,
        Self::Voided,
        Self::Netted,
        Self::UnmatchedReversal,
        Self::Denied,
        Self::OutOfScope,
        Self::Audited,
        Self::Context,
    ];

    /// The name used in every artefact.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RepeatedRow => "repeated_row",
            Self::Superseded => "superseded",
            Self::Voided => "voided",
            Self::Netted => "netted",
            Self::UnmatchedReversal => "unmatched_reversal",
            Self::Denied => "denied",
            Self::OutOfScope => "out_of_scope",
            Self::Audited => "audited",
            Self::Context => "context",
        }
    }
}

/// The accounting identity of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounting {
    /// Claim rows read, rejects included.
    pub rows_read: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Rows without any value.
    pub blank_rows: u64,
    /// Rows at the end of a file that hold sums.
    pub footer_rows: u64,
    counts: [u64; Fate::ALL.len()],
}

impl Accounting {
    /// Counts the fates of all rows that could be read.
    pub fn new(rows_read: u64, rejected: u64, fates: &[Fate]) -> Self {
        let mut accounting = Self { rows_read, rejected, ..Self::default() };
        for fate in fates {
            accounting.counts[*fate as usize] += 1;
        }
        accounting
    }

    /// Counts rows that met a fate.
    pub const fn add(&mut self, fate: Fate, n: u64) {
        self.counts[fate as usize] += n;
    }

    /// Adds another account.
    pub fn merge(&mut self, other: &Self) {
        self.rows_read += other.rows_read;
        self.rejected += other.rejected;
        self.blank_rows += other.blank_rows;
        self.footer_rows += other.footer_rows;
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, n)| *sum += n);
    }

    /// How many rows met a fate.
    pub const fn count(&self, fate: Fate) -> u64 {
        self.counts[fate as usize]
    }

    /// Every term of the identity behind `rows_read =`, with its name.
    pub fn terms(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let unread = [("rejected", self.rejected), (BLANK_ROW, self.blank_rows), (FOOTER_ROW, self.footer_rows)];
        unread.into_iter().chain(Fate::ALL.iter().map(|fate| (fate.name(), self.count(*fate))))
    }

    /// Whether every row read is accounted for.
    pub fn balances(&self) -> bool {
        self.terms().map(|(_, n)| n).sum::<u64>() == self.rows_read
    }
}

/// What became of the money of one column of a table beside the claims, in ten-thousandths of its unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JoinedMoney {
    /// The table.
    pub table: String,
    /// Its column.
    pub column: String,
    /// What the table holds, repeated rows counted once.
    pub held: i64,
    /// What lines got, each line that got it counted.
    pub joined: i64,
    /// What belongs to no line, or to none that could be told.
    pub unjoined: i64,
    /// Entries that several lines asked for: none of them got anything.
    pub undecided: u64,
    /// Reversals of amounts that the table does not hold: they take nothing from those it holds, and are in no sum.
    pub taken_elsewhere: i64,
}

impl JoinedMoney {
    /// Whether everything is accounted for, so that no line got what another one got.
    pub const fn balances(&self) -> bool {
        self.held == self.joined + self.unjoined
    }
}

/// A row that could not be used. Never holds the value: it may be patient data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// File, an index into the run's list of files.
    pub file: u32,
    /// Row in that file, from 1, the header not counted.
    pub row: u64,
    /// Column, by its canonical name; empty when the whole row is at fault.
    pub column: Option<Field>,
    /// What is wrong and what was expected.
    pub reason: &'static str,
}

/// One input file and what was found in it.
#[derive(Clone, Debug, Default)]
pub struct SourceFile {
    /// The path as given.
    pub path: String,
    /// Rows in the file, the header not counted.
    pub source_rows: u64,
    /// Rows the layout's filters left out: they are not claim lines.
    pub filtered_rows: u64,
    /// Unused places of a wide row: they are not claim lines.
    pub empty_slots: u64,
    /// Claim rows read from it, rejects included.
    pub rows_read: u64,
    /// Rows without any value.
    pub blank_rows: u64,
    /// Rows at its end that hold sums.
    pub footer_rows: u64,
    /// Fields the file has a column for.
    pub present: FieldSet,
    /// Columns nobody asked for.
    pub ignored_columns: Vec<String>,
    /// What was noted about its cells, rejected rows included.
    pub notes: CellNotes,
    /// Status words of no known meaning: their rows count as paid.
    pub unknown_statuses: StatusWords,
    /// Rows without a partner, by table beside the claim lines.
    pub unmatched: Vec<(String, u64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_that_two_lines_got_is_noticed() {
        let money = |held, joined, unjoined| JoinedMoney { held, joined, unjoined, ..JoinedMoney::default() };
        assert!(money(1_240, 1_000, 240).balances() && money(0, -500, 500).balances());
        assert!(!money(1_240, 2_480, 0).balances() && !money(1_240, 1_000, 0).balances());
    }

    #[test]
    fn the_identity_notices_a_lost_row() {
        let fates = [Fate::Audited, Fate::Netted, Fate::Netted];
        assert!(Accounting::new(4, 1, &fates).balances());
        assert!(!Accounting::new(5, 1, &fates).balances());
    }
}
