//! An acceptor's word: what it has said binds it as well as what it has saved.
//!
//! Whoever hears a promise or a vote counts on it, whether or not it was on disk. So of an acceptor that says what no
//! save bears out it is remembered that it did, for the properties; the acceptor knows nothing of this. A leader
//! says nothing of its own before it has saved its ballot.

use crate::actor::log::Durable;
use crate::paxos::{Ballot, LogAcceptor, LogMessage, Slot};
use std::collections::BTreeMap;

/// What an acceptor has said that is not saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// The highest ballot that it has promised.
    promised: Option<Ballot>,
    /// For each slot the highest ballot in which it has said that it voted.
    voted: BTreeMap<Slot, Ballot>,
}

impl Word {
    /// The acceptor says something.
    pub(super) fn give(&mut self, said: &LogMessage) {
        match said {
            LogMessage::Promise { ballot, .. } => {
                self.promised = self.promised.max(Some(*ballot));
            }
            LogMessage::Accepted { slot, vote } => {
                let voted = self.voted.entry(*slot).or_insert(vote.ballot);
                *voted = vote.ballot.max(*voted);
            }
            LogMessage::Prepare { .. } | LogMessage::Accept { .. } => {}
        }
    }

    /// Forgets what is borne out by what the acceptor has saved.
    pub(super) fn settle(&mut self, saved: Option<&Durable>) {
        if let Some(Durable::Acceptor(saved)) = saved {
            self.promised = self.promised.filter(|said| Some(*said) > saved.promised);
            self.voted.retain(|slot, said| Some(*said) > ballot(saved, *slot));
        }
    }

    /// Whether an acceptor that saves this, or comes back with it, has less than it has said.
    pub(super) fn is_broken_by(&self, acceptor: &LogAcceptor) -> bool {
        let mut voted = self.voted.iter();
        acceptor.promised < self.promised
            || voted.any(|(slot, said)| ballot(acceptor, *slot) < Some(*said))
    }
}

/// The ballot of its last vote in a slot.
fn ballot(acceptor: &LogAcceptor, slot: Slot) -> Option<Ballot> {
    acceptor.votes.get(&slot).map(|vote| vote.ballot)
}
