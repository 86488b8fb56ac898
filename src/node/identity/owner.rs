//! Who owns round 0 of a decree.
//!
//! All members have to agree on it, for ever: two that took the round for their own could choose two values in it
//! (`models/violates/all_own_round_0.toml`). So it depends on nothing but the decree's name and on who proposes, which
//! is part of the cluster's constitution. Each node draws a number for each decree, and the highest has it: so decrees
//! are spread evenly over the nodes, and a client that knows the nodes' numbers alone knows whom to ask first.

use super::access::{Access, Contact};
use super::cluster::Cluster;
use super::id::NodeId;
use crate::node::decree::Decree;
use crate::paxos::ProposerId;
use std::cmp::Reverse;

impl Cluster {
    /// The proposer that owns round 0 of this decree: it needs no phase 1 there. None if nobody proposes.
    pub fn owner(&self, decree: &Decree) -> Option<ProposerId> {
        owner(decree, self.members.iter().filter_map(|member| Some((member.id, member.proposer?))))
    }
}

/// Which of these proposers owns round 0 of this decree.
pub fn owner(
    decree: &Decree,
    proposers: impl Iterator<Item = (NodeId, ProposerId)>,
) -> Option<ProposerId> {
    let owner = proposers.max_by_key(|(node, _)| (draw(decree, *node), *node));
    owner.map(|(_, proposer)| proposer)
}

impl Access {
    /// The nodes by who has a value chosen for this decree with the fewest messages: its owner, and after it
    /// whoever would own it without that one. Roles are not known here, and who does not propose says so.
    pub fn nearest(&self, decree: &Decree) -> Vec<Contact> {
        let mut nodes = self.nodes().to_vec();
        nodes.sort_by_cached_key(|node| Reverse((draw(decree, node.id), node.id)));
        nodes
    }
}

/// What a node draws for a decree. It must never change: see above.
fn draw(decree: &Decree, node: NodeId) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("synod 2026 owner of round 0 of a decree");
    hasher.update(&node.0.to_be_bytes());
    hasher.update(decree.as_str().as_bytes());
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use crate::node::{Access, Cluster, NodeId, local_cluster};

    /// What a client knows is enough to begin with the owner.
    #[test]
    fn a_client_begins_with_the_owner_and_goes_on_with_who_would_be_it() {
        let texts = local_cluster(5, 4701).unwrap();
        let cluster = Cluster::parse(&texts.cluster).unwrap();
        let access = Access::parse(&texts.client).unwrap();
        for number in 0..100 {
            let decree = format!("decree-{number}").parse().unwrap();
            let nearest = access.nearest(&decree);
            let proposer = |id| cluster.member(id).unwrap().proposer;
            assert_eq!(proposer(nearest[0].id), cluster.owner(&decree));
            let mut all: Vec<_> = nearest.iter().map(|node| node.id).collect();
            all.sort();
            assert_eq!(all, [1, 2, 3, 4, 5].map(NodeId));
        }
    }

    /// Were the owner of a decree another tomorrow, two nodes could take its round 0 for their own.
    #[test]
    fn a_decree_has_the_same_owner_for_ever_and_each_node_has_its_share() {
        let cluster = Cluster::parse(&local_cluster(5, 4701).unwrap().cluster).unwrap();
        let owner = |name: &str| cluster.owner(&name.parse().unwrap()).unwrap().to_string();
        let names = ["colour", "job/7/leader", "config/1", "config/2", "config/3"];
        assert_eq!(names.map(owner), ["C", "B", "B", "D", "E"]);
        let mut shares = [0; 5];
        for number in 0..1000 {
            let owner = cluster.owner(&format!("decree-{number}").parse().unwrap()).unwrap();
            shares[usize::from(owner.0)] += 1;
        }
        assert!(shares.iter().all(|share| (150..250).contains(share)), "{shares:?}");
    }
}
