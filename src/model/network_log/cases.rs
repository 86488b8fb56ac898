//! Which guards of the handlers a network model of a log can bring into play, and which one a step does.

use super::local::{Event, Local, Reaction};
use super::subject::Subject;
use super::system::{Action, Envelope, NetworkLog, NetworkLogState};
use crate::actor::log::{LogLeader, LogLearner, State};
use crate::model::coverage::Case;
use crate::model::message_set_log::cases::of_request;
use crate::paxos::{LogMessage, Slot, Vote, Votes};

impl<A: Subject> NetworkLog<A> {
    /// The cases of the handlers that this system can have.
    pub(super) fn possible_cases(&self) -> Vec<Case> {
        let again = self.bounds.ballots.iter().any(|ballots| *ballots > 1);
        let contended = self.bounds.ballots.len() > 1 || again;
        let always = [Case::Promised, Case::PromisedAgain, Case::PrepareAfterVote];
        let always = always.into_iter().chain([Case::PromiseCounted, Case::ProposedFreely]);
        let always = always.chain([Case::PromiseAfterProposal, Case::Voted, Case::VotedAgain]);
        let always = always.chain([Case::VoteCounted, Case::Learned, Case::VoteIgnored]);
        let sometimes = [
            (Case::PrepareBelowPromise, contended),
            (Case::ProposedFromReport, contended),
            (Case::AcceptBelowPromise, contended),
            (Case::PromiseForOldBallot, again),
            (Case::CrashForgets, self.bounds.crashes > 0),
        ];
        let sometimes = sometimes.into_iter().filter(|(_, possible)| *possible);
        always.chain(sometimes.map(|(case, _)| case)).collect()
    }

    /// The case of a handler that an action brings into play in a state, also where it changes nothing.
    pub(super) fn case_of(&self, state: &NetworkLogState, action: &Action) -> Option<Case> {
        let (id, event) = match action {
            Action::Deliver(Envelope { to, from, msg }) => {
                (*to, Event::Message(*from, msg.clone()))
            }
            Action::Timeout(id, timer) => (*id, Event::Timeout(*timer)),
            Action::Crash(id) => (*id, Event::Crash),
        };
        let local = &state.actors[usize::from(id)];
        case(local, &event, self.react(id, local, &event).as_ref())
    }
}

/// The case of a handler that an event brought into play, judged from outside.
pub(super) fn case(before: &Local, event: &Event, reaction: Option<&Reaction>) -> Option<Case> {
    let after = reaction.map_or(&before.state, |reaction| &reaction.local.state);
    match event {
        Event::Message(_, msg) => match (msg, &before.state, after) {
            (request, State::Acceptor(was), State::Acceptor(is)) => {
                let answered = reaction.is_some_and(|reaction| !reaction.sent.is_empty());
                Some(of_request(was, is, request, answered))
            }
            (LogMessage::Promise { ballot, votes }, State::Leader(was), State::Leader(is)) => {
                Some(match was.counts(*ballot) {
                    true => of_promise(was, is, votes),
                    false if was.leads() && was.ballot() == Some(*ballot) => {
                        Case::PromiseAfterProposal
                    }
                    false => Case::PromiseForOldBallot,
                })
            }
            (LogMessage::Accepted { slot, vote }, State::Leader(was), State::Leader(is)) => {
                Some(match (was.chosen(), is.chosen()) {
                    (Some(was), Some(is)) => of_vote(was, is, *slot, vote),
                    _ => Case::VoteIgnored,
                })
            }
            (LogMessage::Accepted { slot, vote }, State::Learner(was), State::Learner(is)) => {
                Some(of_vote(was, is, *slot, vote))
            }
            _ => None,
        },
        Event::Timeout(_) => None,
        Event::Crash => (before.state != *after).then_some(Case::CrashForgets),
    }
}

/// A promise that counts.
fn of_promise(was: &LogLeader, is: &LogLeader, votes: &Votes) -> Case {
    let reported = || was.promises().any(|(_, votes)| !votes.is_empty()) || !votes.is_empty();
    match is.leads() {
        true if reported() => Case::ProposedFromReport,
        true => Case::ProposedFreely,
        false => Case::PromiseCounted,
    }
}

/// A vote that somebody hears of who learns, which is the case of the learner of its slot.
fn of_vote(was: &LogLearner, is: &LogLearner, slot: Slot, vote: &Vote) -> Case {
    let decree = |learner: &LogLearner| {
        crate::actor::State::Learner(learner.decrees().get(&slot).cloned().unwrap_or_default())
    };
    let msg = crate::actor::Msg::Paxos(crate::paxos::Message::Accepted(vote.clone()));
    Case::of_message(&msg, &decree(was), Some(&decree(is)), false)
}
