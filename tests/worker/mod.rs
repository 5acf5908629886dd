//! `claimsweep worker`: a cluster of processes finds what one machine finds, and says so when it cannot.
#![expect(clippy::unwrap_used, reason = "a test that cannot handle its own files has failed")]

mod cluster;
mod equality;
mod merging;
mod refusals;

/// A pipeline over all dates.
pub(crate) const PIPELINE: &str = "name = \"workers\"\n[period]\nall = true\n[claims]\npaths = [\"claims.csv\"]\n\
                                   [report]\ndir = \"report\"\nformats = [\"parquet\", \"csv\"]\n";
