//! Metrics for Prometheus, in its text format.

use super::tally::Tally;
use crate::node::{CommitHistogram, NodeId, Vitals};
use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet, prometheus_text};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::info::Info;
use prometheus_client::metrics::{MetricType, TypedMetric, counter::Counter};
use prometheus_client::registry::Registry;
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

pub(super) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All metrics of a node.
pub(super) fn text(node: NodeId, vitals: &Vitals, tally: &Tally) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("synod");
    let status = &vitals.status;
    let build = [("version", status.version.clone()), ("node", node.to_string())];
    registry.register("build", "Which version of synod, and which node it is", Info::new(build));
    let mut gauge = |name: &str, help: &str, value: f64| {
        registry.register(name, help, ConstGauge::new(value));
    };
    gauge("uptime_seconds", "How long the node has run", status.uptime.as_secs_f64());
    gauge(
        "decrees_stored",
        "Decrees of which it keeps something on its disk",
        whole(status.stored),
    );
    gauge("decrees_learned", "Decrees whose value it has learned", whole(status.learned));
    gauge("decrees_in_memory", "Decrees in its memory", whole(status.in_memory));
    gauge("clients_waiting", "Requests that wait for an answer", whole(status.waiting));
    let is_admitted = u8::from(vitals.waits_for.is_empty());
    gauge("admitted", "Whether its directory is noted by the others", is_admitted.into());
    let is_of_use = u8::from(vitals.hears_quorum);
    gauge(
        "hears_quorum",
        "Whether so many nodes answer this one that a value could be chosen",
        is_of_use.into(),
    );

    let heard = Family::<[(&'static str, String); 1], Gauge<f64, AtomicU64>>::default();
    for peer in &status.peers {
        if let Some(ago) = peer.heard {
            heard.get_or_create(&[("node", peer.node.to_string())]).set(ago.as_secs_f64());
        }
    }
    let help =
        "How long ago another node was heard last; nothing for one that was not heard at all";
    registry.register("peer_heard_seconds", help, heard);
    let dropped = Family::<[(&'static str, String); 1], Counter>::default();
    for (reason, count) in &status.unheard {
        dropped.get_or_create(&[("reason", reason.to_string())]).inc_by(*count);
    }
    registry.register("datagrams_dropped", "Datagrams that were not heard", dropped);
    let help = "How long commits took";
    registry.register("commit_seconds", help, CommitSeconds(vitals.commits.clone()));

    let help = "Requests over HTTP that were answered";
    registry.register("http_requests", help, tally.requests.clone());
    registry.register("http_connections", "Connections over HTTP", tally.connections.clone());
    let help = "Requests over HTTP that wait for a value";
    registry.register("http_waits", help, tally.waits.clone());
    let mut text = String::new();
    prometheus_text::encode(&mut text, &registry)?;
    Ok(text)
}

/// As precise as a gauge can be: to 2^53.
#[allow(clippy::cast_precision_loss)]
fn whole(count: u64) -> f64 {
    count as f64
}

#[derive(Debug)]
struct CommitSeconds(CommitHistogram);

impl TypedMetric for CommitSeconds {
    const TYPE: MetricType = MetricType::Histogram;
}

impl EncodeMetric for CommitSeconds {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        let CommitHistogram { count, sum, within } = &self.0;
        // Each bucket is told alone, and summed up by the encoder.
        let mut before = 0;
        let mut bucket =
            |bound: f64, within: u64| (bound, within - std::mem::replace(&mut before, within));
        let mut buckets: Vec<_> = within
            .iter()
            .map(|(most, within)| bucket(Duration::as_secs_f64(most), *within))
            .collect();
        buckets.push(bucket(f64::INFINITY, *count));
        encoder.encode_histogram::<NoLabelSet>(sum.as_secs_f64(), *count, &buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}
