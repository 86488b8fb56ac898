//! The reference, but for what a variant restates.

use super::Variant;
use super::beside::{Beside, Kept};
use crate::actor::{Msg, Process, Role, State, Timer, emit, refuse};
use crate::model::network::Subject;
use crate::paxos::{Durable, Message, Value, Vote};
use stateright::actor::{Actor, Command, Id, Out};
use std::borrow::Cow;
use std::sync::Arc;

/// The reference, but for one rule.
#[derive(Clone, Debug)]
pub struct Mutant {
    reference: Process,
    /// The reference, or what the variant has put in its place.
    process: Process,
    /// The rule that is broken, if it is one of this process.
    variant: Option<&'static dyn Variant>,
    /// What each proposer wants.
    wanted: Arc<[Value]>,
}

impl Mutant {
    /// What a variant makes of the process in this role.
    pub fn new(
        role: Role,
        process: Process,
        variant: &'static dyn Variant,
        wanted: &Arc<[Value]>,
    ) -> Self {
        let variant = variant.changes(role).then_some(variant);
        let changed = |variant: &dyn Variant| variant.process(process.clone());
        Self {
            process: variant.map_or_else(|| process.clone(), changed),
            reference: process,
            variant,
            wanted: Arc::clone(wanted),
        }
    }

    /// Handles a message in the reference's stead; false, if the reference is to handle it.
    fn handle(
        &self,
        variant: &dyn Variant,
        Kept { state, beside }: &mut Kept,
        src: Id,
        msg: &Msg,
        out: &mut Out<Self>,
    ) -> bool {
        let (output, recipients) = match (&self.process, state, msg) {
            (Process::Acceptor { roster, .. }, State::Acceptor(acceptor), msg)
                if roster.acceptor(src).is_some() =>
            {
                let Some((saved, answer)) = variant.on_peer(beside, acceptor, msg) else {
                    return false;
                };
                if let Some(saved) = saved {
                    out.save(saved);
                }
                if let Some(answer) = answer {
                    out.send(src, answer);
                }
                (None, Vec::new())
            }
            (
                Process::Proposer { roster, .. },
                State::Proposer(proposer),
                Msg::Paxos(Message::Promise { ballot, vote }),
            ) => {
                let Some(from) = roster.acceptor(src) else { return false };
                let promise = (*ballot, vote.clone());
                let output =
                    variant.on_promise_beside(beside, proposer, from, promise, roster.quorums());
                (output, roster.acceptors().collect())
            }
            (
                Process::Acceptor { refuses, .. },
                State::Acceptor(acceptor),
                Msg::Paxos(Message::Prepare { ballot }),
            ) => {
                let wanted = &self.wanted[usize::from(ballot.proposer.0)];
                let output = variant.on_prepare_beside(beside, acceptor, *ballot, wanted);
                if output.is_none() && *refuses {
                    refuse(acceptor, *ballot, src, out);
                }
                (output, vec![src])
            }
            (
                Process::Acceptor { roster, refuses },
                State::Acceptor(acceptor),
                Msg::Paxos(Message::Accept { ballot, value }),
            ) => {
                let vote = Vote { ballot: *ballot, value: value.clone() };
                let output = variant.on_accept_beside(beside, acceptor, vote);
                if output.is_none() && *refuses {
                    refuse(acceptor, *ballot, src, out);
                }
                (output, roster.learners().collect())
            }
            (
                Process::Learner { roster, .. },
                State::Learner(learner),
                Msg::Paxos(Message::Accepted(vote)),
            ) => {
                let Some(from) = roster.acceptor(src) else { return false };
                let vote = vote.clone();
                if variant.on_accepted(learner, from, vote, roster.quorums()).is_some() {
                    out.cancel_timer(Timer::CatchUp);
                }
                (None, Vec::new())
            }
            (Process::Learner { roster, tells: true }, State::Learner(learner), Msg::Query)
                if roster.is_learner(src) =>
            {
                if let Some(value) = variant.tells(learner) {
                    out.send(src, Msg::Learned { value });
                }
                (None, Vec::new())
            }
            (Process::Learner { roster, .. }, State::Learner(learner), Msg::Unvoted { number }) => {
                let Some(from) = roster.acceptor(src) else { return false };
                variant.on_unvoted(learner, from, *number, roster.quorums());
                (None, Vec::new())
            }
            _ => return false,
        };
        if let Some(output) = output {
            emit(output, recipients, out);
        }
        true
    }
}

/// Lets the reference react within a state, and leaves it borrowed if nothing changed.
fn within(state: &mut Cow<Kept>, react: impl FnOnce(&mut Cow<State>)) {
    let mut part = Cow::Borrowed(&state.state);
    react(&mut part);
    if let Cow::Owned(changed) = part {
        state.to_mut().state = changed;
    }
}

impl Subject for Mutant {
    fn is_reference_learner(&self) -> bool {
        self.process.is_reference_learner() && self.variant.is_none()
    }

    fn reference(&self) -> Option<&Process> {
        Some(&self.reference)
    }

    fn saved_votes_count(&self) -> bool {
        self.variant.is_none_or(Variant::saved_votes_count)
    }

    fn waits_for_disk(&self, same_process: bool) -> bool {
        self.variant.is_none_or(|variant| variant.waits_for_disk(same_process))
    }

    fn keeps_saves(&self) -> bool {
        self.variant.is_some_and(Variant::keeps_saves)
    }

    fn reads_records(&self) -> bool {
        self.variant.is_some_and(Variant::reads_records)
    }

    fn on_record(&self, kept: &mut Kept, of: Role, saved: Option<&Durable>) {
        match saved {
            Some(saved) => drop(kept.beside.records.insert(of, saved.clone())),
            None => drop(kept.beside.records.remove(&of)),
        }
    }

    fn on_restart(&self, id: Id, was: &Kept, saved: &Option<Durable>, out: &mut Out<Self>) -> Kept {
        let mut kept = self.on_start(id, saved, out);
        kept.beside.records.clone_from(&was.beside.records);
        if let (Some(variant), Process::Acceptor { roster, .. }) = (self.variant, &self.process) {
            let (own, asks) = variant.starts_again();
            kept.beside.own = own;
            if let Some(msg) = asks {
                out.broadcast(
                    &roster.acceptors().filter(|other| *other != id).collect::<Vec<_>>(),
                    &msg,
                );
            }
        }
        kept
    }

    fn finds(&self, saves: Vec<Durable>) -> Vec<Durable> {
        match self.variant {
            Some(variant) => variant.finds(saves),
            None => saves,
        }
    }
}

impl Actor for Mutant {
    type Msg = Msg;
    type Timer = Timer;
    type State = Kept;
    type Storage = Durable;
    type Random = ();

    fn on_start(&self, id: Id, storage: &Option<Durable>, out: &mut Out<Self>) -> Kept {
        let restored = match storage.clone() {
            Some(saved) => match self.variant {
                Some(variant) => variant.restored(saved),
                None => Some(saved),
            },
            None => None,
        };
        let mut reference = Out::new();
        let state = self.process.on_start(id, &restored, &mut reference);
        out.append(&mut reference);
        Kept { state, beside: Beside::default() }
    }

    fn on_msg(&self, id: Id, state: &mut Cow<Kept>, src: Id, msg: Msg, out: &mut Out<Self>) {
        let msg = self.variant.and_then(|variant| variant.takes_for(&msg)).unwrap_or(msg);
        let mut next = state.as_ref().clone();
        let changed = |variant| self.handle(variant, &mut next, src, &msg, out);
        if self.variant.is_some_and(changed) {
            *state = Cow::Owned(next);
        } else {
            let mut reference = Out::new();
            within(state, |part| self.process.on_msg(id, part, src, msg, &mut reference));
            out.append(&mut reference);
        }
    }

    fn on_timeout(&self, id: Id, state: &mut Cow<Kept>, timer: &Timer, out: &mut Out<Self>) {
        let mut next = state.as_ref().clone();
        let mut reference = Out::new();
        within(state, |part| self.process.on_timeout(id, part, timer, &mut reference));
        match (self.variant, &self.process, &mut next.state, timer) {
            (
                Some(variant),
                Process::Proposer { roster, .. },
                State::Proposer(proposer),
                Timer::NextBallot,
            ) => {
                emit(variant.begin(proposer), roster.acceptors(), out);
                *state = Cow::Owned(next);
                // Whatever it says, it sets its timers as the reference does.
                let timers =
                    |command: &Command<_, _, _, _>| matches!(command, Command::SetTimer(..));
                let mut timers: Out<Self> = reference.into_iter().filter(timers).collect();
                out.append(&mut timers);
            }
            _ => out.append(&mut reference),
        }
    }
}
