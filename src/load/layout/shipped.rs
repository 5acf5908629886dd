//! The layouts compiled into the program, with the names pipelines call them by. Parses none.

/// Name and text of every shipped layout.
pub(super) const SHIPPED: [(&str, &str); 2] = [
    ("canonical", include_str!("../../../pipelines/layouts/canonical.toml")),
    ("desynpuf-carrier", include_str!("../../../pipelines/layouts/desynpuf-carrier.toml")),
];
