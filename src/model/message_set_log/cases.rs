//! Which guards of an acceptor of a log a request brings into play.

use crate::actor::{Msg, State};
use crate::model::coverage::Case;
use crate::paxos::{LogAcceptor, LogMessage, Slot};

/// The case of a handler that a prepare or an accept is, to an acceptor that was the one and now is the other: a
/// prepare that of the slot which keeps it from being answered, an accept that of its own.
pub(in crate::model) fn of_request(
    was: &LogAcceptor,
    is: &LogAcceptor,
    request: &LogMessage,
    answered: bool,
) -> Case {
    let slot = if let LogMessage::Accept { slot, .. } = request {
        *slot
    } else {
        let voted = was.votes.iter().find(|(_, vote)| vote.ballot == request.ballot());
        voted.map_or(Slot(0), |(slot, _)| *slot)
    };
    let request = Msg::Paxos(request.in_slot(slot).expect("it says something of this slot"));
    let [was, is] = [was, is].map(|acceptor| State::Acceptor(acceptor.in_slot(slot)));
    Case::of_message(&request, &was, Some(&is), answered)
}
