//! Acceptors and learners of a log that break one rule each.

use super::rules::{Rules, is_acceptor, is_learner};
use crate::actor::Role;
use crate::actor::log::{Durable, LogLearner};
use crate::paxos::{AcceptorId, LogAcceptor, Quorums, Slot, Vote, Votes};

#[derive(Debug)]
pub(super) struct ForgetsVotes;

impl Rules for ForgetsVotes {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn restored(&self, saved: Durable) -> Option<Durable> {
        Some(match saved {
            Durable::Acceptor(acceptor) => {
                Durable::Acceptor(LogAcceptor { votes: Votes::new(), ..acceptor })
            }
            ballot @ Durable::Leader(_) => ballot,
        })
    }
}

#[derive(Debug)]
pub(super) struct AcknowledgesUnsaved;

impl Rules for AcknowledgesUnsaved {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn saves_votes(&self) -> bool {
        false
    }
}

#[derive(Debug)]
pub(super) struct TrimsSilently;

impl Rules for TrimsSilently {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn reported(&self, votes: Votes) -> Votes {
        votes.into_iter().next_back().into_iter().collect()
    }
}

#[derive(Debug)]
pub(super) struct SkipsHoles;

impl Rules for SkipsHoles {
    fn changes(&self, role: Role) -> bool {
        is_learner(role)
    }

    fn on_accepted(
        &self,
        learner: &mut LogLearner,
        from: AcceptorId,
        (slot, vote): (Slot, Vote),
        quorums: &Quorums,
    ) {
        let knew = learner.learned(slot).is_some();
        learner.learn(from, slot, vote, quorums);
        if !knew && learner.learned(slot).is_some() {
            learner.apply(slot);
        }
    }
}

#[derive(Debug)]
pub(super) struct TakesVotesForNextSlot;

impl Rules for TakesVotesForNextSlot {
    fn changes(&self, role: Role) -> bool {
        is_learner(role)
    }

    fn on_accepted(
        &self,
        learner: &mut LogLearner,
        from: AcceptorId,
        (slot, vote): (Slot, Vote),
        quorums: &Quorums,
    ) {
        // It does know what it has carried out.
        if slot >= learner.next() {
            learner.on_accepted(from, learner.next(), vote, quorums);
        }
    }
}

#[derive(Debug)]
pub(super) struct CommitsOlderEntry;

impl Rules for CommitsOlderEntry {
    fn changes(&self, role: Role) -> bool {
        is_learner(role)
    }

    fn on_accepted(
        &self,
        learner: &mut LogLearner,
        from: AcceptorId,
        (slot, vote): (Slot, Vote),
        quorums: &Quorums,
    ) {
        let entry = learner.decrees().get(&slot).and_then(|decree| decree.heard().next());
        let entry = entry.map(|(vote, _)| vote.clone());
        let older = entry.filter(|entry| entry.ballot < vote.ballot);
        let mut by_the_rules = learner.clone();
        by_the_rules.on_accepted(from, slot, vote, quorums);
        match older {
            // As if all had voted for what it has.
            Some(entry) if by_the_rules.learned(slot).is_some() => {
                for acceptor in (0..).map(AcceptorId).take(quorums.acceptors()) {
                    learner.on_accepted(acceptor, slot, entry.clone(), quorums);
                }
            }
            _ => *learner = by_the_rules,
        }
    }
}
