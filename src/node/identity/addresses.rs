//! Which nodes can be told apart, and sent to.

use super::id::NodeId;
use super::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

/// Refuses nodes that have one number or one address, and addresses to which nothing can be sent.
pub(super) fn check_addresses(
    nodes: impl IntoIterator<Item = (NodeId, SocketAddr)>,
) -> Result<(), Problem> {
    let (mut ids, mut addresses) = (BTreeSet::new(), BTreeMap::new());
    for (id, address) in nodes {
        if !ids.insert(id) {
            return Err(Problem::DuplicateId { id });
        }
        if let Some(other) = addresses.insert(address, id) {
            return Err(Problem::DuplicateAddress { id, other, address });
        }
        if address.port() == 0 || address.ip().is_unspecified() || address.ip().is_multicast() {
            return Err(Problem::Address { id, address });
        }
    }
    Ok(())
}
