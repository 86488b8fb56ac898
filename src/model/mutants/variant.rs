//! What can be done otherwise.

use super::beside::{Beside, Own};
use crate::actor::{Msg, Process, Role};
use crate::paxos::{
    Acceptor, AcceptorId, Ballot, Durable, Learner, Output, Proposer, Quorums, Value, Vote,
};
use std::fmt;

/// What a mutant does otherwise than the reference: whatever is not restated is the reference's.
pub trait Variant: fmt::Debug + Send + Sync + 'static {
    /// Whether it looks wrong and is not.
    fn is_safe(&self) -> bool {
        false
    }

    /// Whether it violates no rule of safety, and only keeps a decision from being reached.
    fn only_blocks(&self) -> bool {
        false
    }

    /// Whether what it does shows only to learners: so votes do that are said and not saved.
    fn needs_learners(&self) -> bool {
        false
    }

    /// Whether what it does shows only where clients ask.
    fn needs_reads(&self) -> bool {
        false
    }

    /// Whether what it does shows only where acceptors say that they do not answer.
    fn needs_refusals(&self) -> bool {
        false
    }

    /// Whether what it does shows only where learners tell each other.
    fn needs_learners_that_tell(&self) -> bool {
        false
    }

    /// Whether its prepares say what their proposer wants, so that an acceptor knows it from the ballot.
    fn prepares_carry_values(&self) -> bool {
        false
    }

    /// Whether it does anything in the place of the actor in this role; it is asked nothing about others.
    fn changes(&self, role: Role) -> bool;

    /// The process that it puts in the place of another.
    fn process(&self, process: Process) -> Process {
        process
    }

    /// What a restart finds of what was saved.
    fn restored(&self, saved: Durable) -> Option<Durable> {
        Some(saved)
    }

    /// Whether its disk keeps all that it ever saved, and not only the last.
    fn keeps_saves(&self) -> bool {
        false
    }

    /// Which of all saves, in order, are still there after a crash, if its disk keeps them: a restart finds
    /// the last.
    fn finds(&self, saves: Vec<Durable>) -> Vec<Durable> {
        saves
    }

    /// Whether it reads what other actors of its process have saved.
    fn reads_records(&self) -> bool {
        false
    }

    /// What it has beside its state when it starts again after a crash, and the message that it then sends to
    /// all acceptors but itself.
    fn starts_again(&self) -> (Own, Option<Msg>) {
        (Own::Nothing, None)
    }

    /// Whether a message waits until what was saved before it is durable; it may go to an actor of the
    /// same process.
    fn waits_for_disk(&self, _same_process: bool) -> bool {
        true
    }

    /// Whether whatever an acceptor saves as its vote is one.
    fn saved_votes_count(&self) -> bool {
        true
    }

    /// A value that it proposes though nobody wants it.
    fn invents(&self) -> Option<Value> {
        None
    }

    /// What an actor takes a message for, if for another than it is.
    fn takes_for(&self, _: &Msg) -> Option<Msg> {
        None
    }

    /// Phase 1a: what a proposer does to begin its next ballot.
    fn begin(&self, proposer: &mut Proposer) -> Output {
        proposer.begin_next()
    }

    /// Phase 1b: what an acceptor answers to a prepare, whose proposer wants this value.
    fn on_prepare(&self, acceptor: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        acceptor.on_prepare(ballot)
    }

    /// Phase 2a: what a proposer makes of a promise.
    fn on_promise(
        &self,
        proposer: &mut Proposer,
        from: AcceptorId,
        (ballot, vote): (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        proposer.on_promise(from, ballot, vote, quorums)
    }

    /// Phase 1b of one that has something beside its state.
    fn on_prepare_beside(
        &self,
        _: &mut Beside,
        acceptor: &mut Acceptor,
        ballot: Ballot,
        wanted: &Value,
    ) -> Option<Output> {
        self.on_prepare(acceptor, ballot, wanted)
    }

    /// Phase 2a of one that has something beside its state.
    fn on_promise_beside(
        &self,
        _: &mut Beside,
        proposer: &mut Proposer,
        from: AcceptorId,
        promise: (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        self.on_promise(proposer, from, promise, quorums)
    }

    /// Phase 2b of one that has something beside its state.
    fn on_accept_beside(
        &self,
        _: &mut Beside,
        acceptor: &mut Acceptor,
        vote: Vote,
    ) -> Option<Output> {
        self.on_accept(acceptor, vote)
    }

    /// What an acceptor makes of a message from another, who is none to whom the reference would listen: what
    /// it saves, and what it answers. None, if it is to listen as the reference does.
    fn on_peer(
        &self,
        _: &mut Beside,
        _: &mut Acceptor,
        _: &Msg,
    ) -> Option<(Option<Durable>, Option<Msg>)> {
        None
    }

    /// Phase 2b: what an acceptor answers to an accept.
    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        acceptor.on_accept(vote.ballot, vote.value)
    }

    /// What a learner makes of an acceptor that has not voted, by its answer to this read.
    fn on_unvoted(&self, learner: &mut Learner, from: AcceptorId, read: u64, quorums: &Quorums) {
        learner.on_unvoted(from, read, quorums);
    }

    /// What a learner tells another that asks, as the value that it has learned.
    fn tells(&self, learner: &Learner) -> Option<Value> {
        learner.learned().cloned()
    }

    /// What a learner makes of a vote.
    fn on_accepted(
        &self,
        learner: &mut Learner,
        from: AcceptorId,
        vote: Vote,
        quorums: &Quorums,
    ) -> Option<Value> {
        learner.on_accepted(from, vote, quorums)
    }
}
