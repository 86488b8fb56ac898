//! What the actors do, as steps of the abstract model: every step of theirs is some steps of
//! [`MessageSet`], or none. Which abstract state a state of a system stands for, the system says.

use super::message_set::{MessageSet, MessageSetAction, MessageSetState};
use super::story::message_text;
use crate::actor::{Msg, State};
use crate::paxos::{AcceptorId, Message, Slot};
use crate::properties::in_slot;
use stateright::Model;

/// Whether in each decree some abstract steps, or none, lead from one state to another.
///
/// # Errors
/// If they do not: why, in words.
pub(super) fn leads_to(
    spec: &MessageSet,
    before: &[MessageSetState],
    after: &[MessageSetState],
) -> Result<(), String> {
    in_each(before.iter().zip(after), |(before, after)| match before == after {
        true => Ok(()),
        false => steps(spec, before, after).map(drop),
    })
}

/// Whether something is so in each decree; why it is not, in words, after the number of the slot where there are
/// several.
pub(super) fn in_each<T>(
    decrees: impl ExactSizeIterator<Item = T>,
    is_so: impl Fn(T) -> Result<(), String>,
) -> Result<(), String> {
    let is_log = decrees.len() > 1;
    (0..).map(Slot).zip(decrees).try_for_each(|(slot, decree)| {
        is_so(decree).map_err(|why| in_slot(is_log.then_some(slot), why))
    })
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
            let said = message_text(&Msg::Paxos(message.clone()));
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
