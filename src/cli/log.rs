//! The log of a run: progress for a person at a terminal, or one JSON object per event for a machine. The only place
//! that reads the clock. Never holds patient data.

use std::io::IsTerminal as _;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::args::{GlobalArgs, LogFormat};
use super::output;
use crate::pipeline::Event;

/// Where events go.
pub(super) struct Log {
    started: Instant,
    format: LogFormat,
    quiet: bool,
    on_terminal: bool,
}

impl Log {
    pub(super) fn new(global: &GlobalArgs) -> Self {
        Self {
            started: Instant::now(),
            format: global.log_format,
            quiet: global.quiet,
            on_terminal: std::io::stderr().is_terminal(),
        }
    }

    /// Tells an event.
    pub(super) fn tell(&self, event: &Event) {
        match self.format {
            LogFormat::Json if !self.quiet => output::tell(&format!("{}\n", self.as_json(event))),
            LogFormat::Text if !self.quiet && self.on_terminal => {
                output::tell(&format!("{:>7.2} s  {}\n", self.started.elapsed().as_secs_f64(), as_text(event)));
            }
            _ => {}
        }
    }

    /// Tells the summary of a run to a person.
    pub(super) fn summary(&self, text: &str) {
        if self.format == LogFormat::Text && !self.quiet {
            output::tell(text);
        }
    }

    /// Tells why the exit code is 3 though no row was at fault.
    pub(super) fn nothing_judged(&self, sentence: &str) {
        if self.format == LogFormat::Json && !self.quiet {
            let event = json!({"level": "warning", "event": "nothing_judged", "message": sentence});
            output::tell(&format!("{}\n", stamped(event)));
        }
        self.summary(&format!("Exit code 3: {sentence}\n"));
    }

    /// Tells an error, in the log's format.
    pub(super) fn error(&self, error: &dyn std::fmt::Display) {
        complain(self.format, error);
    }

    fn as_json(&self, event: &Event) -> Value {
        self.stamped(match event {
            Event::Started { n_files } => json!({"event": "started", "files": n_files}),
            Event::Loaded { rows_read, rejected } => {
                json!({"event": "loaded", "rows_read": rows_read, "rejected": rejected})
            }
            Event::Normalised { accounting } => {
                let terms: serde_json::Map<String, Value> =
                    accounting.terms().map(|(name, n)| (name.to_owned(), json!(n))).collect();
                json!({"event": "normalised", "rows_read": accounting.rows_read, "fates": terms})
            }
            Event::Judged { findings } => json!({"event": "judged", "findings": findings}),
            Event::Published { folder } => json!({"event": "published", "folder": folder}),
        })
    }

    fn stamped(&self, event: Value) -> Value {
        let mut event = stamped(event);
        event["elapsed_seconds"] = json!(self.started.elapsed().as_secs_f64());
        event
    }
}

/// Tells an error in the given format.
pub(super) fn complain(format: LogFormat, error: &dyn std::fmt::Display) {
    match format {
        LogFormat::Json => {
            let line = stamped(json!({"level": "error", "event": "failed", "message": error.to_string()}));
            output::tell(&format!("{line}\n"));
        }
        LogFormat::Text => output::complain(error),
    }
}

fn stamped(mut event: Value) -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    event["unix_seconds"] = json!(now.as_secs());
    event
}

fn as_text(event: &Event) -> String {
    match event {
        Event::Started { n_files: 1 } => "reading 1 file".to_owned(),
        Event::Started { n_files } => format!("reading {n_files} files"),
        Event::Loaded { rows_read, rejected } => format!("read {rows_read} rows, {rejected} rejected"),
        Event::Normalised { .. } => "found the lines that still stand".to_owned(),
        Event::Judged { findings } => format!("ran the rules: {findings} findings"),
        Event::Published { folder } => format!("published {folder}"),
    }
}
