//! The files a command may be given beside the claims, and the layout of these. Reads none of them.

use clap::Args;

use crate::load::{TableRequest, TableRequests};
use crate::pipeline::AuditRequest;

#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// Activity logs: files or globs
    #[arg(long, num_args = 1.., value_name = "PATH")]
    activity: Vec<String>,
    /// Layout of the logs: a shipped one by name (canonical, portal-export, fhir-communication, fhir-encounter,
    /// encounters), or a layout file
    #[arg(long, default_value = "canonical", requires = "activity", value_name = "NAME|FILE")]
    activity_layout: String,
    /// Minutes to assume where a message records none; everything that rests on them says so
    #[arg(long, requires = "activity", value_parser = clap::value_parser!(i64).range(1..=60), value_name = "N")]
    minutes_per_message: Option<i64>,
    /// Provider roster, with the columns `npi`, `specialty`, `taxonomy`, `billing_tin`
    #[arg(long, value_name = "FILE")]
    providers: Option<String>,
    /// Layout of the roster, when its columns are called otherwise: a layout file such as `init` proposes
    #[arg(long, default_value = "canonical", requires = "providers", value_name = "FILE")]
    providers_layout: String,
    /// Consents, with the columns `patient_id`, `consent_date`
    #[arg(long, value_name = "FILE")]
    consents: Option<String>,
    /// CMS fee schedule (PPRRVU) files or globs
    #[arg(long, num_args = 1.., value_name = "PATH")]
    fee_schedule: Vec<String>,
    /// NCCI PTP practitioner edit files or globs
    #[arg(long, num_args = 1.., value_name = "PATH")]
    ptp: Vec<String>,
    /// MUE practitioner files or globs
    #[arg(long, num_args = 1.., value_name = "PATH")]
    mue: Vec<String>,
    /// A shipped layout by name, or a layout file
    #[arg(long, default_value = "canonical", value_name = "NAME|FILE")]
    pub(super) layout: String,
}

impl InputArgs {
    /// A request for these claims with these inputs, and nothing more.
    pub(super) fn request(&self, claims: &[String]) -> AuditRequest {
        AuditRequest {
            paths: claims.to_vec(),
            activity: self.activity.clone(),
            activity_layout: self.activity_layout.clone(),
            minutes_per_message: self.minutes_per_message,
            tables: TableRequests {
                fee_schedule: requests(&self.fee_schedule),
                ptp: requests(&self.ptp),
                mue: requests(&self.mue),
            },
            providers: self.providers.clone(),
            providers_layout: self.providers_layout.clone(),
            consents: self.consents.clone(),
            layout: self.layout.clone(),
            ..AuditRequest::default()
        }
    }
}

fn requests(paths: &[String]) -> Vec<TableRequest> {
    paths.iter().map(|path| TableRequest { path: path.clone(), ..TableRequest::default() }).collect()
}
