//! A rule's own page: the header of its file, its settings in detail, and a worked example that the tests run.

use std::fmt::Write as _;

use crate::findings::RuleCard;

/// The page of a rule.
pub(super) fn page(card: &RuleCard) -> String {
    let header = card.page.lines().map_while(|line| line.strip_prefix("//!"));
    let mut page = format!("{}\n\n", card.id);
    for line in header {
        page.push_str(line.strip_prefix(' ').unwrap_or(line));
        page.push('\n');
    }
    let needs: Vec<String> =
        card.needs.iter().map(|group| group.iter().map(|need| need.name()).collect::<Vec<_>>().join(" or ")).collect();
    if !needs.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "\n# Needs\n{}", needs.join("; and "));
    }
    if !card.settings.is_empty() {
        page.push_str("\n# Settings in detail\n");
    }
    for setting in card.settings {
        let _ = writeln!(page, "{} = {}", setting.name, setting.default_value());
        let _ = writeln!(page, "    {}; {}", setting.range(), setting.help);
    }
    let _ = writeln!(page, "\n# What would clear a finding, and what to ask for\n{}.", card.clears);
    let _ = writeln!(page, "Ask for: {}.", card.evidence);
    page.push_str(&example(card.examples));
    page
}

/// The first scenario of the rule's page of scenarios: claims, what the rule says, and the sentence.
fn example(examples: &str) -> String {
    let Some(start) = examples.find("\n## ") else { return String::new() };
    let scenario = &examples[start + 4..];
    let scenario = scenario.find("\n## ").map_or(scenario, |end| &scenario[..end]);
    let mut text = String::from("\n# Worked example\n");
    for line in scenario.lines() {
        let heading = match line.strip_prefix("```") {
            Some("") => continue,
            Some("csv") => "    claims:",
            Some("expect") => "    what the rule says:",
            Some("sentence") => "    the finding in words:",
            Some("toml") => "    pipeline:",
            Some(other) => {
                let _ = writeln!(text, "    {}:", other.replace('_', " "));
                continue;
            }
            None => line,
        };
        text.push_str(heading);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::example;

    #[test]
    fn the_first_scenario_is_the_example() {
        let page = "# r\n\nWords.\n\n## Fires: a\n\nProse.\n\n```csv\nx\n1\n```\n\n## Fires: b\n";
        let text = example(page);
        assert!(text.contains("Fires: a") && text.contains("    claims:\nx\n1\n") && !text.contains("Fires: b"));
        assert_eq!(example("# r\n"), "");
    }
}
