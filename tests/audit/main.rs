//! Logs of nodes and their audit: what nodes did passes, and each edit of it is caught.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

#[path = "../support/mod.rs"]
mod support;
#[path = "../world/mod.rs"]
mod world;

mod damage;
mod edits;
mod logs;
mod nodes;

use logs::Logs;

#[test]
fn what_nodes_did_passes_as_a_whole_and_is_counted() {
    let report = Logs::record().audit();
    assert!(report.problems.is_empty() && report.partial().is_empty(), "{report:?}");
    assert_eq!((report.nodes.len(), report.starts, report.decrees), (3, 4, 3));
    assert_eq!((report.chosen, report.none), (3, 2));
    assert!(report.steps > 50 && report.heard > 30 && report.turns > 10, "{report:?}");
}
