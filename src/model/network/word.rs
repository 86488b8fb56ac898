//! An actor's word: what it has said binds it as well as what it has saved.
//!
//! Whoever hears a promise or a vote counts on it, whether or not it was on disk. So of an actor that says what
//! no save bears out it is remembered that it did, for the properties; the actor knows nothing of this.
//! Where messages wait for the disk, nothing is said that is not saved, and there is nothing to remember.

use crate::actor::{Msg, State};
use crate::paxos::{Acceptor, Ballot, Durable, Message, ProposerRecord, Vote};

/// What an actor has said that is not saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// Of an acceptor: the highest ballot that it has promised.
    promised: Option<Ballot>,
    /// And the highest in which it has said that it voted.
    voted: Option<Ballot>,
    /// Of a proposer: the highest ballot that it has begun.
    begun: Option<Ballot>,
    /// The highest ballot that it had begun before a crash, and of which it has found nothing after it.
    lost: Option<Ballot>,
}

impl Word {
    /// The actor says something. To say less than was said before takes nothing back, and a promise only
    /// repeats which vote was cast.
    pub(super) fn give(&mut self, state: &State, said: &Msg) {
        match (state, said) {
            (State::Acceptor(_), Msg::Paxos(Message::Promise { ballot, .. })) => {
                self.promised = self.promised.max(Some(*ballot));
            }
            (State::Acceptor(_), Msg::Paxos(Message::Accepted(vote))) => {
                self.voted = self.voted.max(Some(vote.ballot));
            }
            (
                State::Proposer(_),
                Msg::Paxos(Message::Prepare { ballot } | Message::Accept { ballot, .. }),
            ) => self.begun = self.begun.max(Some(*ballot)),
            _ => {}
        }
    }

    /// The disk no longer bears out what it did: what an acceptor has saved is compared with what it comes
    /// back with, but which ballot a proposer had begun is to be remembered.
    pub(super) fn stand_by(&mut self, saved: Option<&Durable>) {
        if let Some(Durable::Proposer(record)) = saved {
            self.begun = self.begun.max(record.ballot);
        }
    }

    /// Forgets what is borne out by what the actor has saved.
    pub(super) fn settle(&mut self, saved: Option<&Durable>) {
        let settled = |said: &mut Option<Ballot>, saved: Option<Ballot>| {
            *said = said.filter(|said| Some(*said) > saved);
        };
        match saved {
            Some(Durable::Acceptor(acceptor)) => {
                settled(&mut self.promised, acceptor.promised);
                settled(&mut self.voted, ballot_of(acceptor.voted.as_ref()));
            }
            Some(Durable::Proposer(record)) => {
                settled(&mut self.begun, record.ballot);
                settled(&mut self.lost, record.ballot);
            }
            Some(Durable::Learner(_)) | None => {}
        }
    }

    /// Whether an acceptor that saves this, or comes back with it, has less than it has said.
    pub(super) fn is_broken_by(&self, acceptor: &Acceptor) -> bool {
        acceptor.promised < self.promised || ballot_of(acceptor.voted.as_ref()) < self.voted
    }

    /// Whether a proposer that saves this uses a ballot that it had begun before a crash, and has forgotten.
    pub(super) fn is_used_again_by(&self, record: &ProposerRecord) -> bool {
        self.lost.is_some() && record.ballot <= self.lost
    }

    /// The process crashes, and the actor comes back like this. What an acceptor has said was kept or broken
    /// then; a ballot that a proposer had begun is lost, if it is not found again.
    pub(super) fn crash(&mut self, now: &State) {
        let found = match now {
            State::Proposer(proposer) => proposer.record().ballot,
            State::Acceptor(_) | State::Learner(_) => None,
        };
        let lost = self.begun.filter(|begun| Some(*begun) > found);
        *self = Self { lost: self.lost.max(lost), ..Self::default() };
    }
}

fn ballot_of(vote: Option<&Vote>) -> Option<Ballot> {
    vote.map(|vote| vote.ballot)
}
