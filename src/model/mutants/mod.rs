//! Broken variants of Paxos, to see the checks fail.
//!
//! A mutant is a wrapper around the reference [`Process`](crate::actor::Process), which knows nothing of
//! it: it restates the one rule that it breaks, out of the same small functions as the reference, and
//! everything else stays the reference's. To add one, write a [`Variant`] and give it a name in the list below.
//! `docs/catalogue.md` tells where each was seen, and why it goes wrong.

mod acceptor;
mod beside;
mod described;
mod keeping;
mod learner;
mod proposer;
mod reader;
mod refusal;
mod report;
mod restart;
mod variant;
mod wrapper;

pub use beside::{Beside, Kept, Own};
pub use variant::Variant;
pub use wrapper::Mutant;

use serde::Deserialize;
use std::fmt;

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
    "restored-one-save-behind": restart::RestoredOneSaveBehind,
    "takes-over-a-record": keeping::TakesOverARecord,
    "sends-before-it-saves": restart::SendsBeforeItSaves,
    "begins-before-it-saves": restart::BeginsBeforeItSaves,
    "counts-own-vote-unsaved": restart::CountsOwnVoteUnsaved,
    "fresh-start": restart::FreshStart,
    "blank-replacement": restart::BlankReplacement,
    "counts-own-record": keeping::CountsOwnRecord,
    "counts-old-promises": proposer::CountsOldPromises,
    "prepare-clears-vote": report::PrepareClearsVote,
    "largest-value": proposer::LargestValue,
    "any-reported": proposer::AnyReported,
    "lowest-ballot": proposer::LowestBallot,
    "vote-keeps-promise": acceptor::VoteKeepsPromise,
    "keeps-first-vote": acceptor::KeepsFirstVote,
    "reports-promised-ballot": report::ReportsPromisedBallot,
    "reports-from-cache": keeping::ReportsFromCache,
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
    "all-own-round-0": proposer::AllOwnRound0,
    "no-vote-is-a-value": proposer::NoVoteIsAValue,
    "vote-counted-twice": learner::VoteCountedTwice,
    "adds-up-latest-votes": learner::AddsUpLatestVotes,
    "tells-what-it-heard": learner::TellsWhatItHeard,
    "adopts-only-if-most-report": proposer::AdoptsOnlyIfMostReport,
    "compares-rounds": acceptor::ComparesRounds,
    "omits-askers-ballots": report::OmitsAskersBallots,
    "proposes-again": proposer::ProposesAgain,
    "most-reported": proposer::MostReported,
    "votes-once": acceptor::VotesOnce,
    "votes-only-as-promised": acceptor::VotesOnlyAsPromised,
    "vote-keeps-promise-and-order": acceptor::VoteKeepsPromiseAndOrder,
    "lowest-ballot-skips-phase-1": proposer::LowestBallotSkipsPhase1,
    "refusal-is-a-promise": refusal::RefusalIsAPromise,
    "adopts-from-refusal": refusal::AdoptsFromRefusal,
    "counts-any-read": reader::CountsAnyRead,
    "accept-quorum-finds-nothing": reader::AcceptQuorumFindsNothing,
    "one-finds-nothing": reader::OneFindsNothing,
    "remembers-reports": keeping::RemembersReports,
    "prepare-at-promise": acceptor::PrepareAtPromise,
}
