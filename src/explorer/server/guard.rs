//! Who is answered, and what the page may do.

use super::home::Home;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;

/// The page is made of its own files and of pictures that it draws, and asks nobody but this server.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Refuses who comes under another name than this server's, and says of every answer what may be done with it.
pub(super) async fn guard(State(home): State<Arc<Home>>, request: Request, next: Next) -> Response {
    let mut response = match stranger(request.headers(), home.address) {
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
fn stranger(headers: &HeaderMap, address: SocketAddr) -> Option<String> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let hosts = hosts(address);
    // Who listens everywhere is asked by any of his addresses; what binds a name to one of them is still a name.
    let is_address = |host: &str| {
        let asked = host.parse::<SocketAddr>();
        address.ip().is_unspecified() && asked.is_ok_and(|asked| asked.port() == address.port())
    };
    let is_host =
        |host: &str| is_address(host) || hosts.iter().any(|known| known.eq_ignore_ascii_case(host));
    let remedy = format!("open http://{}/", hosts[0]);
    match text(HOST) {
        Some(host) if is_host(host) => {}
        _ => return Some(format!("this is not the host that was asked for; {remedy}")),
    }
    let origin = text(ORIGIN)?;
    let is_ours = origin.strip_prefix("http://").is_some_and(is_host);
    (!is_ours).then(|| format!("a page of another origin is not answered; {remedy}"))
}

/// The names under which a server is asked that listens there.
fn hosts(address: SocketAddr) -> Vec<String> {
    let mut hosts = vec![address.to_string()];
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        let port = address.port();
        let names = ["127.0.0.1", "localhost", "[::1]"];
        hosts.extend(names.map(|name| format!("{name}:{port}")));
    }
    // A browser does not name the usual port.
    if address.port() == 80 {
        let names = hosts.clone();
        hosts.extend(names.iter().filter_map(|host| host.strip_suffix(":80")).map(String::from));
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(address: &str, headers: &[(HeaderName, &'static str)]) -> Option<String> {
        let headers =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        stranger(&headers.collect(), address.parse().unwrap())
    }

    #[test]
    fn who_asks_for_this_host_is_answered() {
        for host in ["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000"] {
            assert_eq!(refused("127.0.0.1:3000", &[(HOST, host)]), None, "{host}");
        }
        assert_eq!(refused("127.0.0.1:80", &[(HOST, "localhost")]), None);
        assert_eq!(refused("192.0.2.1:3000", &[(HOST, "192.0.2.1:3000")]), None);
        assert_eq!(refused("0.0.0.0:3000", &[(HOST, "192.0.2.1:3000")]), None);
        assert!(refused("0.0.0.0:3000", &[(HOST, "evil.example:3000")]).is_some());
        let ours = [(HOST, "localhost:3000"), (ORIGIN, "http://localhost:3000")];
        assert_eq!(refused("127.0.0.1:3000", &ours), None);
    }

    #[test]
    fn a_name_that_somebody_has_bound_to_this_address_is_refused() {
        for host in ["evil.example:3000", "127.0.0.1:3001", "127.0.0.1", ""] {
            let why = refused("127.0.0.1:3000", &[(HOST, host)]).expect(host);
            assert!(why.ends_with("open http://127.0.0.1:3000/"), "{why}");
        }
        assert!(refused("127.0.0.1:3000", &[]).is_some());
        assert!(refused("192.0.2.1:3000", &[(HOST, "localhost:3000")]).is_some());
    }

    #[test]
    fn a_page_of_another_origin_is_refused() {
        for origin in
            ["http://evil.example", "https://127.0.0.1:3000", "null", "http://localhost:3001"]
        {
            let headers = [(HOST, "127.0.0.1:3000"), (ORIGIN, origin)];
            assert!(refused("127.0.0.1:3000", &headers).is_some(), "{origin}");
        }
    }
}
