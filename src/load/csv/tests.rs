//! Blocks cut side by side against the `csv` crate reading row by row: the same rows, numbers, cells and errors,
//! whatever the text and wherever it is cut.

use std::io::Read;
use std::sync::mpsc::sync_channel;

use super::*;

/// The second field, then the first.
const WANTED: [usize; 2] = [1, 0];

/// Everything a reader tells: whole rows with their numbers and wanted cells, ragged rows, and its error.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    rows: Vec<(u64, Vec<String>)>,
    ragged: Vec<RaggedRow>,
    error: String,
}

fn format(header_rows: usize, quote: Option<u8>) -> FileFormat {
    FileFormat { header_rows, quote, names: vec!["a".to_owned(), "b".to_owned()], ..FileFormat::default() }
}

fn side_by_side(text: &[u8], format: &FileFormat, sizes: Sizes) -> Told {
    let mut told = Told::default();
    let dialect = Dialect { delimiter: b',', quote: format.quote };
    let source = match CsvSource::behind_header("f", text, dialect, format, sizes) {
        Ok(source) => source,
        Err(error) => return Told { error: error.to_string(), ..told },
    };
    let (sender, receiver) = sync_channel(1_000);
    let wanted: Vec<usize> = WANTED.into_iter().filter(|index| *index < source.header.n_own()).collect();
    told.error = source.send(&wanted, &sender).err().map_or_else(String::new, |error| error.to_string());
    drop(sender);
    for batch in receiver {
        for (index, row) in batch.rows.iter().enumerate() {
            let cells = batch.columns.iter().map(|column| match column {
                SourceColumn::Text(texts) => texts.get(index).to_owned(),
                _ => String::new(),
            });
            told.rows.push((*row, cells.collect()));
        }
        told.ragged.extend(batch.ragged);
    }
    told
}

/// The same, told by the `csv` crate alone.
fn row_by_row(text: &[u8], format: &FileFormat, sizes: Sizes) -> Told {
    let mut told = Told::default();
    let dialect = Dialect { delimiter: b',', quote: format.quote };
    let watch = QuoteWatch::new(text, b',', format.quote);
    let mut reader = dialect.reader().buffer_capacity(sizes.chunk).from_reader(watch);
    let names = match format.header_rows {
        0 => Ok(format.names.clone()),
        n_rows => header("f", &mut reader, n_rows),
    };
    let n_fields = match names {
        Ok(names) if names.iter().all(|name| name.trim().is_empty()) => {
            return Told { error: not_data("f", EMPTY).to_string(), ..told };
        }
        Ok(names) => names.len(),
        Err(error) => return Told { error: error.to_string(), ..told },
    };
    let (mut record, mut counts) = (csv::StringRecord::new(), RowCounts::default());
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => counts.n_rows += 1,
            Err(error) => return Told { error: broken("f", &error, counts.n_rows + 1).to_string(), ..told },
        }
        if record.len() == n_fields {
            let cells = WANTED.iter().filter_map(|index| Some(record.get(*index)?.to_owned()));
            told.rows.push((counts.n_rows, cells.collect()));
        } else {
            let ragged = RaggedRow::new(counts.n_rows, record.iter());
            counts.has_misfit |= ragged.shape == RowShape::Other;
            told.ragged.push(ragged);
            counts.n_ragged += 1;
            counts.ragged_width.get_or_insert(record.len());
        }
    }
    told.error = counts.complain("f", n_fields).err().map_or_else(String::new, |error| error.to_string());
    told
}

/// Every text of so many pieces.
fn texts(pieces: &[&str], n: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    for _ in 0..n {
        texts = texts.iter().flat_map(|text| pieces.iter().map(move |piece| format!("{text}{piece}"))).collect();
    }
    texts
}

fn assert_same(text: &str, format: &FileFormat, sizes: Sizes) {
    let (found, expected) = (side_by_side(text.as_bytes(), format, sizes), row_by_row(text.as_bytes(), format, sizes));
    let how = (format.header_rows, format.quote, sizes.chunk, sizes.block);
    assert_eq!(found, expected, "{text:?} {how:?}");
}

#[test]
fn every_short_text_is_told_as_row_by_row() {
    let pieces = ["x", ",", "\"", "\n", "\r"];
    for rows in texts(&pieces, 5) {
        for (chunk, block) in [(1, 1), (3, 4)] {
            for quote in [None, Some(b'"')] {
                assert_same(&format!("a,b\n{rows}"), &format(1, quote), Sizes { chunk, block });
            }
        }
    }
}

#[test]
fn every_short_text_of_longer_pieces_is_told_as_row_by_row() {
    let pieces =
        ["\u{feff}", "é,a text of more than fifteen\n", "1,2\n", "\"3\n\",\"\"\"\"\r\n", "4", "\r\n\r\n", "5,"];
    // A file loses its mark before it comes here. Behind a second one the watch takes a quote for a character, and the
    // `csv` crate takes it for a quote: such a file is read by neither.
    for rows in texts(&pieces, 3).iter().filter(|rows| !rows.starts_with("\u{feff}\"")) {
        for (chunk, block) in [(4, 1), (5, 16), (64, 64)] {
            assert_same(rows, &format(0, Some(b'"')), Sizes { chunk, block });
            assert_same(rows, &format(1, Some(b'"')), Sizes { chunk, block });
            assert_same(rows, &format(2, None), Sizes { chunk, block });
        }
    }
}

#[test]
fn columns_of_any_number_of_texts_keep_them() {
    // Few texts, many, and many that are rare; each stands beside an empty field in some rows.
    let many = |n: usize| format!("{n},\n");
    let texts: [Vec<String>; 3] = [
        (0..20_000).map(|n| format!("{},{}\n", n % 7, "long enough to stand alone".repeat(n % 3))).collect(),
        (0..80_000).map(many).collect(),
        (0..1_000_000).map(|n| if n % 25 == 0 { many(n) } else { ",\n".to_owned() }).collect(),
    ];
    for text in texts {
        assert_same(&text.concat(), &format(0, Some(b'"')), Sizes { chunk: 1 << 14, block: 1 << 16 });
    }
}

#[test]
fn texts_that_differ_only_in_their_ends_are_told_apart() {
    for length in 13..19 {
        let (text, nothing) = ("x".repeat(length), "\0");
        let rows = format!("{text},{text}{nothing}\n{text}{nothing},{text}\n{nothing},\n,{nothing}{nothing}\n");
        assert_same(&rows, &format(0, None), SIZES);
    }
}

#[test]
fn what_ends_the_file_too_early_comes_behind_its_rows() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    let text = b"1,2\n3,4\n5,".chain(Failing);
    let source = CsvSource::behind_header("f", text, Dialect { delimiter: b',', quote: None }, &format(0, None), SIZES);
    let (sender, receiver) = sync_channel(10);
    let said = source.and_then(|source| source.send(&WANTED, &sender)).err().map(|error| error.to_string());
    drop(sender);
    assert!(said.as_ref().is_some_and(|said| said.contains("near row 3: gone")), "{said:?}");
    assert_eq!(receiver.iter().map(|batch| batch.rows.len()).sum::<usize>(), 2);
}

#[test]
fn what_is_not_text_is_refused_behind_the_rows_before_it() {
    let sizes = Sizes { chunk: 4, block: 4 };
    let told = side_by_side(b"1,2\n3,4\n\xff,6\n7,8\n", &format(0, None), sizes);
    assert!(told.error.contains("is not readable as CSV near row 3"), "{told:?}");
    assert_eq!(told.rows.len(), 2, "{told:?}");
}

#[test]
fn a_header_may_be_longer_than_a_chunk() {
    assert_same("a,b\n1,2\n", &format(1, None), Sizes { chunk: 2, block: 2 });
    assert_same("\"a\nb\",c\n1,2\n", &format(1, Some(b'"')), Sizes { chunk: 2, block: 2 });
    assert_eq!(side_by_side(b"a,b\n1,2", &format(1, None), SIZES).rows.len(), 1);
}
