//! Columns of minutes in claims, whose names say another unit or none.

use super::{export, layout};
use crate::program::Place;

#[test]
fn minutes_of_claims_have_the_unit_of_their_name_or_are_left_open() {
    for (name, value, line) in [
        ("Duration Hrs", "0.13", "minutes = { column = \"Duration Hrs\", unit = \"hours\" }"),
        ("DurationHours", "0.13", "minutes = { column = \"DurationHours\", unit = \"hours\" }"),
        ("Duration (sec)", "480", "minutes = { column = \"Duration (sec)\", unit = \"seconds\" }"),
        ("Time Spent Secs", "480", "minutes = { column = \"Time Spent Secs\", unit = \"seconds\" }"),
        ("Duration (min:sec)", "8:05", "minutes = { column = \"Duration (min:sec)\", unit = \"m:ss\" }"),
        ("Mins", "8", "minutes = \"Mins\""),
        ("Minutes", "480", "minutes = \"Minutes\""),
        ("Duration", "8", "minutes = \"Duration\""),
        ("Duration", "0.13", "# minutes = { column = \"Duration\", unit = \"hours\" }"),
        ("Duration", "480", "# minutes = { column = \"Duration\", unit = \"seconds\" }"),
        ("Duration Hrs", "15", "# minutes = { column = \"Duration Hrs\", unit = \"hours\" }"),
    ] {
        let header = format!("Claim Number,Member ID,NPI,Service Date,CPT Code,Claim Status,{name}");
        let place = Place::with_claims(export(&header, |line| {
            let (claim, patient, date) = (&line.claim, &line.patient, line.date("y-m-d"));
            format!("{claim},{patient},{},{date},{},{},{value}", line.npi, line.code, line.status)
        }));
        let init = place.run(&["init", "claims.csv"]);
        assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
        assert!(layout(&place).lines().any(|own| own == line), "{line}:\n{}", layout(&place));
    }
}
