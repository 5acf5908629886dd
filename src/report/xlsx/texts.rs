//! The sheets that are made from the figures of a run: summary, rules and notes.

use super::sheet::{Cell, Column, DISPOSITIONS, Kind};
use crate::report::figure::{Figure, WITHHELD};
use crate::report::record::Record;
use crate::report::summary::{RuleFigures, Summary};
use crate::report::{DATES_WITHHELD, NO_OPPORTUNITIES, NOTHING_JUDGED, REJECTS_WITHHELD, SHARED_NOTE};

/// A cell that owns its text.
pub(super) enum Owned {
    Blank,
    Text(String),
    Number(u64),
    Money(i64),
    Share(f64),
}

impl Owned {
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Self::Blank => Cell::Blank,
            Self::Text(text) => Cell::Text(text),
            Self::Number(n) => Cell::Number(i64::try_from(*n).unwrap_or(i64::MAX)),
            Self::Money(cents) => Cell::Money(*cents),
            Self::Share(share) => Cell::Share(*share),
        }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn count(figure: Figure<u64>) -> Self {
        figure.0.map_or_else(|| Self::text(WITHHELD), Self::Number)
    }

    fn money(figure: Figure<i64>) -> Self {
        figure.0.map_or_else(|| Self::text(WITHHELD), Self::Money)
    }
}

pub(super) const SUMMARY: [Column; 3] =
    [("what", Kind::Text, 44), ("count or date", Kind::Number, 22), ("money", Kind::Money, 16)];
pub(super) const RULES: [Column; 21] = [
    ("rule", Kind::Text, 32),
    ("title", Kind::Words, 44),
    ("status", Kind::Text, 14),
    ("direction", Kind::Text, 13),
    ("lines", Kind::Number, 12),
    ("of them not judged", Kind::Number, 12),
    ("lines judged", Kind::Number, 12),
    ("flagged", Kind::Number, 10),
    ("share of judged", Kind::Share, 21),
    ("clean", Kind::Number, 10),
    ("cleared", Kind::Number, 10),
    ("provisional", Kind::Number, 11),
    ("not evaluable", Kind::Number, 11),
    ("hard", Kind::Number, 9),
    ("presumptive", Kind::Number, 12),
    ("advisory", Kind::Number, 9),
    ("paid on the lines", Kind::Money, 14),
    ("money owned", Kind::Money, 14),
    ("money at risk", Kind::Money, 14),
    ("why not checked, or cleared", Kind::Words, 60),
    ("source", Kind::Words, 50),
];
pub(super) const NOTES: [Column; 2] = [("about", Kind::Text, 22), ("note", Kind::Words, 110)];

/// What was looked at, what became of every row, and the money by tier.
pub(super) fn summary(record: &Record) -> Vec<Vec<Owned>> {
    let summary = &record.summary;
    let date = |day: &Option<String>, without: &str| match day {
        Some(_) if record.is_shared => Owned::text(DATES_WITHHELD),
        day => Owned::text(day.clone().unwrap_or_else(|| without.to_owned())),
    };
    let mut rows = vec![
        vec![Owned::text("pipeline"), Owned::text(&summary.pipeline)],
        vec![Owned::text("rulebook version"), Owned::text(&summary.rulebook_version)],
        vec![Owned::text("judged from"), date(&summary.period_from, "the first date read")],
        vec![Owned::text("judged to"), date(&summary.period_to, "the last date read")],
        vec![Owned::text("data from"), date(&summary.data_from, "no readable row")],
        vec![Owned::text("data through"), date(&summary.data_through, "no readable row")],
        vec![Owned::text("findings"), Owned::count(summary.findings), Owned::money(summary.owned_cents)],
        vec![Owned::text("money at risk"), Owned::text(summary.at_risk_words()), Owned::money(summary.at_risk_cents)],
    ];
    for tier in ["hard", "presumptive", "advisory"] {
        let count = summary.findings_by_tier.get(tier).copied().unwrap_or(Figure(Some(0)));
        rows.push(vec![
            Owned::text(format!("findings: {tier}")),
            Owned::count(count),
            Owned::money(owned(summary, tier)),
        ]);
    }
    if let Some(missed) = &summary.missed {
        let n = missed.opportunities.iter().map(|one| one.n).sum();
        rows.push(vec![Owned::text("opportunities, billable or not"), Owned::Number(n)]);
        let open = Owned::Money(missed.expected_cents);
        rows.push(vec![Owned::text("opportunities: could still be billed"), Owned::Number(missed.n_open()), open]);
        rows.push(vec![
            Owned::text("opportunities: to be filed within 30 days"),
            Owned::Number(missed.expiring_soon),
            Owned::Money(missed.expiring_soon_cents),
        ]);
    }
    rows.push(vec![Owned::text("rows read"), Owned::count(summary.accounting.rows_read)]);
    let terms = summary.accounting.terms.iter();
    rows.extend(
        terms.map(|(name, n)| vec![Owned::text(format!("rows: {}", name.replace('_', " "))), Owned::count(*n)]),
    );
    for status in ["ran", "not_applicable", "off", "error"] {
        let n = summary.rules.iter().filter(|rule| rule.status == status).count() as u64;
        rows.push(vec![Owned::text(format!("rules: {}", status.replace('_', " "))), Owned::Number(n)]);
    }
    rows
}

fn owned(summary: &Summary, tier: &str) -> Figure<i64> {
    summary.money.iter().filter(|line| line.tier == tier).map(|line| line.owned_cents).sum()
}

/// One row per rule.
pub(super) fn rules(record: &Record) -> Vec<Vec<Owned>> {
    record.summary.rules.iter().map(|figures| rule(record, figures)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a share is shown with one decimal")]
fn rule(record: &Record, figures: &RuleFigures) -> Vec<Owned> {
    let facts = record.rule(&figures.rule);
    let money = || record.summary.money.iter().filter(|line| line.rule == figures.rule);
    let at = |tier: &str| Owned::count(money().filter(|line| line.tier == tier).map(|line| line.findings).sum());
    let share = match figures.flagged.0.zip(figures.judged().0) {
        None => Owned::text(WITHHELD),
        Some((_, 0)) if figures.subjects.is_some_of() => Owned::text(NOTHING_JUDGED),
        Some((_, 0)) => Owned::Blank,
        Some((flagged, judged)) => Owned::Share(flagged as f64 / judged as f64),
    };
    vec![
        Owned::text(&figures.rule),
        facts.map_or(Owned::Blank, |facts| Owned::text(&facts.title)),
        Owned::text(figures.status.replace('_', " ")),
        facts.map_or(Owned::Blank, |facts| Owned::text(&facts.direction)),
        Owned::count(figures.subjects),
        Owned::count(figures.not_judged()),
        Owned::count(figures.judged()),
        Owned::count(figures.flagged),
        share,
        Owned::count(figures.clean),
        Owned::count(figures.cleared),
        Owned::count(figures.provisional),
        Owned::count(figures.not_evaluable),
        at("hard"),
        at("presumptive"),
        at("advisory"),
        Owned::money(money().map(|line| line.paid_cents).sum()),
        Owned::money(money().map(|line| line.owned_cents).sum()),
        Owned::money(money().map(|line| line.at_risk_cents).sum()),
        Owned::text(&figures.reason),
        facts.map_or(Owned::Blank, |facts| Owned::text(&facts.source)),
    ]
}

/// How to read the workbook; `n_cut` texts were longer than a cell.
pub(super) fn notes(record: &Record, n_cut: u64) -> Vec<Vec<Owned>> {
    let choices = DISPOSITIONS.join(", ");
    let mut notes = vec![
        ("findings", "Every finding is a lead for a reviewer. Nothing here says that an amount was overpaid.".to_owned()),
        (
            "tiers",
            "hard: the claim alone proves it. presumptive: the pattern of claims says so, and the chart would settle it. \
             advisory: a lead."
                .to_owned(),
        ),
        (
            "money owned",
            "The money of a claim line belongs to one finding only, so that sums count no cent twice; findings without \
             it point at money that another finding owns, or at none."
                .to_owned(),
        ),
        (
            "money at risk",
            "What may have to go back: the money owned less what the line would still be paid under the code that the rule \
             names. Where that is not known it is all of it, and \"at most\" says so."
                .to_owned(),
        ),
        ("disposition", format!("Left to the reviewer: {choices}. Reason and note are free.")),
        (
            "not checked",
            "A line that could not be judged is counted as not evaluable, one whose time has not run out as \
             provisional: neither was found to be in order. The sheet `rules` has the reasons."
                .to_owned(),
        ),
        ("rejects", rejects(record).to_owned()),
        ("opportunities", opportunities(record).to_owned()),
        ("texts", "Identifiers and codes are texts; no cell is a formula.".to_owned()),
    ];
    if let Some(sanity) = record.summary.missed.as_ref().map(|missed| &missed.sanity)
        && sanity.log_is_suspect
    {
        notes.push(("the log is suspect", sanity.why.join("; ")));
    }
    if n_cut > 0 {
        let cut =
            format!("{n_cut} texts were longer than a cell can hold and are cut; findings.parquet has them whole.");
        notes.push(("long texts", cut));
    }
    if record.is_shared {
        notes.push(("pseudonymised", SHARED_NOTE.to_owned()));
    }
    notes.into_iter().map(|(about, note)| vec![Owned::text(about), Owned::Text(note)]).collect()
}

fn rejects(record: &Record) -> &'static str {
    if record.is_shared {
        REJECTS_WITHHELD
    } else {
        "Rows that could not be used, with the reason; never with the value."
    }
}

fn opportunities(record: &Record) -> &'static str {
    if record.summary.missed.is_some() {
        "Stretches of logged time, billable or not, with the reason that decides. Expected amounts are never set off \
         against overpayments."
    } else if record.is_shared {
        "Not shared."
    } else {
        NO_OPPORTUNITIES
    }
}
