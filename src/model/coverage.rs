//! Which guards of the handlers came into play, so that no check passes because nothing happened.

use crate::actor::{Msg, State, Timer};
use crate::paxos::{Acceptor, Message};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// The kinds of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Phase 1a.
    Prepare,
    /// Phase 1b.
    Promise,
    /// Phase 2a.
    Accept,
    /// Phase 2b.
    Accepted,
    /// A learner's question.
    Query,
    /// An acceptor does not answer.
    Refused,
    /// A client's question, passed on by a learner.
    Read,
    /// An acceptor has not voted.
    Unvoted,
    /// A learner tells another what it has learned.
    Learned,
}

/// One case of a handler: what was decided about a message, and by which guard; or another event
/// that changed an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Case {
    /// A prepare is promised.
    Promised,
    /// A prepare comes again and is promised again.
    PromisedAgain,
    /// A prepare is refused, being below the promise.
    PrepareBelowPromise,
    /// A prepare comes again after the vote in its ballot, and is ignored.
    PrepareAfterVote,
    /// A promise is counted, and more are needed.
    PromiseCounted,
    /// A promise makes a quorum that reports no vote.
    ProposedFreely,
    /// A promise makes a quorum that reports a vote.
    ProposedFromReport,
    /// A promise for another ballot than the current one is ignored.
    PromiseForOldBallot,
    /// A promise that comes after the proposal is ignored.
    PromiseAfterProposal,
    /// An accept gets a vote.
    Voted,
    /// An accept comes again and gets the same vote again.
    VotedAgain,
    /// An accept is refused, being below the promise.
    AcceptBelowPromise,
    /// A vote is counted, and more are needed.
    VoteCounted,
    /// A vote makes a quorum, and the learner learns.
    Learned,
    /// A vote tells a learner nothing new.
    VoteIgnored,
    /// A query is answered with the last vote.
    QueryAnswered,
    /// A query finds an acceptor that has not voted.
    QueryWithoutVote,
    /// A learner tells another that asks what it has learned.
    Told,
    /// A query finds a learner that has learned nothing.
    QueryBeforeLearning,
    /// A learner learns what another has learned.
    LearnedFromAnother,
    /// A learner is told what it has learned already.
    ToldIgnored,
    /// A refusal is counted, and those left can make a quorum.
    RefusalCounted,
    /// A refusal leaves no quorum, and the ballot is given up.
    GivenUp,
    /// A refusal of another ballot than the current one, or one that was counted, is ignored.
    RefusalIgnored,
    /// A client asks a learner.
    ReadBegun,
    /// A read is answered with the last vote.
    ReadAnsweredByVote,
    /// A read finds an acceptor that has not voted, and is answered so.
    ReadAnsweredByNone,
    /// That an acceptor has not voted is counted for the read that goes on.
    UnvotedCounted,
    /// That an acceptor has not voted is known, or answers an older read, or comes too late.
    UnvotedIgnored,
    /// A crash makes an actor forget something.
    CrashForgets,
    /// A proposer sends its message again.
    SentAgain,
    /// A learner asks the acceptors.
    Asked,
}

impl Case {
    /// What an acceptor, proposer or learner makes of a message: told by the guard, as it stands in
    /// the state before, and by whether it changed and answered.
    pub fn of_message(msg: &Msg, before: &State, after: Option<&State>, answered: bool) -> Self {
        let changed = after.is_some_and(|after| after != before);
        match (msg, before, after) {
            (Msg::Paxos(Message::Prepare { ballot }), State::Acceptor(acceptor), _) => {
                match (changed, answered) {
                    (true, _) => Self::Promised,
                    (false, true) => Self::PromisedAgain,
                    (false, false) if acceptor.promised == Some(*ballot) => Self::PrepareAfterVote,
                    (false, false) => Self::PrepareBelowPromise,
                }
            }
            (Msg::Paxos(Message::Promise { ballot, vote }), State::Proposer(proposer), _) => {
                let reported = vote.is_some() || proposer.reported().next().is_some();
                let current = proposer.record().ballot == Some(*ballot);
                match answered {
                    true if reported => Self::ProposedFromReport,
                    true => Self::ProposedFreely,
                    // The same promise come again counts as one that was counted.
                    false if proposer.counts(*ballot) => Self::PromiseCounted,
                    false if current && proposer.record().proposed.is_some() => {
                        Self::PromiseAfterProposal
                    }
                    false => Self::PromiseForOldBallot,
                }
            }
            (Msg::Paxos(Message::Accept { .. }), _, _) => match (changed, answered) {
                (true, _) => Self::Voted,
                (false, true) => Self::VotedAgain,
                (false, false) => Self::AcceptBelowPromise,
            },
            (Msg::Unvoted { .. }, _, _) if changed => Self::UnvotedCounted,
            (Msg::Unvoted { .. }, _, _) => Self::UnvotedIgnored,
            (Msg::Read { .. }, State::Acceptor(Acceptor { voted: None, .. }), _) => {
                Self::ReadAnsweredByNone
            }
            (Msg::Read { .. }, _, _) => Self::ReadAnsweredByVote,
            (Msg::Learned { .. }, ..) if changed => Self::LearnedFromAnother,
            (Msg::Learned { .. }, ..) => Self::ToldIgnored,
            (_, State::Learner(_), Some(State::Learner(learner))) if changed => {
                if learner.learned().is_some() { Self::Learned } else { Self::VoteCounted }
            }
            (Msg::Refused { .. }, State::Proposer(was), Some(State::Proposer(is)))
                if was.refused_by() != is.refused_by() =>
            {
                Self::RefusalCounted
            }
            (Msg::Refused { .. }, _, _) => Self::RefusalIgnored,
            (Msg::Query, State::Learner(_), _) if answered => Self::Told,
            (Msg::Query, State::Learner(_), _) => Self::QueryBeforeLearning,
            (Msg::Query, _, _) if answered => Self::QueryAnswered,
            (Msg::Query, _, _) => Self::QueryWithoutVote,
            _ => Self::VoteIgnored,
        }
    }

    /// What an acceptor does that says that it does not answer.
    pub fn of_refusal(msg: &Msg) -> Option<Self> {
        match msg {
            Msg::Paxos(Message::Prepare { .. }) => Some(Self::PrepareBelowPromise),
            Msg::Paxos(Message::Accept { .. }) => Some(Self::AcceptBelowPromise),
            _ => None,
        }
    }

    /// What a timeout shows, if it shows anything that a message does not.
    pub fn of_timeout(timer: Timer) -> Option<Self> {
        match timer {
            Timer::NextBallot => None,
            Timer::Resend => Some(Self::SentAgain),
            Timer::CatchUp => Some(Self::Asked),
        }
    }

    /// The kind of message that was heeded, if one was: answered or taken into account.
    fn heeds(self) -> Option<Kind> {
        match self {
            Self::Promised | Self::PromisedAgain => Some(Kind::Prepare),
            Self::PromiseCounted | Self::ProposedFreely | Self::ProposedFromReport => {
                Some(Kind::Promise)
            }
            Self::Voted | Self::VotedAgain => Some(Kind::Accept),
            Self::VoteCounted | Self::Learned => Some(Kind::Accepted),
            Self::QueryAnswered | Self::Told => Some(Kind::Query),
            Self::LearnedFromAnother => Some(Kind::Learned),
            Self::RefusalCounted | Self::GivenUp => Some(Kind::Refused),
            Self::ReadAnsweredByVote | Self::ReadAnsweredByNone => Some(Kind::Read),
            Self::UnvotedCounted => Some(Kind::Unvoted),
            _ => None,
        }
    }
}

/// The cases that a search has seen, out of those that its system can have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    seen: BTreeSet<Case>,
    relevant: BTreeSet<Case>,
}

impl Coverage {
    /// Nothing seen yet of these.
    pub fn of(relevant: impl IntoIterator<Item = Case>) -> Self {
        Self { seen: BTreeSet::new(), relevant: relevant.into_iter().collect() }
    }

    /// Notes that a case has occurred.
    pub fn see(&mut self, case: Case) {
        self.seen.insert(case);
    }

    /// The cases that have occurred.
    pub fn seen(&self) -> impl Iterator<Item = Case> {
        self.seen.iter().copied()
    }

    /// The kinds of messages that were never heeded.
    pub fn unheeded(&self) -> Vec<String> {
        let kinds: BTreeSet<Kind> = self.relevant.iter().filter_map(|case| case.heeds()).collect();
        let heeded = |kind| self.seen.iter().any(|case| case.heeds() == Some(kind));
        kinds.into_iter().filter(|kind| !heeded(*kind)).map(|kind| kind.to_string()).collect()
    }

    /// The cases that never occurred.
    pub fn unseen(&self) -> Vec<String> {
        self.relevant.difference(&self.seen).map(ToString::to_string).collect()
    }

    /// How many cases there are, and how many of them occurred.
    pub fn counts(&self) -> (usize, usize) {
        (self.relevant.len(), self.relevant.intersection(&self.seen).count())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prepare => "prepare",
            Self::Promise => "promise",
            Self::Accept => "accept",
            Self::Accepted => "accepted",
            Self::Query => "query",
            Self::Refused => "refused",
            Self::Read => "read",
            Self::Unvoted => "unvoted",
            Self::Learned => "learned",
        })
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Promised => "prepare promised",
            Self::PromisedAgain => "prepare promised again",
            Self::PrepareBelowPromise => "prepare below the promise",
            Self::PrepareAfterVote => "prepare after the vote",
            Self::PromiseCounted => "promise counted",
            Self::ProposedFreely => "proposal without a vote reported",
            Self::ProposedFromReport => "proposal with a vote reported",
            Self::PromiseForOldBallot => "promise for an old ballot",
            Self::PromiseAfterProposal => "promise after the proposal",
            Self::Voted => "accept voted for",
            Self::VotedAgain => "accept voted for again",
            Self::AcceptBelowPromise => "accept below the promise",
            Self::VoteCounted => "vote counted",
            Self::Learned => "value learned",
            Self::VoteIgnored => "vote that tells nothing new",
            Self::QueryAnswered => "query answered",
            Self::QueryWithoutVote => "query without a vote to tell",
            Self::Told => "query answered with the value learned",
            Self::QueryBeforeLearning => "query without a value to tell",
            Self::LearnedFromAnother => "value learned from another learner",
            Self::ToldIgnored => "value told again",
            Self::RefusalCounted => "refusal counted",
            Self::GivenUp => "ballot given up",
            Self::RefusalIgnored => "refusal that tells nothing new",
            Self::ReadBegun => "read begun",
            Self::ReadAnsweredByVote => "read answered with a vote",
            Self::ReadAnsweredByNone => "read answered with none",
            Self::UnvotedCounted => "answer without a vote counted",
            Self::UnvotedIgnored => "answer without a vote that tells nothing new",
            Self::CrashForgets => "crash that forgets something",
            Self::SentAgain => "message sent again",
            Self::Asked => "question asked",
        })
    }
}
