//! One connection, from its first byte to its last.

use super::limits::{LONGEST_HEAD, LONGEST_WAIT, Limits, MOST_HEADERS};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::pin::pin;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Answers what comes by it, until the node ends. That it breaks concerns nobody but who asked.
pub(super) async fn serve(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    router: Router,
    limits: Limits,
    ends: impl Future,
) {
    // Else what comes after the head of an answer waits until that is acknowledged.
    let _ = stream.set_nodelay(true);
    match tls {
        None => converse(stream, router, limits, ends).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(limits.head, tls.accept(stream)).await {
                converse(stream, router, limits, ends).await;
            }
        }
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    router: Router,
    limits: Limits,
    ends: impl Future,
) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = timeout(limits.life, ends) => connection.as_mut().graceful_shutdown(),
    }
    // Who does not take the answer either has had its time.
    let _ = timeout(LONGEST_WAIT + limits.head, connection).await;
}
