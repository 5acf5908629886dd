//! Cuts Rust source into tokens, so that no check mistakes a string or a comment for code.
//!
//! It does not parse: items are found in `items.rs`, paths in `paths.rs`.

/// One name, number, literal or sign; comments and blanks are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    /// Its text as written; `::` is one token, every other sign is one character.
    pub(super) text: &'a str,
}

impl Token<'_> {
    /// Whether this is an identifier or a keyword.
    pub(super) fn is_name(&self) -> bool {
        self.text.chars().all(is_name_char) && !self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// The tokens of a source text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < text.len() {
        let piece = &text[at..at + piece_len(&text[at..])];
        let is_comment = piece.starts_with("//") || piece.starts_with("/*");
        if !is_comment && !piece.trim().is_empty() {
            found.push(Token { line, text: piece });
        }
        line += piece.matches('\n').count();
        at += piece.len();
    }
    found
}

/// The text of the token at `at`, or an empty text past either end.
pub(super) fn text_at<'a>(tokens: &[Token<'a>], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| token.text)
}

/// Bytes of the comment, blank, literal, name or sign at the start of `rest`, which is not empty.
fn piece_len(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment_len(rest);
    }
    if rest.starts_with("::") {
        return 2;
    }
    if let Some(len) = literal_len(rest) {
        return len;
    }
    match name_len(rest) {
        0 => rest.chars().next().map_or(1, char::len_utf8),
        len => len,
    }
}

/// Bytes of a block comment; comments nest.
fn block_comment_len(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(offset) = rest[at..].find(['/', '*']) {
        at += offset;
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// Bytes of a string, raw string, character or lifetime, with its prefix; `None` when `rest` begins with none of these.
fn literal_len(rest: &str) -> Option<usize> {
    let prefix_len = name_len(rest);
    let (prefix, body) = rest.split_at(prefix_len);
    let body_len = match (prefix, body.chars().next()?) {
        ("" | "b" | "c", '"') => quoted_len(body, '"'),
        ("" | "b", '\'') => character_len(body),
        ("r" | "br" | "cr", '"' | '#') => raw_len(body)?,
        _ => return None,
    };
    Some(prefix_len + body_len)
}

/// Bytes from the opening quote to the closing one; a backslash hides the character after it.
fn quoted_len(body: &str, quote: char) -> usize {
    let mut is_hidden = false;
    for (at, c) in body.char_indices().skip(1) {
        if !is_hidden && c == quote {
            return at + 1;
        }
        is_hidden = !is_hidden && c == '\\';
    }
    body.len()
}

/// Bytes of a raw string from its first `#` or quote; `None` for a raw identifier.
fn raw_len(body: &str) -> Option<usize> {
    let n_hashes = body.len() - body.trim_start_matches('#').len();
    let inside = body[n_hashes..].strip_prefix('"')?;
    let close = format!("\"{}", &body[..n_hashes]);
    let len = inside.find(&close).map_or(inside.len(), |at| at + close.len());
    Some(n_hashes + 1 + len)
}

/// Bytes of a character or, when no quote closes it, of a lifetime.
fn character_len(body: &str) -> usize {
    let inside = &body[1..];
    let first_len = inside.chars().next().map_or(0, char::len_utf8);
    if inside.starts_with('\\') {
        quoted_len(body, '\'')
    } else if inside[first_len..].starts_with('\'') {
        1 + first_len + 1
    } else {
        1 + name_len(inside)
    }
}

/// Bytes of the name or number at the start of `rest`.
fn name_len(rest: &str) -> usize {
    rest.find(|c| !is_name_char(c)).unwrap_or(rest.len())
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[test]
fn strings_characters_and_comments_are_not_code() {
    let text = r##"a /* } /* { */ } */ "{ \" {" 'x' '{' '\'' b'{' r#"{ " {"# br"{" // {
        'life: b"##;
    let words: Vec<&str> = tokens(text).iter().map(|token| token.text).collect();
    let expected = ["a", "\"{ \\\" {\"", "'x'", "'{'", r"'\''", "b'{'", "r#\"{ \" {\"#", "br\"{\"", "'life", ":", "b"];
    assert_eq!(words, expected);
}

#[test]
fn tokens_carry_the_line_they_begin_on() {
    let found = tokens("one\n\"two\nlines\" 'é' three::four\n");
    let lines: Vec<(usize, &str)> = found.iter().map(|token| (token.line, token.text)).collect();
    let expected = [(1, "one"), (2, "\"two\nlines\""), (3, "'é'"), (3, "three"), (3, "::"), (3, "four")];
    assert_eq!(lines, expected);
}

#[test]
fn raw_identifiers_and_numbers_stay_apart() {
    let words: Vec<&str> = tokens("r#type x.0 1..2").iter().map(|token| token.text).collect();
    assert_eq!(words, ["r", "#", "type", "x", ".", "0", "1", ".", ".", "2"]);
}
