//! Decides which column of theirs is which of ours: names and values together, best first, each column once. Says how
//! sure it is; writes nothing.

use std::collections::BTreeSet;

use super::fit::{self, Fit, NEARLY_ALL};
use super::names::Dictionary;
use super::profile::{Profile, Shape};
use super::wide::Candidate;
use crate::claim::Field;

/// A column that may be one of ours.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    /// Its place among the candidates.
    pub(super) candidate: usize,
    /// How sure it is, in percent.
    pub(super) percent: u8,
    /// Why.
    pub(super) reason: String,
}

/// What could be one column of ours, best first.
#[derive(Debug)]
pub(super) struct Match<K = Field> {
    pub(super) field: K,
    pub(super) choices: Vec<Scored>,
    /// Whether nothing tells the first choice from the second.
    pub(super) is_tie: bool,
}

/// Everything that was matched.
#[derive(Default)]
pub(super) struct Matches {
    pub(super) fields: Vec<Match>,
    pub(super) modifiers: Vec<Scored>,
    pub(super) diagnoses: Vec<Scored>,
}

impl Matches {
    /// Takes a column for one of ours because a person says so; it is nothing else then.
    pub(super) fn choose(&mut self, field: Field, candidate: usize) {
        let is_other = |scored: &Scored| scored.candidate != candidate;
        self.modifiers.retain(is_other);
        self.diagnoses.retain(is_other);
        choose(&mut self.fields, field, candidate);
    }
}

/// Takes a column for one of ours; it is nothing else then.
pub(super) fn choose<K: Copy + Ord>(fields: &mut Vec<Match<K>>, field: K, candidate: usize) {
    for found in fields.iter_mut() {
        found.choices.retain(|scored| scored.candidate != candidate);
    }
    fields.retain(|found| found.field != field && !found.choices.is_empty());
    let choices = vec![Scored { candidate, percent: 100, reason: "chosen by you".to_owned() }];
    fields.push(Match { field, choices, is_tie: false });
    fields.sort_by_key(|found| found.field);
}

/// Percent from which a column is proposed rather than mentioned.
pub(super) const MEDIUM: u8 = 50;
/// Percent from which one need not look twice.
pub(super) const HIGH: u8 = 80;
/// What is less sure is not even mentioned.
pub(super) const LEAST: u8 = 25;
/// Choices this much weaker than the best are mentioned.
const NEAR: u8 = 12;
/// Choices this close to the best are as good.
const EQUAL: u8 = 2;
const MOST_CHOICES: usize = 4;

/// Matches columns with ours.
pub(super) fn columns(candidates: &[Candidate], dictionary: &Dictionary) -> Matches {
    let mut matcher = Matcher { candidates, dictionary, taken: BTreeSet::new() };
    let modifiers = matcher.family("modifier", fit::modifiers);
    let diagnoses = matcher.family("diagnosis", fit::diagnoses);
    let mut fields = matcher.by_name();
    matcher.by_values(&mut fields);
    matcher.identifiers(&mut fields);
    matcher.shared_start(&mut fields);
    fields.sort_by_key(|found| found.field);
    Matches { fields, modifiers, diagnoses }
}

struct Matcher<'a> {
    candidates: &'a [Candidate],
    dictionary: &'a Dictionary,
    taken: BTreeSet<usize>,
}

impl Matcher<'_> {
    fn free(&self) -> impl Iterator<Item = (usize, &Candidate)> {
        self.candidates.iter().enumerate().filter(|(index, _)| !self.taken.contains(index))
    }

    /// The columns of a family, in the order of the file: every one that its name or, failing all names, its values
    /// make one.
    fn family(&mut self, ours: &str, fit: fn(&Profile) -> Option<Fit>) -> Vec<Scored> {
        let scored = |(index, candidate): (usize, &Candidate)| {
            let points = self.dictionary.points(ours, &candidate.words);
            let (percent, reason) = score(points, fit(&candidate.profile), &candidate.profile)?;
            let is_named = points >= 60;
            (is_named && MEDIUM <= percent).then_some(Scored { candidate: index, percent, reason })
        };
        let mut found: Vec<Scored> = self.free().filter_map(scored).collect();
        if found.is_empty() {
            let telling = |(index, candidate): (usize, &Candidate)| {
                let seen = fit(&candidate.profile).filter(|seen| seen.is_telling)?;
                let is_other = Field::all().any(|field| self.dictionary.points(field.name(), &candidate.words) > 0);
                let reason = format!("the name says nothing; {}", seen.says);
                (!is_other).then_some(Scored { candidate: index, percent: MEDIUM + 5, reason })
            };
            found = self.free().filter_map(telling).collect();
        }
        self.taken.extend(found.iter().map(|scored| scored.candidate));
        found
    }

    /// Columns whose names say something.
    fn by_name(&mut self) -> Vec<Match> {
        let mut all: Vec<(Field, Scored)> = Vec::new();
        for field in single_fields() {
            for (index, candidate) in self.free() {
                let points = self.dictionary.points(field.name(), &candidate.words);
                let seen = fit::of(field, &candidate.profile);
                if points > 0
                    && let Some((percent, reason)) = score(points, seen, &candidate.profile)
                {
                    all.push((field, Scored { candidate: index, percent, reason }));
                }
            }
        }
        assign(all, &mut self.taken)
    }

    /// Columns whose names say nothing and whose values could be nothing else.
    fn by_values(&mut self, found: &mut Vec<Match>) {
        for field in [Field::ProcedureCode, Field::ServiceDate, Field::RenderingNpi, Field::RenderingTaxonomy] {
            if found.iter().any(|known| known.field == field && MEDIUM <= known.choices[0].percent) {
                continue;
            }
            let telling = |(index, candidate): (usize, &Candidate)| {
                let seen = fit::of(field, &candidate.profile)?;
                let is_sure = field != Field::RenderingNpi || HIGH <= candidate.profile.share(Shape::NpiCheck);
                let fits = seen.is_telling && NEARLY_ALL <= seen.percent && is_sure;
                let is_other = self.named_otherwise(field, candidate);
                fits.then(|| Scored {
                    candidate: index,
                    percent: if is_other { LEAST } else { MEDIUM + 5 },
                    reason: format!("the name says nothing; {}", seen.says),
                })
            };
            let mut choices: Vec<Scored> = self.free().filter_map(telling).collect();
            choices.sort_by_key(|scored| (std::cmp::Reverse(scored.percent), scored.candidate));
            choices.truncate(MOST_CHOICES);
            let n_best = choices.iter().filter(|scored| MEDIUM <= scored.percent).count();
            if n_best == 1 {
                self.taken.insert(choices[0].candidate);
                choices.truncate(1);
            }
            if !choices.is_empty() {
                found.retain(|known| known.field != field);
                found.push(Match { field, choices, is_tie: n_best != 1 });
            }
        }
    }

    /// Whether a name is that of something we know not to be this field.
    fn named_otherwise(&self, field: Field, candidate: &Candidate) -> bool {
        self.dictionary.excludes(field.name(), &candidate.words)
    }

    /// Claim and patient where no name says so: what is an identifier is mentioned, never taken.
    fn identifiers(&self, found: &mut Vec<Match>) {
        for field in [Field::ClaimId, Field::PatientId, Field::RenderingNpi] {
            if found.iter().any(|known| known.field == field) {
                continue;
            }
            let mut ids: Vec<(usize, &Candidate)> = self
                .free()
                .filter(|(_, candidate)| {
                    let is_npi = field == Field::RenderingNpi && is_ten_digits(&candidate.profile);
                    (is_npi || is_identifier(&candidate.profile)) && !self.named_otherwise(field, candidate)
                })
                .collect();
            ids.sort_by_key(|(index, candidate)| {
                let is_npi = field == Field::RenderingNpi && is_ten_digits(&candidate.profile);
                (!is_npi, std::cmp::Reverse(candidate.profile.n_distinct()), *index)
            });
            let scored = |(index, candidate): (usize, &Candidate)| Scored {
                candidate: index,
                percent: LEAST,
                reason: format!(
                    "the name does not say so; {}",
                    fit::of(field, &candidate.profile).map_or(String::new(), |seen| seen.says)
                ),
            };
            let choices: Vec<Scored> = ids.into_iter().take(MOST_CHOICES).map(scored).collect();
            if !choices.is_empty() {
                found.push(Match { field, choices, is_tie: true });
            }
        }
    }

    /// A start with its date is the service date too, where no other column is.
    fn shared_start(&self, found: &mut Vec<Match>) {
        let is_missing =
            !found.iter().any(|known| known.field == Field::ServiceDate && MEDIUM <= known.choices[0].percent);
        let start = found.iter().find(|known| known.field == Field::StartTime).map(|known| known.choices[0].clone());
        let Some(start) = start.filter(|start| is_missing && MEDIUM <= start.percent) else { return };
        let profile = &self.candidates[start.candidate].profile;
        let dates = profile.percent(profile.dates.reading(&|_| None).dates);
        if NEARLY_ALL <= dates {
            let reason = format!("no other column is the service date, and {dates} % of the start times name theirs");
            found.retain(|known| known.field != Field::ServiceDate);
            let choices = vec![Scored { candidate: start.candidate, percent: 70, reason }];
            found.push(Match { field: Field::ServiceDate, choices, is_tie: false });
        }
    }
}

/// Gives every column of theirs to the one of ours it fits best, the surest first; others as sure are named beside it.
pub(super) fn assign<K: Copy + Ord>(mut all: Vec<(K, Scored)>, taken: &mut BTreeSet<usize>) -> Vec<Match<K>> {
    all.sort_by_key(|(field, scored)| (std::cmp::Reverse(scored.percent), *field, scored.candidate));
    let mut found: Vec<Match<K>> = Vec::new();
    for (field, scored) in &all {
        let is_free = !taken.contains(&scored.candidate) && found.iter().all(|known| known.field != *field);
        if is_free && LEAST <= scored.percent {
            // What only might be a column stays free for another.
            if MEDIUM <= scored.percent {
                taken.insert(scored.candidate);
            }
            found.push(Match { field: *field, choices: vec![scored.clone()], is_tie: false });
        }
    }
    found.retain(|known| MEDIUM <= known.choices[0].percent || !taken.contains(&known.choices[0].candidate));
    for known in &mut found {
        let best = known.choices[0].clone();
        let is_other = |scored: &Scored| {
            !taken.contains(&scored.candidate)
                && scored.candidate != best.candidate
                && best.percent.saturating_sub(NEAR) <= scored.percent
        };
        let others = all.iter().filter(|(field, scored)| *field == known.field && is_other(scored));
        known.choices.extend(others.map(|(_, scored)| scored.clone()).take(MOST_CHOICES - 1));
        known.is_tie = known.choices.get(1).is_some_and(|next| best.percent <= next.percent + EQUAL);
    }
    found
}

/// The columns of ours that stand for themselves.
pub(super) fn single_fields() -> impl Iterator<Item = Field> {
    Field::all().filter(|field| !Field::MODIFIERS.contains(field) && !Field::DIAGNOSES.contains(field))
}

fn is_ten_digits(profile: &Profile) -> bool {
    NEARLY_ALL <= profile.share(Shape::TenDigits)
}

pub(super) fn is_identifier(profile: &Profile) -> bool {
    let is_many = profile.values.min(20) <= profile.n_distinct() * 2 && 1 < profile.n_distinct();
    let is_value = |count: u64| NEARLY_ALL <= profile.percent(count);
    let dates = profile.dates.reading(&|_| None).dates;
    is_many
        && profile.share(Shape::Spaced) < 10
        && !is_value(dates)
        && !is_value(fit::n_codes(profile))
        && profile.share(Shape::PointDecimals).max(profile.share(Shape::CommaDecimals)) < 10
        && profile.clocks.is_empty()
        && profile.rows * u64::from(NEARLY_ALL) <= profile.values * 100
}

/// Name and values together. Values that do not fit outweigh any name; values that tell make up for a weak name.
pub(super) fn score(points: u8, seen: Option<Fit>, profile: &Profile) -> Option<(u8, String)> {
    let named = match points {
        90.. => "the name says so",
        65.. => "the name suggests it",
        _ => "the name may mean it",
    };
    let Some(seen) = seen else {
        let share = if profile.rows == 0 { 70 } else { 50 };
        let says = if profile.rows == 0 { "there are no rows to look at" } else { "no value in the rows looked at" };
        return Some((scaled(points, share), format!("{named}; {says}")));
    };
    let says = seen.says;
    if seen.percent < 50 {
        return (50 <= points).then(|| (LEAST, format!("{named}, but only {says}")));
    }
    let percent = if seen.is_telling { 45 + scaled(points, 54) } else { scaled(points, 92) };
    Some((scaled(percent, seen.percent), format!("{named}; {says}")))
}

fn scaled(points: u8, percent: u8) -> u8 {
    u8::try_from(u32::from(points) * u32::from(percent) / 100).unwrap_or(100)
}
