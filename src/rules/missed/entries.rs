//! What an entry of the log is to the rules on missed revenue, and the lines that stand for several entries of one
//! stretch of time. Judges nothing.

use std::collections::BTreeMap;

use super::STAND_IN_CODES;
use crate::claim::{Activity, ActivityKind, ClaimLine, Day, FieldSet, Initiator, Moment, Sym, Units};
use crate::findings::EntrySum;
use crate::reference::Scope;
use crate::timeline::{LogEntry, LogView, ProviderRelation, World};

/// What an entry is; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Class {
    /// Staff's.
    Staff,
    /// Marked as not evaluative.
    NonEvaluative,
    /// Belongs to a line.
    OnALine,
    /// Neither message nor call.
    OtherWork,
    /// The practice began it.
    PracticeInitiated,
    /// A message that may count.
    Message,
    /// A call that may count.
    Call,
}

/// What an entry is. Whoever is a nurse, assistant or pharmacist by specialty is staff, whatever the log calls the role.
pub(in crate::rules) fn class(world: &World, entry: &LogEntry<'_>) -> Class {
    let activity = entry.activity;
    let scopes = world.scopes_of(activity.specialty, activity.taxonomy);
    if activity.by_staff || scopes.contains(&Some(Scope::Staff)) {
        return Class::Staff;
    }
    if activity.evaluative == Some(false) {
        return Class::NonEvaluative;
    }
    if !entry.lines.is_empty() {
        return Class::OnALine;
    }
    let counts = match activity.kind {
        ActivityKind::Message => Class::Message,
        ActivityKind::Phone | ActivityKind::Video => Class::Call,
        ActivityKind::Image | ActivityKind::CareManagement | ActivityKind::Other => return Class::OtherWork,
    };
    if activity.initiator == Initiator::Practice { Class::PracticeInitiated } else { counts }
}

/// Which side of the code families a clinician bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// Evaluation and management.
    WithEm,
    /// None.
    WithoutEm,
}

/// The side of an entry's clinician; `None` when specialty and taxonomy say nothing, or contradict each other.
fn side(world: &World, activity: &Activity) -> Option<Side> {
    let scopes = world.scopes_of(activity.specialty, activity.taxonomy);
    let without = scopes.contains(&Some(Scope::WithoutEm));
    let with = scopes.iter().flatten().any(|scope| matches!(scope, Scope::Physician | Scope::Practitioner));
    match (with, without) {
        (true, true) => None,
        (false, true) => Some(Side::WithoutEm),
        (true, false) => Some(Side::WithEm),
        // A specialty that the table does not know: the rulebook counts it among those with E/M.
        (false, false) => scopes.iter().any(Option::is_some).then_some(Side::WithEm),
    }
}

/// Whose time is added up: the billing group's, or the clinician's where the group is not known; each side by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pool {
    pub(super) side: Option<Side>,
    pub(super) group: Sym,
    /// Absent where the group is known.
    clinician: Sym,
}

impl Pool {
    pub(super) fn of(world: &World, activity: &Activity) -> Self {
        let clinician = if activity.group.is_known() { Sym::NONE } else { activity.clinician };
        Self { side: side(world, activity), group: activity.group, clinician }
    }

    /// Whether somebody else's entry is of the same people: the group, or the clinician where the group is not known.
    pub(super) fn holds(self, activity: &Activity) -> bool {
        if self.group.is_known() { activity.group == self.group } else { activity.clinician == self.clinician }
    }
}

/// The day of an entry. Entries without a start are not read.
pub(super) fn day(entry: &LogEntry<'_>) -> Day {
    entry.activity.start.day().unwrap_or(Day(i32::MAX))
}

/// An entry's time in ten-thousandths of a second, and whether it was estimated.
pub(super) fn time(world: &World, activity: &Activity) -> Option<(i64, bool)> {
    let estimate = || world.activities.estimate.filter(|_| activity.kind == ActivityKind::Message);
    activity.time().map(|time| (time, false)).or_else(|| estimate().map(|minutes| (minutes.time(), true)))
}

/// Entries and their recorded time.
pub(super) fn sum(entries: &[LogEntry<'_>]) -> EntrySum {
    let time = entries.iter().filter_map(|entry| entry.activity.time()).sum();
    EntrySum { entries: entries.len() as u64, time }
}

/// The entries by clinician: who spent most time first, then by the clinician's text.
pub(super) fn by_clinician<'e, 'a>(world: &World, entries: &'e [LogEntry<'a>]) -> Vec<(Sym, Vec<&'e LogEntry<'a>>)> {
    let mut by: BTreeMap<&str, (Sym, Vec<&LogEntry<'a>>)> = BTreeMap::new();
    for entry in entries {
        let clinician = entry.activity.clinician;
        let slot = by.entry(world.names.clinicians.text(clinician)).or_insert_with(|| (clinician, Vec::new()));
        slot.1.push(entry);
    }
    let spent = |entries: &[&LogEntry<'_>]| -> i64 {
        entries.iter().filter_map(|entry| time(world, entry.activity)).map(|(time, _)| time).sum()
    };
    let mut by: Vec<_> = by.into_values().collect();
    by.sort_by_key(|(_, entries)| std::cmp::Reverse(spent(entries)));
    by
}

/// The lines that stand for the entries: one per clinician and diagnosis, the leading clinician's first. They carry the
/// payer of the patient's nearest line and the place of the group's nearest one, so that money can be looked up.
pub(super) fn stand_ins(view: &LogView<'_>, entries: &[LogEntry<'_>], date: Day, is_call: bool) -> Vec<ClaimLine> {
    let world = view.patient.world;
    let without_em = entries.first().is_some_and(|entry| Pool::of(world, entry.activity).side == Some(Side::WithoutEm));
    let code = STAND_IN_CODES[usize::from(is_call) * 2 + usize::from(without_em)];
    let code = world.names.codes.find(code).unwrap_or_default();
    let mut lines: Vec<ClaimLine> = Vec::new();
    for (_, own) in by_clinician(world, entries) {
        for entry in own {
            let line = stand_in(view, entry.activity, date, code);
            let key = |line: &ClaimLine| (line.clinician, line.specialty, line.taxonomy, line.diagnoses);
            if lines.iter().all(|known| key(known) != key(&line)) {
                lines.push(line);
            }
        }
    }
    let payer = nearest(view, date, |line| line.payer.is_known()).map_or(Sym::NONE, |line| line.payer);
    let is_of_group = |line: &ClaimLine| {
        let related = lines.iter().any(|own| world.relation(own, line) > ProviderRelation::Unknown);
        line.place.is_known() && related
    };
    let place = nearest(view, date, is_of_group).map_or(Sym::NONE, |line| line.place);
    for line in &mut lines {
        (line.payer, line.place) = (payer, place);
    }
    lines
}

fn stand_in(view: &LogView<'_>, activity: &Activity, date: Day, code: Sym) -> ClaimLine {
    let is_call = activity.kind != ActivityKind::Message;
    let (start, end) = activity.interval().filter(|_| is_call).map_or((Moment::NONE, Moment::NONE), |(start, end)| {
        // A call without its end is as long as its minutes.
        (Moment(start), Moment(end))
    });
    ClaimLine {
        claim: Sym::NONE,
        line_number: 0,
        patient: view.id,
        clinician: activity.clinician,
        group: activity.group,
        specialty: activity.specialty,
        taxonomy: activity.taxonomy,
        date,
        code,
        modifiers: Sym::NONE,
        diagnoses: activity.diagnoses,
        place: Sym::NONE,
        payer: Sym::NONE,
        source: Sym::NONE,
        denied_replacement: false,
        unreadable: FieldSet::default(),
        units: Units::ONE,
        paid: None,
        allowed: None,
        start,
        end,
        minutes: None,
        is_copy: false,
        is_denied: false,
        file: u32::MAX,
        row: 0,
    }
}

/// The patient's line nearest to a date among those that count; of two equally near the earlier, then the first.
fn nearest<'a>(view: &LogView<'a>, date: Day, counts: impl Fn(&ClaimLine) -> bool) -> Option<&'a ClaimLine> {
    let lines: &'a [ClaimLine] = view.patient.lines;
    lines.iter().filter(|line| counts(line)).min_by_key(|line| (date.gap_to(line.date).unsigned_abs(), line.date))
}
