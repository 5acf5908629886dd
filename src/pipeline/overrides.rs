//! The same as a pipeline file, said on the command line. Resolves nothing.

use super::spec::PipelineSpec;
use crate::claim::Day;
use crate::findings::Tier;
use crate::load::TableRequests;
use crate::report::Format;

/// An audit without a pipeline file.
#[derive(Clone, Debug, Default)]
pub struct AuditRequest {
    /// Paths and globs of claim files.
    pub paths: Vec<String>,
    /// The one of the files that holds what came from standard input; reports call it that.
    pub standard_input: Option<String>,
    /// Layout name or file.
    pub layout: String,
    /// Paths and globs of activity logs.
    pub activity: Vec<String>,
    /// Layout of the logs, a name or a file; the canonical one when empty.
    pub activity_layout: String,
    /// Minutes to assume where a message records none.
    pub minutes_per_message: Option<i64>,
    /// The provider roster.
    pub providers: Option<String>,
    /// Layout of the roster, a file; the canonical one when empty.
    pub providers_layout: String,
    /// The consents.
    pub consents: Option<String>,
    /// CMS's tables.
    pub tables: TableRequests,
    /// First judged service date.
    pub from: Option<Day>,
    /// Last judged service date.
    pub to: Option<Day>,
    /// The day from which time limits are counted, when not simply the last date of the data.
    pub as_of: Option<Day>,
    /// Whether the report lists the lines that rules neither flagged nor called clean.
    pub unjudged: bool,
    /// Where the report goes.
    pub report_dir: String,
    /// Formats of the report.
    pub formats: Vec<Format>,
    /// The weakest tier that makes the run exit with 1; none: never.
    pub fail_on: Option<Tier>,
}

impl From<AuditRequest> for PipelineSpec {
    fn from(request: AuditRequest) -> Self {
        Self {
            name: "audit".to_owned(),
            from: request.from,
            to: request.to,
            as_of: request.as_of,
            paths: request.paths,
            standard_input: request.standard_input,
            layout: request.layout,
            tables: request.tables,
            activity: request.activity,
            activity_layout: request.activity_layout,
            minutes_per_message: request.minutes_per_message,
            providers: request.providers,
            providers_layout: request.providers_layout,
            consents: request.consents,
            unjudged: request.unjudged,
            report_dir: request.report_dir,
            formats: request.formats,
            fail_on: request.fail_on,
            ..Self::default()
        }
    }
}
