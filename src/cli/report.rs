//! `report`: any format again from a finished report, without the claims.

use clap::Args;

use super::args::GlobalArgs;
use super::audit::parse_format;
use super::log;
use super::output;
use super::process::{Exit, interrupt_flag};
use crate::report::{Again, Format, ReportError, write_again};

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Folder of a finished report that has the format `parquet`
    #[arg(value_name = "DIR")]
    folder: String,
    /// Formats to write, separated by commas: parquet, csv, xlsx, html; JSON is always written
    #[arg(long, required = true, value_delimiter = ',', value_parser = parse_format, value_name = "FORMAT")]
    format: Vec<Format>,
    /// Folder to write to; replaced as a whole when it holds an earlier report [default: DIR, where the formats join
    /// what is there]
    #[arg(long, value_name = "DIR")]
    out: Option<String>,
    /// Write a pseudonymised copy under the secret in this file (at least 32 random bytes, readable by its owner only):
    /// other names for patients and claims, dates moved per patient, small counts and free text withheld
    #[arg(long, value_name = "KEYFILE", requires = "out")]
    share: Option<String>,
}

/// Writes the formats.
pub(super) fn run(args: &ReportArgs, global: &GlobalArgs) -> Result<Exit, String> {
    let out = args.out.as_ref().unwrap_or(&args.folder);
    let again = Again {
        folder: (&args.folder).into(),
        out: out.into(),
        formats: args.format.clone(),
        share_key: args.share.as_ref().map(Into::into),
    };
    let interrupt = interrupt_flag();
    match write_again(&again, &std::process::id().to_string(), &interrupt) {
        Ok(()) => {}
        Err(error @ ReportError::Interrupted) => {
            log::complain(global.log_format, &error);
            return Ok(Exit::Interrupted);
        }
        Err(error) => return Err(error.to_string()),
    }
    if !global.quiet {
        output::tell(&format!("Report: {out}\n"));
    }
    Ok(Exit::Done)
}
