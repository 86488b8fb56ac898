//! What was served so far.

use axum::http::{Method, StatusCode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;

/// What a request was, and what came of it.
type Outcome = [(&'static str, String); 2];

/// Counts. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) requests: Family<Outcome, Counter>,
    pub(super) connections: Gauge,
    pub(super) waits: Gauge,
}

impl Tally {
    /// A request has been answered.
    pub(super) fn answered(&self, method: &Method, status: StatusCode) {
        // Whatever else somebody makes up is one kind, so that nobody can fill the memory.
        let known = [Method::GET, Method::HEAD, Method::PUT];
        let method = if known.contains(method) { method.as_str() } else { "other" };
        let outcome = [("method", method.to_owned()), ("code", status.as_str().to_owned())];
        self.requests.get_or_create(&outcome).inc();
    }
}

/// Counts something for as long as it is there.
pub(super) struct Counted(Gauge);

impl Counted {
    pub(super) fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
