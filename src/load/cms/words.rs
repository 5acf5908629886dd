//! Splits headers, titles and file names into words that can be compared.

/// Runs of digits and runs of letters, upper case; everything between them is dropped.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars().map(|c| c.to_ascii_uppercase()) {
        let is_run = c.is_ascii_alphanumeric() && before.is_ascii_alphanumeric();
        match words.last_mut() {
            Some(word) if is_run && c.is_ascii_digit() == before.is_ascii_digit() => word.push(c),
            _ if c.is_ascii_alphanumeric() => words.push(c.to_string()),
            _ => {}
        }
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_letters_part() {
        assert_eq!(words("PPRRVU25_Jan.csv"), ["PPRRVU", "25", "JAN", "CSV"]);
        assert_eq!(words("HCPCS/\nCPT Code"), ["HCPCS", "CPT", "CODE"]);
        assert_eq!(words("Column1"), ["COLUMN", "1"]);
        assert_eq!(words(" *="), [""; 0]);
    }
}
