//! Why logged time is lost, or why nobody can say: names for machines, words for people. Decides nothing.
//!
//! Source: project rulebook, section 3.6.

/// Why time is lost, or why nobody can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No face-to-face service in the years before.
    NotEstablished,
    /// An e-visit of the days before still covers it, or follows a call.
    EVisitBefore,
    /// The same clinician's call of the days before.
    ContactBefore,
    /// A related visit in the week before.
    RelatedVisitBefore,
    /// A visit in the days after.
    VisitAfter,
    /// A visit on the same day.
    VisitSameDay,
    /// Inside the global period of a procedure.
    GlobalPeriod,
    /// The minutes count for care management or another billed service.
    CountedElsewhere,
    /// The month's primary care management contains it.
    MonthlyBundle,
    /// The payer does not take the code.
    PayerDoesNotPay,
    /// The time limit for filing has passed.
    FilingLimit,
    /// Minutes are absent from the log.
    MinutesUnknown,
    /// What kind of clinician it was is not known.
    SpecialtyUnknown,
    /// The payer is not known, and the code depends on it.
    PayerUnknown,
    /// No code stands for it on that date.
    NoCode,
    /// A visit nearby may be about the same problem.
    DiagnosisUnknown,
    /// A visit nearby may be of the same group and specialty.
    VisitorUnknown,
    /// A service that would establish the patient may be of the same specialty.
    EstablishedUnknown,
    /// The data do not reach back far enough.
    History,
    /// An entry names a claim that is not among the effective lines.
    ClaimNotFound,
    /// It was billed, and refused or taken back.
    BilledBefore,
    /// An entry's number stands twice in the log, with different contents.
    EntryRepeated,
}

impl Reason {
    /// Every reason, in the order in which the first that holds decides.
    pub const ALL: [Self; 22] = [
        Self::NotEstablished,
        Self::EVisitBefore,
        Self::ContactBefore,
        Self::RelatedVisitBefore,
        Self::VisitAfter,
        Self::VisitSameDay,
        Self::GlobalPeriod,
        Self::CountedElsewhere,
        Self::MonthlyBundle,
        Self::PayerDoesNotPay,
        Self::FilingLimit,
        Self::MinutesUnknown,
        Self::SpecialtyUnknown,
        Self::PayerUnknown,
        Self::NoCode,
        Self::DiagnosisUnknown,
        Self::VisitorUnknown,
        Self::EstablishedUnknown,
        Self::History,
        Self::ClaimNotFound,
        Self::BilledBefore,
        Self::EntryRepeated,
    ];

    /// The name used in every artefact.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotEstablished => "not_established",
            Self::EVisitBefore => "e_visit_before",
            Self::ContactBefore => "contact_before",
            Self::RelatedVisitBefore => "related_visit_before",
            Self::VisitAfter => "visit_after",
            Self::VisitSameDay => "visit_same_day",
            Self::GlobalPeriod => "global_period",
            Self::CountedElsewhere => "counted_elsewhere",
            Self::MonthlyBundle => "monthly_bundle",
            Self::PayerDoesNotPay => "payer_does_not_pay",
            Self::FilingLimit => "filing_limit",
            Self::MinutesUnknown => "minutes_unknown",
            Self::SpecialtyUnknown => "specialty_unknown",
            Self::PayerUnknown => "payer_unknown",
            Self::NoCode => "no_code",
            Self::DiagnosisUnknown => "diagnosis_unknown",
            Self::VisitorUnknown => "visitor_unknown",
            Self::EstablishedUnknown => "established_unknown",
            Self::History => "history",
            Self::ClaimNotFound => "claim_not_found",
            Self::BilledBefore => "billed_before",
            Self::EntryRepeated => "entry_repeated",
        }
    }

    /// The reason in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotEstablished => "no visit established the patient",
            Self::EVisitBefore => "an e-visit of the days before covers it",
            Self::ContactBefore => "one contact of these days is enough",
            Self::RelatedVisitBefore => "related visit in the seven days before",
            Self::VisitAfter => "visit in the days after",
            Self::VisitSameDay => "visit on the same day",
            Self::GlobalPeriod => "inside a procedure's global period",
            Self::CountedElsewhere => "the minutes count for another billed service",
            Self::MonthlyBundle => "the month's primary care management contains it",
            Self::PayerDoesNotPay => "the payer does not take the code",
            Self::FilingLimit => "the time limit for filing has passed",
            Self::MinutesUnknown => "minutes unknown",
            Self::SpecialtyUnknown => "specialty unknown",
            Self::PayerUnknown => "payer unknown",
            Self::NoCode => "no code stands for so many minutes on that date",
            Self::DiagnosisUnknown => "a visit nearby may be about the same problem: diagnosis unknown",
            Self::VisitorUnknown => "a visit nearby may be a colleague's: group or specialty unknown",
            Self::EstablishedUnknown => "whether the patient is established: specialty unknown",
            Self::History => "insufficient history",
            Self::ClaimNotFound => "an entry names a claim that is not among the effective lines",
            Self::BilledBefore => "billed before, and refused or taken back",
            Self::EntryRepeated => "an entry's number stands twice in the log with different contents",
        }
    }
}
