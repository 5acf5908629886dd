//! Reads a rule's page of scenarios, `tests/fixtures/rules/<id>.md`. Runs nothing but the audits the page describes.
//!
//! A page is a title (the rule's id), a paragraph for a biller, and scenarios. A scenario is a heading `## Sort: what`,
//! prose, and fenced blocks: `csv` (claim lines, only the columns needed), a block for every file beside the claims
//! ([`BESIDE`], optional), `toml` (optional: settings and period),
//! `expect` (what the rule must say, see [`super::verdict`]) `sentence` (optional: the findings in words)
//! and `proof` (optional: what the findings rest on, condition by condition).
//! A line `Also fires: <rule>: <why>` explains why another rule speaks on this page.

use claimsweep::findings::Audit;

use super::{audit_of_files, kept};

/// Where the pages are, below `tests/`.
pub(crate) const FOLDER: &str = "fixtures/rules";

/// The files beside the claims that a scenario may have, by the name of their block.
const BESIDE: [&str; 6] = ["activity", "providers", "consents", "fee_schedule", "ptp", "mue"];

/// One rule's page.
pub(crate) struct Page {
    /// The name of its file, which is the rule's id.
    pub(crate) rule: String,
    /// Its text as read.
    pub(crate) text: String,
    /// The paragraph for a biller.
    pub(crate) introduction: String,
    /// Other rules that speak on this page, each with the reason.
    pub(crate) also_fires: Vec<(String, String)>,
    /// The scenarios, in the order of the page.
    pub(crate) scenarios: Vec<Scenario>,
}

/// One small story of claim lines and what the rule says of them.
#[derive(Default)]
pub(crate) struct Scenario {
    /// The line of the heading, from 1.
    pub(crate) line: usize,
    /// What kind of scenario it is: `Fires`, `Near miss`, `Boundary`, `Missing data`, or any other.
    pub(crate) sort: String,
    /// The rest of the heading.
    pub(crate) title: String,
    /// The sentences between heading and blocks.
    pub(crate) prose: String,
    /// Claim lines.
    pub(crate) claims: String,
    /// Files beside the claims: the name of the block, and the text.
    pub(crate) beside: Vec<(String, String)>,
    /// A part of a pipeline.
    pub(crate) settings: String,
    /// What the rule must say, and the lines of the page where that stands.
    pub(crate) expect: Block,
    /// The findings in words, where the page keeps them.
    pub(crate) sentence: Option<Block>,
    /// What the findings rest on, where the page keeps it.
    pub(crate) proof: Option<Block>,
}

/// The inside of a fenced block.
#[derive(Clone, Default)]
pub(crate) struct Block {
    /// The text, every line ended by a newline.
    pub(crate) text: String,
    /// The first line inside the fence, from 0; what follows is as many lines as the text has.
    pub(crate) start: usize,
}

impl Scenario {
    /// The audit of its claim lines under its settings.
    pub(crate) fn audit(&self) -> Audit {
        let beside = self.beside.iter().map(|(name, text)| (format!("{name}.csv"), text.as_str()));
        let files: Vec<(String, &str)> = beside.chain([("claims.csv".to_owned(), self.claims.as_str())]).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        audit_of_files(&files, &self.settings)
    }
}

impl Page {
    /// The page of a rule; panics with the line of what is wrong.
    pub(crate) fn read(rule: &str) -> Self {
        let name = format!("{FOLDER}/{rule}.md");
        Self::parse(rule, kept::read(&name)).unwrap_or_else(|problem| panic!("tests/{name}:{problem}"))
    }

    /// Every page, by rule.
    pub(crate) fn all() -> Vec<Self> {
        kept::stems_in(FOLDER, "md").iter().map(|rule| Self::read(rule)).collect()
    }

    /// Errors with `line: what is wrong`.
    pub(crate) fn parse(rule: &str, text: String) -> Result<Self, String> {
        if text.lines().next() != Some(&format!("# {rule}")) {
            return Err(format!("1: the title must be `# {rule}`"));
        }
        let mut reader = Reader::default();
        for (at, line) in text.lines().enumerate() {
            reader.take(at, line).map_err(|problem| format!("{}: {problem}", at + 1))?;
        }
        reader.finish().map_err(|problem| format!("{}: {problem}", text.lines().count()))?;
        let Reader { introduction, also_fires, scenarios, .. } = reader;
        Ok(Self { rule: rule.to_owned(), text, introduction, also_fires, scenarios })
    }

    /// The text of the page with other texts in its blocks.
    pub(crate) fn with_blocks(&self, mut blocks: Vec<(Block, String)>) -> String {
        let mut lines: Vec<&str> = self.text.lines().collect();
        // From the end, so that earlier blocks stay where they are.
        blocks.sort_by_key(|(block, _)| std::cmp::Reverse(block.start));
        for (block, text) in &blocks {
            lines.splice(block.start..block.start + block.text.lines().count(), text.lines());
        }
        lines.iter().flat_map(|line| [line, "\n"]).collect()
    }
}

/// The page so far.
#[derive(Default)]
struct Reader {
    introduction: String,
    also_fires: Vec<(String, String)>,
    scenarios: Vec<Scenario>,
    /// Name and inside of the block that is open.
    open: Option<(String, Block)>,
    /// Names of the blocks of the latest scenario.
    seen: Vec<String>,
}

impl Reader {
    fn take(&mut self, at: usize, line: &str) -> Result<(), String> {
        if let Some((_, block)) = self.open.as_mut().filter(|_| line != "```") {
            block.text.push_str(line);
            block.text.push('\n');
            return Ok(());
        }
        if let Some((name, block)) = self.open.take() {
            return self.close(name, block);
        }
        if let Some(name) = line.strip_prefix("```") {
            self.open = Some((name.to_owned(), Block { text: String::new(), start: at + 1 }));
        } else if let Some(explained) = line.strip_prefix("Also fires: ") {
            let (rule, why) = explained.split_once(": ").ok_or("write `Also fires: <rule>: <why>`")?;
            self.also_fires.push((rule.to_owned(), why.to_owned()));
        } else if let Some(heading) = line.strip_prefix("## ") {
            self.end_scenario()?;
            let (sort, title) = heading.split_once(": ").ok_or("a heading must be `## Sort: what`")?;
            let (sort, title) = (sort.to_owned(), title.to_owned());
            self.scenarios.push(Scenario { line: at + 1, sort, title, ..Scenario::default() });
        } else if let Some(scenario) = self.scenarios.last_mut() {
            scenario.prose.push_str(line);
        } else if !line.starts_with("# ") {
            self.introduction.push_str(line);
        }
        Ok(())
    }

    fn close(&mut self, name: String, block: Block) -> Result<(), String> {
        let scenario = self.scenarios.last_mut().ok_or("a block must stand in a scenario")?;
        match name.as_str() {
            _ if self.seen.contains(&name) => return Err(format!("a second `{name}` block in one scenario")),
            "csv" => scenario.claims = block.text,
            beside if BESIDE.contains(&beside) => scenario.beside.push((name.clone(), block.text)),
            "toml" => scenario.settings = block.text,
            "expect" => scenario.expect = block,
            "sentence" => scenario.sentence = Some(block),
            "proof" => scenario.proof = Some(block),
            _ => {
                return Err(format!(
                    "a block is csv, toml, expect, sentence, proof or a file beside the claims, not `{name}`"
                ));
            }
        }
        self.seen.push(name);
        Ok(())
    }

    fn end_scenario(&mut self) -> Result<(), String> {
        let seen = std::mem::take(&mut self.seen);
        let Some(scenario) = self.scenarios.last() else { return Ok(()) };
        for needed in ["csv", "expect"] {
            if !seen.iter().any(|name| name == needed) {
                return Err(format!("the scenario `{}` has no {needed} block", scenario.title));
            }
        }
        if scenario.prose.is_empty() {
            return Err(format!("the scenario `{}` has no prose", scenario.title));
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), String> {
        if self.open.is_some() { Err("a block is not closed".to_owned()) } else { self.end_scenario() }
    }
}

const EXAMPLE: &str = "# r\n\nFor a biller.\nAlso fires: s: because.\n\n## Fires: a\n\nProse.\n\n```csv\nx\n1\n```\n\n```expect\nold\n```\n";

#[test]
fn a_page_comes_apart_and_together() {
    let page = Page::parse("r", EXAMPLE.to_owned()).unwrap();
    assert_eq!(page.introduction, "For a biller.");
    assert_eq!(page.also_fires, [("s".to_owned(), "because.".to_owned())]);
    let scenario = &page.scenarios[0];
    assert_eq!((scenario.line, scenario.sort.as_str(), scenario.title.as_str()), (6, "Fires", "a"));
    assert_eq!((scenario.claims.as_str(), scenario.expect.text.as_str()), ("x\n1\n", "old\n"));
    let blessed = page.with_blocks(vec![(scenario.expect.clone(), "new\nlines\n".to_owned())]);
    assert_eq!(blessed, EXAMPLE.replace("old", "new\nlines"));
    assert_eq!(page.with_blocks(Vec::new()), EXAMPLE);
}

#[test]
fn pages_out_of_shape_are_refused() {
    let problem = |from: &str, to: &str| Page::parse("r", EXAMPLE.replace(from, to)).err().unwrap_or_default();
    assert_eq!(problem("# r\n", "# q\n"), "1: the title must be `# r`");
    assert_eq!(problem("## Fires: a", "## Fires"), "6: a heading must be `## Sort: what`");
    assert_eq!(problem("s: because.", "s"), "4: write `Also fires: <rule>: <why>`");
    assert_eq!(
        problem("```csv", "```cvs"),
        "13: a block is csv, toml, expect, sentence, proof or a file beside the claims, not `cvs`"
    );
    assert_eq!(problem("```csv", "```expect"), "17: a second `expect` block in one scenario");
    assert_eq!(problem("Prose.\n", ""), "16: the scenario `a` has no prose");
    assert_eq!(problem("```expect\nold\n```\n", ""), "14: the scenario `a` has no expect block");
    assert_eq!(problem("old\n```\n", "old\n"), "16: a block is not closed");
    assert_eq!(problem("## Fires: a", "text"), "13: a block must stand in a scenario");
}
