//! Tables about findings and clinicians as polars frames, grouped by columns of text. They have some thousand rows, whatever
//! the size of the claims. Opens no file and shows nothing.
//!
//! Every table comes back sorted by its keys: polars gives groups in no order that means anything.

#![expect(
    deprecated,
    reason = "polars points to its lazy engine, which would add sixty packages for a sum over some thousand rows"
)]

use polars::prelude::{DataFrame, PlSmallStr, PolarsResult, QuantileMethod, SortMultipleOptions};

/// One row per different combination of the keys, with the sum of every other column; the columns keep their names.
pub(super) fn sums(frame: &DataFrame, keys: &[&str]) -> PolarsResult<DataFrame> {
    by_keys(frame, keys, frame.group_by(keys.iter().copied())?.sum()?)
}

/// One row per different combination of the keys, with the median of every other column: between two middle values, half
/// way. The columns keep their names.
pub(super) fn medians(frame: &DataFrame, keys: &[&str]) -> PolarsResult<DataFrame> {
    by_keys(frame, keys, frame.group_by(keys.iter().copied())?.quantile(0.5, QuantileMethod::Midpoint)?)
}

fn by_keys(frame: &DataFrame, keys: &[&str], mut grouped: DataFrame) -> PolarsResult<DataFrame> {
    let is_key = |name: &&str| keys.contains(name);
    let others = frame.get_column_names().into_iter().map(PlSmallStr::as_str).filter(|name| !is_key(name));
    let names: Vec<&str> = keys.iter().copied().chain(others).collect();
    // Polars adds what it did to the name of a column.
    grouped.set_column_names(&names)?;
    grouped.sort(keys.iter().copied(), SortMultipleOptions::default())
}

#[cfg(test)]
mod tests {
    use polars::df;
    use polars::prelude::PolarsResult;

    use super::*;

    #[test]
    fn groups_are_summed_and_sorted_by_their_texts() -> PolarsResult<()> {
        let frame = df!(
            "who" => ["b", "a", "b", "a", "B"],
            "what" => ["", "y", "", "x", ""],
            "n" => [1_i64, 2, 3, 4, 5],
            "cents" => [-10_i64, 0, 20, 30, 1],
        )?;
        let expected = df!(
            "who" => ["B", "a", "a", "b"],
            "what" => ["", "x", "y", ""],
            "n" => [5_i64, 4, 2, 4],
            "cents" => [1_i64, 30, 0, 10],
        )?;
        assert!(sums(&frame, &["who", "what"])?.equals(&expected));
        Ok(())
    }

    #[test]
    fn the_median_of_an_even_number_lies_half_way() -> PolarsResult<()> {
        let frame = df!("kind" => ["even", "odd", "even", "odd", "odd", "one"], "n" => [1.0, 5.0, 2.0, 1.0, 3.0, 7.5])?;
        assert!(medians(&frame, &["kind"])?.equals(&df!("kind" => ["even", "odd", "one"], "n" => [1.5, 3.0, 7.5])?));
        Ok(())
    }

    #[test]
    fn no_rows_make_no_groups() -> PolarsResult<()> {
        let none = df!("kind" => Vec::<&str>::new(), "n" => Vec::<f64>::new())?;
        assert_eq!((sums(&none, &["kind"])?.height(), medians(&none, &["kind"])?.height()), (0, 0));
        Ok(())
    }
}
