//! The worked example of the OIG's own screen of check-ins, under the pipeline that reproduces that screen.
//!
//! The figures of the public audit itself are not checked here: its claims are not public.

use std::io;
use std::path::Path;

use claimsweep::load::document::Document;
use claimsweep::pipeline::PipelineSpec;

use super::notation::Case;
use crate::naive::NaiveOutcome;
use crate::worlds::{Frame, audit, audit_spec, said};

/// A visit on 2020-11-05, check-ins on 2020-11-06 and 2020-11-09; the visit by somebody outside the group.
const EXAMPLE: Case = Case::new(
    25,
    "2020-11-05",
    "d0 99213 X E78.5 payer=medicare; d1 G2012 A E78.5 payer=medicare; d4 G2012 A E78.5 payer=medicare",
    "",
);

/// The shipped pipeline file.
fn screen() -> io::Result<PipelineSpec> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/oig-screen.toml");
    let text = std::fs::read_to_string(&path)?;
    PipelineSpec::parse(Document { file: "oig-screen.toml", text: &text }).map_err(io::Error::other)
}

#[test]
fn both_check_ins_of_the_example_are_found() -> io::Result<()> {
    let spec = screen()?;
    let findings = said(&audit_spec(&[EXAMPLE.rows()?], |paths| PipelineSpec { paths, ..spec })?);
    let found: Vec<(&str, &str)> = findings.iter().map(|finding| (finding.rule, finding.claim.as_str())).collect();
    assert_eq!(found, [("contact_after_related_visit", "C2"), ("contact_after_related_visit", "C3")]);
    for (finding, gap) in findings.iter().zip([-1, -4]) {
        let expected = NaiveOutcome::Flagged {
            tier: "presumptive",
            related: vec![("C1".to_owned(), 1)],
            gap_days: Some(gap),
            same_diagnosis: Some(true),
        };
        assert_eq!(finding.verdict, expected);
    }
    Ok(())
}

#[test]
fn the_screen_is_wider_than_the_rulebook_in_clinicians() -> io::Result<()> {
    assert!(said(&audit(&EXAMPLE.rows()?, &Frame::wide())?).is_empty());
    Ok(())
}
