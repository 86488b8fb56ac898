//! How a node is: status, probes, metrics.

use super::scene::{Scene, metric};
use super::support::{Cluster, Talking};
use std::collections::BTreeSet;
use std::fs;

#[test]
fn a_node_tells_how_it_is_by_the_same_schema_as_the_command() {
    let scene = Scene::start(3);
    assert_eq!(scene.put(1, "/v1/decrees/colour", "green").code, 200);
    let schema = fs::read_to_string("docs/schemas/status.json").expect("a schema");
    let schema = serde_json::from_str(&schema).expect("it is JSON");
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    for path in ["/v1/status", "/status"] {
        let document = scene.get(1, path).json();
        let errors: Vec<_> = schema.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?} in {document:#}");
        assert_eq!(document["nodes"].as_array().map(Vec::len), Some(1));
        assert_eq!(document["nodes"][0]["node"], 1);
        assert_eq!(document["nodes"][0]["status"]["decrees"]["learned"], 1);
    }
}

#[test]
fn a_new_node_is_healthy_and_not_ready_until_the_others_are_there() {
    let cluster = Cluster::prepare(3);
    let node = Talking::start(cluster.node_command(1).args(["--http", "127.0.0.1:0"]));
    let line = node.says("answers HTTP at http://");
    let address = line.split_once("://").expect("an address").1.parse().expect("an address");
    let get = |path| {
        let request = super::client::request(&format!("{address}"), "GET", path, &[], b"");
        super::client::send(super::client::connect(address), &request)
    };
    assert_eq!(get("/healthz").code, 200);
    let told = get("/readyz").trouble(503);
    assert!(told.contains("not yet noted by these: 2, 3"), "{told}");
    assert_eq!(metric(&get("/metrics"), "synod_admitted"), Some(0.0));
    let _others = [2, 3].map(|id| Talking::start(&mut cluster.node_command(id)));
    node.says("is noted by the others");
    super::scene::until("it is ready", || get("/readyz").code == 200);
    let told = get("/metrics");
    assert_eq!(metric(&told, "synod_admitted"), Some(1.0));
    assert_eq!(metric(&told, "synod_hears_quorum"), Some(1.0));
}

/// A line of Prometheus' text format: a comment of a known kind, or a name, labels, and a number.
fn check(line: &str, described: &mut BTreeSet<String>) {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
    };
    if let Some(comment) = line.strip_prefix("# ") {
        let (kind, rest) = comment.split_once(' ').expect("a kind");
        let (name, text) = rest.split_once(' ').expect("a name");
        assert!(is_name(name), "{line}");
        match kind {
            "HELP" => assert!(!text.is_empty(), "{line}"),
            "TYPE" => assert!(["gauge", "counter", "histogram"].contains(&text), "{line}"),
            _ => panic!("{line}"),
        }
        described.insert(name.to_owned());
        return;
    }
    let (series, value) = line.rsplit_once(' ').expect("a value");
    assert!(value == "+Inf" || value.parse::<f64>().is_ok(), "{line}");
    let (name, labels) = series.split_once('{').map_or((series, ""), |(name, labels)| {
        (name, labels.strip_suffix('}').expect("labels end"))
    });
    assert!(is_name(name), "{line}");
    let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
    assert!(
        described.contains(name) || family.is_some_and(|name| described.contains(name)),
        "{line}"
    );
    for label in labels.split(',').filter(|label| !label.is_empty()) {
        let (key, value) = label.split_once("=\"").expect("a label");
        assert!(is_name(key) && value.ends_with('"'), "{line}");
    }
}

#[test]
fn prometheus_can_read_what_is_told_and_it_is_true() {
    let scene = Scene::start(3);
    assert_eq!(scene.put(1, "/v1/decrees/colour", "green").code, 200);
    assert_eq!(scene.put(1, "/v1/decrees/colour", "red").code, 409);
    assert_eq!(scene.ask(1, "BREW", "/v1/decrees/colour", &[], "").code, 405);
    let told = scene.get(1, "/metrics");
    assert_eq!(told.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let mut described = BTreeSet::new();
    told.body.lines().for_each(|line| check(line, &mut described));
    for (name, value) in [
        ("synod_decrees_stored", 1.0),
        ("synod_decrees_learned", 1.0),
        ("synod_clients_waiting", 0.0),
        ("synod_http_requests_total{method=\"PUT\",code=\"200\"}", 1.0),
        ("synod_http_requests_total{method=\"PUT\",code=\"409\"}", 1.0),
        ("synod_http_requests_total{method=\"other\",code=\"405\"}", 1.0),
    ] {
        assert_eq!(metric(&told, name), Some(value), "{name} in\n{}", told.body);
    }
    for name in ["synod_decrees_in_memory", "synod_http_connections", "synod_http_waits"] {
        assert!(metric::<f64>(&told, name).is_some(), "{name} in\n{}", told.body);
    }
    let version = env!("CARGO_PKG_VERSION");
    let build = format!("synod_build_info{{version=\"{version}\",node=\"1\"}}");
    assert_eq!(metric(&told, &build), Some(1.0), "{}", told.body);
    for peer in ["2", "3"] {
        let heard: Option<f64> =
            metric(&told, &format!("synod_peer_heard_seconds{{node=\"{peer}\"}}"));
        assert!(heard.is_some_and(|ago| (0.0..60.0).contains(&ago)), "{}", told.body);
    }
    let count: f64 = metric(&told, "synod_commit_seconds_count").expect("a histogram");
    assert!(count > 0.0 && metric(&told, "synod_commit_seconds_sum") > Some(0.0), "{}", told.body);
    let buckets = told.body.lines().filter(|line| line.starts_with("synod_commit_seconds_bucket"));
    let buckets: Vec<f64> = buckets
        .map(|line| line.rsplit_once(' ').expect("a value").1.parse().expect("a number"))
        .collect();
    assert!(buckets.is_sorted() && buckets.last() == Some(&count), "{}", told.body);
}
