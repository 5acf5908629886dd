//! `check`: the data-quality page of claim files, before any audit. Shows no finding.

use clap::Args;

use super::args::GlobalArgs;
use super::hint::with_hint;
use super::inputs::InputArgs;
use super::process::{Exit, interrupt_flag};
use super::standard_input::Spooled;
use super::{log, output};
use crate::pipeline::check;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Claim files, globs or folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    #[command(flatten)]
    inputs: InputArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Looks at the files; 3 when rows were rejected.
pub(super) fn run(args: &CheckArgs, global: &GlobalArgs) -> Result<Exit, String> {
    let mut request = args.inputs.request(&args.paths);
    let spooled = Spooled::take(&mut request.paths)?;
    request.standard_input = spooled.as_ref().map(|spooled| spooled.path.clone());
    let paths = request.paths.clone();
    let checkup = match check(request, &interrupt_flag()) {
        Ok(checkup) => checkup,
        Err(error) => {
            let told = with_hint(&error, &paths, &args.inputs.layout);
            log::complain(global.log_format, &Spooled::named(spooled.as_ref(), &told));
            return Ok(Exit::from(&error));
        }
    };
    if args.json {
        output::print(&checkup.quality.to_json().map_err(|error| error.to_string())?)?;
    } else {
        output::print(&checkup.quality.to_text())?;
    }
    Ok(if checkup.is_incomplete { Exit::Incomplete } else { Exit::Done })
}
