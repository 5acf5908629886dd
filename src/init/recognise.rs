//! Tells which shipped layouts the columns of a file belong to. Reads no file and decides nothing between equals.

use crate::load::{Layout, Origin, column_key};

/// A shipped layout some of whose columns a file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The layout's name.
    pub layout: &'static str,
    /// The columns of the layout that were found, in its order.
    pub found: Vec<String>,
    /// Columns the layout knows; of numbered ones, the first.
    pub n_columns: usize,
    /// Whether every column is there that a line needs.
    pub fits: bool,
}

/// Percent of its columns by which a layout is recognised; excerpts leave some out.
const ENOUGH: usize = 60;

/// The shipped layouts that these columns belong to, best first.
pub fn recognise(names: &[String]) -> Vec<Recognised> {
    let keys: Vec<String> = names.iter().map(|name| column_key(name)).collect();
    let layouts = Layout::shipped_names().into_iter().filter_map(|name| Some((name, Layout::find(name).ok()?)));
    let mut all: Vec<Recognised> = layouts.map(|(name, layout)| compare(name, &layout, &keys)).collect();
    all.retain(|one| one.layout == CANONICAL && one.fits || one.n_columns * ENOUGH <= one.found.len() * 100);
    all.sort_by_key(|one| (!one.fits, std::cmp::Reverse(one.found.len()), one.layout));
    all
}

/// Our own columns: the needed ones are enough, for every other one is optional.
const CANONICAL: &str = "canonical";

fn compare(name: &'static str, layout: &Layout, keys: &[String]) -> Recognised {
    let (mut found, mut n_columns, mut fits) = (Vec::new(), 0, true);
    for (field, origin) in &layout.columns {
        let (Origin::Column { name, .. } | Origin::Part { name, .. }) = origin else { continue };
        let name = name.replace("{i}", "1");
        n_columns += 1;
        if keys.contains(&column_key(&name)) {
            found.push(name);
        } else if field.is_needed() {
            fits = false;
        }
    }
    Recognised { layout: name, found, n_columns, fits }
}

/// A sentence for whoever read a file with the wrong layout; nothing when no other layout fits.
pub fn hint(names: &[String], used: &str) -> Option<String> {
    let others: Vec<_> = recognise(names).into_iter().filter(|one| one.fits && one.layout != used).collect();
    let name = others.first()?.layout;
    Some(format!(
        "these columns look like layout `{name}`: add --layout {name}, or let `claimsweep init` propose one"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(names: &[&str]) -> Vec<(&'static str, bool)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        recognise(&names).into_iter().map(|one| (one.layout, one.fits)).collect()
    }

    #[test]
    fn layouts_are_known_by_their_columns() {
        let canonical = ["Claim ID", "patient_id", "RENDERING_NPI", "service_date", "procedure_code", "extra"];
        assert_eq!(recognised(&canonical), [("canonical", true)]);
        assert_eq!(recognised(&canonical[..4]), []);
        let names: Vec<String> = Layout::find("desynpuf-carrier")
            .map(|layout| compare("", &layout, &[]))
            .map_or_else(|_| Vec::new(), |_| wide_names());
        assert_eq!(recognise(&names).first().map(|one| (one.layout, one.fits)), Some(("desynpuf-carrier", true)));
        assert!(hint(&names, "canonical").is_some_and(|hint| hint.contains("--layout desynpuf-carrier")));
        assert_eq!(hint(&names, "desynpuf-carrier"), None);
    }

    fn wide_names() -> Vec<String> {
        let claim = ["DESYNPUF_ID", "CLM_ID", "CLM_FROM_DT", "CLM_THRU_DT", "ICD9_DGNS_CD_1", "ICD9_DGNS_CD_2"];
        let line = [
            "PRF_PHYSN_NPI_1",
            "TAX_NUM_1",
            "HCPCS_CD_1",
            "LINE_NCH_PMT_AMT_1",
            "LINE_ALOWD_CHRG_AMT_1",
            "LINE_PRCSG_IND_CD_1",
            "LINE_ICD9_DGNS_CD_1",
        ];
        claim.iter().chain(&line).map(|name| (*name).to_owned()).collect()
    }
}
