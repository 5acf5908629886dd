//! The dates for which files of one kind are used when several are at hand: each until the next begins.

use super::release::Release;
use super::{LoadError, TableFile, TableRequest, unusable};
use crate::claim::Day;

/// From when until when a file is used, both ends included, and what its release is called.
#[derive(Clone, Debug)]
pub(super) struct Period {
    pub(super) name: String,
    pub(super) from: Day,
    pub(super) through: Day,
}

impl Period {
    /// The dates of a file: as the user states them, else as its release says. `None` when nobody says from when.
    pub(super) fn new(request: &TableRequest, release: Option<Release>, end: fn(Day) -> Day) -> Option<Self> {
        let from = request.from.or_else(|| release.as_ref().map(|release| release.from))?;
        let name = release.map_or_else(|| format!("from {from}"), |release| release.name);
        Some(Self { name, from, through: request.to.unwrap_or_else(|| end(from)) })
    }

    /// Refuses a last date before the first.
    pub(super) fn check(&self, file: &str) -> Result<(), LoadError> {
        if self.from <= self.through {
            return Ok(());
        }
        let problem =
            format!("is to be used from {} to {}: the last date is before the first", self.from, self.through);
        Err(unusable(file, problem))
    }
}

/// The tables of files, each until the next begins; the files are added to those of the run.
pub(super) fn in_turn<T>(
    mut read: Vec<(T, TableFile)>,
    hint: &str,
    files: &mut Vec<TableFile>,
    end: impl Fn(&mut T, Day),
) -> Result<Vec<T>, LoadError> {
    end_where_the_next_begins(&mut read, hint)?;
    let table = |(mut table, file): (T, TableFile)| {
        end(&mut table, file.through);
        files.push(file);
        table
    };
    Ok(read.into_iter().map(table).collect())
}

/// Puts files in order of their dates and lets each end where the next begins. Errors when two begin on the same day;
/// `hint` says what else the user can do.
fn end_where_the_next_begins<T>(read: &mut [(T, TableFile)], hint: &str) -> Result<(), LoadError> {
    read.sort_by_key(|(_, file)| file.from);
    for next in 1..read.len() {
        let (earlier, later) = (&read[next - 1].1, &read[next].1);
        if earlier.from == later.from {
            let problem = format!("holds from {}, and so does {}; name one of them{hint}", later.from, earlier.path);
            return Err(unusable(&later.path, problem));
        }
        let last_day = later.from.plus(-1);
        read[next - 1].1.through = earlier.through.min(last_day);
    }
    Ok(())
}

/// 31 December of a date's year.
pub(super) fn year_end(date: Day) -> Day {
    date.ymd().and_then(|(year, _, _)| Day::from_ymd(year, 12, 31)).unwrap_or(date)
}

/// The last day of a date's quarter.
pub(super) fn quarter_end(date: Day) -> Day {
    let next_quarter = date.ymd().and_then(|(year, month, _)| match month {
        1..=3 => Day::from_ymd(year, 4, 1),
        4..=6 => Day::from_ymd(year, 7, 1),
        7..=9 => Day::from_ymd(year, 10, 1),
        _ => Day::from_ymd(year + 1, 1, 1),
    });
    next_quarter.map_or(date, |next| next.plus(-1))
}
