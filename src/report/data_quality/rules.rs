//! The page's parts on rules: how many lines each could judge, why not the others, what would enable more. Says nothing of
//! what was found.

use super::DataQuality;
use super::rule_figures::{EnablerFigures, RuleFigures};
use crate::report::document::{Cell, Kind, Section, Table};
use crate::report::terminal::grouped;

impl DataQuality {
    /// What would enable more rules.
    pub(super) fn enablers(&self) -> Section {
        let mut section = Section::new("What would enable more rules");
        if let Some(reason) = self.foreign_codes {
            section.warn(format!("No rule can judge a line, whatever is added: {reason}"));
        } else if self.enablers.is_empty() {
            section.say("Nothing: every rule has the columns and files it needs");
        }
        let columns =
            [("add", Kind::Text), ("enables", Kind::Number), ("sharpens", Kind::Number), ("rules", Kind::Text)];
        let caption = "Rules that could run with this alone, and rules that would judge more lines";
        let mut table = Table::new(caption, &columns);
        for enabler in &self.enablers {
            table.row(vec![
                Cell::text(&enabler.add),
                Cell::Number(enabler.enables.len() as u64),
                Cell::Number(enabler.sharpens.len() as u64),
                Cell::text(rules_of(enabler)),
            ]);
        }
        section.show(table);
        section
    }

    /// How every rule fared.
    pub(super) fn rules(&self) -> Section {
        let mut section = Section::new("Rules");
        let n_rules = self.rules.len();
        section.say(format!(
            "{} of {n_rules} rules could run; what they found is not part of this page",
            self.rules_that_ran
        ));
        let idle = self.rules.iter().filter(|rule| rule.can_run && rule.subjects == 0).count();
        if idle > 0 {
            section.say(format!("{idle} of them met no line they look at: that says nothing of the claims"));
        }
        section.show(self.cannot_run());
        section.show(self.could_run());
        section
    }

    fn cannot_run(&self) -> Table {
        let columns = [("rule", Kind::Text), ("to let it run", Kind::Text)];
        let mut table = Table::new("Rules that did not run: nothing is said of their lines", &columns);
        for rule in self.rules.iter().filter(|rule| !rule.can_run) {
            let wants = if rule.wants.is_empty() { rule.reason.clone() } else { rule.wants.join("; and ") };
            table.row(vec![Cell::text(rule.rule), Cell::text(wants)]);
        }
        table
    }

    fn could_run(&self) -> Table {
        let columns = [
            ("rule", Kind::Text),
            ("lines", Kind::Number),
            ("judged", Kind::Number),
            ("share", Kind::Number),
            ("not judged, or not for good", Kind::Text),
        ];
        let mut table = Table::new("Rules that ran: lines they look at, and lines they could judge", &columns);
        for rule in self.rules.iter().filter(|rule| rule.can_run) {
            table.row(vec![
                Cell::text(rule.rule),
                Cell::Number(rule.subjects),
                Cell::Number(rule.judged),
                Cell::share(rule.judged, rule.subjects),
                Cell::text(why(rule)),
            ]);
        }
        table
    }
}

fn why(rule: &RuleFigures) -> String {
    let reasons: Vec<String> =
        rule.reasons.iter().map(|why| format!("{}: {}", grouped(why.lines), why.reason)).collect();
    reasons.join("; ")
}

fn rules_of(enabler: &EnablerFigures) -> String {
    let parts = [("", &enabler.enables), ("more lines: ", &enabler.sharpens), ("with others: ", &enabler.with_others)];
    let parts = parts.into_iter().filter(|(_, rules)| !rules.is_empty());
    parts.map(|(words, rules)| format!("{words}{}", rules.join(", "))).collect::<Vec<_>>().join("; ")
}
