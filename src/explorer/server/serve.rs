//! Listening, and who answers what.

use super::assets::Assets;
use super::home::{Bounds, Home};
use super::{api, guard, pages};
use crate::explorer::Explorer;
use crate::origin::{Hosts, Scheme};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::Semaphore;

/// The most bytes of a request: a trace of thousands of steps, with its model.
const LARGEST_REQUEST: usize = 16 << 20;

/// How many questions are answered at the same time; others wait.
const AT_ONCE: usize = 4;

/// Serves the explorer for as long as the program runs. Once it listens, tells where.
///
/// # Errors
/// If the address cannot be listened on.
pub fn serve(
    explorer: Explorer,
    assets: Assets,
    address: SocketAddr,
    bounds: Bounds,
    listens: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let hosts = Hosts::new(Scheme::Http, address, &[]);
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        let home = Arc::new(Home { explorer, assets, bounds, hosts, turns });
        let router = Router::new()
            .route("/api", post(api::answer))
            .route("/", get(pages::page))
            .route("/{*path}", get(pages::asset))
            .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
            .layer(middleware::from_fn_with_state(Arc::clone(&home), guard::guard))
            .with_state(home);
        listens(address);
        // Else what comes after the head of an answer waits until that is acknowledged.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, router).await
    })
}
