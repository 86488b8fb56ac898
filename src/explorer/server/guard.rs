//! Who is answered, and what the page may do.

use super::home::Home;
use crate::origin::{Hosts, Stranger};
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The page is made of its own files and of pictures that it draws, and asks nobody but this server.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Refuses who comes under another name than this server's, and says of every answer what may be done with it.
pub(super) async fn guard(State(home): State<Arc<Home>>, request: Request, next: Next) -> Response {
    let mut response = match stranger(request.headers(), &home.hosts) {
        None => next.run(request).await,
        Some(message) => (StatusCode::FORBIDDEN, message).into_response(),
    };
    let headers: [(HeaderName, &'static str); 4] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-cache"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Why a request is not answered, if it is not.
fn stranger(headers: &HeaderMap, hosts: &Hosts) -> Option<String> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let why = match hosts.stranger(text(HOST), text(ORIGIN))? {
        Stranger::Host => "this is not the host that was asked for",
        Stranger::Origin => "a page of another origin is not answered",
    };
    Some(format!("{why}; open {}/", hosts.url()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Scheme;

    #[test]
    fn who_is_refused_is_told_where_the_page_is() {
        let hosts = Hosts::new(Scheme::Http, "127.0.0.1:3000".parse().unwrap(), &[]);
        let refused = |headers: &[(HeaderName, &'static str)]| {
            let headers =
                headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
            stranger(&headers.collect(), &hosts)
        };
        assert_eq!(refused(&[(HOST, "localhost:3000")]), None);
        for headers in [
            &[][..],
            &[(HOST, "evil.example:3000")],
            &[(HOST, "localhost:3000"), (ORIGIN, "http://evil.example")],
        ] {
            let why = refused(headers).expect("it is refused");
            assert!(why.ends_with("open http://127.0.0.1:3000/"), "{why}");
        }
    }
}
