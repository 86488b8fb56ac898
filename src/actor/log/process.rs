//! The three roles of a log as one actor type, as stateright wants it.

use super::{Durable, LogLeader, LogLearner, Output, State, emit};
use crate::actor::pacing::{AT_ONCE, ballot_timeout};
use crate::actor::process::update;
use crate::actor::{Roster, Timer};
use crate::paxos::{Ballot, LogAcceptor, LogMessage, ProposerId, Value};
use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;
use std::iter;
use std::sync::Arc;

/// One actor: a role, and what is fixed about it.
#[derive(Clone, Debug)]
pub enum Process {
    /// A proposer, which leads once a quorum has promised.
    Leader {
        /// Its name in ballots.
        id: ProposerId,
        /// What its clients want: for each slot, what it proposes there if it is free to.
        wanted: Vec<Value>,
        /// In how many slots at most it proposes from the first on of which it does not know that it is chosen.
        window: u64,
        /// Everyone.
        roster: Arc<Roster>,
    },
    /// An acceptor.
    Acceptor {
        /// Everyone.
        roster: Arc<Roster>,
    },
    /// A learner.
    Learner {
        /// Everyone.
        roster: Arc<Roster>,
    },
}

impl Actor for Process {
    type Msg = LogMessage;
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
            (Self::Leader { id, .. }, None) => start_leader(*id, None, out),
            (Self::Leader { id, .. }, Some(Durable::Leader(ballot))) => {
                start_leader(*id, Some(ballot), out)
            }
            (Self::Acceptor { .. }, None) => State::Acceptor(LogAcceptor::default()),
            (Self::Acceptor { .. }, Some(Durable::Acceptor(acceptor))) => State::Acceptor(acceptor),
            (Self::Learner { .. }, None) => State::Learner(LogLearner::default()),
            (process, Some(storage)) => panic!("{process:?} cannot start from {storage:?}"),
        }
    }

    fn on_msg(&self, _: Id, state: &mut Cow<State>, src: Id, msg: LogMessage, out: &mut Out<Self>) {
        update(state, |state| match (self, state) {
            (Self::Leader { roster, .. }, State::Leader(leader)) => {
                leader_on_msg(roster, leader, src, msg);
                self.propose(leader, out);
            }
            (Self::Acceptor { roster }, State::Acceptor(acceptor)) => {
                acceptor_on_msg(roster, acceptor, src, msg, out);
            }
            (Self::Learner { roster }, State::Learner(learner)) => {
                learner_on_msg(roster, learner, src, msg);
            }
            (process, state) => unreachable!("{process:?} in the state {state:?}"),
        });
    }

    fn on_timeout(&self, _: Id, state: &mut Cow<State>, timer: &Timer, out: &mut Out<Self>) {
        update(state, |state| match (self, state, timer) {
            (Self::Leader { roster, .. }, State::Leader(leader), Timer::NextBallot) => {
                emit(leader.prepare(), roster.acceptors(), out);
                let round = leader.ballot().map_or(1, |ballot| ballot.round);
                out.set_timer(Timer::NextBallot, ballot_timeout(round));
            }
            (process, _, timer) => unreachable!("{process:?} never sets {timer:?}"),
        });
    }
}

impl Process {
    /// Lets a leader propose in every slot whose turn has come.
    pub fn propose<A>(&self, leader: &mut LogLeader, out: &mut Out<A>)
    where
        A: Actor<Msg = LogMessage, Storage = Durable>,
    {
        let Self::Leader { wanted, window, roster, .. } = self else { return };
        for output in iter::from_fn(|| leader.propose_next(wanted, *window)) {
            emit(output, roster.acceptors(), out);
        }
    }
}

/// A ballot that had begun is given up: its promises are lost.
fn start_leader(id: ProposerId, ballot: Option<Ballot>, out: &mut Out<Process>) -> State {
    out.set_timer(Timer::NextBallot, AT_ONCE);
    State::Leader(LogLeader::new(id, ballot))
}

fn leader_on_msg(roster: &Roster, leader: &mut LogLeader, src: Id, msg: LogMessage) {
    let Some(from) = roster.acceptor(src) else { return };
    match msg {
        LogMessage::Promise { ballot, votes } => {
            leader.on_promise(from, ballot, votes, roster.quorums());
        }
        LogMessage::Accepted { slot, vote } => {
            leader.on_accepted(from, slot, vote, roster.quorums());
        }
        LogMessage::Prepare { .. } | LogMessage::Accept { .. } => {}
    }
}

fn acceptor_on_msg(
    roster: &Roster,
    acceptor: &mut LogAcceptor,
    src: Id,
    msg: LogMessage,
    out: &mut Out<Process>,
) {
    match msg {
        LogMessage::Prepare { ballot } => {
            if let Some(promise) = acceptor.on_prepare(ballot) {
                emit(promise.into(), [src], out);
            }
        }
        // The leader counts votes too, to know how far it may go on.
        LogMessage::Accept { slot, ballot, value } => {
            if let Some(vote) = acceptor.on_accept(slot, ballot, value) {
                let listeners = iter::once(src).chain(roster.learners());
                emit(Output::from(vote), listeners, out);
            }
        }
        LogMessage::Promise { .. } | LogMessage::Accepted { .. } => {}
    }
}

fn learner_on_msg(roster: &Roster, learner: &mut LogLearner, src: Id, msg: LogMessage) {
    if let (Some(from), LogMessage::Accepted { slot, vote }) = (roster.acceptor(src), msg) {
        learner.on_accepted(from, slot, vote, roster.quorums());
    }
}
