//! History of a log as a set of facts.

use super::word::Word;
use crate::actor::log::{Durable, State};
use crate::paxos::{Ballot, LogAcceptor, LogMessage, Slot, Value, Vote, Votes};
use crate::properties::AcceptorHistory;
use std::collections::BTreeSet;

/// Something that stays true of an actor once it has happened. Facts are what the properties look at; they outlive
/// crashes, no actor ever reads them, and no reduction removes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// The acceptor has promised this ballot, and reported these votes.
    Promised(Ballot, Votes),
    /// The acceptor has saved this vote, or has said that it has cast it.
    Voted(Slot, Vote),
    /// The acceptor has saved, or come back with, less than it had saved or said before.
    WentBack,
    /// The leader has made this proposal.
    Proposed(Slot, Vote),
    /// The leader has begun a ballot that was not above the one before.
    Reused,
    /// The learner has taken this value for chosen.
    Learned(Slot, Value),
    /// The learner has carried out this value as that of the slot.
    Applied(Slot, Value),
}

/// What is new if an actor that had saved the one, and whose word is this, saves the other.
pub(super) fn of_save(before: Option<&Durable>, word: &Word, now: &Durable) -> Vec<Fact> {
    match (before, now) {
        (before, Durable::Acceptor(now)) => of_acceptor(before, word, now),
        (Some(Durable::Leader(before)), Durable::Leader(now)) if now <= before => {
            vec![Fact::Reused]
        }
        (_, Durable::Leader(_)) => Vec::new(),
    }
}

/// What is new if an acceptor that had saved the one, and whose word is this, now has the other.
pub(super) fn of_acceptor(before: Option<&Durable>, word: &Word, now: &LogAcceptor) -> Vec<Fact> {
    let nothing = LogAcceptor::default();
    let before = match before {
        Some(Durable::Acceptor(before)) => before,
        Some(Durable::Leader(_)) | None => &nothing,
    };
    let is_new = |(slot, vote): &(&Slot, &Vote)| before.votes.get(slot) != Some(vote);
    let voted = now.votes.iter().filter(is_new);
    let voted = voted.map(|(slot, vote)| Fact::Voted(*slot, vote.clone()));
    let has_less = went_back(before, now) || word.is_broken_by(now);
    voted.chain(has_less.then_some(Fact::WentBack)).collect()
}

/// Whether an acceptor has less than before in some slot. The slots without a vote are alike, so one stands for them.
fn went_back(before: &LogAcceptor, now: &LogAcceptor) -> bool {
    let voted = before.votes.keys().chain(now.votes.keys()).copied();
    let slots: BTreeSet<Slot> = voted.chain([Slot(0)]).collect();
    slots.into_iter().any(|slot| {
        let mut history = AcceptorHistory::default();
        history.observe(&before.in_slot(slot));
        history.observe(&now.in_slot(slot));
        history.went_back
    })
}

/// What somebody has done who says this, whatever is saved.
pub(super) fn of_message(said: &LogMessage) -> Option<Fact> {
    match said.clone() {
        LogMessage::Prepare { .. } => None,
        LogMessage::Promise { ballot, votes } => Some(Fact::Promised(ballot, votes)),
        LogMessage::Accept { slot, ballot, value } => {
            Some(Fact::Proposed(slot, Vote { ballot, value }))
        }
        LogMessage::Accepted { slot, vote } => Some(Fact::Voted(slot, vote)),
    }
}

/// What a learner in this state has learned and carried out.
pub(super) fn of_learner(state: &State) -> Vec<Fact> {
    let State::Learner(learner) = state else { return Vec::new() };
    let known = |slot: &Slot| Some((*slot, learner.learned(*slot)?.clone()));
    let all = learner.decrees().keys().filter_map(known);
    let applied = learner.applied().iter().filter_map(known);
    let all = all.map(|(slot, value)| Fact::Learned(slot, value));
    all.chain(applied.map(|(slot, value)| Fact::Applied(slot, value))).collect()
}
