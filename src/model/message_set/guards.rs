//! Which guards of an acceptor the abstract model brings into play.

use super::state::{MessageSetAction, MessageSetState};
use crate::actor::{Msg, State};
use crate::model::coverage::Case;
use crate::paxos::{Acceptor, Message};

/// The cases that can occur. Leaders have no handlers here, and there are no learners.
pub(super) const CASES: [Case; 7] = [
    Case::Promised,
    Case::PromisedAgain,
    Case::PrepareBelowPromise,
    Case::PrepareAfterVote,
    Case::Voted,
    Case::VotedAgain,
    Case::AcceptBelowPromise,
];

/// The case that an action brings into play in a state.
pub(super) fn case(state: &MessageSetState, action: &MessageSetAction) -> Option<Case> {
    let (recipient, request) = action.request();
    let mut acceptor = state.acceptors[usize::from(recipient?.0)].clone();
    Some(request_case(&mut acceptor, request).0)
}

/// Lets an acceptor receive a request: the answer, if it gives one.
pub(super) fn receive(acceptor: &mut Acceptor, request: Message) -> Option<Message> {
    let output = match request {
        Message::Prepare { ballot } => acceptor.on_prepare(ballot),
        Message::Accept { ballot, value } => acceptor.on_accept(ballot, value),
        Message::Promise { .. } | Message::Accepted(_) => {
            unreachable!("acceptors are sent prepares and accepts")
        }
    };
    output.map(|output| output.take().1)
}

/// The same, and the case that this is.
pub(super) fn request_case(acceptor: &mut Acceptor, request: Message) -> (Case, Option<Message>) {
    let was = State::Acceptor(acceptor.clone());
    let answer = receive(acceptor, request.clone());
    let is = State::Acceptor(acceptor.clone());
    (Case::of_message(&Msg::Paxos(request), &was, Some(&is), answer.is_some()), answer)
}
