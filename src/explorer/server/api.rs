//! Questions over HTTP: one in, lines of JSON out.

use super::home::Home;
use crate::check::{Limits, Machine, Progress};
use crate::explorer::{Line, Means, Refusal, Request};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::mpsc::{self, Sender};
use tokio::task;
use tokio::time::interval;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

/// What is answered are lines of JSON.
const LINES: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "application/x-ndjson")];

/// How often it is told how far a search has come.
const TICK: Duration = Duration::from_millis(200);

/// Answers a question: how far it has come now and then, and then the answer. Who goes away ends the search.
pub(super) async fn answer(
    State(home): State<Arc<Home>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // What a form of another page can send is none of these.
    let is_json = |value: &str| value.split(';').next() == Some("application/json");
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !media_type.is_some_and(is_json) {
        let refusal = Refusal::request("send the request as application/json");
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal);
    }
    let Ok(text) = std::str::from_utf8(&body) else {
        return refuse(StatusCode::BAD_REQUEST, Refusal::request("the request is not UTF-8"));
    };
    let request = match Request::parse(text) {
        Ok(request) => request,
        Err(refusal) => return refuse(StatusCode::BAD_REQUEST, refusal),
    };
    let (lines, body) = mpsc::channel(4);
    task::spawn(tell(home, request, lines));
    let body = Body::from_stream(ReceiverStream::new(body).map(Ok::<_, Infallible>));
    (LINES, body).into_response()
}

fn refuse(status: StatusCode, refusal: Refusal) -> Response {
    (status, LINES, format!("{}\n", Line::Error(refusal))).into_response()
}

/// Sets a flag when it is dropped.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// Answers a question on a thread of its own, and meanwhile tells how far it has come.
async fn tell(home: Arc<Home>, request: Request, lines: Sender<String>) {
    let Ok(turn) = Arc::clone(&home.turns).acquire_owned().await else { return };
    let interrupted = Arc::new(AtomicBool::new(false));
    let _gone = Gone(Arc::clone(&interrupted));
    let progress = Arc::new(Progress::default());
    let machine = Machine::default();
    let limits = Limits {
        interrupted,
        deadline: Some(machine.after(home.bounds.time)),
        memory: home.bounds.memory,
        machine,
        ..Limits::default()
    };
    let (seen, language) = (Arc::clone(&progress), request.language);
    let mut work = task::spawn_blocking(move || {
        // Whoever asked may be gone before this is ended.
        let _turn = turn;
        let means = Means { threads: home.bounds.threads, limits, progress: &seen };
        home.explorer.answer(&request, &means)
    });
    let mut ticks = interval(TICK);
    ticks.tick().await;
    let answer = loop {
        tokio::select! {
            answer = &mut work => break answer,
            _ = ticks.tick() => {
                if lines.send(format!("{}\n", Line::from(&*progress))).await.is_err() {
                    return;
                }
            }
            () = lines.closed() => return,
        }
    };
    let last = match answer {
        Ok(answered) => Line::from(answered),
        Err(panic) => Line::Error(Refusal::panicked(panic).told(language)),
    };
    // Who has gone away does not want to know.
    let _ = lines.send(format!("{last}\n")).await;
}
