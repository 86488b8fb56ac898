//! Who answers what.

use super::home::Home;
use super::trouble::Trouble;
use super::{decree, guard, list, vitals};
use crate::node::MAX_VALUE;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware;
use axum::routing::get;
use std::sync::Arc;

/// All that can be asked.
pub(super) fn routes(home: Arc<Home>) -> Router {
    Router::new()
        .route("/v1/decrees", get(list::list))
        .route("/v1/decrees/", get(decree::get).put(decree::put))
        .route("/v1/decrees/{*name}", get(decree::get).put(decree::put))
        .route("/v1/status", get(vitals::status))
        .route("/status", get(vitals::status))
        .route("/metrics", get(vitals::metrics))
        .route("/healthz", get(vitals::health))
        .route("/readyz", get(vitals::readiness))
        .fallback(nothing)
        .method_not_allowed_fallback(not_so)
        .layer(DefaultBodyLimit::max(MAX_VALUE))
        .layer(middleware::from_fn_with_state(Arc::clone(&home), guard::guard))
        .with_state(home)
}

async fn nothing(uri: Uri) -> Trouble {
    let remedy =
        "there are /v1/decrees, /v1/decrees/NAME, /v1/status, /metrics, /healthz and /readyz";
    Trouble::new(StatusCode::NOT_FOUND, format!("there is nothing at {}", uri.path()), remedy)
}

async fn not_so(method: Method) -> Trouble {
    let remedy = match method {
        Method::POST => "a value is proposed with PUT",
        Method::DELETE => "what is chosen stays for good; take another decree",
        _ => "the header Allow says what can be done here",
    };
    Trouble::new(StatusCode::METHOD_NOT_ALLOWED, format!("{method} is not done here"), remedy)
}
