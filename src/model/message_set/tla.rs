//! States of the abstract model in the words of `specs/Paxos.tla`: canonical, so that two states are the same
//! exactly if their texts are.
//!
//! Acceptors are `a1`, `a2`, ...; values are `v1`, `v2`, ... in the order of the model file; ballots count from
//! 0. Fields and messages stand in the order of their texts.

use super::model::MessageSet;
use super::state::MessageSetState;
use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Message, Value};
use stateright::Model;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

impl MessageSet {
    /// All reachable states, each as a line of text.
    pub fn reachable(&self) -> BTreeSet<String> {
        let mut texts = BTreeSet::new();
        let mut queue = VecDeque::from(self.init_states());
        while let Some(state) = queue.pop_front() {
            if texts.insert(self.tla_state(&state)) {
                queue.extend(self.next_states(&state));
            }
        }
        texts
    }

    /// A state, as a formula that holds in it alone.
    fn tla_state(&self, state: &MessageSetState) -> String {
        let variables = self.tla_variables(state);
        let conjuncts = variables.iter().map(|(name, value)| format!("/\\ {name} = {value}"));
        conjuncts.collect::<Vec<_>>().join(" ")
    }

    /// The value of each variable of the spec.
    pub fn tla_variables(&self, state: &MessageSetState) -> [(&'static str, String); 4] {
        let function = |of: &dyn Fn(usize) -> String| {
            let pairs = (0..state.acceptors.len()).map(|a| format!("a{} :> {}", a + 1, of(a)));
            format!("({})", pairs.collect::<Vec<_>>().join(" @@ "))
        };
        let vote = |acceptor: usize| state.acceptors[acceptor].voted.as_ref();
        let messages: BTreeSet<String> = state
            .sent
            .iter()
            .map(|(from, message)| {
                let from = from.map(|id| format!("a{}", id.0 + 1));
                self.tla_message(from, message)
            })
            .collect();
        [
            ("maxBal", function(&|a| self.tla_ballot(state.acceptors[a].promised))),
            ("maxVBal", function(&|a| self.tla_ballot(vote(a).map(|vote| vote.ballot)))),
            ("maxVal", function(&|a| self.tla_value(vote(a).map(|vote| &vote.value)))),
            ("msgs", format!("{{{}}}", messages.into_iter().collect::<Vec<_>>().join(", "))),
        ]
    }

    /// The constants of the spec, as a configuration file gives them.
    pub fn tla_constants(&self) -> Vec<(&'static str, String)> {
        let set = |prefix: char, numbers: &mut dyn Iterator<Item = u64>| {
            let names = numbers.map(|number| match prefix {
                ' ' => number.to_string(),
                prefix => format!("{prefix}{number}"),
            });
            format!("{{{}}}", names.collect::<Vec<_>>().join(", "))
        };
        let acceptors = self.constants.quorums.acceptors();
        let quorums = |is_quorum: &dyn Fn(AcceptorSet) -> bool| {
            let sets = smallest_sets(acceptors, is_quorum);
            let sets = sets.iter().map(|quorum| {
                set('a', &mut quorum.iter().map(|acceptor| u64::from(acceptor.0) + 1))
            });
            format!("{{{}}}", sets.collect::<Vec<_>>().join(", "))
        };
        vec![
            ("Value", set('v', &mut (1..=self.values().len() as u64))),
            ("Acceptor", set('a', &mut (1..=acceptors as u64))),
            ("PrepareQuorum", quorums(&|set| self.constants.quorums.is_prepare_quorum(set))),
            ("AcceptQuorum", quorums(&|set| self.constants.quorums.is_accept_quorum(set))),
            ("Ballot", set(' ', &mut (0..self.ballots().count() as u64))),
            ("None", "None".to_string()),
        ]
    }

    /// The names of acceptors and values.
    pub fn tla_names(&self) -> Vec<String> {
        let acceptors = (1..=self.constants.quorums.acceptors()).map(|number| format!("a{number}"));
        acceptors.chain((1..=self.values().len()).map(|number| format!("v{number}"))).collect()
    }

    fn tla_message(&self, from: Option<String>, message: &Message) -> String {
        let mut fields = BTreeMap::from([("bal", self.tla_ballot(Some(message.ballot())))]);
        fields.extend(from.map(|from| ("acc", from)));
        let kind = match message {
            Message::Prepare { .. } => "1a",
            Message::Promise { vote, .. } => {
                fields.insert("mbal", self.tla_ballot(vote.as_ref().map(|vote| vote.ballot)));
                fields.insert("mval", self.tla_value(vote.as_ref().map(|vote| &vote.value)));
                "1b"
            }
            Message::Accept { value, .. } => {
                fields.insert("val", self.tla_value(Some(value)));
                "2a"
            }
            Message::Accepted(vote) => {
                fields.insert("val", self.tla_value(Some(&vote.value)));
                "2b"
            }
        };
        fields.insert("type", format!("\"{kind}\""));
        let fields = fields.iter().map(|(name, value)| format!("{name} |-> {value}"));
        format!("[{}]", fields.collect::<Vec<_>>().join(", "))
    }

    fn tla_ballot(&self, ballot: Option<Ballot>) -> String {
        let number = ballot.and_then(|ballot| self.ballots().position(|b| b == ballot));
        number.map_or("-1".to_string(), |number| number.to_string())
    }

    fn tla_value(&self, value: Option<&Value>) -> String {
        let number = value.and_then(|value| self.values().iter().position(|v| v == value));
        number.map_or("None".to_string(), |number| format!("v{}", number + 1))
    }
}

/// The quorums that contain no smaller ones.
fn smallest_sets(acceptors: usize, is_quorum: &dyn Fn(AcceptorSet) -> bool) -> Vec<AcceptorSet> {
    let set = |members: u32| -> AcceptorSet {
        let last = u8::try_from(acceptors).expect("at most MAX_ACCEPTORS");
        (0..last).filter(|acceptor| members >> acceptor & 1 == 1).map(AcceptorId).collect()
    };
    let is_smallest = |members: &u32| {
        let without = (0..acceptors).filter(|acceptor| members >> acceptor & 1 == 1);
        is_quorum(set(*members))
            && without.into_iter().all(|acceptor| !is_quorum(set(members & !(1 << acceptor))))
    };
    (0..1_u32 << acceptors).filter(is_smallest).map(set).collect()
}
