//! What could not be answered: one shape for all.

use super::json::json;
use crate::node::{Answer, Refusal, Unanswered};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request was not answered, and what to do instead.
#[derive(Debug)]
pub(super) struct Trouble {
    status: StatusCode,
    error: String,
    remedy: String,
}

#[derive(Serialize)]
struct Told<'a> {
    error: &'a str,
    remedy: &'a str,
}

impl Trouble {
    pub(super) fn new(
        status: StatusCode,
        error: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { status, error: error.into(), remedy: remedy.into() }
    }

    /// The request makes no sense.
    pub(super) fn request(error: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, remedy)
    }

    /// Now it cannot be done; later perhaps.
    pub(super) fn unavailable(error: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, error, remedy)
    }

    /// An answer that the request cannot have.
    pub(super) fn unexpected(answer: &Answer) -> Self {
        let error = format!("the node's answer is another than was asked for: {answer:?}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, error, "report this as a bug of synod")
    }
}

impl From<Unanswered> for Trouble {
    fn from(why: Unanswered) -> Self {
        let remedy = match why {
            Unanswered::Late => "ask again, or another node",
            Unanswered::Busy => "ask again later, or another node",
            Unanswered::Ended => "ask another node",
        };
        Self::unavailable(why.to_string(), remedy)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::unavailable(refusal.to_string(), "ask again later, or another node")
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let body = json(&Told { error: &self.error, remedy: &self.remedy });
        let mut response = (self.status, body).into_response();
        let more = match self.status {
            StatusCode::SERVICE_UNAVAILABLE => Some((RETRY_AFTER, "1")),
            StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, "Bearer")),
            _ => None,
        };
        response
            .headers_mut()
            .extend(more.map(|(name, value)| (name, HeaderValue::from_static(value))));
        response
    }
}
