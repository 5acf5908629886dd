//! Writes the files that stand beside claims: activity log, roster, consents, earlier visits, CMS's tables.
//! They fit the claims of the same spec, so that ordinary lines do not fire; scenarios say where they do not fit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;

use super::catalogue::Catalogue;
use super::cms_tables::tables;
use super::csv_file::CsvFile;
use super::diary::Diary;
use super::line::{Line, Text};
use super::planted::{Stated, stated};
use super::random::mix;
use super::specialties::manages;
use super::stream::Stream;
use super::unbilled::Unbilled;
use super::{Scenarios, SynthError, SynthSpec, columns};
use crate::reference::{CodeTable, Kinds};

/// First day on which the practice saw a patient of the claims, 2023-11-01, and how many days it took to see them all:
/// less than three years before the last line, and more than a month before the first.
const FIRST_SEEN: i32 = 19_662;
const DAYS_OF_VISITS: u64 = 300;
/// Days for which a consent holds.
const CONSENT_DAYS: i32 = 365;

/// What was written beside the claims.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct BesideCounts {
    /// Entries of `activity.csv`.
    pub activities: usize,
    /// Rows of `providers.csv`.
    pub clinicians: usize,
    /// Rows of `consents.csv`.
    pub consents: usize,
    /// Lines of `earlier-visits.csv`.
    pub earlier_visits: usize,
    /// Files in `tables`.
    pub tables: usize,
}

/// Writes into `folder` what goes with the claims of `spec`; the folder is made when it is missing.
///
/// Memory grows with the messages and clinicians of the claims, not with all lines.
pub fn write_beside(spec: &SynthSpec, folder: &Path) -> Result<BesideCounts, SynthError> {
    let catalogue = Catalogue::shipped()?;
    let mut stream = Stream::new(spec)?;
    let mut beside = Beside::new(spec, &catalogue)?;
    let mut batch = Vec::new();
    while stream.fill(&mut batch) {
        for line in &batch {
            beside.add(line);
        }
    }
    let consents = beside.dated_consents();
    let earlier = beside.earlier_visits(spec.seed, &catalogue);
    let tables = tables(&catalogue)?;
    let table_folder = folder.join("tables");
    fs::create_dir_all(&table_folder).map_err(|source| SynthError::Create { path: table_folder.clone(), source })?;
    write(folder, "activity.csv", beside.diary.to_csv().as_bytes())?;
    write(folder, "providers.csv", beside.roster_csv().as_bytes())?;
    write(folder, "consents.csv", consents_csv(&consents).as_bytes())?;
    let mut file = Vec::new();
    let mut visits = CsvFile::new(&mut file, columns::columns(spec.columns).collect())?;
    visits.write(&earlier)?;
    visits.close()?;
    write(folder, "earlier-visits.csv", &file)?;
    for (name, text) in &tables {
        write(&table_folder, name, text.as_bytes())?;
    }
    Ok(BesideCounts {
        activities: beside.diary.len(),
        clinicians: beside.roster.len(),
        consents: consents.len(),
        earlier_visits: earlier.len(),
        tables: tables.len(),
    })
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), SynthError> {
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(|source| SynthError::Create { path, source })
}

/// What is gathered from the claims.
struct Beside {
    codes: CodeTable,
    stated: Stated,
    diary: Diary,
    unbilled: Unbilled,
    /// Specialty, taxonomy and group of every clinician.
    roster: BTreeMap<Text, (&'static str, &'static str, Text)>,
    /// Dates of the lines that ask for a consent.
    asked: BTreeMap<Text, BTreeSet<i32>>,
    /// One line for each patient, clinician and code of the visit before it.
    seen: BTreeMap<(Text, Text, &'static str), Line>,
}

impl Beside {
    fn new(spec: &SynthSpec, catalogue: &Catalogue) -> Result<Self, SynthError> {
        let stated = match spec.scenarios {
            Scenarios::Planted => stated(catalogue)?,
            Scenarios::None | Scenarios::Uncorrected => Stated::default(),
        };
        let mut diary = Diary::new(spec.seed);
        stated.entries.iter().for_each(|entry| diary.add(*entry));
        let (roster, asked, seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let unbilled = Unbilled::new(spec.seed);
        Ok(Self { codes: CodeTable::shipped(), stated, diary, unbilled, roster, asked, seen })
    }

    fn add(&mut self, line: &Line) {
        let known = self.roster.entry(line.npi).or_default();
        if known.0.is_empty() && known.1.is_empty() {
            (known.0, known.1) = (line.specialty, line.taxonomy);
        }
        if known.2.is_empty() {
            known.2 = line.tin;
        }
        let kinds = self.codes.get(line.code).map_or(Kinds::NONE, |facts| facts.kinds);
        let asks = Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::INTERPROFESSIONAL);
        if kinds.meets(asks) && line.payer == "medicare" {
            self.asked.entry(line.patient_id).or_default().insert(line.date);
        }
        let messages = Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::TELEHEALTH_VISIT);
        if kinds.meets(messages) && !is_for_new_patients(line.code) && !self.stated.unseen.contains(&line.patient_id) {
            let code = visit_before(line.specialty, kinds);
            self.seen.entry((line.patient_id, line.npi, code)).or_insert(*line);
        }
        if !self.stated.logged.contains(&line.claim_id) {
            self.diary.record(line);
        }
        let is_ordinary = line.units > 0 && line.frequency == "1" && line.status == "paid";
        // Scenarios say themselves what was logged.
        if kinds.meets(Kinds::OFFICE) && is_ordinary && !line.patient_id.as_str().starts_with('S') {
            self.unbilled.follow(line, &mut self.diary);
        }
    }

    /// Every consent by patient and date; one is given whenever the one before no longer holds.
    fn dated_consents(&self) -> Vec<(Text, i32)> {
        let mut consents: BTreeSet<(Text, i32)> = BTreeSet::new();
        for (patient, dates) in &self.stated.consents {
            consents.extend(dates.iter().map(|date| (*patient, *date)));
        }
        for (patient, dates) in &self.asked {
            if self.stated.consents.contains_key(patient) {
                continue;
            }
            let mut until = i32::MIN;
            for date in dates {
                if *date >= until {
                    let given = date - 10 - date % 90;
                    until = given + CONSENT_DAYS;
                    consents.insert((*patient, given));
                }
            }
        }
        consents.into_iter().collect()
    }

    /// The visits that make patients established, and what scenarios put before the claims, by date.
    fn earlier_visits(&self, seed: u64, catalogue: &Catalogue) -> Vec<Line> {
        let visits = self.seen.iter().zip(1_u64..).map(|(((.., code), line), number)| {
            let later = i32::try_from(mix(seed, number) % DAYS_OF_VISITS).unwrap_or(0);
            let cents = catalogue.find(code).map_or(0, |service| service.cents);
            let mut visit = Line {
                claim_id: Text::numbered("E", number, 6),
                number: 1,
                date: FIRST_SEEN + later,
                code,
                modifiers: ["", ""],
                place: "11",
                units: 100,
                billed: cents * 2,
                allowed: cents,
                paid: cents * 4 / 5,
                status: "paid",
                frequency: "1",
                original: Text::default(),
                start: None,
                end: None,
                minutes: None,
                ..*line
            };
            visit.receive(visit.date + 5);
            visit
        });
        let mut lines: Vec<Line> = visits.chain(self.stated.earlier.iter().copied()).collect();
        lines.sort_by_key(|line| (line.date, line.claim_id, line.number));
        lines
    }

    fn roster_csv(&self) -> String {
        let mut text = "npi,specialty,taxonomy,billing_tin,name\n".to_owned();
        for (number, (npi, (specialty, taxonomy, tin))) in (1..).zip(&self.roster) {
            let _ = writeln!(text, "{},{specialty},{taxonomy},{},Clinician {number}", npi.as_str(), tin.as_str());
        }
        text
    }
}

fn consents_csv(consents: &[(Text, i32)]) -> String {
    let mut text = "patient_id,consent_date\n".to_owned();
    for (patient, date) in consents {
        let date = NaiveDate::from_epoch_days(*date).unwrap_or_default();
        let _ = writeln!(text, "{},{date}", patient.as_str());
    }
    text
}

fn is_for_new_patients(code: &str) -> bool {
    ("98000"..="98003").contains(&code) || ("98008"..="98011").contains(&code)
}

/// What the clinician billed at the first meeting, so that a message of these kinds is an established patient's.
fn visit_before(specialty: &str, kinds: Kinds) -> &'static str {
    match specialty {
        "62" | "68" | "80" | "E1" | "E2" => "90791",
        _ if manages(specialty) || !kinds.meets(Kinds::WITHOUT_EM) => "99213",
        "65" => "97161",
        "67" => "97165",
        "71" => "97802",
        _ => "92507",
    }
}
