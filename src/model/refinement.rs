//! What the actors do, as steps of the abstract model: every step of theirs is some steps of
//! [`MessageSet`], or none.
//!
//! An acceptor of the abstract model is what an acceptor of the network has on disk. A proposal is made, and a
//! vote cast, when it is saved, whether or not it ever leaves: that is history, and history is complete
//! ([`Fact`]). That a ballot has begun, and what acceptors have promised, is read off what proposers have saved
//! and still hold, and off what is on its way; so the abstract state may know fewer prepares and promises than
//! were ever sent. That is enough: nothing that the abstract model does is enabled by a message that is missing,
//! so a run of it with fewer of them is a run of it with all. (The one thing that a message forbids is a second
//! proposal in its ballot, and proposals are never forgotten.)

use super::message_set::{MessageSet, MessageSetAction, MessageSetState};
use super::network::{Envelope, Fact, Local, message_text};
use crate::actor::{Msg, Roster, State};
use crate::paxos::{Acceptor, AcceptorId, Durable, Message};
use stateright::Model;
use stateright::actor::Id;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The abstract state that a state of a network stands for.
pub(super) fn abstracted<'a>(
    roster: &Roster,
    locals: &[Arc<Local>],
    facts: &BTreeSet<(Id, Fact)>,
    on_their_way: impl Iterator<Item = &'a Envelope>,
) -> MessageSetState {
    let mut state = MessageSetState { acceptors: Vec::new(), sent: BTreeSet::new() };
    for (id, local) in roster.ids().zip(locals) {
        match (&local.state, &local.saved) {
            (State::Acceptor(_), Some(Durable::Acceptor(saved))) => {
                state.acceptors.push(saved.clone());
            }
            (State::Acceptor(_), _) => state.acceptors.push(Acceptor::default()),
            (State::Proposer(proposer), saved) => {
                if let Some(Durable::Proposer(record)) = saved {
                    let begun = record.ballot.map(|ballot| (None, Message::Prepare { ballot }));
                    state.sent.extend(begun);
                }
                if let Some(ballot) = proposer.record().ballot {
                    state.sent.extend(proposer.promises().map(|(from, vote)| {
                        (Some(from), Message::Promise { ballot, vote: vote.clone() })
                    }));
                }
            }
            (State::Learner(_), _) => {}
        }
        for (_, fact) in facts.iter().filter(|(of, _)| *of == id) {
            match fact {
                Fact::Proposed(vote) => {
                    let (ballot, value) = (vote.ballot, vote.value.clone());
                    state.sent.insert((None, Message::Accept { ballot, value }));
                }
                Fact::Voted(vote) => {
                    state.sent.insert((roster.acceptor(id), Message::Accepted(vote.clone())));
                }
                Fact::WentBack
                | Fact::Reused
                | Fact::Served(_)
                | Fact::Learned(_)
                | Fact::Forgot => {}
            }
        }
    }
    for Envelope { from, msg, .. } in on_their_way {
        match msg {
            Msg::Paxos(prepare @ Message::Prepare { .. }) => {
                state.sent.insert((None, prepare.clone()));
            }
            Msg::Paxos(promise @ Message::Promise { .. }) => {
                state.sent.insert((roster.acceptor(*from), promise.clone()));
            }
            Msg::Paxos(Message::Accept { .. } | Message::Accepted(_)) | Msg::Query => {}
        }
    }
    state
}

/// The abstract steps that lead from one state to another; why there are none, in words.
pub(super) fn steps(
    spec: &MessageSet,
    before: &MessageSetState,
    after: &MessageSetState,
) -> Result<Vec<MessageSetAction>, String> {
    let mut state = before.clone();
    let mut steps = Vec::new();
    let mut take = |state: &mut MessageSetState, action: MessageSetAction| {
        if !spec.allows(state, &action) {
            return Err(format!(
                "the abstract model does not allow: {}",
                spec.format_action(&action)
            ));
        }
        if let Some(next) = spec.next_state(state, action.clone()) {
            *state = next;
            steps.push(action);
        }
        Ok(())
    };
    // One actor may do several things at once, when its disk catches up: first what belongs to lower ballots,
    // and phase 1 of a ballot before phase 2.
    let mut news: Vec<_> = after.sent.difference(&before.sent).collect();
    news.sort_by_key(|(_, message)| (message.ballot(), phase(message)));
    for (from, message) in news {
        take(&mut state, action(*from, message.clone()))?;
        if !state.sent.contains(&(*from, message.clone())) {
            let said = message_text(Msg::Paxos(message.clone()));
            let who = from.map_or("a proposer".to_string(), |id| format!("acceptor {id}"));
            return Err(format!("the abstract model has no {said} of {who} here"));
        }
    }
    // A promise whose answer never left.
    for (number, (was, is)) in before.acceptors.iter().zip(&after.acceptors).enumerate() {
        if let Some(ballot) = is.promised
            && was.promised < is.promised
            && state.acceptors[number].promised < is.promised
        {
            let id = AcceptorId(u8::try_from(number).expect("at most MAX_ACCEPTORS"));
            take(&mut state, MessageSetAction::Phase1b(id, ballot))?;
        }
    }
    let differs = |number: &usize| state.acceptors[*number] != after.acceptors[*number];
    match (0..after.acceptors.len()).find(differs) {
        None => Ok(steps),
        Some(number) => {
            let is = super::story::View::from(&State::Acceptor(after.acceptors[number].clone()));
            let was = super::story::View::from(&State::Acceptor(state.acceptors[number].clone()));
            Err(format!("acceptor {}: {is}; in the abstract model: {was}", number + 1))
        }
    }
}

/// Which of two messages of a ballot comes first.
fn phase(message: &Message) -> u8 {
    match message {
        Message::Prepare { .. } => 0,
        Message::Promise { .. } => 1,
        Message::Accept { .. } => 2,
        Message::Accepted(_) => 3,
    }
}

/// The action that sends a message.
fn action(from: Option<AcceptorId>, message: Message) -> MessageSetAction {
    match (from, message) {
        (Some(from), Message::Promise { ballot, .. }) => MessageSetAction::Phase1b(from, ballot),
        (Some(from), Message::Accepted(vote)) => {
            MessageSetAction::Phase2b(from, vote.ballot, vote.value)
        }
        (_, Message::Accept { ballot, value }) => MessageSetAction::Phase2a(ballot, value),
        (_, message) => MessageSetAction::Phase1a(message.ballot()),
    }
}
