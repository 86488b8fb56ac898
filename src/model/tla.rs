//! Systems that are one of the specs in `specs/`, in the words of that spec: canonical, so that two states are the
//! same exactly if their texts are.
//!
//! Acceptors are `a1`, `a2`, ...; slots `s1`, `s2`, ...; values are `v1`, `v2`, ... in the order of the model file;
//! ballots count from 0. Fields and messages stand in the order of their texts.

use super::message_set::MessageSet;
use super::system::System;
use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Quorums, Value};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A system that is one of the specs.
pub trait Tla: System {
    /// The module of the spec.
    fn module(&self) -> &'static str;

    /// The value of each variable of the spec, in a state.
    fn variables(&self, state: &Self::State) -> Vec<(&'static str, String)>;

    /// The constants of the spec, as a configuration file gives them.
    fn constants(&self) -> Vec<(&'static str, String)>;

    /// The names of acceptors, slots and values.
    fn names(&self) -> Vec<String>;

    /// All reachable states, each as a line of text: a formula that holds in it alone.
    fn reachable(&self) -> BTreeSet<String> {
        let mut texts = BTreeSet::new();
        let mut queue = VecDeque::from(self.init_states());
        while let Some(state) = queue.pop_front() {
            let variables = self.variables(&state).into_iter();
            let conjuncts = variables.map(|(name, value)| format!("/\\ {name} = {value}"));
            if texts.insert(conjuncts.collect::<Vec<_>>().join(" ")) {
                queue.extend(self.next_states(&state));
            }
        }
        texts
    }
}

/// Something to be done with a system that is one of the specs.
pub trait TlaVisitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<S: Tla>(self, system: &S) -> Self::Output;
}

/// `a1`, `a2`, ...
pub(super) fn numbered(prefix: &str, count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("{prefix}{number}")).collect()
}

/// The name of an acceptor.
pub(super) fn acceptor(id: AcceptorId) -> String {
    format!("a{}", u32::from(id.0) + 1)
}

/// A set.
pub(super) fn set(members: impl IntoIterator<Item = String>) -> String {
    format!("{{{}}}", members.into_iter().collect::<Vec<_>>().join(", "))
}

/// A function, by its arguments and values.
pub(super) fn function(pairs: impl IntoIterator<Item = (String, String)>) -> String {
    let pairs = pairs.into_iter().map(|(argument, value)| format!("{argument} :> {value}"));
    format!("({})", pairs.collect::<Vec<_>>().join(" @@ "))
}

/// A record.
pub(super) fn record<const N: usize>(fields: [(&str, String); N]) -> String {
    let fields = BTreeMap::from(fields);
    let fields = fields.iter().map(|(name, value)| format!("{name} |-> {value}"));
    format!("[{}]", fields.collect::<Vec<_>>().join(", "))
}

impl MessageSet {
    /// The constants that all specs with acceptors and ballots have.
    pub(super) fn tla_constants(&self) -> Vec<(&'static str, String)> {
        let acceptors = self.quorums().acceptors();
        let quorums = |is_quorum: fn(&Quorums, AcceptorSet) -> bool| {
            let sets = smallest_sets(acceptors, &|set| is_quorum(self.quorums(), set));
            set(sets.iter().map(|quorum| set(quorum.iter().map(acceptor))))
        };
        vec![
            ("Value", set(numbered("v", self.values().len()))),
            ("Acceptor", set(numbered("a", acceptors))),
            ("PrepareQuorum", quorums(Quorums::is_prepare_quorum)),
            ("AcceptQuorum", quorums(Quorums::is_accept_quorum)),
            ("Ballot", set((0..self.ballots().count()).map(|ballot| ballot.to_string()))),
            ("None", "None".to_string()),
        ]
    }

    /// A ballot; -1 for none.
    pub(super) fn tla_ballot(&self, ballot: Option<Ballot>) -> String {
        let number = ballot.and_then(|ballot| self.ballots().position(|b| b == ballot));
        number.map_or("-1".to_string(), |number| number.to_string())
    }

    /// A value; `None` for none.
    pub(super) fn tla_value(&self, value: Option<&Value>) -> String {
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
