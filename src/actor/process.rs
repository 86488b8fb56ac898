//! The three roles as one actor type, as stateright wants it.

use super::pacing::{AT_ONCE, CATCH_UP, ballot_timeout, refused_timeout, resend_timeout};
use super::{Msg, Roster, State, Timer, emit};
use crate::paxos::{
    Acceptor, Ballot, Durable, Learner, Message, Proposer, ProposerId, ProposerRecord, Value,
};
use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;
use std::sync::Arc;

/// One actor: a role, and what is fixed about it.
#[derive(Clone, Debug)]
pub enum Process {
    /// A proposer, for as long as its process lives. After a restart another client may stand
    /// behind it, with another value.
    Proposer {
        /// Its name in ballots.
        id: ProposerId,
        /// The value that its client wants chosen.
        wanted: Value,
        /// The round of its first ballot: 1, or 0 if it is the one proposer that owns round 0, and so needs no
        /// phase 1 there. (Where a model begins later, higher.)
        first_round: u64,
        /// Everyone.
        roster: Arc<Roster>,
    },
    /// An acceptor.
    Acceptor {
        /// Whether it tells a proposer that it does not answer, and for the sake of which ballot.
        refuses: bool,
        /// Everyone.
        roster: Arc<Roster>,
    },
    /// A learner.
    Learner {
        /// Whether learners ask each other as well, and who has learned the value tells it.
        tells: bool,
        /// Everyone.
        roster: Arc<Roster>,
    },
}

impl Actor for Process {
    type Msg = Msg;
    type Timer = Timer;
    type State = State;
    type Storage = Durable;
    type Random = ();

    /// Begins, or begins again after a crash, from durable state alone.
    ///
    /// # Panics
    /// If the durable state is another role's.
    fn on_start(&self, _: Id, storage: &Option<Durable>, out: &mut Out<Self>) -> State {
        match (self, storage.clone()) {
            (Self::Proposer { .. }, None) => self.start_proposer(ProposerRecord::default(), out),
            (Self::Proposer { .. }, Some(Durable::Proposer(record))) => {
                self.start_proposer(record, out)
            }
            (Self::Acceptor { .. }, None) => State::Acceptor(Acceptor::default()),
            (Self::Acceptor { .. }, Some(Durable::Acceptor(acceptor))) => State::Acceptor(acceptor),
            (Self::Learner { .. }, None) => {
                out.set_timer(Timer::CatchUp, CATCH_UP);
                State::Learner(Learner::default())
            }
            (Self::Learner { .. }, Some(Durable::Learner(value))) => {
                let mut learner = Learner::default();
                learner.learn(value);
                State::Learner(learner)
            }
            (process, Some(storage)) => panic!("{process:?} cannot start from {storage:?}"),
        }
    }

    fn on_msg(&self, _: Id, state: &mut Cow<State>, src: Id, msg: Msg, out: &mut Out<Self>) {
        update(state, |state| match (self, state) {
            (Self::Proposer { roster, .. }, State::Proposer(proposer)) => {
                proposer_on_msg(roster, proposer, src, msg, out);
            }
            (Self::Acceptor { roster, refuses }, State::Acceptor(acceptor)) => {
                acceptor_on_msg(roster, *refuses, acceptor, src, msg, out);
            }
            (Self::Learner { roster, tells }, State::Learner(learner)) => {
                learner_on_msg(roster, *tells, learner, src, msg, out);
            }
            (process, state) => unreachable!("{process:?} in the state {state:?}"),
        });
    }

    fn on_timeout(&self, id: Id, state: &mut Cow<State>, timer: &Timer, out: &mut Out<Self>) {
        update(state, |state| match (self, state, timer) {
            (Self::Proposer { roster, .. }, State::Proposer(proposer), Timer::NextBallot) => {
                emit(proposer.begin_next(), roster.acceptors(), out);
                out.set_timer(Timer::NextBallot, ballot_timeout(round(proposer)));
                out.set_timer(Timer::Resend, resend_timeout(round(proposer)));
            }
            (Self::Proposer { roster, .. }, State::Proposer(proposer), Timer::Resend) => {
                if let Some(output) = proposer.repeat() {
                    emit(output, roster.acceptors(), out);
                    out.set_timer(Timer::Resend, resend_timeout(round(proposer)));
                }
            }
            (Self::Learner { roster, tells }, State::Learner(learner), Timer::CatchUp) => {
                debug_assert!(learner.learned().is_none(), "learning cancels the timer");
                let reads = learner.read().map(|(number, _)| Msg::Read { number });
                for acceptor in roster.acceptors() {
                    out.send(acceptor, reads.clone().unwrap_or(Msg::Query));
                }
                for other in roster.learners().filter(|other| *tells && *other != id) {
                    out.send(other, Msg::Query);
                }
                out.set_timer(Timer::CatchUp, CATCH_UP);
            }
            (process, _, timer) => unreachable!("{process:?} never sets {timer:?}"),
        });
    }
}

impl Process {
    /// A ballot that has proposed goes on after a crash: (ballot, value) is durable, so to repeat
    /// its accept is no new proposal. One that had not is given up: its promises are lost.
    fn start_proposer(&self, record: ProposerRecord, out: &mut Out<Self>) -> State {
        let Self::Proposer { id, wanted, first_round, .. } = self else {
            unreachable!("only a proposer starts as one")
        };
        let proposer = Proposer::restored(*id, wanted.clone(), record).starting_at(*first_round);
        if proposer.record().proposed.is_some() {
            out.set_timer(Timer::Resend, AT_ONCE);
            out.set_timer(Timer::NextBallot, ballot_timeout(round(&proposer)));
        } else {
            out.set_timer(Timer::NextBallot, AT_ONCE);
        }
        State::Proposer(proposer)
    }
}

fn proposer_on_msg(
    roster: &Roster,
    proposer: &mut Proposer,
    src: Id,
    msg: Msg,
    out: &mut Out<Process>,
) {
    let Some(from) = roster.acceptor(src) else { return };
    match msg {
        Msg::Paxos(Message::Promise { ballot, vote }) => {
            if let Some(output) = proposer.on_promise(from, ballot, vote, roster.quorums()) {
                emit(output, roster.acceptors(), out);
            }
        }
        Msg::Refused { ballot, promised } => {
            if proposer.on_refusal(from, ballot, promised, roster.quorums()) {
                out.cancel_timer(Timer::Resend);
                out.set_timer(Timer::NextBallot, refused_timeout(round(proposer)));
            }
        }
        Msg::Paxos(_)
        | Msg::Query
        | Msg::Read { .. }
        | Msg::Unvoted { .. }
        | Msg::Learned { .. } => {}
    }
}

fn acceptor_on_msg(
    roster: &Roster,
    refuses: bool,
    acceptor: &mut Acceptor,
    src: Id,
    msg: Msg,
    out: &mut Out<Process>,
) {
    match msg {
        Msg::Paxos(Message::Prepare { ballot }) => match acceptor.on_prepare(ballot) {
            Some(output) => emit(output, [src], out),
            None if refuses => refuse(acceptor, ballot, src, out),
            None => {}
        },
        Msg::Paxos(Message::Accept { ballot, value }) => match acceptor.on_accept(ballot, value) {
            Some(output) => emit(output, roster.learners(), out),
            None if refuses => refuse(acceptor, ballot, src, out),
            None => {}
        },
        Msg::Query => {
            if let Some(output) = acceptor.on_query() {
                emit(output, [src], out);
            }
        }
        Msg::Read { number } => match acceptor.on_query() {
            Some(output) => emit(output, [src], out),
            None => out.send(src, Msg::Unvoted { number }),
        },
        Msg::Paxos(Message::Promise { .. } | Message::Accepted(_))
        | Msg::Unvoted { .. }
        | Msg::Refused { .. }
        | Msg::Learned { .. } => {}
    }
}

/// Tells the proposer of a ballot why the acceptor does not answer, if a promise is why. Nothing is
/// saved, since the promise is.
pub fn refuse<A: Actor<Msg = Msg>>(
    acceptor: &Acceptor,
    ballot: Ballot,
    proposer: Id,
    out: &mut Out<A>,
) {
    if let Some(promised) = acceptor.bound_above(ballot) {
        out.send(proposer, Msg::Refused { ballot, promised });
    }
}

fn learner_on_msg(
    roster: &Roster,
    tells: bool,
    learner: &mut Learner,
    src: Id,
    msg: Msg,
    out: &mut Out<Process>,
) {
    match msg {
        Msg::Paxos(Message::Accepted(vote)) => {
            let Some(from) = roster.acceptor(src) else { return };
            if learner.on_accepted(from, vote, roster.quorums()).is_some() {
                out.cancel_timer(Timer::CatchUp);
            }
        }
        Msg::Unvoted { number } => {
            let Some(from) = roster.acceptor(src) else { return };
            learner.on_unvoted(from, number, roster.quorums());
        }
        // From a client, who is none of the actors.
        Msg::Read { number } if roster.role(src).is_none() => {
            learner.begin_read(number);
            for acceptor in roster.acceptors().filter(|_| learner.read().is_some()) {
                out.send(acceptor, Msg::Read { number });
            }
        }
        Msg::Query if tells && roster.is_learner(src) => {
            if let Some(value) = learner.learned().cloned() {
                out.send(src, Msg::Learned { value });
            }
        }
        Msg::Learned { value } if tells && roster.is_learner(src) => {
            if learner.on_learned(value) {
                out.cancel_timer(Timer::CatchUp);
            }
        }
        Msg::Paxos(_)
        | Msg::Query
        | Msg::Read { .. }
        | Msg::Refused { .. }
        | Msg::Learned { .. } => {}
    }
}

/// The value of the highest vote that a learner has heard while no quorum was among the votes. It
/// may be chosen, and nobody may ever say so: a proposer that wants this value settles it, since it
/// was proposed before and the value rule does the rest (PMS 2.3).
pub fn unsettled(learner: &Learner) -> Option<&Value> {
    learner.heard().next_back().map(|(vote, _)| &vote.value)
}

/// The round of a proposer's current ballot.
fn round(proposer: &Proposer) -> u64 {
    proposer.record().ballot.map_or(1, |ballot| ballot.round)
}

/// Runs a handler on the state, and leaves it borrowed if nothing changed: that is how stateright
/// recognises a step that does nothing.
pub(super) fn update<S: Clone + PartialEq>(state: &mut Cow<S>, handler: impl FnOnce(&mut S)) {
    let mut next = state.as_ref().clone();
    handler(&mut next);
    if next != **state {
        *state = Cow::Owned(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paxos::{AcceptorId, Ballot, Quorums, Vote};

    #[test]
    fn the_highest_vote_heard_is_the_one_to_settle() {
        let quorums = Quorums::majority(3).unwrap();
        let vote = |round, value: &str| Vote {
            ballot: Ballot { round, proposer: ProposerId(0) },
            value: Value::from(value),
        };
        let mut learner = Learner::default();
        assert_eq!(unsettled(&learner), None);
        learner.on_accepted(AcceptorId(0), vote(2, "5"), &quorums);
        learner.on_accepted(AcceptorId(1), vote(1, "8"), &quorums);
        assert_eq!(unsettled(&learner), Some(&Value::from("5")));
        learner.on_accepted(AcceptorId(2), vote(1, "8"), &quorums);
        assert_eq!(unsettled(&learner), None, "8 is learned, and nothing is left to settle");
    }
}
