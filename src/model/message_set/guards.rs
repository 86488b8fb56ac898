//! Which guards of an acceptor the abstract model brings into play.

use super::state::MessageSetAction::{self, Phase1a, Phase1b, Phase2a, Phase2b};
use super::state::MessageSetState;
use crate::actor::{Msg, State};
use crate::model::coverage::Case;
use crate::paxos::{Acceptor, AcceptorId, Message};

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
    let at = |id: AcceptorId, request| {
        let mut acceptor = state.acceptors[usize::from(id.0)].clone();
        request_case(&mut acceptor, request).0
    };
    match action {
        Phase1a(_) | Phase2a(..) => None,
        Phase1b(id, ballot) => Some(at(*id, Message::Prepare { ballot: *ballot })),
        Phase2b(id, ballot, value) => {
            Some(at(*id, Message::Accept { ballot: *ballot, value: value.clone() }))
        }
    }
}

/// Lets an acceptor receive a request: the case that this is, and the answer.
pub(super) fn request_case(acceptor: &mut Acceptor, request: Message) -> (Case, Option<Message>) {
    let was = State::Acceptor(acceptor.clone());
    let output = match request.clone() {
        Message::Prepare { ballot } => acceptor.on_prepare(ballot),
        Message::Accept { ballot, value } => acceptor.on_accept(ballot, value),
        Message::Promise { .. } | Message::Accepted(_) => {
            unreachable!("acceptors are sent prepares and accepts")
        }
    };
    let is = State::Acceptor(acceptor.clone());
    let case = Case::of_message(&Msg::Paxos(request), &was, Some(&is), output.is_some());
    (case, output.map(|output| output.take().1))
}
