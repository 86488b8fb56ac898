//! Broken variants of Paxos, to see the checks fail.
//!
//! A mutant is a wrapper around the reference [`Process`], which knows nothing of it: it restates
//! the one rule that it breaks, out of the same small functions as the reference, and everything else
//! stays the reference's. To add one, write a [`Variant`] and give it a name in the list below.
//! `docs/catalogue.md` tells where each was seen, and why it goes wrong.

mod acceptor;
mod described;
mod learner;
mod proposer;
mod report;
mod restart;
mod wrapper;

pub use wrapper::Mutant;

use crate::actor::{Process, Role};
use crate::paxos::{
    Acceptor, AcceptorId, Ballot, Durable, Learner, Output, Proposer, Quorums, Value, Vote,
};
use serde::Deserialize;
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

    /// Phase 1a: what a proposer does to begin its next ballot.
    fn begin(&self, proposer: &mut Proposer) -> Output {
        proposer.prepare()
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

    /// Phase 2b: what an acceptor answers to an accept.
    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        acceptor.on_accept(vote.ballot, vote.value)
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

/// States the names of mutants in model files, and which variant each is.
macro_rules! mutants {
    ($($text:literal: $module:ident::$name:ident,)+) => {
        /// The name of a mutant in model files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        pub enum Name {
            $(
                #[doc = concat!("`", $text, "`")]
                #[serde(rename = $text)]
                $name,
            )+
        }

        impl Name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What the mutant of this name does otherwise.
            pub fn variant(self) -> &'static dyn Variant {
                match self {
                    $(Self::$name => &$module::$name,)+
                }
            }
        }

        impl fmt::Display for Name {
            /// Writes the name as in model files.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$name => $text,)+
                })
            }
        }
    };
}

mutants! {
    "ballot-reused": restart::BallotReused,
    "shares-ballots": proposer::SharesBallots,
    "no-prepare": proposer::NoPrepare,
    "ignores-reports": proposer::IgnoresReports,
    "adopts-only-if-all-report": proposer::AdoptsOnlyIfAllReport,
    "votes-below-promise": acceptor::VotesBelowPromise,
    "prepare-lowers-promise": acceptor::PrepareLowersPromise,
    "promise-counted-twice": proposer::PromiseCountedTwice,
    "counts-voters": learner::CountsVoters,
    "trusts-one-vote": learner::TrustsOneVote,
    "promise-not-durable": restart::PromiseNotDurable,
    "promise-from-vote": restart::PromiseFromVote,
    "vote-not-durable": restart::VoteNotDurable,
    "sends-before-it-saves": restart::SendsBeforeItSaves,
    "begins-before-it-saves": restart::BeginsBeforeItSaves,
    "counts-own-vote-unsaved": restart::CountsOwnVoteUnsaved,
    "fresh-start": restart::FreshStart,
    "blank-replacement": restart::BlankReplacement,
    "counts-old-promises": proposer::CountsOldPromises,
    "prepare-clears-vote": report::PrepareClearsVote,
    "largest-value": proposer::LargestValue,
    "any-reported": proposer::AnyReported,
    "lowest-ballot": proposer::LowestBallot,
    "vote-keeps-promise": acceptor::VoteKeepsPromise,
    "keeps-first-vote": acceptor::KeepsFirstVote,
    "reports-promised-ballot": report::ReportsPromisedBallot,
    "state-expires": report::StateExpires,
    "counts-over-ballots": learner::CountsOverBallots,
    "vote-keeps-its-ballot": acceptor::VoteKeepsItsBallot,
    "as-described": described::AsDescribed,
    "records-prepare": described::RecordsPrepare,
    "records-no-vote": acceptor::RecordsNoVote,
    "records-promise-only": acceptor::RecordsPromiseOnly,
    "votes-above-last-vote": acceptor::VotesAboveLastVote,
    "one-acceptor-lies": acceptor::OneAcceptorLies,
    "skips-phase-1-again": proposer::SkipsPhase1Again,
    "no-vote-is-a-value": proposer::NoVoteIsAValue,
    "vote-counted-twice": learner::VoteCountedTwice,
    "adds-up-latest-votes": learner::AddsUpLatestVotes,
    "adopts-only-if-most-report": proposer::AdoptsOnlyIfMostReport,
    "compares-rounds": acceptor::ComparesRounds,
    "omits-askers-ballots": report::OmitsAskersBallots,
    "proposes-again": proposer::ProposesAgain,
    "most-reported": proposer::MostReported,
    "votes-once": acceptor::VotesOnce,
    "votes-only-as-promised": acceptor::VotesOnlyAsPromised,
    "vote-keeps-promise-and-order": acceptor::VoteKeepsPromiseAndOrder,
    "lowest-ballot-skips-phase-1": proposer::LowestBallotSkipsPhase1,
    "prepare-at-promise": acceptor::PrepareAtPromise,
}
