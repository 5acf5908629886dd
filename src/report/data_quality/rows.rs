//! The page's parts on rows: what became of them, why some could not be used, when the services were given, which columns
//! hold values. Computes no figure of its own beyond sums and shares.

use super::DataQuality;
use super::figures::{FieldFigures, FileFigures, MonthFigures, ReasonFigures};
use crate::claim::Fate;
use crate::report::document::{Cell, Kind, Section, Table};
use crate::report::terminal::{grouped, long_durations};

/// More months than this are shown by year.
const MOST_MONTHS: usize = 36;

impl DataQuality {
    /// The identity that adds up, and the files behind it.
    pub(super) fn rows(&self) -> Section {
        let mut section = Section::new("Rows");
        section.say(format!(
            "{} claim rows read = {} used + {} excluded",
            grouped(self.rows_read),
            grouped(self.rows_used),
            grouped(self.rows_excluded)
        ));
        let columns = [("", Kind::Text), ("rows", Kind::Number), ("what became of them", Kind::Text)];
        let mut identity = Table::new("Every claim row, by what became of it", &columns);
        let (used, excluded): (Vec<_>, Vec<_>) = self.fates.0.iter().partition(|(name, _)| is_used(name));
        for (word, terms) in [("used", used), ("excluded", excluded)] {
            for (name, n) in terms.into_iter().filter(|(_, n)| *n > 0) {
                let name_shown = format!("{word}: {}", name.replace('_', " "));
                identity.row(vec![Cell::text(name_shown), Cell::Number(n), Cell::text(meaning(name))]);
            }
        }
        let verdict = if self.balances { "every one is accounted for" } else { "NOT every one is accounted for" };
        let sum = self.fates.0.iter().map(|(_, n)| n).sum();
        identity.sum(vec![Cell::text("rows read"), Cell::Number(sum), Cell::text(verdict)]);
        section.show(identity);
        for money in &self.joined_money {
            section.say(money.sentence());
        }
        section.show(self.files());
        if !self.files_left_out.is_empty() {
            let columns = [("file", Kind::Text), ("why it is not read", Kind::Text)];
            let mut table = Table::new("Files found below folders and not read", &columns);
            for file in &self.files_left_out {
                table.row(vec![Cell::text(&file.file), Cell::text(&file.reason)]);
            }
            section.show(table);
        }
        section
    }

    fn files(&self) -> Table {
        let columns = [
            ("file", Kind::Text),
            ("rows", Kind::Number),
            ("filtered", Kind::Number),
            ("empty places", Kind::Number),
            ("claim rows", Kind::Number),
            ("repaired", Kind::Number),
        ];
        let mut table = Table::new(
            "Claim files: their rows, rows and places without a claim line, claim rows, repaired values",
            &columns,
        );
        let numbers = |file: &FileFigures| {
            [file.source_rows, file.filtered_rows, file.empty_slots, file.rows_read, file.repaired_values]
        };
        let cells = |name: &str, numbers: [u64; 5]| {
            std::iter::once(Cell::text(name)).chain(numbers.map(Cell::Number)).collect::<Vec<_>>()
        };
        for file in &self.files {
            table.row(cells(&file.file, numbers(file)));
        }
        if self.files.len() > 1 {
            let sum = |at: usize| self.files.iter().map(|file| numbers(file)[at]).sum();
            table.sum(cells("all files", [0, 1, 2, 3, 4].map(sum)));
        }
        table
    }

    /// Why rows could not be used.
    pub(super) fn rejected(&self) -> Section {
        let mut section = Section::new("Rejected rows");
        let first = |reason: &ReasonFigures| match self.files.len() {
            1 => format!("row {}", grouped(reason.first_row)),
            _ => format!("row {} of {}", grouped(reason.first_row), reason.first_file),
        };
        let columns = [("rows", Kind::Number), ("column", Kind::Text), ("reason", Kind::Text), ("first", Kind::Text)];
        let mut table = Table::new("Rows that could not be used, by column and reason", &columns);
        for reason in &self.rejects_by_reason {
            table.row(vec![
                Cell::Number(reason.rows),
                Cell::text(reason.column.unwrap_or("")),
                Cell::text(reason.reason),
                Cell::text(first(reason)),
            ]);
        }
        section.show(table);
        for input in self.inputs.iter().filter(|input| input.rejected() > 0) {
            section.warn(format!("{}: {} rows could not be used", input.file(), grouped(input.rejected())));
        }
        section
    }

    /// Months or years with a bar each.
    pub(super) fn dates(&self) -> Section {
        let mut section = Section::new("Service dates");
        let Some((from, through)) = self.data_from.as_ref().zip(self.data_through.as_ref()) else {
            section.warn("No row could be read, so there is no date");
            return section;
        };
        section.say(format!("Services from {from} to {through}"));
        let months = every_month(&self.months);
        let empty: Vec<&str> =
            months.iter().filter(|(_, rows, _)| *rows == 0).map(|(month, ..)| month.as_str()).collect();
        match empty.as_slice() {
            [] => {}
            months if months.len() <= 12 => {
                section.warn(format!("Months between without a row: {}", months.join(", ")));
            }
            months => section.warn(format!("{} months between are without a row", months.len())),
        }
        for date in &self.contradicting_dates {
            let n = grouped(date.rows_before_service);
            section.warn(format!("{} lies before the service date in {n} rows", date.column));
        }
        let is_long = months.len() > MOST_MONTHS;
        section.show(if is_long { histogram("year", &by_year(&months)) } else { histogram("month", &months) });
        section
    }

    /// How full the columns are.
    pub(super) fn columns(&self) -> Section {
        let mut section = Section::new("Columns");
        if !self.columns_absent.is_empty() {
            section.say(format!("Absent from every file: {}", self.columns_absent.join(", ")));
        }
        for file in &self.files {
            if !file.columns_lacking.is_empty() {
                let lacking = file.columns_lacking.join(", ");
                section.warn(format!("{} lacks columns that other files have: {lacking}", file.file));
            }
            if !file.ignored_columns.is_empty() {
                let ignored = file.ignored_columns.join(", ");
                section.say(format!("{} has columns that nothing asks for: {ignored}", file.file));
            }
        }
        for (column, n) in &self.placeholders.0 {
            section.warn(format!("{column}: {} words or numbers for nothing are read as blanks", grouped(*n)));
        }
        for (column, n) in &self.long_durations.0 {
            section.warn(format!("{column}: {}", long_durations(*n)));
        }
        for input in self.inputs.iter().filter(|input| input.figures().long_durations > 0) {
            section.warn(format!("{}: {}", input.file(), long_durations(input.figures().long_durations)));
        }
        if let Some(statuses) = &self.unknown_statuses {
            section.warn(statuses.note.clone());
        }
        let columns = [
            ("column", Kind::Text),
            ("with value", Kind::Number),
            ("blank", Kind::Number),
            ("no column", Kind::Number),
            ("missing", Kind::Number),
        ];
        let mut table = Table::new(
            "Claim rows with a value, by column; rejected rows count, ragged ones have no columns",
            &columns,
        );
        for field in &self.fields {
            table.row(vec![
                Cell::text(field.column),
                Cell::Number(field.with_value),
                Cell::Number(field.blank),
                Cell::Number(field.without_column),
                Cell::share(missing(field), field.rows()),
            ]);
        }
        section.show(table);
        section.show(self.unreadable_values());
        section
    }

    fn unreadable_values(&self) -> Table {
        let columns = [("values", Kind::Number), ("column", Kind::Text), ("why", Kind::Text)];
        let caption =
            "Values that could not be read: they are unknown, and rules that need them do not judge those lines";
        let mut table = Table::new(caption, &columns);
        for found in &self.unreadable {
            table.row(vec![Cell::Number(found.values), Cell::text(&found.column), Cell::text(&found.reason)]);
        }
        table
    }
}

const fn missing(field: &FieldFigures) -> u64 {
    field.blank + field.without_column
}

/// Month (or year), rows, audited rows.
type Bucket = (String, u64, u64);

/// Every month from the first to the last, those without rows included.
fn every_month(months: &[MonthFigures]) -> Vec<Bucket> {
    let mut all: Vec<Bucket> = Vec::new();
    let mut next = months.first().map_or((0, 1), |first| first.number);
    for month in months {
        while next < month.number {
            all.push((format!("{}-{:02}", next.0, next.1), 0, 0));
            next = after(next);
        }
        all.push((month.month.clone(), month.rows, month.audited));
        next = after(month.number);
    }
    all
}

const fn after((year, month): (i32, u32)) -> (i32, u32) {
    if month == 12 { (year + 1, 1) } else { (year, month + 1) }
}

fn by_year(months: &[Bucket]) -> Vec<Bucket> {
    let mut years: Vec<Bucket> = Vec::new();
    for (month, rows, audited) in months {
        let year = month.split_once('-').map_or(month.as_str(), |(year, _)| year);
        match years.last_mut() {
            Some(last) if last.0 == year => {
                last.1 += rows;
                last.2 += audited;
            }
            _ => years.push((year.to_owned(), *rows, *audited)),
        }
    }
    years
}

fn histogram(unit: &'static str, buckets: &[Bucket]) -> Table {
    let caption = if unit == "year" { "Rows by year of service" } else { "Rows by month of service" };
    let columns = [(unit, Kind::Text), ("rows", Kind::Number), ("audited", Kind::Number), ("", Kind::Bar)];
    let mut table = Table::new(caption, &columns);
    let most = buckets.iter().map(|(_, rows, _)| *rows).max().unwrap_or(0).max(1);
    for (name, rows, audited) in buckets {
        let bar = Cell::Bar((rows * 1_000).div_ceil(most));
        table.row(vec![Cell::text(name), Cell::Number(*rows), Cell::Number(*audited), bar]);
    }
    table
}

/// Whether rows of that fate are used.
pub(super) fn is_used(fate: &str) -> bool {
    [Fate::Audited, Fate::Context].iter().any(|used| used.name() == fate)
}

/// What a fate means.
fn meaning(fate: &str) -> &'static str {
    match fate {
        "rejected" => "could not be used, see below",
        "blank_row" => "no value in it",
        "footer_row" => "sums at the end of a file",
        "repeated_row" => "equal to another row in every field",
        "superseded" => "replaced by a later version or a replacement claim",
        "voided" => "voided, or the void itself",
        "netted" => "a positive and a negative line that cancel",
        "unmatched_reversal" => "takes back a line that is not in the data",
        "denied" => "denied or reversed by the payer",
        "out_of_scope" => "no rule needs its code",
        "audited" => "rules judge it",
        "context" => "rules look at it beside the lines they judge",
        _ => "",
    }
}
