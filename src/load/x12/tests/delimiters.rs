//! However a file is written, its rows are the same.

use super::{CLAIMS, REMITTANCE, Transaction, claims, read, remittances};

/// The fixture without line breaks between its segments.
fn unbroken() -> String {
    CLAIMS.replace('\n', "")
}

#[test]
fn delimiters_are_those_the_isa_names() {
    let expected = claims(CLAIMS);
    for [element, component, terminator] in [
        ["*", ">", "~"],
        ["|", ":", "~"],
        ["*", "<", "~\n"],
        ["*", ":", "\n"],
        ["*", ":", "\r\n"],
        ["*", ":", "\r"],
        ["~", "^", "_"],
        ["\u{1d}", "\u{1f}", "\u{1c}"],
    ] {
        let [own_element, own_component] = ["\u{1}", "\u{2}"];
        let text =
            unbroken().replace('*', own_element).replace(':', own_component).replace("^\u{1}00501", "U\u{1}00501");
        let text = text.replace('~', terminator).replace(own_element, element).replace(own_component, component);
        let rows: Vec<_> = claims(&text);
        // Pointers are always listed with colons.
        assert_eq!(rows, expected, "{element:?} {component:?} {terminator:?}");
    }
}

#[test]
fn padding_between_segments_and_around_the_file_does_not_count() {
    let expected = claims(CLAIMS);
    let padded = [
        unbroken(),
        CLAIMS.replace('\n', "\r\n"),
        unbroken().replace('~', "~   \r\n\r\n  "),
        format!("\u{feff}{CLAIMS}"),
        format!("\r\n  {CLAIMS}\n\n   \u{1a}\0\0"),
        unbroken().replace('~', "~\n~\n"),
        CLAIMS.trim_end().trim_end_matches('~').to_owned(),
    ];
    for text in padded {
        assert_eq!(claims(&text), expected, "{:?}", &text[..120]);
    }
}

#[test]
fn files_cut_into_lines_of_one_length_are_put_together() {
    for (width, end) in [(80, "\n"), (80, "\r\n"), (132, "\n"), (7, "\n")] {
        let lines: Vec<String> =
            unbroken().as_bytes().chunks(width).map(|line| String::from_utf8_lossy(line).into()).collect();
        assert_eq!(claims(&(lines.join(end) + end)), claims(CLAIMS), "{width} {end:?}");
    }
}

#[test]
fn every_interchange_has_its_own_delimiters() {
    let second = unbroken().replace('*', "|").replace(':', ">").replace('~', "!");
    let both = claims(&format!("{CLAIMS}{second}"));
    assert_eq!(both, [claims(CLAIMS), claims(CLAIMS)].concat());
}

#[test]
fn values_lose_surrounding_blanks_and_keep_their_characters() {
    let text = CLAIMS.replace("*INVENTED COMMERCIAL*", "*  ASSURANCE \u{e9}TOILE  *");
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    for bytes in [text.as_bytes(), &latin] {
        let (rows, _) = read(bytes, Transaction::Claims).expect("a whole file");
        assert_eq!(rows[4]["payer_name"], "ASSURANCE \u{e9}TOILE");
    }
    let spaced = REMITTANCE.replace("SVC*HC:99442:95*", "SVC* HC : 99442 : 95 *");
    assert_eq!(remittances(&spaced), remittances(REMITTANCE));
}

#[test]
fn delimiters_that_cannot_be_right_are_refused() {
    let isa_end = "*P*:~";
    for wrong in ["*P*A~", "*P**~", "*P*:*", "*P*::", "*P*:9", "*P*:-"] {
        let said =
            read(CLAIMS.replacen(isa_end, wrong, 1).as_bytes(), Transaction::Claims).expect_err("wrong delimiters");
        assert!(said.contains("segment 1") && said.contains("delimiters"), "{wrong}: {said}");
    }
    let shifted = CLAIMS.replacen("INVENTED SENDER*", "INVENTED*", 1);
    let said = read(shifted.as_bytes(), Transaction::Claims).expect_err("an ISA of another length");
    assert!(said.contains("segment 1") && said.contains("fixed places"), "{said}");
}
