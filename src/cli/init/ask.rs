//! Asks a person at a terminal what the columns leave open: numbered choices, and Enter leaves it undecided.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, stderr, stdin};

use super::super::output;
use super::shown::one_line;
use crate::init::{Entry, Kind, Part, Proposal, Verdict};

/// Whoever asks, and what was asked already.
pub(super) struct Asker {
    /// Whether somebody can answer: no terminal, no question.
    may_ask: bool,
    asked: BTreeSet<String>,
}

/// What is left open, with what there is to choose from.
struct Question {
    /// As `--set` calls it.
    ours: String,
    /// Why it is open.
    why: String,
    /// What is shown, and what it means to `--set`.
    choices: Vec<(String, String)>,
}

impl Asker {
    pub(super) fn new(may_ask: bool) -> Self {
        Self { may_ask: may_ask && stdin().is_terminal() && stderr().is_terminal(), asked: BTreeSet::new() }
    }

    /// What a person chooses of what is open; empty when nothing is, or nobody answers.
    pub(super) fn answers(&mut self, proposal: &Proposal) -> Vec<(String, String)> {
        let mut answers = Vec::new();
        for question in proposal.parts.iter().flat_map(|part| questions(proposal, part)) {
            if !self.may_ask || !self.asked.insert(question.key()) {
                continue;
            }
            match question.ask() {
                Answer::Chosen(value) => answers.push((question.ours.clone(), value)),
                Answer::Left => {}
                Answer::Gone => self.may_ask = false,
            }
        }
        answers
    }
}

/// What came back.
enum Answer {
    Chosen(String),
    Left,
    /// The terminal was closed.
    Gone,
}

impl Question {
    /// A question is the same when it offers the same.
    fn key(&self) -> String {
        let choices: Vec<&str> = self.choices.iter().map(|(_, value)| value.as_str()).collect();
        format!("{}\n{}", self.ours, choices.join("\n"))
    }

    fn ask(&self) -> Answer {
        let mut text = format!("\n{}: {}\n", self.ours, self.why);
        for (place, (shown, _)) in self.choices.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{:>4}  {shown}", place + 1);
        }
        output::tell(&text);
        loop {
            output::tell("Number, or Enter to leave it undecided: ");
            let mut line = String::new();
            match stdin().read_line(&mut line) {
                Ok(0) | Err(_) => return Answer::Gone,
                Ok(_) if line.trim().is_empty() => return Answer::Left,
                Ok(_) => {}
            }
            let place = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            match place.and_then(|place| self.choices.get(place)) {
                Some((_, value)) => return Answer::Chosen(value.clone()),
                None => output::tell(&format!("expected a number from 1 to {}\n", self.choices.len())),
            }
        }
    }
}

fn questions(proposal: &Proposal, part: &Part) -> Vec<Question> {
    // Beside claims, columns of other files are called by their table too.
    let is_first = proposal.parts.first().is_some_and(|first| first.kind == part.kind);
    let called = |ours: &str| if is_first { ours.to_owned() } else { format!("{}.{ours}", part.kind.section()) };
    match &part.verdict {
        Verdict::Known { .. } => Vec::new(),
        Verdict::Equal(layouts) => {
            let choices = layouts.iter().map(|layout| ((*layout).to_owned(), (*layout).to_owned())).collect();
            vec![Question { ours: called("layout"), why: "these layouts fit equally well".to_owned(), choices }]
        }
        Verdict::Proposed { entries, absent, headers, unused, .. } => {
            let open = entries.iter().filter(|entry| !entry.is_decided);
            let mut questions: Vec<Question> = open.map(|entry| of_entry(called(&entry.ours), entry, part)).collect();
            for ours in absent {
                // What nothing else uses comes first.
                let (free, used): (Vec<_>, Vec<_>) = headers.iter().partition(|header| unused.contains(header));
                let columns = free.into_iter().chain(used).filter(|header| !header.trim().is_empty());
                let choices = columns.map(|header| (one_line(header), header.clone())).collect();
                let why = format!("no column looks like it, and {}", needed_by(part.kind));
                questions.push(Question { ours: called(ours), why, choices });
            }
            questions
        }
    }
}

const fn needed_by(kind: Kind) -> &'static str {
    match kind {
        Kind::Claims => "every line needs it",
        Kind::Activity | Kind::Providers => "every entry needs it",
    }
}

/// The columns that may be it; where it is known which one it is, the ways to read it.
fn of_entry(ours: String, entry: &Entry, part: &Part) -> Question {
    let columns: BTreeSet<&str> = entry.choices.iter().map(|choice| choice.theirs.as_str()).collect();
    let is_open = 1 < columns.len() || entry.choices.len() == 1;
    let mut choices: Vec<(String, String)> = Vec::new();
    for choice in &entry.choices {
        let reason = format!("({} {} %: {})", choice.certainty(), choice.percent, one_line(&choice.reason));
        let (shown, value) = if is_open {
            (one_line(&choice.theirs), choice.theirs.clone())
        } else {
            (one_line(&choice.value), choice.value.clone())
        };
        if choices.iter().all(|(_, known)| *known != value) {
            choices.push((format!("{shown}  {reason}"), value));
        }
    }
    let why = entry.remark.as_deref().map_or_else(|| "too little speaks for it".to_owned(), one_line);
    let need = if entry.is_needed { format!("; {}", needed_by(part.kind)) } else { String::new() };
    Question { ours, why: format!("{why}{need}"), choices }
}
