//! Runs the built program in a temporary folder of its own and reads what it wrote. Knows no rule and no layout.
#![expect(clippy::unwrap_used, reason = "a test that cannot handle its own files has failed")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use arrow::array::{Array as _, RecordBatch, StringArray};
use arrow::compute::concat_batches;
use arrow::util::display::array_value_to_string;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tempfile::TempDir;

/// A row of a report as text, by column name.
pub(crate) type Row = BTreeMap<String, String>;

/// A folder where the program runs.
pub(crate) struct Place {
    folder: TempDir,
}

/// How a run of the program ended.
pub(crate) struct Run {
    /// The exit code; -1 when a signal ended the program.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// Whether every row was used and the report published. Where no rule met a line, the program says so with exit code 3.
    pub(crate) fn used_every_row(&self) -> bool {
        let is_unjudged = self.code == 3 && self.stderr.contains("Exit code 3: Nothing was judged");
        self.code == 0 || is_unjudged
    }
}

impl Place {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// A folder that holds `claims.csv` with the given content.
    pub(crate) fn with_claims(content: impl AsRef<[u8]>) -> Self {
        let place = Self::new();
        place.write("claims.csv", content);
        place
    }

    /// The full path of a name within the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The program with nothing but these arguments: no environment, no input, the folder as current directory.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claimsweep"));
        command.args(args).env_clear().current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().unwrap())
    }

    /// Runs the program at a real terminal, where a person types these lines; what the terminal shows is standard output.
    pub(crate) fn run_at_terminal(&self, args: &[&str], typed: &str) -> Run {
        let quoted: Vec<String> = args.iter().map(|arg| format!("'{arg}'")).collect();
        let program = format!("'{}' {}", env!("CARGO_BIN_EXE_claimsweep"), quoted.join(" "));
        // `script` gives the program a terminal of its own and ends with its exit code.
        let mut command = Command::new("script");
        command.args(["-q", "-e", "-c", &program, "/dev/null"]).current_dir(self.folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        Run::of(child.wait_with_output().unwrap())
    }

    /// Audits files into `report` and prints the summary as JSON; `more` are further arguments.
    pub(crate) fn audit(&self, claims: &str, more: &[&str]) -> Run {
        let claims = format!("--claims={claims}");
        self.run(&[&["audit", &claims, "--out", "report", "--json"], more].concat())
    }

    /// The rows of `report/findings.csv`.
    pub(crate) fn findings(&self) -> Vec<Row> {
        let mut reader = csv::Reader::from_path(self.path("report/findings.csv")).unwrap();
        reader.deserialize().map(Result::unwrap).collect()
    }

    /// One column of the findings of one rule, in the order of the report.
    pub(crate) fn found(&self, rule: &str, column: &str) -> Vec<String> {
        let rows = self.findings().into_iter().filter(|row| row["rule"] == rule);
        rows.map(|row| row[column].clone()).collect()
    }

    /// A Parquet file of the folder.
    pub(crate) fn table(&self, name: &str) -> Table {
        Table::read(&self.path(name))
    }

    /// Name and content of every file in a folder, folders in it left out; empty when there is no such folder.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let folder = self.path(folder);
        let names = names_in(&folder).into_iter().filter(|name| folder.join(name).is_file());
        names.map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
    }

    /// The names of everything in the folder itself, hidden ones included, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        names_in(self.folder.path())
    }
}

impl Run {
    /// What a finished process left behind.
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        assert!(!self.stdout.is_empty(), "nothing on standard output; exit code {}: {}", self.code, self.stderr);
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The terms of the accounting identity that are not zero, as `name=count name=count`, by name; the identity is
    /// checked on the way.
    pub(crate) fn fates(&self) -> String {
        let accounting = self.json()["accounting"].clone();
        assert_eq!(accounting["balances"], true, "{accounting}");
        let is_term = |name: &str| name != "rows_read" && name != "balances";
        let terms: Vec<(String, u64)> = accounting
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| is_term(name))
            .map(|(name, n)| (name.clone(), n.as_u64().unwrap()))
            .collect();
        assert_eq!(terms.iter().map(|(_, n)| n).sum::<u64>(), accounting["rows_read"].as_u64().unwrap());
        let shown = terms.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name}={n}"));
        shown.collect::<Vec<_>>().join(" ")
    }
}

/// A Parquet file, read whole.
pub(crate) struct Table {
    /// Its rows.
    pub(crate) batch: RecordBatch,
    /// What the file says of itself.
    pub(crate) metadata: BTreeMap<String, String>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
        let schema = builder.schema().clone();
        let pairs = builder.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
        let batches: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
        let metadata = pairs.into_iter().map(|pair| (pair.key, pair.value.unwrap_or_default())).collect();
        Self { batch: concat_batches(&schema, &batches).unwrap(), metadata }
    }

    /// One column as text; empty where there is no value.
    pub(crate) fn column(&self, name: &str) -> Vec<String> {
        let column = self.batch.column_by_name(name).unwrap();
        if let Some(texts) = column.as_any().downcast_ref::<StringArray>() {
            return texts.iter().map(|text| text.unwrap_or("").to_owned()).collect();
        }
        let text = |row| if column.is_null(row) { String::new() } else { array_value_to_string(column, row).unwrap() };
        (0..column.len()).map(text).collect()
    }

    /// Every row as text, by column name.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let names: Vec<String> = self.batch.schema().fields().iter().map(|field| field.name().clone()).collect();
        let columns: Vec<Vec<String>> = names.iter().map(|name| self.column(name)).collect();
        let row = |at: usize| names.iter().cloned().zip(columns.iter().map(|column| column[at].clone())).collect();
        (0..self.batch.num_rows()).map(row).collect()
    }
}

/// CSV text of a header and rows.
pub(crate) fn csv_text(columns: &str, rows: &[&str]) -> String {
    let lines = std::iter::once(&columns).chain(rows).map(|line| format!("{line}\n"));
    lines.collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
