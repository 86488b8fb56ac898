//! Who takes part in an instance of Paxos, and under which [`Id`].

use crate::paxos::{AcceptorId, ProposerId, Quorums};
use stateright::actor::Id;
use std::fmt;

/// Names a learner by its place among the learners, from 0. Displayed from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LearnerId(pub u16);

impl fmt::Display for LearnerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", u32::from(self.0) + 1)
    }
}

/// What an actor is. Displayed as a reader knows it: `proposer A`, `acceptor 1`, `learner 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It runs ballots.
    Proposer(ProposerId),
    /// It promises and votes.
    Acceptor(AcceptorId),
    /// It finds out what was chosen.
    Learner(LearnerId),
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proposer(id) => write!(f, "proposer {id}"),
            Self::Acceptor(id) => write!(f, "acceptor {id}"),
            Self::Learner(id) => write!(f, "learner {id}"),
        }
    }
}

/// The actors of one instance of Paxos, the same list for all of them.
///
/// An actor's [`Id`] is its place in the list: first the proposers, then the acceptors, then the
/// learners.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Roster {
    proposers: u16,
    learners: u16,
    quorums: Quorums,
}

impl Roster {
    /// A roster of so many proposers and learners, and the acceptors of the quorums.
    pub fn new(proposers: u16, quorums: Quorums, learners: u16) -> Self {
        Self { proposers, learners, quorums }
    }

    /// The quorums of the acceptors.
    pub fn quorums(&self) -> &Quorums {
        &self.quorums
    }

    /// How many actors there are.
    pub fn size(&self) -> usize {
        self.learners_from() + usize::from(self.learners)
    }

    /// The role of an actor; none if there is no actor of that id.
    pub fn role(&self, id: Id) -> Option<Role> {
        let index = usize::from(id);
        let (acceptors, learners) = (self.acceptors_from(), self.learners_from());
        if index < acceptors {
            Some(Role::Proposer(ProposerId(u16::try_from(index).ok()?)))
        } else if index < learners {
            Some(Role::Acceptor(AcceptorId(u8::try_from(index - acceptors).ok()?)))
        } else if index < self.size() {
            Some(Role::Learner(LearnerId(u16::try_from(index - learners).ok()?)))
        } else {
            None
        }
    }

    /// The name by which a reader knows an actor: its role, or its number if there is no such actor.
    pub fn name(&self, id: Id) -> String {
        self.role(id).map_or_else(|| format!("actor {}", usize::from(id)), |role| role.to_string())
    }

    /// The id of the actor with this role.
    pub fn id(&self, role: Role) -> Id {
        Id::from(match role {
            Role::Proposer(ProposerId(index)) => usize::from(index),
            Role::Acceptor(AcceptorId(index)) => self.acceptors_from() + usize::from(index),
            Role::Learner(LearnerId(index)) => self.learners_from() + usize::from(index),
        })
    }

    /// The acceptor of this id, if it is one.
    pub fn acceptor(&self, id: Id) -> Option<AcceptorId> {
        match self.role(id)? {
            Role::Acceptor(acceptor) => Some(acceptor),
            Role::Proposer(_) | Role::Learner(_) => None,
        }
    }

    /// Whether this is the id of a learner.
    pub fn is_learner(&self, id: Id) -> bool {
        matches!(self.role(id), Some(Role::Learner(_)))
    }

    /// The ids of all actors.
    pub fn ids(&self) -> impl Iterator<Item = Id> + use<> {
        (0..self.size()).map(Id::from)
    }

    /// The ids of the proposers.
    pub fn proposers(&self) -> impl Iterator<Item = Id> + use<> {
        (0..self.acceptors_from()).map(Id::from)
    }

    /// The ids of the acceptors.
    pub fn acceptors(&self) -> impl Iterator<Item = Id> + use<> {
        (self.acceptors_from()..self.learners_from()).map(Id::from)
    }

    /// The ids of the learners.
    pub fn learners(&self) -> impl Iterator<Item = Id> + use<> {
        (self.learners_from()..self.size()).map(Id::from)
    }

    fn acceptors_from(&self) -> usize {
        usize::from(self.proposers)
    }

    fn learners_from(&self) -> usize {
        self.acceptors_from() + self.quorums.acceptors()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_run_through_proposers_acceptors_and_learners() {
        let roster = Roster::new(2, Quorums::majority(3).unwrap(), 1);
        let names: Vec<_> = roster
            .ids()
            .map(|id| roster.role(id).expect("it is in the roster").to_string())
            .collect();
        assert_eq!(
            names,
            ["proposer A", "proposer B", "acceptor 1", "acceptor 2", "acceptor 3", "learner 1"]
        );
        assert!(roster.ids().all(|id| roster.id(roster.role(id).unwrap()) == id));
        assert_eq!(roster.role(Id::from(6)), None);
        assert_eq!(roster.acceptors().map(usize::from).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(roster.acceptor(Id::from(1)), None);
    }
}
