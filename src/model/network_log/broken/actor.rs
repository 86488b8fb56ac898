//! The reference, but for what a rule restates.

use super::Broken;
use super::rules::Rules;
use crate::actor::log::{Durable, Output, Process, State, emit};
use crate::actor::{Role, Timer};
use crate::model::network_log::subject::Subject;
use crate::paxos::LogMessage;
use stateright::actor::{Actor, Command, Id, Out};
use std::borrow::Cow;

/// The reference, but for one rule.
#[derive(Clone, Debug)]
pub struct BrokenActor {
    process: Process,
    /// The rule that is broken, if it is one of this process.
    rules: Option<&'static dyn Rules>,
}

impl BrokenActor {
    /// What becomes of the process in this role.
    pub fn new(role: Role, process: Process, broken: Broken) -> Self {
        let rules = Some(broken.rules()).filter(|rules| rules.changes(role));
        Self { process, rules }
    }

    /// Handles a message in the reference's stead; false, if the reference is to handle it.
    fn handle(
        &self,
        rules: &dyn Rules,
        state: &mut State,
        src: Id,
        msg: &LogMessage,
        out: &mut Out<Self>,
    ) -> bool {
        match (&self.process, state, msg.clone()) {
            (
                Process::Leader { roster, .. },
                State::Leader(leader),
                LogMessage::Promise { ballot, votes },
            ) if leader.counts(ballot) => {
                let Some(from) = roster.acceptor(src) else { return false };
                leader.record_promise(from, votes);
                if roster.quorums().is_prepare_quorum(leader.promised_by()) {
                    let bound = rules.bound(&leader.reports());
                    leader.lead(bound);
                    self.process.propose(leader, out);
                }
            }
            (
                Process::Acceptor { .. },
                State::Acceptor(acceptor),
                LogMessage::Prepare { ballot },
            ) => {
                let Some(promise) = acceptor.on_prepare(ballot) else { return true };
                let (save, _) = promise.take();
                let votes = rules.reported(acceptor.votes.clone());
                let promise = LogMessage::Promise { ballot, votes };
                let output = match save {
                    Some(saved) => Output::saved(Durable::Acceptor(saved), promise),
                    None => Output::unsaved(promise),
                };
                emit(output, [src], out);
            }
            (
                Process::Learner { roster },
                State::Learner(learner),
                LogMessage::Accepted { slot, vote },
            ) => {
                let Some(from) = roster.acceptor(src) else { return false };
                rules.on_accepted(learner, from, (slot, vote), roster.quorums());
            }
            _ => return false,
        }
        true
    }
}

impl Subject for BrokenActor {
    fn reference(&self) -> Option<&Process> {
        Some(&self.process)
    }
}

impl Actor for BrokenActor {
    type Msg = LogMessage;
    type Timer = Timer;
    type State = State;
    type Storage = Durable;
    type Random = ();

    fn on_start(&self, id: Id, storage: &Option<Durable>, out: &mut Out<Self>) -> State {
        let found = match (storage.clone(), self.rules) {
            (Some(saved), Some(rules)) => rules.restored(saved),
            (saved, _) => saved,
        };
        let mut reference = Out::new();
        let state = self.process.on_start(id, &found, &mut reference);
        out.append(&mut reference);
        state
    }

    fn on_msg(
        &self,
        id: Id,
        state: &mut Cow<State>,
        src: Id,
        msg: LogMessage,
        out: &mut Out<Self>,
    ) {
        let mut next = state.as_ref().clone();
        if self.rules.is_some_and(|rules| self.handle(rules, &mut next, src, &msg, out)) {
            *state = Cow::Owned(next);
            return;
        }
        let mut reference = Out::new();
        self.process.on_msg(id, state, src, msg, &mut reference);
        let saves = self.rules.is_none_or(Rules::saves_votes);
        let stays = |command: &Command<_, _, _, _>| saves || !matches!(command, Command::Save(_));
        let mut reference: Out<Self> = reference.into_iter().filter(stays).collect();
        out.append(&mut reference);
    }

    fn on_timeout(&self, id: Id, state: &mut Cow<State>, timer: &Timer, out: &mut Out<Self>) {
        let mut reference = Out::new();
        self.process.on_timeout(id, state, timer, &mut reference);
        out.append(&mut reference);
    }
}
