//! Acceptors that promise or vote otherwise.

use super::Variant;
use crate::actor::Role;
use crate::paxos::{Acceptor, AcceptorId, Ballot, Durable, Message, Output, Value, Vote};

pub(super) fn is_acceptor(role: Role) -> bool {
    matches!(role, Role::Acceptor(_))
}

/// Saves an acceptor, and says this.
pub(super) fn save_and_say(acceptor: &Acceptor, message: Message) -> Output {
    Output::saved(Durable::Acceptor(acceptor.clone()), message)
}

/// States a mutant of acceptors that restates one function.
macro_rules! acceptor {
    ($(#[$doc:meta])* $name:ident, $($function:tt)*) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(super) struct $name;

        impl Variant for $name {
            fn changes(&self, role: Role) -> bool {
                is_acceptor(role)
            }

            $($function)*
        }
    };
}
pub(super) use acceptor;

acceptor! {
    /// A prepare is promised whatever was promised before. The promise goes back, and a vote is then
    /// cast in a ballot that another had been promised would get none.
    PrepareLowersPromise,
    fn on_prepare(&self, acceptor: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        Some(acceptor.give_promise(ballot))
    }
}

acceptor! {
    /// A prepare is promised again at the ballot that was promised last, also after the vote in it, and
    /// then reports that vote. Ballots are unique, so whoever asks can only be the one that has
    /// proposed it.
    PrepareAtPromise,
    fn is_safe(&self) -> bool {
        true
    }

    fn on_prepare(&self, acceptor: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        (acceptor.promised <= Some(ballot)).then(|| acceptor.give_promise(ballot))
    }
}

acceptor! {
    /// The first vote is the only one. If no majority happens to vote alike, nothing is ever chosen: "an
    /// acceptor must be allowed to accept more than one proposal" (PMS 2.2).
    VotesOnce,
    fn only_blocks(&self) -> bool {
        true
    }

    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        let is_free = acceptor.voted.is_none() || acceptor.has_voted(&vote);
        is_free.then(|| acceptor.on_accept(vote.ballot, vote.value))?
    }
}

acceptor! {
    /// Ballots are compared by their rounds alone, so that two of one round look like one. Having promised
    /// the one, the acceptor promises the other too, and then votes in both.
    ComparesRounds,
    fn on_prepare(&self, acceptor: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        let promised = acceptor.promised.map(|promised| promised.round);
        let voted = acceptor.voted.as_ref().map(|vote| vote.ballot.round);
        let round = Some(ballot.round);
        (promised <= round && voted < round).then(|| acceptor.give_promise(ballot))
    }

    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        let promised = acceptor.promised.map(|promised| promised.round);
        if acceptor.has_voted(&vote) || promised > Some(vote.ballot.round) {
            return acceptor.on_accept(vote.ballot, vote.value);
        }
        Some(acceptor.cast(vote))
    }
}

acceptor! {
    /// An accept gets a vote whatever was promised. The one to whom the promise was given has counted
    /// on there being no such vote.
    VotesBelowPromise,
    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        acceptor.promised = acceptor.promised.max(Some(vote.ballot));
        acceptor.voted = Some(vote.clone());
        Some(save_and_say(acceptor, Message::Accepted(vote)))
    }
}

acceptor! {
    /// An accept is compared with the last vote, and not with the promise.
    VotesAboveLastVote,
    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        let last = acceptor.voted.as_ref().map(|vote| vote.ballot);
        (last < Some(vote.ballot)).then(|| {
            acceptor.promised = acceptor.promised.max(Some(vote.ballot));
            acceptor.voted = Some(vote.clone());
            save_and_say(acceptor, Message::Accepted(vote))
        })
    }
}

acceptor! {
    /// A vote does not raise the promise. Having voted in a ballot that it never promised, the acceptor
    /// still promises and votes below it.
    VoteKeepsPromise,
    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        acceptor.may_vote(vote.ballot).then(|| {
            acceptor.voted = Some(vote.clone());
            save_and_say(acceptor, Message::Accepted(vote))
        })
    }
}

acceptor! {
    /// A vote does not raise the promise, but none is cast below the last. A report may then be of a
    /// ballot above the one that asks, which does no harm.
    VoteKeepsPromiseAndOrder,
    fn is_safe(&self) -> bool {
        true
    }

    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        let last = acceptor.voted.as_ref().map(|vote| vote.ballot);
        (acceptor.may_vote(vote.ballot) && last <= Some(vote.ballot)).then(|| {
            acceptor.voted = Some(vote.clone());
            save_and_say(acceptor, Message::Accepted(vote))
        })
    }
}

acceptor! {
    /// A vote is cast only in the very ballot that was promised last. That refuses what Paxos takes, and
    /// nothing that it refuses.
    VotesOnlyAsPromised,
    fn is_safe(&self) -> bool {
        true
    }

    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        if acceptor.promised == Some(vote.ballot) {
            return acceptor.on_accept(vote.ballot, vote.value);
        }
        None
    }
}

acceptor! {
    /// The first vote is remembered for ever, and reported, whatever was voted for since. A proposer
    /// then adopts a value of long ago instead of the one that was chosen.
    KeepsFirstVote,
    fn needs_learners(&self) -> bool {
        true
    }

    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        acceptor.may_vote(vote.ballot).then(|| {
            acceptor.promised = Some(vote.ballot);
            acceptor.voted.get_or_insert_with(|| vote.clone());
            save_and_say(acceptor, Message::Accepted(vote))
        })
    }
}

acceptor! {
    /// A vote is said and not recorded, nor does it raise the promise.
    RecordsNoVote,
    fn needs_learners(&self) -> bool {
        true
    }

    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        acceptor.may_vote(vote.ballot).then(|| Output::repeated(Message::Accepted(vote)))
    }
}

acceptor! {
    /// A vote raises the promise and is said, but not recorded.
    RecordsPromiseOnly,
    fn needs_learners(&self) -> bool {
        true
    }

    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        acceptor.may_vote(vote.ballot).then(|| {
            acceptor.promised = Some(vote.ballot);
            save_and_say(acceptor, Message::Accepted(vote))
        })
    }
}

acceptor! {
    /// A later vote replaces the value and leaves the ballot of the first. The vote that is reported was
    /// never cast, and looks older than it is.
    VoteKeepsItsBallot,
    fn needs_learners(&self) -> bool {
        true
    }

    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        acceptor.may_vote(vote.ballot).then(|| {
            let first = acceptor.voted.as_ref().map_or(vote.ballot, |voted| voted.ballot);
            acceptor.promised = Some(vote.ballot);
            acceptor.voted = Some(Vote { ballot: first, value: vote.value.clone() });
            save_and_say(acceptor, Message::Accepted(vote))
        })
    }

    fn saved_votes_count(&self) -> bool {
        false
    }
}

/// Acceptor 1 lies: it promises whatever it is asked, reports no vote, and votes for everything.
#[derive(Debug)]
pub(super) struct OneAcceptorLies;

impl Variant for OneAcceptorLies {
    fn needs_learners(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        role == Role::Acceptor(AcceptorId(0))
    }

    fn on_prepare(&self, _: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        Some(Output::repeated(Message::Promise { ballot, vote: None }))
    }

    fn on_accept(&self, _: &mut Acceptor, vote: Vote) -> Option<Output> {
        Some(Output::repeated(Message::Accepted(vote)))
    }
}
