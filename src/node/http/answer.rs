//! How a value is told.

use super::json::json;
use crate::node::Decree;
use crate::paxos::Value;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// An object.
    Json,
    /// The value, and nothing else.
    Bare,
}

/// A decree and its value.
#[derive(Debug, Serialize)]
pub(super) struct Chosen<'a> {
    pub(super) decree: &'a str,
    pub(super) value: &'a str,
}

/// The same to one who wanted another.
#[derive(Debug, Serialize)]
struct Outvoted<'a> {
    #[serde(flatten)]
    chosen: Chosen<'a>,
    error: &'a str,
    remedy: &'a str,
}

impl Form {
    /// The first form among those that a client takes.
    pub(super) fn wanted(headers: &HeaderMap) -> Self {
        let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let kinds =
            accepted.flat_map(|value| value.split(',')).filter_map(|kind| kind.split(';').next());
        let forms = kinds.filter_map(|kind| match kind.trim() {
            "text/plain" | "text/*" => Some(Self::Bare),
            "application/json" | "application/*" | "*/*" => Some(Self::Json),
            _ => None,
        });
        forms.into_iter().next().unwrap_or(Self::Json)
    }

    /// The value that is chosen.
    pub(super) fn chosen(self, decree: &Decree, value: &Value) -> Response {
        match self {
            Self::Bare => bare(value),
            Self::Json => json(&Chosen { decree: decree.as_str(), value: value.as_str() }),
        }
    }

    /// The value that is chosen, to one who wanted another.
    pub(super) fn outvoted(self, decree: &Decree, value: &Value) -> Response {
        let told = match self {
            Self::Bare => bare(value),
            Self::Json => json(&Outvoted {
                chosen: Chosen { decree: decree.as_str(), value: value.as_str() },
                error: "another value is chosen for this decree, for good",
                remedy: "take that value, or propose yours for another decree",
            }),
        };
        (StatusCode::CONFLICT, told).into_response()
    }
}

fn bare(value: &Value) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], value.as_str().to_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_form_that_is_known_is_taken() {
        for (accept, form) in [
            ("*/*", Form::Json),
            ("text/plain", Form::Bare),
            ("text/html, text/plain;q=0.5, application/json", Form::Bare),
            ("application/json, text/plain", Form::Json),
            ("image/png", Form::Json),
        ] {
            let headers = [(ACCEPT, accept.parse().unwrap())].into_iter().collect();
            assert_eq!(Form::wanted(&headers), form, "{accept}");
        }
        assert_eq!(Form::wanted(&HeaderMap::new()), Form::Json);
    }
}
