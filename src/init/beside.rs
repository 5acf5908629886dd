//! The files beside the claims: what a log and a roster have, how to tell them from claims, and which of their columns is
//! which of ours. Reads no file and writes none.

use std::collections::{BTreeMap, BTreeSet};

use super::dates::{DateReading, Order};
use super::draft::{self, Choice, Draft, Entry};
use super::durations;
use super::fit::{self, Fit, NEARLY_ALL};
use super::log_values as values;
use super::matching::{self, LEAST, MEDIUM, Match, Scored};
use super::names::Dictionary;
use super::profile::{Profile, Shape};
use super::survey::Survey;
use super::values::{Values, quoted, time_values};
use super::wide::{Candidate, Candidates};
use crate::claim::Field;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Claim lines.
    Claims,
    /// A log of messages and calls.
    Activity,
    /// A roster of clinicians.
    Providers,
}

impl Kind {
    /// Its table in a pipeline, and its key in JSON.
    pub const fn section(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Activity => "activity",
            Self::Providers => "providers",
        }
    }

    /// What one is called in a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Activity => "activity log",
            Self::Providers => "roster of clinicians",
        }
    }

    const fn wishes(self) -> &'static [Wish] {
        match self {
            Self::Claims => &[],
            Self::Activity => &LOG,
            Self::Providers => &ROSTER,
        }
    }

    fn dictionary(self) -> Dictionary {
        Dictionary::of(match self {
            Self::Claims => "",
            Self::Activity => include_str!("data/log-names.csv"),
            Self::Providers => include_str!("data/roster-names.csv"),
        })
    }
}

/// A column of ours that is looked for.
struct Wish {
    name: &'static str,
    is_needed: bool,
    fit: fn(&Profile) -> Option<Fit>,
}

const fn wish(name: &'static str, is_needed: bool, fit: fn(&Profile) -> Option<Fit>) -> Wish {
    Wish { name, is_needed, fit }
}

fn ids(profile: &Profile) -> Option<Fit> {
    fit::of(Field::ClaimId, profile)
}

fn npis(profile: &Profile) -> Option<Fit> {
    fit::of(Field::RenderingNpi, profile)
}

fn words(profile: &Profile) -> Option<Fit> {
    fit::of(Field::ClaimStatus, profile)
}

fn times(profile: &Profile) -> Option<Fit> {
    fit::of(Field::StartTime, profile)
}

fn anything(profile: &Profile) -> Option<Fit> {
    (0 < profile.values).then(|| Fit { percent: 100, is_telling: false, says: format!("{} values", profile.values) })
}

/// The date beside a time of day. It is no column of ours: it goes in front of the time.
const DAY: &str = "day";

/// The columns of a log.
const LOG: [Wish; 18] = [
    wish("activity_id", true, ids),
    wish("patient_id", true, ids),
    wish("clinician_npi", true, npis),
    wish(DAY, false, fit::days),
    wish("start_time", true, times),
    wish("end_time", false, times),
    wish("minutes", false, fit::durations),
    wish("kind", true, words),
    wish("initiated_by", false, words),
    wish("role", false, words),
    wish("thread_id", false, ids),
    wish("reply_to", false, ids),
    wish("evaluative", false, words),
    wish("billing_tin", false, |profile| fit::of(Field::BillingTin, profile)),
    wish("specialty", false, anything),
    wish("taxonomy", false, |profile| fit::of(Field::RenderingTaxonomy, profile)),
    wish("diagnosis", false, fit::diagnoses),
    wish("claim_id", false, ids),
];

/// The columns of a roster; one of patients tells that it is none.
const ROSTER: [Wish; 6] = [
    wish("npi", true, npis),
    wish("specialty", false, anything),
    wish("taxonomy", false, |profile| fit::of(Field::RenderingTaxonomy, profile)),
    wish("billing_tin", false, |profile| fit::of(Field::BillingTin, profile)),
    wish("name", false, anything),
    wish("patient_id", false, ids),
];

/// What the claims call their patients, clinicians and claims: a column beside them that holds the same is the one.
#[derive(Default)]
pub(super) struct ClaimIds {
    pub(super) patients: Option<Profile>,
    pub(super) clinicians: Option<Profile>,
    pub(super) claims: Option<Profile>,
}

impl ClaimIds {
    fn like(&self, ours: &str) -> Option<&Profile> {
        match ours {
            "patient_id" => self.patients.as_ref(),
            "clinician_npi" | "npi" => self.clinicians.as_ref(),
            "claim_id" => self.claims.as_ref(),
            _ => None,
        }
    }

    /// How many of a column's values the claims have too, of how many at most.
    fn met(&self, ours: &str, profile: &Profile) -> Option<(u64, u64)> {
        let known = self.like(ours)?;
        let most = known.n_distinct().min(profile.n_distinct());
        (0 < most).then(|| (known.n_shared(profile), most))
    }
}

/// Whether a table is a log or a roster; none when it is neither for sure, as claims are not.
pub(super) fn kind_of(survey: &Survey) -> Option<Kind> {
    let dictionary = Dictionary::shipped();
    let candidates = Candidates::new(survey, &dictionary);
    let claims = matching::columns(&candidates.all, &dictionary);
    let is_sure = |found: &Match| found.field == Field::ProcedureCode && MEDIUM <= found.choices[0].percent;
    if claims.fields.iter().any(is_sure) {
        return None;
    }
    let found = |kind: Kind| {
        let dictionary = kind.dictionary();
        let candidates = candidates_of(survey, &dictionary);
        let matches = matches(&candidates, kind, &dictionary, &ClaimIds::default());
        let sure = matches.iter().filter(|found| !found.is_tie && MEDIUM <= found.choices[0].percent);
        sure.map(|found| kind.wishes()[found.field].name).collect::<BTreeSet<_>>()
    };
    let has_any = |names: &BTreeSet<&str>, any: &[&str]| any.iter().any(|name| names.contains(name));
    let log = found(Kind::Activity);
    let who = has_any(&log, &["patient_id", "clinician_npi"]);
    let exchange = has_any(&log, &["kind", "thread_id", "reply_to", "role", "initiated_by"]);
    let duration = has_any(&log, &["minutes", "end_time"]);
    // A telephone system knows neither patients nor clinicians.
    if log.contains("start_time") && (who && (exchange || duration) || exchange && duration) {
        return Some(Kind::Activity);
    }
    let roster = found(Kind::Providers);
    let tells = has_any(&roster, &["specialty", "taxonomy", "billing_tin", "name"]);
    (roster.contains("npi") && tells && !roster.contains("patient_id")).then_some(Kind::Providers)
}

/// The columns of a file as they will be matched: none of them is one of several lines in a row.
pub(super) fn candidates_of(survey: &Survey, dictionary: &Dictionary) -> Vec<Candidate> {
    let columns = survey.names.iter().zip(&survey.profiles);
    columns
        .map(|(name, profile)| Candidate {
            name: name.clone(),
            words: dictionary.words(name),
            profile: profile.clone(),
        })
        .collect()
}

fn matches(all: &[Candidate], kind: Kind, dictionary: &Dictionary, claims: &ClaimIds) -> Vec<Match<usize>> {
    let mut scored = Vec::new();
    for (place, wish) in kind.wishes().iter().enumerate() {
        for (index, candidate) in all.iter().enumerate() {
            let points = dictionary.points(wish.name, &candidate.words);
            let profile = &candidate.profile;
            let is_short = 50 <= profile.share(Shape::SmallInteger);
            let met = claims.met(wish.name, profile).filter(|(shared, most)| most <= &(shared * 2));
            let met = met.filter(|_| 0 < points || !is_short && !dictionary.excludes(wish.name, &candidate.words));
            let found = match met {
                // Between two columns with the same values the name decides.
                Some((shared, most)) => {
                    Some((80 + points / 5, format!("{shared} of its {most} values stand in the claims too")))
                }
                None if 0 < points => matching::score(points, (wish.fit)(profile), profile),
                None => None,
            };
            // What the claims do not know gives way to what they know.
            let is_strange = met.is_none() && claims.like(wish.name).is_some();
            let found = found.map(|(percent, reason)| (if is_strange { percent / 5 * 4 } else { percent }, reason));
            if let Some((percent, reason)) = found {
                scored.push((place, Scored { candidate: index, percent, reason }));
            }
        }
    }
    let mut taken = BTreeSet::new();
    let mut found = matching::assign(scored, &mut taken);
    by_values(all, kind, &mut found, &mut taken);
    found.sort_by_key(|found| found.field);
    found
}

/// Times and NPIs whose names say nothing and whose values could be nothing else.
fn by_values(all: &[Candidate], kind: Kind, found: &mut Vec<Match<usize>>, taken: &mut BTreeSet<usize>) {
    for (place, wish) in kind.wishes().iter().enumerate() {
        let is_there = found.iter().any(|known| known.field == place && MEDIUM <= known.choices[0].percent);
        if is_there || !["start_time", "clinician_npi", "npi"].contains(&wish.name) {
            continue;
        }
        let telling = |(index, candidate): (usize, &Candidate)| {
            let seen = (wish.fit)(&candidate.profile).filter(|seen| seen.is_telling && NEARLY_ALL <= seen.percent)?;
            let is_sure = wish.name == "start_time" || 80 <= candidate.profile.share(Shape::NpiCheck);
            let reason = format!("the name says nothing; {}", seen.says);
            is_sure.then_some(Scored { candidate: index, percent: MEDIUM + 5, reason })
        };
        let free = all.iter().enumerate().filter(|(index, _)| !taken.contains(index));
        let choices: Vec<Scored> = free.filter_map(telling).collect();
        if let Some(first) = choices.first() {
            taken.insert(first.candidate);
            let is_tie = 1 < choices.len();
            found.retain(|known| known.field != place);
            found.push(Match { field: place, choices, is_tie });
        }
    }
}

/// The columns of ours that a kind of file has, for whoever chooses one.
pub(super) fn names(kind: Kind) -> Vec<&'static str> {
    let wishes = kind.wishes().iter().map(|wish| wish.name);
    wishes.filter(|name| *name != DAY && !(kind == Kind::Providers && *name == "patient_id")).collect()
}

/// Drafts the layout of a log or a roster; `chosen` has columns of ours with the place of the one a person takes for it.
pub(super) fn draft(
    survey: &Survey,
    kind: Kind,
    claims: &ClaimIds,
    chosen: &[(&'static str, usize)],
) -> (Candidates, Draft, Vec<&'static str>) {
    let dictionary = kind.dictionary();
    let all = candidates_of(survey, &dictionary);
    let mut matches = matches(&all, kind, &dictionary, claims);
    if kind == Kind::Providers {
        matches.retain(|found| ROSTER[found.field].name != "patient_id");
    }
    for (ours, candidate) in chosen {
        if let Some(place) = kind.wishes().iter().position(|wish| wish.name == *ours) {
            matching::choose(&mut matches, place, *candidate);
        }
    }
    let mut drafter = Drafter { survey, kind, claims, all: &all, matches: &matches, draft: Draft::default() };
    drafter.settle_decimals();
    drafter.settle_entries();
    let Drafter { mut draft, .. } = drafter;
    draft.unused = draft::unused(&all, &draft.entries, &[]);
    let is_there = |wish: &&Wish| draft.entries.iter().any(|entry| entry.ours == wish.name);
    let absent = kind.wishes().iter().filter(|wish| wish.is_needed && !is_there(wish)).map(|wish| wish.name).collect();
    (Candidates { all, repeat: None, remarks: Vec::new() }, draft, absent)
}

struct Drafter<'a> {
    survey: &'a Survey,
    kind: Kind,
    claims: &'a ClaimIds,
    all: &'a [Candidate],
    matches: &'a [Match<usize>],
    draft: Draft,
}

impl Drafter<'_> {
    fn found(&self, ours: &str) -> Option<&Match<usize>> {
        self.matches.iter().find(|found| self.kind.wishes()[found.field].name == ours)
    }

    /// The column that is taken for one of ours.
    fn taken(&self, ours: &str) -> Option<&Candidate> {
        let found = self.found(ours).filter(|found| !found.is_tie && MEDIUM <= found.choices[0].percent)?;
        Some(&self.all[found.choices[0].candidate])
    }

    fn kept(&self, candidate: usize) -> Vec<&str> {
        self.survey.kept.iter().filter_map(|row| row.get(candidate)).map(|cell| cell.trim()).collect()
    }

    fn settle_decimals(&mut self) {
        let minutes = self.taken("minutes").map(|candidate| &candidate.profile);
        let has_comma =
            minutes.is_some_and(|minutes| minutes.count(Shape::PointDecimals) < minutes.count(Shape::CommaDecimals));
        self.draft.has_decimal_comma = has_comma;
    }

    /// How a column writes its dates, where another column of the file may decide what its own values leave open.
    fn reading(&self, candidate: &Candidate) -> DateReading {
        let mut orders: BTreeMap<&str, Vec<Order>> = BTreeMap::new();
        for other in self.all {
            other.profile.dates.orders().for_each(|(notation, order)| orders.entry(notation).or_default().push(order));
        }
        candidate.profile.dates.reading(&|notation| {
            let orders = orders.get(notation)?;
            orders.iter().all(|order| *order == orders[0]).then(|| orders[0])
        })
    }

    fn settle_entries(&mut self) {
        for (place, wish) in self.kind.wishes().iter().enumerate() {
            let found = self.matches.iter().find(|found| found.field == place);
            let entry = match found {
                Some(found) if wish.name != DAY => {
                    let mut entry = draft::entry(
                        (self.entry_name(wish.name), wish.is_needed),
                        (&found.choices, found.is_tie),
                        self.all,
                        |scored| self.values(wish.name, scored),
                    );
                    entry.is_needed = wish.is_needed;
                    Some(entry)
                }
                _ if wish.name == "kind" => Some(self.constant_kind()),
                _ if wish.name == "activity_id" => self.number_of_parts(),
                _ if wish.name == "patient_id" && self.kind == Kind::Activity => self.any_identifier(),
                _ => None,
            };
            if let Some(entry) = entry {
                self.remark_on_claims(&entry, found);
                self.draft.entries.push(entry);
            }
        }
    }

    /// The direction of messages says who wrote them, and that of calls who began.
    fn entry_name(&self, ours: &'static str) -> &'static str {
        if ours == "initiated_by" && self.direction_is_role() { "role" } else { ours }
    }

    fn direction_is_role(&self) -> bool {
        self.found("role").is_none() && self.is_of_messages()
    }

    fn is_of_messages(&self) -> bool {
        match self.taken("kind") {
            Some(kind) => values::is_of_messages(&kind.profile),
            None => self.constant() == Some("message"),
        }
    }

    fn values(&self, ours: &str, scored: &Scored) -> Values {
        let candidate = &self.all[scored.candidate];
        match ours {
            "kind" => values::kind_values(candidate),
            "role" => values::role_values(candidate),
            "initiated_by" if self.direction_is_role() => values::role_by_direction(candidate),
            "initiated_by" => values::direction_values(candidate),
            "minutes" => durations::values(candidate, &self.kept(scored.candidate), durations::MOST_IN_LOGS),
            "specialty" => values::specialty_values(candidate, &self.kept(scored.candidate)),
            "start_time" | "end_time" => {
                let reading = self.reading(candidate);
                match self.taken(DAY).filter(|_| reading.dates == 0 && !candidate.profile.clocks.is_empty()) {
                    Some(day) => values::clock_behind_day(candidate, day, &self.reading(day)),
                    None => time_values(candidate, Some(&reading), None, &[]),
                }
            }
            _ => Values::one(quoted(&candidate.name)),
        }
    }

    /// What all entries are, by the words of the columns: a log of calls has no column that says so.
    fn constant(&self) -> Option<&'static str> {
        let says = |words: &[&str]| self.all.iter().any(|one| words.iter().any(|word| one.words.contains(*word)));
        let is_message = says(&["message", "thread", "conversation", "portal", "reply", "sender", "inbox", "mailbox"]);
        let is_call = says(&["call", "phone", "caller", "talk", "ring", "extension", "voicemail", "dialed"]);
        match (is_message, is_call) {
            (true, false) => Some("message"),
            (false, true) => Some("phone"),
            _ => None,
        }
    }

    fn constant_kind(&self) -> Entry {
        let constant = self.constant();
        let choice = |kind: &str| Choice {
            theirs: "(every entry)".to_owned(),
            value: format!("{{ constant = \"{kind}\" }}"),
            percent: if constant.is_some() { 70 } else { LEAST },
            reason: match constant {
                Some(_) => "no column says the kind, and the names of the columns are those of one kind".to_owned(),
                None => "no column says the kind".to_owned(),
            },
        };
        let kinds = constant.map_or_else(|| vec!["message", "phone", "video", "other"], |kind| vec![kind]);
        let remark = constant.is_none().then(|| "what the entries are nothing in the file says".to_owned());
        Entry {
            ours: "kind".to_owned(),
            choices: kinds.into_iter().map(choice).collect(),
            is_decided: constant.is_some(),
            is_needed: true,
            remark,
        }
    }

    /// A number for entries that have none: patient and time tell them apart.
    fn number_of_parts(&self) -> Option<Entry> {
        let parts: Vec<&str> = ["patient_id", DAY, "start_time"]
            .into_iter()
            .filter_map(|ours| self.taken(ours).map(|candidate| candidate.name.as_str()))
            .collect();
        if parts.len() < 2 {
            return None;
        }
        let value: Vec<String> = parts.iter().map(|name| quoted(name)).collect();
        let choice = Choice {
            theirs: parts.join(" + "),
            value: format!("{{ concat = [{}], with = \"/\" }}", value.join(", ")),
            percent: 60,
            reason: "no column numbers the entries; patient and time tell them apart".to_owned(),
        };
        let (ours, choices) = ("activity_id".to_owned(), vec![choice]);
        Some(Entry { ours, choices, is_decided: true, is_needed: true, remark: None })
    }

    /// Patients where no name says so: what is an identifier is mentioned, never taken.
    fn any_identifier(&self) -> Option<Entry> {
        let is_used = |index: usize| {
            self.matches.iter().any(|found| found.choices[0].candidate == index && MEDIUM <= found.choices[0].percent)
        };
        let free = self.all.iter().enumerate().filter(|(index, _)| !is_used(*index));
        let ids = free.filter(|(_, candidate)| matching::is_identifier(&candidate.profile)).take(4);
        let choice = |(_, candidate): (usize, &Candidate)| Choice {
            theirs: candidate.name.clone(),
            value: quoted(&candidate.name),
            percent: LEAST,
            reason: "the name does not say so; its values are identifiers".to_owned(),
        };
        let choices: Vec<Choice> = ids.map(choice).collect();
        let remark = Some("no name says which column is the patient".to_owned());
        let ours = "patient_id".to_owned();
        (!choices.is_empty()).then_some(Entry { ours, choices, is_decided: false, is_needed: true, remark })
    }

    /// Entries of people whom the claims do not know change nothing, which is easily taken for a clean result.
    fn remark_on_claims(&mut self, entry: &Entry, found: Option<&Match<usize>>) {
        let Some(found) = found.filter(|_| entry.is_decided) else { return };
        let profile = &self.all[found.choices[0].candidate].profile;
        if let Some((0, _)) = self.claims.met(&entry.ours, profile) {
            let n = profile.n_distinct();
            let remark = format!(
                "{}: none of the {n} values of {} stands in the claims: it may be another kind of number",
                entry.ours, entry.choices[0].theirs
            );
            self.draft.remarks.push(remark);
        }
    }
}
