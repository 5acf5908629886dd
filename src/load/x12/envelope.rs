//! Walks through interchanges, groups and transaction sets, and proves that each is complete: a file that was cut off
//! must never look like a whole one. Knows no claim.

use super::segments::{Segment, Segments};
use crate::load::error::LoadError;

/// Kinds of transaction set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// 837 of professional claims.
    Professional,
    /// 837 of institutional claims.
    Institutional,
    /// 837 of dental claims.
    Dental,
    /// 837 that names no guide: its segments tell.
    Unsaid,
    /// 837 of another guide, such as the one for post-adjudicated claims.
    OtherClaims,
    /// 835.
    Remittance,
    /// Any other, by its number.
    Other(String),
}

impl Set {
    /// From ST01, and the guide named in ST03 or GS08. 4010 (096, 097, 098) and 5010 (222, 223, 224).
    fn new(number: &str, guide: &str) -> Self {
        let names = |guides: [&str; 2]| guides.iter().any(|known| guide.contains(known));
        match number {
            "837" if names(["X222", "X098"]) => Self::Professional,
            "837" if names(["X223", "X096"]) => Self::Institutional,
            "837" if names(["X224", "X097"]) => Self::Dental,
            "837" if guide.contains('X') => Self::OtherClaims,
            "837" => Self::Unsaid,
            "835" => Self::Remittance,
            _ if number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                Self::Other(number.to_owned())
            }
            _ => Self::Other("unknown".to_owned()),
        }
    }

    /// How it is called in the column `transaction_set`.
    pub(super) fn label(&self) -> &str {
        match self {
            Self::Professional => "837P",
            Self::Institutional => "837I",
            Self::Dental => "837D",
            Self::Unsaid => "837",
            Self::OtherClaims => "837-other",
            Self::Remittance => "835",
            Self::Other(number) => number,
        }
    }
}

/// Where a transaction set stands: what makes claim keys unique.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// ISA13.
    pub(super) interchange: String,
    /// GS06.
    pub(super) group: String,
    /// ST02.
    pub(super) transaction: String,
    /// ISA15: `P` production, `T` test.
    pub(super) usage: String,
    /// What the set is.
    pub(super) set: Set,
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A transaction set begins; [`Envelope::place`] says where.
    Begins,
    /// A segment inside it.
    Segment,
    /// It is complete.
    Ends,
    /// The file is complete.
    Done,
}

/// An envelope that has been opened and not yet closed.
#[derive(Default)]
struct Opened {
    control: String,
    /// The segment that opened it.
    number: u64,
    /// How many groups or transaction sets were in it.
    n_inside: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Interchange,
    Group,
    Transaction,
}

/// The segments of a file with their envelopes checked.
pub(super) struct Envelope {
    segments: Segments,
    level: Level,
    interchange: Opened,
    group: Opened,
    transaction: Opened,
    usage: String,
    /// GS08.
    guide: String,
    set: Set,
}

impl Envelope {
    /// Reads the first ISA.
    pub(super) fn open(mut segments: Segments) -> Result<Self, LoadError> {
        segments.next_interchange()?;
        let mut envelope = Self {
            segments,
            level: Level::Interchange,
            interchange: Opened::default(),
            group: Opened::default(),
            transaction: Opened::default(),
            usage: String::new(),
            guide: String::new(),
            set: Set::Unsaid,
        };
        envelope.begin_interchange();
        Ok(envelope)
    }

    /// The segment read last.
    pub(super) fn segment(&self) -> &Segment {
        &self.segments.segment
    }

    /// Where the present transaction set stands.
    pub(super) fn place(&self) -> Place {
        Place {
            interchange: self.interchange.control.clone(),
            group: self.group.control.clone(),
            transaction: self.transaction.control.clone(),
            usage: self.usage.clone(),
            set: self.set.clone(),
        }
    }

    /// An error at the present segment.
    pub(super) fn error(&self, problem: &str) -> LoadError {
        self.segments.error(problem)
    }

    /// An error about the whole file.
    pub(super) fn not_data(&self, problem: &str) -> LoadError {
        self.segments.not_data(problem)
    }

    /// Reads on to the next segment of a transaction set, or to its beginning or end.
    pub(super) fn step(&mut self) -> Result<Step, LoadError> {
        loop {
            self.next_segment()?;
            match (self.level, self.segment().name()) {
                (Level::Transaction, "SE") => {
                    let n_segments = self.segment().number - self.transaction.number + 1;
                    self.close("SE", n_segments)?;
                    self.level = Level::Group;
                    return Ok(Step::Ends);
                }
                (Level::Transaction, "ISA" | "IEA" | "GS" | "GE" | "ST") => return Err(self.no_end("SE")),
                (Level::Transaction, _) => return Ok(Step::Segment),
                (Level::Group, "ST") => {
                    self.begin_transaction();
                    return Ok(Step::Begins);
                }
                (Level::Group, "GE") => {
                    self.close("GE", self.group.n_inside)?;
                    self.level = Level::Interchange;
                }
                (Level::Interchange, "GS") => self.begin_group(),
                (Level::Interchange, "IEA") => {
                    self.close("IEA", self.interchange.n_inside)?;
                    if !self.segments.next_interchange()? {
                        return Ok(Step::Done);
                    }
                    self.begin_interchange();
                }
                // An acknowledgement of an earlier interchange; it says nothing of this one.
                (Level::Interchange, "TA1") => {}
                (Level::Group, _) => return Err(self.error("expected an ST or the GE of its group")),
                (Level::Interchange, _) => return Err(self.error("expected a GS or the IEA of its interchange")),
            }
        }
    }

    fn next_segment(&mut self) -> Result<(), LoadError> {
        if !self.segments.next()? {
            let missing = match self.level {
                Level::Transaction => "SE",
                Level::Group => "GE",
                Level::Interchange => "IEA",
            };
            return Err(self.no_end(missing));
        }
        // Without a terminator at the very end, the control number of the IEA still proves that nothing is cut off.
        let is_last = self.level == Level::Interchange && self.segment().name() == "IEA";
        if self.segment().is_terminated || is_last {
            return Ok(());
        }
        Err(self.error("the file ends inside this segment; it is incomplete"))
    }

    fn no_end(&self, missing: &str) -> LoadError {
        let (what, opened) = match missing {
            "SE" => ("transaction set", &self.transaction),
            "GE" => ("group", &self.group),
            _ => ("interchange", &self.interchange),
        };
        let began = opened.number;
        self.error(&format!(
            "expected the {missing} of the {what} that begins at segment {began}; the file is incomplete"
        ))
    }

    fn opened(&self, control_element: usize) -> Opened {
        let segment = self.segment();
        Opened { control: segment.element(control_element).to_owned(), number: segment.number, n_inside: 0 }
    }

    fn begin_interchange(&mut self) {
        self.interchange = self.opened(13);
        self.usage = self.segment().element(15).to_owned();
    }

    fn begin_group(&mut self) {
        self.interchange.n_inside += 1;
        self.group = self.opened(6);
        self.guide = self.segment().element(8).to_owned();
        self.level = Level::Group;
    }

    fn begin_transaction(&mut self) {
        self.group.n_inside += 1;
        self.transaction = self.opened(2);
        let segment = self.segment();
        let named = segment.element(3);
        let guide = if named.is_empty() { &self.guide } else { named };
        self.set = Set::new(segment.element(1), guide);
        self.level = Level::Transaction;
    }

    /// Compares what a closing segment says with what was read.
    fn close(&self, name: &str, n_found: u64) -> Result<(), LoadError> {
        let (opening, counted, opened) = match name {
            "SE" => ("ST", "segments", &self.transaction),
            "GE" => ("GS", "transaction sets", &self.group),
            _ => ("ISA", "groups", &self.interchange),
        };
        let segment = self.segment();
        let Ok(n_told) = segment.element(1).parse::<u64>() else {
            return Err(self.error(&format!("the {name} does not say how many {counted} there are")));
        };
        if n_told != n_found {
            return Err(self.error(&format!("the {name} counts {n_told} {counted}, there are {n_found}")));
        }
        let plain = |control: &str| control.trim_start_matches('0').to_owned();
        if plain(segment.element(2)) != plain(&opened.control) {
            let began = opened.number;
            let what = format!("the control number of the {name} is not that of its {opening} (segment {began})");
            return Err(self.error(&what));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::load::x12::Transaction;
    use crate::load::x12::tests::{CLAIMS, MIXED, REMITTANCE, read};

    fn refused(text: &str) -> String {
        let said = read(text.as_bytes(), Transaction::Claims).expect_err("the file is not whole");
        assert!(said.starts_with("f.x12: ") && !said.contains("SAMPLE") && !said.contains("M100"), "{said}");
        said
    }

    #[test]
    fn a_file_that_ends_anywhere_before_its_end_is_refused() {
        let text = CLAIMS.trim_end();
        // The terminator of the IEA alone may be missing: its control number is complete.
        for end in 1..text.len() - 1 {
            refused(&text[..end]);
        }
        assert!(read(&text.as_bytes()[..text.len() - 1], Transaction::Claims).is_ok());
        let inside = text.find("REF*D9*CH1").expect("a segment") + 5;
        assert!(refused(&text[..inside]).contains("segment 21: the file ends inside this segment"));
    }

    #[test]
    fn a_missing_end_is_named() {
        for (gone, expected) in [
            ("SE*95*0001~\n", "segment 97: expected the SE of the transaction set that begins at segment 3"),
            ("GE*2*11~\n", "expected an ST or the GE of its group"),
            ("IEA*1*000000001~\n", "expected the IEA of the interchange that begins at segment 1"),
            ("GS*HC*SENDER*PAYER*20260112*0900*11*X*005010X222A1~\n", "segment 2: expected a GS"),
        ] {
            assert!(CLAIMS.contains(gone), "{gone}");
            let said = refused(&CLAIMS.replace(gone, ""));
            assert!(said.contains(expected), "{said}");
        }
    }

    #[test]
    fn counts_and_control_numbers_must_be_right() {
        for (right, wrong, expected) in [
            ("SE*95*", "SE*94*", "segment 97: the SE counts 94 segments, there are 95"),
            ("SE*95*", "SE**", "does not say how many segments"),
            ("SE*95*0001~", "SE*95*0003~", "the control number of the SE is not that of its ST (segment 3)"),
            ("GE*2*", "GE*1*", "the GE counts 1 transaction sets, there are 2"),
            ("GE*2*11~", "GE*2*12~", "the control number of the GE is not that of its GS (segment 2)"),
            ("IEA*1*", "IEA*2*", "the IEA counts 2 groups, there are 1"),
            (
                "IEA*1*000000001~",
                "IEA*1*000000002~",
                "the control number of the IEA is not that of its ISA (segment 1)",
            ),
        ] {
            assert!(CLAIMS.contains(right), "{right}");
            let said = refused(&CLAIMS.replace(right, wrong));
            assert!(said.contains(expected), "{said}");
        }
    }

    #[test]
    fn a_segment_that_is_lost_inside_is_noticed() {
        for number in 0..CLAIMS.lines().count() {
            let kept = CLAIMS.lines().enumerate().filter(|(at, _)| *at != number).map(|(_, line)| line);
            let kept: Vec<&str> = kept.collect();
            refused(&kept.join("\n"));
        }
    }

    #[test]
    fn what_is_not_x12_is_called_so() {
        for text in ["claim_id,patient_id\nSAMPLE,M100\n", "IS", "ISAAC*", "UNA:+.? '"] {
            assert!(refused(text).contains("ISA"), "{text}");
        }
        assert!(refused(" \r\n").contains("is empty"));
        assert!(refused(&format!("{CLAIMS}SAMPLE*M100~")).contains("expected an ISA or the end of the file"));
        let endless = CLAIMS.repeat(40).replacen("*P*:~", "*P*:!", 1);
        assert!(refused(&endless).contains("no segment terminator within"), "the terminator is another");
    }

    #[test]
    fn the_wrong_kind_of_file_is_told_with_what_it_is() {
        let said = refused(REMITTANCE);
        assert!(said.contains("no professional claims (837P)") && said.contains("remittance advice (835)"), "{said}");
        let institutional = MIXED.replace("005010X222A1", "005010X223A2");
        assert!(refused(&institutional).contains("found: transaction set 277, institutional claims (837I)"));
        let said = read(CLAIMS.as_bytes(), Transaction::Remittance).expect_err("claims");
        assert!(said.contains("no remittance advice (835)") && said.contains("professional claims (837P)"), "{said}");
    }

    #[test]
    fn services_outside_of_claims_are_refused() {
        let said = refused(&CLAIMS.replacen("NM1*40*", "LX*1~\nNM1*40*", 1));
        assert!(said.contains("segment 6: a service line stands outside of a claim"), "{said}");
        let said = read(REMITTANCE.replacen("LX*1~", "SVC*HC:99213*1*1~", 1).as_bytes(), Transaction::Remittance);
        assert!(said.is_err_and(|said| said.contains("segment 12: a service line")));
    }

    #[test]
    fn acknowledgements_of_other_interchanges_are_passed_over() {
        let text = CLAIMS.replacen("\nGS*", "\nTA1*000000009*260101*0900*A*000~\nGS*", 1);
        assert!(read(text.as_bytes(), Transaction::Claims).is_ok_and(|(rows, _)| rows.len() == 9));
    }
}
