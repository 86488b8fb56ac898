//! The files of the page over HTTP.

use super::assets::Assets;
use super::home::Home;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The page itself.
pub(super) async fn page(State(home): State<Arc<Home>>) -> Response {
    answer(&home.assets, "index.html")
}

/// Another of its files.
pub(super) async fn asset(State(home): State<Arc<Home>>, Path(path): Path<String>) -> Response {
    answer(&home.assets, &path)
}

fn answer(assets: &Assets, path: &str) -> Response {
    match assets.file(path) {
        Some((contents, media_type)) => {
            ([(CONTENT_TYPE, media_type)], contents.into_owned()).into_response()
        }
        None => (StatusCode::NOT_FOUND, "there is no such file; the page is at /").into_response(),
    }
}
