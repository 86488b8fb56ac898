//! Who is answered, and what may be done with an answer.

use super::home::Home;
use super::trouble::Trouble;
use crate::origin::Stranger;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// A browser says where a request comes from.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Probes that carry no token are answered: they are told nothing but yes or no.
const FOR_ALL: [&str; 2] = ["/healthz", "/readyz"];

/// Refuses who is not to be answered, counts all, and says of every answer what may be done with it.
pub(super) async fn guard(State(home): State<Arc<Home>>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let mut response = match refusal(&home, request.uri(), request.headers()) {
        None => next.run(request).await,
        Some(trouble) => trouble.into_response(),
    };
    // A value is whatever somebody has proposed. No browser is to take it for a page or keep it.
    let headers: [(HeaderName, &'static str); 3] = [
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    home.tally.answered(&method, response.status());
    response
}

/// Why a request is not answered, if it is not.
fn refusal(home: &Home, uri: &Uri, headers: &HeaderMap) -> Option<Trouble> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let url = home.hosts.url();
    // A host stands in the address as well where a proxy is asked; then this is the one that counts.
    let asked = uri.authority().map(Authority::as_str).or_else(|| text(HOST));
    let host = asked.filter(|_| headers.get_all(HOST).iter().count() <= 1);
    let stranger = home.hosts.stranger(host, text(ORIGIN));
    let is_foreign = text(SITE).is_some_and(|site| !["same-origin", "none"].contains(&site));
    match stranger {
        Some(Stranger::Host) => {
            let remedy = format!("ask {url}, or have the node started with --http-host NAME");
            let error = "the request is for another host";
            return Some(Trouble::new(StatusCode::MISDIRECTED_REQUEST, error, remedy));
        }
        Some(Stranger::Origin) => return Some(foreign()),
        None if is_foreign => return Some(foreign()),
        None => {}
    }
    let is_known = |token: &super::token::Token| token.is_in(headers);
    if FOR_ALL.contains(&uri.path()) || home.secrets.borrow().token.as_ref().is_none_or(is_known) {
        return None;
    }
    let remedy =
        "send the header `Authorization: Bearer TOKEN`, with what the file of --http-token holds";
    Some(Trouble::new(StatusCode::UNAUTHORIZED, "the token is missing or another", remedy))
}

fn foreign() -> Trouble {
    let remedy = "ask from a program, or from a page of your own server that asks the node";
    Trouble::new(StatusCode::FORBIDDEN, "pages of other origins are not answered", remedy)
}
