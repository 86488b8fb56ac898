//! States of the abstract model in the words of `specs/Paxos.tla`.

use super::model::MessageSet;
use super::state::MessageSetState;
use crate::model::tla::{Tla, acceptor, function, numbered, record, set};
use crate::paxos::{AcceptorId, Message, Vote};
use std::collections::BTreeSet;

impl Tla for MessageSet {
    fn module(&self) -> &'static str {
        "Paxos"
    }

    fn variables(&self, state: &MessageSetState) -> Vec<(&'static str, String)> {
        let acceptors = || self.acceptors().zip(&state.acceptors);
        let vote = |voted: &Option<Vote>| self.tla_vote(voted.as_ref());
        let messages: BTreeSet<String> =
            state.sent.iter().map(|(from, message)| self.tla_message(*from, message)).collect();
        vec![
            (
                "maxBal",
                function(acceptors().map(|(id, a)| (acceptor(id), self.tla_ballot(a.promised)))),
            ),
            ("maxVBal", function(acceptors().map(|(id, a)| (acceptor(id), vote(&a.voted).0)))),
            ("maxVal", function(acceptors().map(|(id, a)| (acceptor(id), vote(&a.voted).1)))),
            ("msgs", set(messages)),
        ]
    }

    fn constants(&self) -> Vec<(&'static str, String)> {
        self.tla_constants()
    }

    fn names(&self) -> Vec<String> {
        let acceptors = numbered("a", self.quorums().acceptors());
        acceptors.into_iter().chain(numbered("v", self.values().len())).collect()
    }
}

impl MessageSet {
    /// A ballot and a value.
    pub(in crate::model) fn tla_vote(&self, vote: Option<&Vote>) -> (String, String) {
        let ballot = self.tla_ballot(vote.map(|vote| vote.ballot));
        (ballot, self.tla_value(vote.map(|vote| &vote.value)))
    }

    fn tla_message(&self, from: Option<AcceptorId>, message: &Message) -> String {
        let kind = |kind: &str| ("type", format!("\"{kind}\""));
        let ballot = ("bal", self.tla_ballot(Some(message.ballot())));
        let from = from.map_or(String::new(), acceptor);
        match message {
            Message::Prepare { .. } => record([kind("1a"), ballot]),
            Message::Promise { vote, .. } => {
                let (of, value) = self.tla_vote(vote.as_ref());
                record([kind("1b"), ("acc", from), ballot, ("mbal", of), ("mval", value)])
            }
            Message::Accept { value, .. } => {
                record([kind("2a"), ballot, ("val", self.tla_value(Some(value)))])
            }
            Message::Accepted(vote) => {
                let value = ("val", self.tla_value(Some(&vote.value)));
                record([kind("2b"), ("acc", from), ballot, value])
            }
        }
    }
}
