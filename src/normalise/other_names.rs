//! The claims that replacements and voids concern, where they name them by another name than the claim's number: the
//! payer's, or the one the submitter gives to every version of a claim. Marks nothing.

use std::collections::{BTreeMap, HashMap};

use super::claim_index::{ClaimIndex, may_be_one_claim, number};
use super::partners::{handled, is_later};
use crate::claim::{Day, LineStatus, Names, Sym};
use crate::load::{Frequency, Rows};

/// The rows of claims by their other names, as far as a replacement or void may mean them.
pub(super) struct OtherNames<'a> {
    rows: &'a Rows,
    names: &'a Names,
    index: &'a ClaimIndex,
    named: HashMap<Sym, Vec<usize>>,
}

/// When a claim came, by what there is: later versions of a claim are greater.
type Arrival<'a> = ([Day; 3], u64, Frequency, &'a str);

impl<'a> OtherNames<'a> {
    pub(super) fn new(rows: &'a Rows, names: &'a Names, index: &'a ClaimIndex, adjusting: &[usize]) -> Self {
        let mut found = Self { rows, names, index, named: HashMap::new() };
        if rows.claims.other_ids.is_empty() || adjusting.is_empty() {
            return found;
        }
        for &row in adjusting {
            for id in ids(rows, row).chain([rows.claims.original_claim.get(row)]).filter(|id| id.is_known()) {
                found.named.entry(id).or_default();
            }
        }
        for row in 0..rows.len() {
            for id in ids(rows, row) {
                if let Some(lines) = found.named.get_mut(&id) {
                    lines.push(row);
                }
            }
        }
        found
    }

    /// The lines of this patient that a row replaces or voids: those of the claim it names, or else those of the claim
    /// before it that shares a name and a service date with its own. Submitters give one name to several claims of an
    /// account, so that a shared name alone is not enough.
    pub(super) fn lines(&self, row: usize) -> Vec<usize> {
        let named = self.claims([self.rows.claims.original_claim.get(row)].into_iter(), row);
        if !named.is_empty() {
            return self.latest_before(row, &named);
        }
        let mut of_account = self.claims(ids(self.rows, row), row);
        // Nothing came of a refused claim, so that it is not what a later one corrects.
        let denied = |line: &usize| self.rows.handling.status.get(*line) == LineStatus::Denied;
        of_account.retain(|lines| self.shares_date(row, lines) && !lines.iter().all(denied));
        self.latest_before(row, &of_account)
    }

    /// Every other claim of the patient with one of these names: its lines.
    fn claims(&self, ids: impl Iterator<Item = Sym>, row: usize) -> Vec<Vec<usize>> {
        let rows = self.rows;
        let mut claims: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for line in ids.filter_map(|id| self.named.get(&id)).flatten().copied() {
            let may_be_meant = may_be_one_claim(rows, line, row)
                && number(rows, line) != number(rows, row)
                && rows.claims.frequency.get(line) != Frequency::Void;
            if may_be_meant {
                claims.entry(self.names.claims.text(number(rows, line))).or_default().push(line);
            }
        }
        claims.into_values().collect()
    }

    /// Of these claims the last one before the row's own.
    fn latest_before(&self, row: usize, claims: &[Vec<usize>]) -> Vec<usize> {
        let arrival = |lines: &[usize]| lines.iter().map(|line| self.arrival(*line)).max();
        let not_after = |lines: &&Vec<usize>| !lines.iter().any(|line| self.came_after(*line, row));
        let before = |lines: &&Vec<usize>| lines.iter().all(|line| self.came_after(row, *line));
        let candidates: Vec<&Vec<usize>> = claims.iter().filter(not_after).collect();
        let has_earlier = candidates.iter().any(&before);
        let own = self.arrival(row);
        let is_meant = |lines: &&&Vec<usize>| match self.rows.claims.frequency.get(row) {
            // A void and what is billed instead may come together: then the void means what was there before.
            Frequency::Void => !has_earlier || before(lines),
            // Of two replacements that come together, one replaces the other.
            _ => before(lines) || arrival(lines) < Some(own),
        };
        let meant = candidates.iter().filter(is_meant).max_by_key(|lines| arrival(lines));
        meant.map_or(Vec::new(), |lines| (*lines).clone())
    }

    fn shares_date(&self, row: usize, lines: &[usize]) -> bool {
        let date = &self.rows.handling.date;
        let mut own = self.index.rows_of(self.rows, number(self.rows, row), row);
        own.any(|own| lines.iter().any(|line| date.get(*line) == date.get(own)))
    }

    /// Whether a row came after another, by date or else by version.
    fn came_after(&self, row: usize, other: usize) -> bool {
        let version = |row: usize| self.rows.claims.version.get(row);
        let is_later = |row: usize, other: usize| is_later(self.rows, row, other);
        let by_version = || version(other) != 0 && version(other) < version(row) && !is_later(other, row);
        is_later(row, other) || by_version()
    }

    fn arrival(&self, row: usize) -> Arrival<'a> {
        let claims = &self.rows.claims;
        (
            handled(self.rows, row),
            claims.version.get(row),
            claims.frequency.get(row),
            self.names.claims.text(claims.claim.get(row)),
        )
    }
}

fn ids(rows: &Rows, row: usize) -> impl Iterator<Item = Sym> {
    rows.claims.other_ids.iter().map(move |ids| ids.get(row)).filter(|id| id.is_known())
}
