//! The page on missed revenue for a browser. Names clinicians and no patients: the worklist has those.

use super::figures::MissedFigures;
use super::text::{minutes, share};
use crate::findings::Audit;
use crate::report::RunFacts;
use crate::report::document::{Cell, Document, Kind, Section, Table};
use crate::report::document_html;
use crate::report::terminal::dollars;

/// The page; `None` for a run without a log.
pub(in crate::report) fn page(audit: &Audit, facts: &RunFacts) -> Option<String> {
    let figures = MissedFigures::new(audit)?;
    let document = Document {
        title: format!("Missed revenue: {}", facts.name),
        summary: "What messages and calls could have been billed, what not, and why; nothing here is set off against \
                  overpayments"
            .to_owned(),
        sections: vec![money(&figures), lost(&figures), clinicians(&figures), log(&figures), sanity(&figures)],
    };
    Some(document_html::render(&document))
}

fn money(figures: &MissedFigures) -> Section {
    let mut section = Section::new("What became of the time");
    if figures.expiring_soon > 0 {
        section.warn(format!(
            "{} stretches of time worth {} can be filed for no more than 30 days from {}; they stand first in the worklist",
            figures.expiring_soon,
            dollars(figures.expiring_soon_cents),
            figures.as_of.as_deref().unwrap_or("an unknown day")
        ));
    }
    let columns = [
        ("Rule", Kind::Text),
        ("Outcome", Kind::Text),
        ("Reason", Kind::Text),
        ("Stretches", Kind::Number),
        ("Minutes", Kind::Number),
        ("Expected", Kind::Number),
        ("Without amount", Kind::Number),
    ];
    let mut table = Table::new("Stretches of time by rule and outcome", &columns);
    for one in &figures.outcomes {
        table.row(vec![
            Cell::text(one.rule),
            Cell::text(one.outcome.replace('_', " ")),
            Cell::text(one.reason.unwrap_or("").replace('_', " ")),
            Cell::Number(one.periods),
            Cell::Number(u64::try_from(one.known_minutes).unwrap_or(0)),
            Cell::Figure(dollars(one.expected_cents)),
            Cell::Number(one.without_amount),
        ]);
    }
    section.show(table);
    section
}

fn lost(figures: &MissedFigures) -> Section {
    let mut section = Section::new("What was lost, and why");
    let columns = [
        ("Reason", Kind::Text),
        ("Share of lost minutes", Kind::Number),
        ("", Kind::Bar),
        ("Minutes", Kind::Number),
        ("Stretches", Kind::Number),
        ("Would have brought", Kind::Number),
    ];
    let mut table = Table::new("Lost time by the reason that decides", &columns);
    for one in &figures.lost {
        table.row(vec![
            Cell::text(one.words),
            Cell::Figure(share(one.share_of_lost_time_per_mille)),
            Cell::Bar(u64::from(one.share_of_lost_time_per_mille)),
            Cell::Figure(minutes(one.milliseconds)),
            Cell::Number(one.periods),
            Cell::Figure(dollars(one.expected_cents)),
        ]);
    }
    section.show(table);
    section
}

fn clinicians(figures: &MissedFigures) -> Section {
    let mut section = Section::new("Clinicians, both signs side by side");
    section.say("Overpayment leads and missed revenue stand beside each other and are never netted");
    let columns = [
        ("Clinician", Kind::Text),
        ("Overpayment leads", Kind::Number),
        ("Can be billed", Kind::Number),
        ("Stretches", Kind::Number),
        ("Lines billed too low", Kind::Number),
        ("Lost", Kind::Number),
        ("Why", Kind::Text),
    ];
    let mut table = Table::new("Money by clinician", &columns);
    for one in &figures.clinicians {
        let why: Vec<String> =
            one.lost.iter().map(|(reason, n)| format!("{} ({n})", reason.replace('_', " "))).collect();
        table.row(vec![
            Cell::text(one.clinician_npi.as_str()),
            Cell::Figure(dollars(one.overpayment_cents)),
            Cell::Figure(dollars(one.open_cents)),
            Cell::Number(one.open),
            Cell::Figure(dollars(one.billed_too_low_cents)),
            Cell::Figure(dollars(one.lost_cents)),
            Cell::text(why.join(", ")),
        ]);
    }
    section.show(table);
    section
}

fn log(figures: &MissedFigures) -> Section {
    let mut section = Section::new("Every minute of the log");
    let logged = &figures.logged;
    if logged.entries_without_minutes > 0 {
        section.warn(format!("{} entries of the log record no time", logged.entries_without_minutes));
    }
    let columns = [("Fate", Kind::Text), ("Reason", Kind::Text), ("Entries", Kind::Number), ("Minutes", Kind::Number)];
    let mut table = Table::new("What became of logged minutes", &columns);
    for term in &logged.terms {
        table.row(vec![
            Cell::text(term.fate.replace('_', " ")),
            Cell::text(term.reason.unwrap_or("").replace('_', " ")),
            Cell::Number(term.entries),
            Cell::Figure(minutes(term.milliseconds)),
        ]);
    }
    table.sum(vec![
        Cell::text("logged"),
        Cell::text(""),
        Cell::Number(logged.entries),
        Cell::Figure(minutes(logged.milliseconds)),
    ]);
    section.show(table);
    section
}

fn sanity(figures: &MissedFigures) -> Section {
    let mut section = Section::new("Whether this can be true");
    let sanity = &figures.sanity;
    let said = format!(
        "{} weeks of messages were billed or look billable, of {} threads; published shares are 0.05 to 3 % of messages",
        sanity.billable_or_billed_weeks, sanity.threads
    );
    if sanity.log_is_suspect {
        section.warn(format!("The log is suspect. {said}"));
    } else {
        section.say(said);
    }
    sanity.why.iter().for_each(|why| section.say(why.as_str()));
    section
}
