//! Finds functions, attributes and test-only code among tokens.
//!
//! It knows brackets and a few keywords, nothing of types or macros; that is enough to count lines.

use super::tokens::{Token, text_at, tokens};

/// One function that has a body.
pub(super) struct Function<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// The position of its `fn` among the tokens.
    pub(super) at: usize,
    /// The line of its `fn`, from 1.
    pub(super) line: usize,
    /// Lines from `fn` to the closing brace, both counted.
    pub(super) n_lines: usize,
}

/// One attribute, as positions among the tokens.
pub(super) struct Attribute<'a> {
    /// Where its `#` stands.
    pub(super) start: usize,
    /// Where its `]` stands.
    pub(super) end: usize,
    /// The line of its `#`, from 1.
    pub(super) line: usize,
    /// The names inside, in order: `#[cfg(all(test, unix))]` gives `cfg all test unix`.
    pub(super) names: Vec<&'a str>,
}

/// A piece of code that exists only in tests, as token positions, both ends counted.
pub(super) struct TestSpan {
    /// Where its attribute begins.
    pub(super) start: usize,
    /// Where its last brace or semicolon stands.
    pub(super) end: usize,
}

/// Every function with a body, nested ones too, in order.
pub(super) fn functions<'a>(tokens: &[Token<'a>]) -> Vec<Function<'a>> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Some(name) = tokens.get(at + 1).filter(|next| token.text == "fn" && next.is_name()) else { continue };
        let end = item_end(tokens, at);
        if text_at(tokens, end) == "}" {
            let n_lines = tokens[end].line - token.line + 1;
            found.push(Function { name: name.text, at, line: token.line, n_lines });
        }
    }
    found
}

/// Every attribute, outer (`#[…]`) and inner (`#![…]`), in order.
pub(super) fn attributes<'a>(tokens: &[Token<'a>]) -> Vec<Attribute<'a>> {
    let mut found = Vec::new();
    for (start, token) in tokens.iter().enumerate() {
        let open = start + 1 + usize::from(text_at(tokens, start + 1) == "!");
        if token.text == "#" && text_at(tokens, open) == "[" {
            let end = closing(tokens, open);
            let names = tokens[open..=end].iter().filter(|inner| inner.is_name()).map(|inner| inner.text).collect();
            found.push(Attribute { start, end, line: token.line, names });
        }
    }
    found
}

/// Every item under `#[test]`, `#[cfg(test)]` or `#[cfg(all(test, …))]`, in order.
pub(super) fn test_spans(tokens: &[Token<'_>]) -> Vec<TestSpan> {
    let is_test_only = |attribute: &&Attribute<'_>| match attribute.names.as_slice() {
        ["test"] | ["cfg", "test"] => true,
        ["cfg", "all", rest @ ..] => rest.contains(&"test") && !rest.contains(&"not") && !rest.contains(&"any"),
        _ => false,
    };
    let span =
        |attribute: &Attribute<'_>| TestSpan { start: attribute.start, end: item_end(tokens, attribute.end + 1) };
    attributes(tokens).iter().filter(is_test_only).map(span).collect()
}

/// Whether the token at `at` exists only in tests.
pub(super) fn is_in_tests(spans: &[TestSpan], at: usize) -> bool {
    spans.iter().any(|span| span.start <= at && at <= span.end)
}

/// Where the item that begins at `start` ends: its closing brace, its semicolon, or the last token.
fn item_end(tokens: &[Token<'_>], start: usize) -> usize {
    let mut at = start;
    while at < tokens.len() {
        match tokens[at].text {
            "{" => return closing(tokens, at),
            "(" | "[" => at = closing(tokens, at),
            ";" | "}" => return at,
            _ => {}
        }
        at += 1;
    }
    tokens.len().saturating_sub(1)
}

/// Where the bracket opened at `open` is closed, or the last token when it never is.
fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len().saturating_sub(1)
}

#[test]
fn functions_run_from_fn_to_the_closing_brace() {
    let text = "trait T { fn none(x: [u8; 2]); }\nfn one() {}\nfn three(f: fn(u8)) -> X\nwhere A: B\n{ \"}\"; }";
    let tokens = tokens(text);
    let found: Vec<_> = functions(&tokens).iter().map(|f| (f.name, f.line, f.n_lines)).collect();
    assert_eq!(found, [("one", 2, 1), ("three", 3, 3)]);
}

#[test]
fn test_spans_cover_modules_functions_and_nothing_else() {
    let text =
        "fn a() {} #[cfg(test)] #[expect(x)] mod tests { fn b() {} } #[cfg(not(test))] fn c() {} #[test] fn d() {}";
    let tokens = tokens(text);
    let spans = test_spans(&tokens);
    let outside: Vec<_> = functions(&tokens).iter().filter(|f| !is_in_tests(&spans, f.at)).map(|f| f.name).collect();
    assert_eq!(outside, ["a", "c"]);
}
