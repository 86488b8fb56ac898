//! What is to be known to be answered.

use super::error::HttpError;
use super::limits::{LONGEST_TOKEN, SHORTEST_TOKEN};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use std::fs;
use std::path::Path;

/// A token, of which only the hash is kept: so it is nowhere in memory, and hashes are compared in the same time wherever
/// they differ.
#[derive(Clone, Debug)]
pub struct Token(blake3::Hash);

impl Token {
    /// Reads a file with one line.
    pub fn load(path: &Path) -> Result<Self, HttpError> {
        let text = fs::read_to_string(path)
            .map_err(|source| HttpError::TokenFile { path: path.to_owned(), source })?;
        Self::parse(text.trim()).ok_or_else(|| HttpError::Token { path: path.to_owned() })
    }

    fn parse(text: &str) -> Option<Self> {
        let fits = (SHORTEST_TOKEN..=LONGEST_TOKEN).contains(&text.len());
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        (fits && is_plain).then(|| Self(blake3::hash(text.as_bytes())))
    }

    /// Whether a request brings it: `Authorization: Bearer TOKEN`.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        let given =
            headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().split_at_checked(7));
        // The comparison of these hashes takes the same time for all.
        given.is_some_and(|(kind, token)| {
            kind.eq_ignore_ascii_case(b"Bearer ") && blake3::hash(token) == self.0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_line_that_nobody_can_guess() {
        let long = "t".repeat(LONGEST_TOKEN);
        for good in ["0123456789abcdef", "!~0123456789abcdef", &long] {
            assert!(Token::parse(good).is_some(), "{good}");
        }
        for bad in
            ["", "0123456789abcde", "0123456789 abcdef", "0123456789abcdef\nx", &(long + "t")]
        {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn only_who_brings_the_token_is_answered() {
        let token = Token::parse("0123456789abcdef").unwrap();
        let brings = |value: &'static str| {
            token.is_in(&[(AUTHORIZATION, value.parse().unwrap())].into_iter().collect())
        };
        assert!(brings("Bearer 0123456789abcdef") && brings("bearer 0123456789abcdef"));
        for other in ["", "Bearer", "Bearer ", "Basic 0123456789abcdef", "Bearer 0123456789abcdeF"]
        {
            assert!(!brings(other), "{other}");
        }
        assert!(!token.is_in(&HeaderMap::new()));
    }
}
