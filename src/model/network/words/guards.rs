//! Which guards of the handlers a network model can bring into play, and which one a step does.

use crate::actor::{Msg, Timer};
use crate::model::coverage::Case;
use crate::model::network::local::{Event, Local, Reaction};
use crate::model::network::subject::{Subject, Whole};
use crate::model::network::system::{Action, Envelope, Network, NetworkState};
use stateright::actor::Id;

impl<A: Subject> Network<A> {
    /// The cases of the handlers that this system can have.
    pub(in crate::model::network) fn possible_cases(&self) -> Vec<Case> {
        let learners = self.roster.learners().next().is_some();
        let again = self.bounds.ballots.iter().any(|ballots| *ballots > 1);
        let reads = learners && self.bounds.reads > 0;
        let ballots = self.wanted.len() > 1 || again;
        let always = [Case::Promised, Case::PromisedAgain, Case::PrepareAfterVote];
        let always = always.into_iter().chain([Case::PromiseCounted, Case::ProposedFreely]);
        let always = always.chain([Case::PromiseAfterProposal, Case::Voted]);
        let contended = [
            (Case::PrepareBelowPromise, ballots),
            (Case::ProposedFromReport, ballots),
            (Case::AcceptBelowPromise, ballots),
            (Case::PromiseForOldBallot, again),
            (Case::VotedAgain, learners),
            (Case::VoteCounted, learners),
            (Case::Learned, learners),
            (Case::VoteIgnored, learners),
            (Case::RefusalCounted, ballots && self.refuses()),
            (Case::GivenUp, ballots && self.refuses()),
            (Case::RefusalIgnored, ballots && self.refuses()),
            (Case::CrashForgets, self.bounds.crashes > 0),
            (Case::SentAgain, self.bounds.resends > 0),
            (Case::Asked, learners && self.bounds.resends > 0),
            (Case::QueryAnswered, learners && self.bounds.resends > 0),
            (Case::QueryWithoutVote, learners && self.bounds.resends > 0),
            (Case::Told, self.tells()),
            (Case::QueryBeforeLearning, self.tells()),
            (Case::LearnedFromAnother, self.tells()),
            (Case::ToldIgnored, self.tells()),
            (Case::ReadBegun, reads),
            (Case::ReadAnsweredByVote, reads),
            (Case::ReadAnsweredByNone, reads),
            (Case::UnvotedCounted, reads),
            (Case::UnvotedIgnored, reads),
        ];
        let contended = contended.into_iter().filter(|(_, possible)| *possible);
        always.chain(contended.map(|(case, _)| case)).collect()
    }

    /// The case of a handler that an action brings into play in a state, also where it changes
    /// nothing.
    pub(in crate::model::network) fn case_of(
        &self,
        state: &NetworkState<A::State>,
        action: &Action,
    ) -> Option<Case> {
        let at = |id: Id, event: &Event| {
            let local = &state.actors[usize::from(id)];
            case(local, event, self.react(id, local, event).as_ref())
        };
        match action {
            Action::Deliver(Envelope { to, from, msg }) => {
                at(*to, &Event::Message(*from, msg.clone()))
            }
            Action::Timeout(id, timer) => at(*id, &Event::Timeout(*timer)),
            Action::Read(id) => at(*id, &Event::Read),
            Action::Sync(_) | Action::Heal | Action::Alter(..) => None,
            Action::Crash(process) => {
                self.processes[*process].iter().find_map(|id| at(*id, &Event::Crash))
            }
        }
    }
}

/// Whether this answers a message by saying that it does not.
fn refuses<S: Whole>(msg: &Msg, reaction: &Reaction<S>) -> bool {
    let Msg::Paxos(msg) = msg else { return false };
    let waiting = reaction.local.cached.iter().flat_map(|cached| &cached.waiting);
    let mut said = reaction.sent.iter().chain(waiting).map(|(_, said)| said);
    said.any(|said| matches!(said, Msg::Refused { ballot, .. } if *ballot == msg.ballot()))
}

/// Whether a proposer gives its ballot up by this: it will not repeat what it said in it.
fn gives_up<S: Whole>(msg: &Msg, before: &Local<S>, reaction: &Reaction<S>) -> bool {
    let repeats = |local: &Local<S>| local.timers.contains(&Timer::Resend);
    matches!(msg, Msg::Refused { .. }) && repeats(before) && !repeats(&reaction.local)
}

/// The case of a handler that an event brought into play, judged from outside.
pub(in crate::model::network) fn case<S: Whole>(
    before: &Local<S>,
    event: &Event,
    reaction: Option<&Reaction<S>>,
) -> Option<Case> {
    match event {
        Event::Message(_, msg) => {
            let after = reaction.map(|reaction| reaction.local.state());
            if reaction.is_some_and(|reaction| refuses(msg, reaction)) {
                return Case::of_refusal(msg);
            }
            if reaction.is_some_and(|reaction| gives_up(msg, before, reaction)) {
                return Some(Case::GivenUp);
            }
            let answers = |reaction: &Reaction<S>| {
                !reaction.sent.is_empty() || reaction.local.cached != before.cached
            };
            let answered = reaction.is_some_and(answers);
            Some(Case::of_message(msg, before.state(), after, answered))
        }
        Event::Timeout(timer) => reaction.and_then(|_| Case::of_timeout(*timer)),
        Event::Read => reaction.and(Some(Case::ReadBegun)),
        Event::Sync | Event::Record(..) => None,
        Event::Crash => reaction
            .filter(|reaction| reaction.local.whole != before.whole)
            .map(|_| Case::CrashForgets),
    }
}
