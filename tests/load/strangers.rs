//! Trap 17: files that are not data, or are called what they are not. Each is told apart by its first bytes.

use super::formatted::{assert_says, refused};
use super::zip::zip_of;

#[test]
fn trap_17_other_kinds_of_file_say_what_they_are() {
    let strangers: [(&[u8], &[&str]); 15] = [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", &["old Excel workbook", "CSV UTF-8"]),
        (b"%PDF-1.7\n", &["is a PDF"]),
        (b"SQLite format 3\0\x10", &["SQLite", "export"]),
        (b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92", &["SAS data set", "export"]),
        (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", &["SAS transport"]),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html><table>", &["HTML", "CSV UTF-8"]),
        (b"<?xml version=\"1.0\"?><Bundle/>", &["is XML"]),
        (b"{\"resourceType\": \"Bundle\"}", &["is JSON"]),
        (b"[\n  {\"id\": 1}\n]", &["is JSON"]),
        (b"MSH|^~\\&|A|B\n", &["HL7"]),
        (b"7z\xbc\xaf\x27\x1c\0\x04", &["7z", "unpack it"]),
        (b"\xfd7zXZ\0\0\x04", &["xz", "unpack it"]),
        (b"ARROW1\0\0", &["Arrow", "Parquet"]),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n", &["git-lfs pointer", "git lfs pull"]),
        (b"a\0b\xff\0\0", &["neither text nor Parquet"]),
    ];
    for (content, words) in strangers {
        assert_says(&refused("", content), words);
    }
    let ebcdic = [0xf0, 0xf1, 0x40, 0xc1, 0xf2].repeat(20);
    assert_says(&refused("", ebcdic), &["EBCDIC"]);
}

#[test]
fn trap_18_a_workbook_is_not_read_as_claims() {
    for (name, word) in
        [("xl/workbook.xml", "Excel"), ("xl/workbook.bin", "Excel"), ("META-INF/manifest.xml", "OpenDocument")]
    {
        let workbook = zip_of(&[("[Content_Types].xml", b"<x/>", true), (name, b"<x/>", true), ("a.csv", b"x", true)]);
        assert_says(&refused("", workbook), &[word, "save the sheet as CSV UTF-8"]);
    }
}

#[test]
fn x12_given_to_a_layout_of_columns_says_so() {
    let isa =
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *250101*1200*^*00501*000000001*0*T*:~";
    for (set, kind) in [("837", "x12_837p"), ("835", "x12_835")] {
        let content = format!("{isa}GS*HC*A*B*20250101*1200*1*X*005010X222A1~ST*{set}*0001~");
        assert_says(&refused("", &content), &[&format!("X12 ({set})"), &format!("kind = \"{kind}\"")]);
        assert_says(&refused("delimiter = \"auto\"", content), &["X12"]);
    }
    assert_says(&refused("", format!("{isa}GS*FA~ST*999*0001~")), &["is X12"]);
}
