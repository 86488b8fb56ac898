//! What logs say of their cluster.

use crate::actor::{LearnerId, Role, Roster};
use crate::node::{Decree, NodeId, Party, Seat, Start, owner};
use crate::paxos::{ProposerId, QuorumSystem, Quorums};
use stateright::actor::Id;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A cluster, as the starts in the logs tell it.
pub(super) struct Setting {
    pub(super) roster: Arc<Roster>,
    /// For each actor the node that runs it.
    homes: BTreeMap<usize, NodeId>,
    pub(super) nodes: Vec<NodeId>,
    /// How many acceptors make a quorum, for promises and for votes.
    pub(super) sizes: (usize, usize),
}

impl Setting {
    /// The cluster that a start tells.
    ///
    /// # Errors
    /// If there can be none such.
    pub(super) fn of(start: &Start) -> Result<Self, String> {
        let roles = || start.members.iter().flat_map(|seat| &seat.actors).map(|role| role.0);
        let (mut proposers, mut acceptors, mut learners) = (0, 0, 0);
        if roles().nth(usize::from(u16::MAX)).is_some() {
            return Err("there are more actors than a cluster has".to_string());
        }
        for role in roles() {
            match role {
                Role::Proposer(_) => proposers += 1,
                Role::Acceptor(_) => acceptors += 1,
                Role::Learner(_) => learners += 1,
            }
        }
        let sizes = (start.quorums.prepare, start.quorums.accept);
        let [prepare, accept] = [sizes.0, sizes.1].map(QuorumSystem::Size);
        let quorums = Quorums::new(acceptors, prepare, accept).map_err(|e| e.to_string())?;
        let roster = Roster::new(proposers, quorums, learners);
        let mut homes = BTreeMap::new();
        for Seat { node, actors } in &start.members {
            for role in actors {
                let id = roster.id(role.0);
                let is_of_roster = roster.role(id) == Some(role.0);
                if !is_of_roster || homes.insert(usize::from(id), *node).is_some() {
                    return Err(format!(
                        "{} is there twice, or one of its kind is missing",
                        role.0
                    ));
                }
            }
        }
        let nodes = start.members.iter().map(|seat| seat.node).collect();
        Ok(Self { roster: Arc::new(roster), homes, nodes, sizes })
    }

    /// The id of an actor of a node; none, if the node has no such actor.
    pub(super) fn id(&self, node: NodeId, role: Role) -> Option<Id> {
        let id = self.actor(role)?;
        (self.home(id) == Some(node)).then_some(id)
    }

    /// The id of an actor; none, if there is none such.
    pub(super) fn actor(&self, role: Role) -> Option<Id> {
        let id = self.roster.id(role);
        (self.roster.role(id) == Some(role)).then_some(id)
    }

    /// Who says something: an actor, or a client, who is none.
    pub(super) fn party(&self, party: Party) -> Option<Id> {
        match party {
            Party::Actor(role) => self.actor(role),
            Party::Client => Some(Id::from(self.roster.size())),
            Party::Acceptors | Party::Learners => None,
        }
    }

    /// All to whom something is said.
    pub(super) fn all(&self, party: Party) -> Vec<Id> {
        match party {
            Party::Actor(role) => self.actor(role).into_iter().collect(),
            Party::Acceptors => self.roster.acceptors().collect(),
            Party::Learners => self.roster.learners().collect(),
            Party::Client => Vec::new(),
        }
    }

    /// The node that runs an actor.
    pub(super) fn home(&self, id: Id) -> Option<NodeId> {
        self.homes.get(&usize::from(id)).copied()
    }

    /// The learner of a node, if it has one.
    pub(super) fn learner(&self, node: NodeId) -> Option<LearnerId> {
        self.homes.iter().filter(|(_, home)| **home == node).find_map(|(id, _)| {
            match self.roster.role(Id::from(*id))? {
                Role::Learner(learner) => Some(learner),
                Role::Proposer(_) | Role::Acceptor(_) => None,
            }
        })
    }

    /// The proposer that owns round 0 of a decree.
    pub(super) fn owner(&self, decree: &Decree) -> Option<ProposerId> {
        let proposers =
            self.homes.iter().filter_map(|(id, node)| match self.roster.role(Id::from(*id)) {
                Some(Role::Proposer(proposer)) => Some((*node, proposer)),
                _ => None,
            });
        owner(decree, proposers)
    }
}
