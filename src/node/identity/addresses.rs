//! Which nodes can be told apart, and sent to.

use super::address::Address;
use super::id::NodeId;
use super::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

/// Refuses nodes that have one number or one address, and addresses to which nothing can be sent.
pub(super) fn check_addresses<'a>(
    nodes: impl IntoIterator<Item = (NodeId, &'a Address)>,
) -> Result<(), Problem> {
    let (mut ids, mut addresses) = (BTreeSet::new(), BTreeMap::new());
    for (id, address) in nodes {
        if !ids.insert(id) {
            return Err(Problem::DuplicateId { id });
        }
        if let Some(other) = addresses.insert(address, id) {
            return Err(Problem::DuplicateAddress { id, other, address: address.clone() });
        }
        if address.port() == 0 || address.number().is_some_and(|address| is_nobodys(address.ip())) {
            return Err(Problem::Address { id, address: address.clone() });
        }
    }
    Ok(())
}

fn is_nobodys(ip: IpAddr) -> bool {
    let is_broadcast = matches!(ip, IpAddr::V4(ip) if ip.is_broadcast());
    ip.is_unspecified() || ip.is_multicast() || is_broadcast
}

/// Refuses members that can never talk: each sends from where it listens to the addresses of the others. What a name
/// stands for is not known here.
pub(super) fn check_members(
    members: &[(NodeId, &Address, Option<SocketAddr>)],
) -> Result<(), Problem> {
    let pairs = || members.iter().flat_map(|one| members.iter().map(move |other| (*one, *other)));
    for ((id, address, _), (other, others, _)) in pairs() {
        if address.is_loopback() && !others.is_loopback() {
            return Err(Problem::Loopback { id, address: address.clone(), other });
        }
        if let (Some(one), Some(two)) = (address.number(), others.number())
            && one.is_ipv4()
            && two.is_ipv6()
        {
            return Err(Problem::Families { id, other });
        }
    }
    for ((id, _, listen), (other, address, _)) in pairs() {
        let Some(listen) = listen else { continue };
        if listen.port() == 0 || listen.ip().is_multicast() {
            return Err(Problem::Listen { id, listen });
        }
        // From an unspecified address of IPv6 one sends to those of IPv4 as well.
        let is_any = listen.is_ipv6() && listen.ip().is_unspecified();
        if !is_any && address.number().is_some_and(|to| to.is_ipv4() != listen.is_ipv4()) {
            return Err(Problem::ListenFamily { id, listen, other });
        }
    }
    Ok(())
}
