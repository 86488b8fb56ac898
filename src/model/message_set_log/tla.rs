//! States of the abstract log in the words of `specs/MultiPaxos.tla`.

use super::model::MessageSetLog;
use super::state::LogState;
use crate::model::tla::{Tla, acceptor, function, numbered, record, set};
use crate::paxos::{AcceptorId, LogMessage, Slot, Votes};
use std::collections::BTreeSet;

impl Tla for MessageSetLog {
    fn module(&self) -> &'static str {
        "MultiPaxos"
    }

    fn variables(&self, state: &LogState) -> Vec<(&'static str, String)> {
        let acceptors = || self.decree.acceptors().zip(&state.acceptors);
        let promised =
            acceptors().map(|(id, a)| (acceptor(id), self.decree.tla_ballot(a.promised)));
        let votes = acceptors().map(|(id, a)| (acceptor(id), self.tla_report(&a.votes)));
        let messages: BTreeSet<String> =
            state.sent.iter().map(|(from, message)| self.tla_message(*from, message)).collect();
        vec![("maxBal", function(promised)), ("lastVote", function(votes)), ("msgs", set(messages))]
    }

    fn constants(&self) -> Vec<(&'static str, String)> {
        let mut constants = self.decree.constants();
        constants.push(("Slot", set(self.tla_slots())));
        constants.push(("AnySlot", "s1".to_string()));
        constants
    }

    fn names(&self) -> Vec<String> {
        self.decree.names().into_iter().chain(self.tla_slots()).collect()
    }
}

impl MessageSetLog {
    fn tla_slots(&self) -> Vec<String> {
        numbered("s", self.all_slots().count())
    }

    /// The last vote of every slot.
    fn tla_report(&self, votes: &Votes) -> String {
        function(self.all_slots().map(|slot| {
            let (ballot, value) = self.decree.tla_vote(votes.get(&slot));
            (tla_slot(slot), record([("bal", ballot), ("val", value)]))
        }))
    }

    fn tla_message(&self, from: Option<AcceptorId>, message: &LogMessage) -> String {
        let kind = |kind: &str| ("type", format!("\"{kind}\""));
        let ballot = ("bal", self.decree.tla_ballot(Some(message.ballot())));
        let from = from.map_or(String::new(), acceptor);
        match message {
            LogMessage::Prepare { .. } => record([kind("1a"), ballot]),
            LogMessage::Promise { votes, .. } => {
                record([kind("1b"), ("acc", from), ballot, ("report", self.tla_report(votes))])
            }
            LogMessage::Accept { slot, value, .. } => {
                let value = ("val", self.decree.tla_value(Some(value)));
                record([kind("2a"), ("slot", tla_slot(*slot)), ballot, value])
            }
            LogMessage::Accepted { slot, vote } => {
                let value = ("val", self.decree.tla_value(Some(&vote.value)));
                record([kind("2b"), ("acc", from), ("slot", tla_slot(*slot)), ballot, value])
            }
        }
    }
}

fn tla_slot(slot: Slot) -> String {
    format!("s{slot}")
}
