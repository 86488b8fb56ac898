//! A proposer that adopts the largest value reported, as some texts teach.

use super::{Mutant, Variant};
use crate::actor::{Msg, Process, State, emit};
use crate::paxos::Message;
use stateright::actor::{Id, Out};

/// Of the votes reported the proposer takes the largest **value**, not that of the highest
/// **ballot**. A minority vote of an old ballot, which was never chosen, can then override the
/// value that a later ballot chose.
#[derive(Clone, Copy, Debug)]
pub struct LargestValue;

impl Variant for LargestValue {
    fn changes(self, process: &Process) -> bool {
        matches!(process, Process::Proposer { .. })
    }

    fn on_msg(
        self,
        process: &Process,
        state: &mut State,
        src: Id,
        msg: &Msg,
        out: &mut Out<Mutant<Self>>,
    ) -> bool {
        let (
            Process::Proposer { roster, .. },
            State::Proposer(proposer),
            Msg::Paxos(Message::Promise { ballot, vote }),
        ) = (process, state, msg)
        else {
            return false;
        };
        let Some(from) = roster.acceptor(src) else { return false };
        if proposer.counts(*ballot) {
            proposer.record_promise(from, vote.clone());
            if roster.quorums().is_prepare_quorum(proposer.promised_by()) {
                let largest = proposer.reported().map(|vote| &vote.value).max();
                let value = largest.unwrap_or(proposer.wanted()).clone();
                emit(proposer.propose(value), roster.acceptors(), out);
            }
        }
        true
    }
}
