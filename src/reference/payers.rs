//! What payers say of codes: which they do not pay, by date, and which telehealth places and modifiers they want.
//! Medicare's list of unpaid codes is shipped; everything else comes from the user's pipeline.
//!
//! Source: project rulebook, section 3.5, `code_not_payable` (`data/not_payable.csv`) and `telehealth_marker`.

use super::code_set::CodeSet;
use super::kinds::Kinds;
use super::table::{cell, rows};
use crate::claim::Day;

/// First and last service date of a statement; open where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// First service date.
    pub from: Option<Day>,
    /// Last service date.
    pub until: Option<Day>,
}

impl Dates {
    /// Whether a service date lies within.
    pub fn cover(&self, date: Day) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}

impl std::fmt::Display for Dates {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = |day: Option<Day>| day.map_or("…".to_owned(), |day| day.to_string());
        if *self == Self::default() {
            out.write_str("on any date")
        } else {
            write!(out, "{} to {}", day(self.from), day(self.until))
        }
    }
}

/// Codes a payer does not pay.
#[derive(Clone, Debug)]
pub struct Unpaid {
    /// The payer.
    pub payer: String,
    /// The codes.
    pub codes: CodeSet,
    /// When.
    pub dates: Dates,
    /// Whether a pipeline states it, rather than the shipped table.
    pub stated: bool,
}

/// What a payer wants of a place or modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// One of them must be there.
    Required,
    /// None of them may be there.
    Forbidden,
    /// Either is right.
    Allowed,
}

impl Wish {
    /// The words a pipeline may use.
    pub const NAMES: [&'static str; 3] = ["required", "forbidden", "allowed"];

    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Forbidden => "forbidden",
            Self::Allowed => "allowed",
        }
    }

    /// The wish of a word.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "required" => Some(Self::Required),
            "forbidden" => Some(Self::Forbidden),
            "allowed" => Some(Self::Allowed),
            _ => None,
        }
    }
}

/// A payer's policy on telehealth markers of e-visits and contacts.
#[derive(Clone, Debug)]
pub struct MarkerPolicy {
    /// The payer.
    pub payer: String,
    /// The families it speaks of.
    pub families: Kinds,
    /// Places of service.
    pub places: Option<(Wish, Vec<String>)>,
    /// Modifiers.
    pub modifiers: Option<(Wish, Vec<String>)>,
    /// When.
    pub dates: Dates,
}

impl std::fmt::Display for Unpaid {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}, {}", self.codes, self.dates)
    }
}

impl std::fmt::Display for MarkerPolicy {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let families: Vec<&str> = self.families.names().collect();
        write!(out, "{}, {}", families.join(" "), self.dates)?;
        for (noun, wished) in [("places", &self.places), ("modifiers", &self.modifiers)] {
            if let Some((wish, codes)) = wished {
                write!(out, ", {noun} {} {}", wish.name(), codes.join(" "))?;
            }
        }
        Ok(())
    }
}

/// What all payers say.
#[derive(Default)]
pub struct Payers {
    unpaid: Vec<Unpaid>,
    markers: Vec<MarkerPolicy>,
    names: Vec<String>,
    /// Payer, and days after the service within which it has to be filed.
    filing: Vec<(String, i32)>,
}

/// The payers everybody may name. Source: contracts, section 1.
const KINDS_OF_PAYER: [&str; 5] = ["medicare", "medicare_advantage", "medicaid", "commercial", "other"];

impl Payers {
    /// Whether the name says what kind of payer it is: one of the contract's words, or with a table in the pipeline.
    pub fn is_named(&self, payer: &str) -> bool {
        KINDS_OF_PAYER.contains(&payer) || self.names.iter().any(|name| name == payer)
    }

    /// The table compiled into the program.
    pub fn shipped() -> Self {
        let unpaid = rows(include_str!("data/not_payable.csv")).map(|row| Unpaid {
            payer: row[0].to_owned(),
            // The table is part of the program, and a test reads every row of it.
            codes: CodeSet::parse(&[row[1].to_owned()]).unwrap_or_default(),
            dates: Dates { from: Day::parse_iso(cell(&row, 2)), until: Day::parse_iso(cell(&row, 3)) },
            stated: false,
        });
        Self { unpaid: unpaid.collect(), ..Self::default() }
    }

    /// Adds what the user's pipeline says.
    #[must_use]
    pub fn with(mut self, names: Vec<String>, unpaid: Vec<Unpaid>, markers: Vec<MarkerPolicy>) -> Self {
        self.names.extend(names);
        self.unpaid.extend(unpaid);
        self.markers.extend(markers);
        self
    }

    /// Adds the time limits for filing that the user's pipeline states.
    #[must_use]
    pub fn with_filing(mut self, filing: Vec<(String, i32)>) -> Self {
        self.filing.extend(filing);
        self
    }

    /// Days after a service within which the payer takes a claim; `None` when the pipeline does not say.
    pub fn filing_days(&self, payer: &str) -> Option<i32> {
        self.filing.iter().find(|(name, _)| name == payer).map(|(_, days)| *days)
    }

    /// Whether there is a list of unpaid codes for this payer at all.
    pub fn knows(&self, payer: &str) -> bool {
        self.unpaid.iter().any(|entry| entry.payer == payer)
    }

    /// Whether the code is on any payer's list, on any date.
    pub fn lists(&self, code: &str, kinds: Kinds) -> bool {
        self.unpaid.iter().any(|entry| entry.codes.holds(code, kinds))
    }

    /// Who does not pay the code, and when.
    pub fn refusals<'a>(&'a self, code: &'a str, kinds: Kinds) -> impl Iterator<Item = &'a Unpaid> {
        self.unpaid.iter().filter(move |entry| entry.codes.holds(code, kinds))
    }

    /// What says that the payer does not pay this code for services of that date; nothing when it pays.
    pub fn refusal(&self, payer: &str, code: &str, kinds: Kinds, date: Day) -> Option<&Unpaid> {
        let holds = |entry: &&Unpaid| entry.payer == payer && entry.codes.holds(code, kinds) && entry.dates.cover(date);
        // What a pipeline states goes before what is shipped: it may know a later year.
        self.unpaid.iter().filter(holds).max_by_key(|entry| entry.stated)
    }

    /// Whether what is known of a code that day rests on the shipped table, rather than on a statement of the pipeline.
    pub fn rests_on_shipped(&self, payer: &str, code: &str, kinds: Kinds, date: Day) -> bool {
        let is_shipped = self.unpaid.iter().any(|entry| entry.payer == payer && !entry.stated);
        is_shipped && self.refusal(payer, code, kinds, date).is_none_or(|refusal| !refusal.stated)
    }

    /// The policies on markers of a payer for a family on a date.
    pub fn markers<'a>(&'a self, payer: &'a str, kinds: Kinds, date: Day) -> impl Iterator<Item = &'a MarkerPolicy> {
        let speaks = move |policy: &&MarkerPolicy| {
            policy.payer == payer && policy.families.meets(kinds) && policy.dates.cover(date)
        };
        self.markers.iter().filter(speaks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert!(Payers::shipped().unpaid.iter().all(|entry| !entry.codes.is_empty()));
    }

    #[test]
    fn medicare_dates() {
        let payers = Payers::shipped();
        let on = |code: &str, date: &str| {
            Day::parse_iso(date).map(|day| payers.refusal("medicare", code, Kinds::NONE, day).is_some())
        };
        assert_eq!(on("98970", "2020-12-31"), Some(true));
        assert_eq!(on("98970", "2021-01-01"), Some(false));
        assert_eq!(on("98007", "2025-05-01"), Some(true));
        assert_eq!(on("98016", "2025-05-01"), Some(false));
        assert_eq!(on("9800A", "2025-05-01"), Some(false));
        assert_eq!(on("99243", "2009-12-31"), Some(false));
        assert_eq!(on("99243", "2010-01-01"), Some(true));
        assert!(payers.knows("medicare") && !payers.knows("commercial"));
    }
}
