//! History as a set of facts.

use crate::actor::{Msg, State};
use crate::paxos::{Acceptor, Durable, Message, ProposerRecord, Value, Vote};
use crate::properties::{AcceptorHistory, ProposerHistory};

/// Something that stays true of an actor once it has happened. Facts are what the properties look
/// at; they outlive crashes, no actor ever reads them, and no reduction removes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// The acceptor has saved this vote, or has said that it has cast it.
    Voted(Vote),
    /// The acceptor has saved, or come back with, less than it had saved before.
    WentBack,
    /// The proposer has saved this proposal, or has made it.
    Proposed(Vote),
    /// The proposer has begun a ballot that was not above the one before, or gone back to one.
    Reused,
    /// The proposer has proposed the value of this client, counted from 0 and not the first.
    Served(usize),
    /// The learner has taken this value for chosen.
    Learned(Value),
    /// A crash has made the learner forget what it had learned.
    Forgot,
    /// A value was chosen when the learner was asked, in the read of this number.
    AskedLate(u64),
    /// The learner has found, in the read of this number, that nothing was chosen.
    FoundNothing(u64),
}

/// What is new if an acceptor that had saved the one now has the other; what it has saved as its vote may
/// be one or not.
pub(super) fn of_acceptor(before: Option<&Durable>, now: &Acceptor, is_vote: bool) -> Vec<Fact> {
    let mut history = AcceptorHistory::default();
    if let Some(Durable::Acceptor(before)) = before {
        history.observe(before);
    }
    history.observe(now);
    let voted = now.voted.iter().filter(|_| is_vote).cloned().map(Fact::Voted);
    voted.chain(history.went_back.then_some(Fact::WentBack)).collect()
}

/// What is new if an actor that has saved this says that: an acceptor that says that it has voted, and a
/// proposer that proposes, has done so, whatever it has saved.
pub(super) fn of_answer(state: &State, saved: Option<&Durable>, said: &Msg) -> Option<Fact> {
    match (state, said) {
        (State::Acceptor(_), Msg::Paxos(Message::Accepted(vote))) => {
            let is_known =
                matches!(saved, Some(Durable::Acceptor(acceptor)) if acceptor.has_voted(vote));
            (!is_known).then(|| Fact::Voted(vote.clone()))
        }
        (State::Proposer(_), Msg::Paxos(Message::Accept { ballot, value })) => {
            let is_known = matches!(saved, Some(Durable::Proposer(record))
                if record.ballot == Some(*ballot) && record.proposed.as_ref() == Some(value));
            let proposal = Vote { ballot: *ballot, value: value.clone() };
            (!is_known).then_some(Fact::Proposed(proposal))
        }
        _ => None,
    }
}

/// What is new if a proposer that had saved the one saves the other, while this client, who wants
/// this value, stands behind it.
pub(super) fn of_proposer(
    before: Option<&Durable>,
    now: &ProposerRecord,
    client: usize,
    wanted: &Value,
) -> Vec<Fact> {
    let mut history = ProposerHistory::default();
    if let Some(Durable::Proposer(before)) = before {
        history.begun = before.ballot;
    }
    history.observe(now, client, wanted);
    let proposed = history.proposed.into_iter().map(Fact::Proposed);
    let served = (history.served > 0).then_some(Fact::Served(history.served));
    proposed.chain(history.reused.then_some(Fact::Reused)).chain(served).collect()
}

/// What is new about a learner in this state.
pub(super) fn of_learner(state: &State) -> Vec<Fact> {
    match state {
        State::Learner(learner) => {
            let value = learner.learned().cloned().map(Fact::Learned);
            let nothing = learner.found_nothing().map(Fact::FoundNothing);
            value.into_iter().chain(nothing).collect()
        }
        State::Proposer(_) | State::Acceptor(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paxos::{Ballot, Proposer, ProposerId};

    #[test]
    fn whoever_says_what_is_not_saved_has_done_it() {
        let (id, value) = (ProposerId(0), Value::from("8"));
        let ballot = Ballot { round: 1, proposer: id };
        let vote = Vote { ballot, value: value.clone() };

        let acceptor = State::Acceptor(Acceptor::default());
        let says = Msg::Paxos(Message::Accepted(vote.clone()));
        let saved = |voted| Durable::Acceptor(Acceptor { promised: Some(ballot), voted });
        let voted = Some(Fact::Voted(vote.clone()));
        assert_eq!(of_answer(&acceptor, None, &says), voted);
        assert_eq!(of_answer(&acceptor, Some(&saved(None)), &says), voted);
        assert_eq!(of_answer(&acceptor, Some(&saved(Some(vote.clone()))), &says), None);

        let leader = Proposer::restored(id, value.clone(), ProposerRecord::default());
        let leader = State::Proposer(leader);
        let says = Msg::Paxos(Message::Accept { ballot, value: value.clone() });
        let saved = |proposed| Durable::Proposer(ProposerRecord { ballot: Some(ballot), proposed });
        let proposed = Some(Fact::Proposed(vote));
        assert_eq!(of_answer(&leader, None, &says), proposed);
        assert_eq!(of_answer(&leader, Some(&saved(None)), &says), proposed);
        assert_eq!(of_answer(&leader, Some(&saved(Some(value))), &says), None);
    }
}
