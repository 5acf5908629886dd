//! What the name of a column says: its words, spelt out, compared with the words of our own columns. Looks at no value.

use std::collections::{BTreeMap, BTreeSet};

const WORDS: &str = include_str!("data/words.csv");
const SYNONYMS: &str = include_str!("data/synonyms.csv");

/// Words that may stand in any name.
const NEUTRAL: [&str; 14] = [
    "code",
    "number",
    "id",
    "line",
    "claim",
    "detail",
    "field",
    "value",
    "primary",
    "first",
    "header",
    "column",
    "text",
    "principal",
];
/// Words between words.
const FILLERS: [&str; 12] = ["of", "the", "de", "du", "des", "la", "le", "d", "l", "and", "or", "for"];
/// Points lost for a word that we do not look for.
const STRANGE_WORD: u8 = 8;

/// Words of one name of ours: `billed amount` is worth 100 points for `billed_amount`.
struct Phrase {
    points: u8,
    words: BTreeSet<String>,
}

/// What one column of ours may be called.
#[derive(Default)]
struct Called {
    phrases: Vec<Phrase>,
    /// Words with which it is another column.
    not: BTreeSet<String>,
}

/// The words of names.
pub(super) struct Dictionary {
    spelt_out: BTreeMap<&'static str, &'static str>,
    known: BTreeSet<&'static str>,
    called: BTreeMap<&'static str, Called>,
}

impl Dictionary {
    /// The words of claims.
    pub(super) fn shipped() -> Self {
        Self::of(SYNONYMS)
    }

    /// The words of a list of names, as those in `data`.
    pub(super) fn of(synonyms: &'static str) -> Self {
        let rows = |text: &'static str| text.lines().skip(1).filter(|line| !line.is_empty());
        let spelt_out: BTreeMap<_, _> = rows(WORDS).filter_map(|row| row.split_once(',')).collect();
        let mut called: BTreeMap<&'static str, Called> = BTreeMap::new();
        let mut known: BTreeSet<&'static str> =
            spelt_out.iter().flat_map(|(written, means)| [*written].into_iter().chain(means.split(' '))).collect();
        for row in rows(synonyms) {
            let mut cells = row.splitn(3, ',');
            let (Some(column), Some(points), Some(words)) = (cells.next(), cells.next(), cells.next()) else {
                continue;
            };
            known.extend(words.split(' '));
            let set = words.split(' ').map(str::to_owned).collect();
            let entry = called.entry(column).or_default();
            match points.parse() {
                Ok(points) => entry.phrases.push(Phrase { points, words: set }),
                Err(_) => entry.not = set,
            }
        }
        known.extend(NEUTRAL);
        Self { spelt_out, known, called }
    }

    /// The words of a name, spelt out, in any order.
    pub(super) fn words(&self, name: &str) -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        for token in tokens(name) {
            for part in self.parts(&token) {
                let spelt = self.spelt_out.get(part.as_str()).map_or(part.as_str(), |spelt| spelt);
                words.extend(spelt.split(' ').filter(|word| !FILLERS.contains(word)).map(str::to_owned));
            }
        }
        words
    }

    /// A token as it stands when it is known; else the known words it is written from, as `placeofservice` is.
    fn parts(&self, token: &str) -> Vec<String> {
        if self.known.contains(token) || token.len() < 5 || !token.is_ascii() {
            return vec![token.to_owned()];
        }
        self.cut(token, 4).unwrap_or_else(|| vec![token.to_owned()])
    }

    fn cut(&self, token: &str, most: usize) -> Option<Vec<String>> {
        if token.is_empty() {
            return Some(Vec::new());
        }
        (2..=token.len()).rev().filter(|_| most > 0).find_map(|length| {
            let (head, tail) = token.split_at(length);
            let is_word = self.known.contains(head) || FILLERS.contains(&head);
            let mut parts = is_word.then(|| self.cut(tail, most - 1))??;
            parts.insert(0, head.to_owned());
            Some(parts)
        })
    }

    /// Whether a name has a word with which it is not this column of ours.
    pub(super) fn excludes(&self, ours: &str, words: &BTreeSet<String>) -> bool {
        self.called.get(ours).is_some_and(|called| words.iter().any(|word| called.not.contains(word)))
    }

    /// How well a name fits one of our columns: 100 at most, 0 for not at all.
    pub(super) fn points(&self, ours: &str, words: &BTreeSet<String>) -> u8 {
        let Some(called) = self.called.get(ours).filter(|_| !self.excludes(ours, words)) else { return 0 };
        let points = |phrase: &Phrase| {
            let is_strange = |word: &&String| !phrase.words.contains(*word) && !NEUTRAL.contains(&word.as_str());
            let strange = u8::try_from(words.iter().filter(is_strange).count()).unwrap_or(u8::MAX);
            phrase.points.saturating_sub(strange.saturating_mul(STRANGE_WORD))
        };
        let fitting = called.phrases.iter().filter(|phrase| phrase.words.is_subset(words));
        fitting.map(points).max().unwrap_or(0)
    }
}

/// Runs of letters, lower case and without accents; digits are left out, and `serviceDate` is two.
fn tokens(name: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let starts_word = c.is_uppercase() && before.is_lowercase();
        if starts_word || !c.is_alphabetic() {
            tokens.push(String::new());
        }
        if c.is_alphabetic()
            && let Some(token) = tokens.last_mut()
        {
            c.to_lowercase().for_each(|c| token.push(without_accent(c)));
        }
        before = c;
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

const fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ä' | 'ã' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(name: &str) -> (&'static str, u8) {
        let dictionary = Dictionary::shipped();
        let words = dictionary.words(name);
        let scores = dictionary.called.keys().map(|ours| (*ours, dictionary.points(ours, &words)));
        scores.max_by_key(|(_, points)| *points).unwrap_or_default()
    }

    #[test]
    fn names_of_many_houses() {
        for (name, ours) in [
            ("Claim No.", "claim_id"),
            ("CLAIMID", "claim_id"),
            ("MRN", "patient_id"),
            ("Member ID", "patient_id"),
            ("DESYNPUF_ID", "patient_id"),
            ("Rndrng_Prvdr_NPI", "rendering_npi"),
            ("Servicing Provider NPI", "rendering_npi"),
            ("Billing Provider NPI", "billing_npi"),
            ("Tax ID", "billing_tin"),
            ("DOS", "service_date"),
            ("Date of Service", "service_date"),
            ("svc_from_dt", "service_date"),
            ("svc_thru_dt", "service_date_to"),
            ("CPT/HCPCS", "procedure_code"),
            ("HCPCS_CD_1", "procedure_code"),
            ("Proc Code", "procedure_code"),
            ("POS", "place_of_service"),
            ("placeOfService", "place_of_service"),
            ("PLACEOFSERVICE", "place_of_service"),
            ("Mod 1", "modifier"),
            ("HCPCS_1ST_MDFR_CD", "modifier"),
            ("DX2", "diagnosis"),
            ("ICD9_DGNS_CD_1", "diagnosis"),
            ("Qty", "units"),
            ("Total Charges", "billed_amount"),
            ("Allowed Amt", "allowed_amount"),
            ("Ins. Paid", "paid_amount"),
            ("Montant payé", "paid_amount"),
            ("Début", "start_time"),
            ("Fin", "end_time"),
            ("Payor Name", "payer"),
            ("Claim Status", "claim_status"),
            ("Duration (min)", "minutes"),
            ("Check Date", "paid_date"),
            ("Provider Taxonomy Code", "rendering_taxonomy"),
            // Outpatient services of MarketScan, whose names are cut to eight letters.
            ("ENROLID", "patient_id"),
            ("MSCLMID", "claim_id"),
            ("SEQNUM", "line_number"),
            ("SVCDATE", "service_date"),
            ("TSVCDAT", "service_date_to"),
            ("PROC1", "procedure_code"),
            ("PROCMOD", "modifier"),
            ("STDPLAC", "place_of_service"),
            ("NETPAY", "paid_amount"),
            ("PDDATE", "paid_date"),
        ] {
            assert_eq!(best(name).0, ours, "{name}: {:?}", best(name));
        }
    }

    #[test]
    fn names_that_are_something_else() {
        for name in [
            "DOB",
            "Patient Name",
            "CPT Description",
            "Referring NPI",
            "Zip",
            "Copay",
            "Patient Balance",
            "STDPROV",
            "EFAMID",
        ] {
            assert!(best(name).1 < 50, "{name}: {:?}", best(name));
        }
    }

    #[test]
    fn every_row_of_the_tables_is_of_a_column_of_ours() {
        let dictionary = Dictionary::shipped();
        for ours in dictionary.called.keys() {
            let is_family = ["modifier", "diagnosis"].contains(ours);
            assert!(is_family || crate::claim::Field::from_name(ours).is_some(), "{ours}");
        }
    }
}
