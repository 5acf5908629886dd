//! The layouts compiled into the program, with the names pipelines call them by. Parses none.

/// Name and text of every shipped layout.
pub(super) const SHIPPED: [(&str, &str); 16] = [
    ("canonical", include_str!("../../../pipelines/layouts/canonical.toml")),
    ("tuva", include_str!("../../../pipelines/layouts/tuva.toml")),
    ("cclf-part-b", include_str!("../../../pipelines/layouts/cclf-part-b.toml")),
    ("apcd", include_str!("../../../pipelines/layouts/apcd.toml")),
    ("taf-ot", include_str!("../../../pipelines/layouts/taf-ot.toml")),
    ("rif-carrier", include_str!("../../../pipelines/layouts/rif-carrier.toml")),
    ("idr", include_str!("../../../pipelines/layouts/idr.toml")),
    ("desynpuf-carrier", include_str!("../../../pipelines/layouts/desynpuf-carrier.toml")),
    ("synthea", include_str!("../../../pipelines/layouts/synthea.toml")),
    ("omop", include_str!("../../../pipelines/layouts/omop.toml")),
    ("fhir-eob", include_str!("../../../pipelines/layouts/fhir-eob.toml")),
    ("pm-export", include_str!("../../../pipelines/layouts/pm-export.toml")),
    ("pm-remit", include_str!("../../../pipelines/layouts/pm-remit.toml")),
    ("pm-quebec", include_str!("../../../pipelines/layouts/pm-quebec.toml")),
    ("x12-837p", include_str!("../../../pipelines/layouts/x12-837p.toml")),
    ("x12-835", include_str!("../../../pipelines/layouts/x12-835.toml")),
];
