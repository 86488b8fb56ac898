//! How the node is: for people and programs, for probes, and for Prometheus.

use super::decree::USUAL;
use super::home::Home;
use super::json::json;
use super::metrics;
use super::trouble::Trouble;
use crate::node::{NodeId, NodeStatus, StatusDocument, Vitals};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;
use std::time::SystemTime;

/// The same document as of `synod status --json`, with this node alone.
pub(super) async fn status(State(home): State<Arc<Home>>) -> Result<Response, Trouble> {
    let vitals = home.caller.vitals(USUAL).await?;
    let told = NodeStatus::told(&home.me, &vitals.status, SystemTime::now());
    Ok(json(&StatusDocument::of([told])))
}

/// That the node is there, and does its turns.
pub(super) async fn health(State(home): State<Arc<Home>>) -> Result<Response, Trouble> {
    home.caller.vitals(USUAL).await?;
    Ok(json(&json!({"healthy": true})))
}

/// That the node can be of use now: it is admitted, and hears a quorum.
pub(super) async fn readiness(State(home): State<Arc<Home>>) -> Result<Response, Trouble> {
    let Vitals { waits_for, hears_quorum, .. } = home.caller.vitals(USUAL).await?;
    let waits_for: Vec<_> = waits_for.iter().map(NodeId::to_string).collect();
    if !waits_for.is_empty() {
        return Err(Trouble::unavailable(
            format!("the node is new, and not yet noted by these: {}", waits_for.join(", ")),
            "start them, or wait until they are reached",
        ));
    }
    if !hears_quorum {
        return Err(Trouble::unavailable(
            "too few nodes answer this one for anything to be chosen",
            "see in /v1/status whom it hears",
        ));
    }
    Ok(json(&json!({"ready": true})))
}

/// The same for Prometheus.
pub(super) async fn metrics(State(home): State<Arc<Home>>) -> Result<Response, Trouble> {
    let vitals = home.caller.vitals(USUAL).await?;
    let text = metrics::text(home.me.id, &vitals, &home.tally).map_err(|_| {
        let error = "the metrics cannot be written";
        Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, error, "report this as a bug of synod")
    })?;
    Ok(([(CONTENT_TYPE, metrics::MEDIA_TYPE)], text).into_response())
}
