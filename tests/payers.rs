//! What a pipeline says of single payers: settings of their own, codes they do not pay, markers they want. The pages of
//! `code_not_payable` and `telehealth_marker` show the policies; refusals stand in `cli/bad_payers.rs`.

mod own_settings;
mod policies;
