//! Procedure codes as CMS's tables write them. Says nothing of what a code means.

/// A code of five characters, upper case: `99421`, `G2010`, `0394T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HcpcsCode([u8; 5]);

impl HcpcsCode {
    /// The code a text is; `None` unless it is five letters or digits, the inner three of them digits.
    pub fn parse(text: impl AsRef<[u8]>) -> Option<Self> {
        let mut code: [u8; 5] = text.as_ref().try_into().ok()?;
        code.make_ascii_uppercase();
        let [first, inner @ .., last] = code;
        let is_code = first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric();
        (is_code && inner.iter().all(u8::is_ascii_digit)).then_some(Self(code))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for code in ["99421", "G2010", "0394T", "0001F", "A0021", "0001U"] {
            assert_eq!(HcpcsCode::parse(code).as_ref().map(HcpcsCode::as_str), Some(code));
        }
        assert_eq!(HcpcsCode::parse("g2010"), HcpcsCode::parse("G2010"));
        for other in ["", "9942", "994211", "HCPCS", "99 21", "9942é", "Notes", "HDR C"] {
            assert_eq!(HcpcsCode::parse(other), None, "{other}");
        }
    }
}
