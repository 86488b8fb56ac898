//! The state of a network of a log for readers: the explorer shows debug text.

use crate::actor::log::State;
use crate::actor::{LearnerId, Role};
use crate::model::network_log::system::NetworkLogState;
use crate::model::story::{Said, View};
use crate::paxos::{AcceptorId, ProposerId};
use std::fmt;

impl fmt::Debug for NetworkLogState {
    /// Every actor in a few words, and the messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.names();
        let mut map = f.debug_map();
        for (name, actor) in names.iter().zip(&self.actors) {
            map.entry(&format_args!("{name}"), &format_args!("{}", View::from(&actor.state)));
        }
        for (envelope, copies) in &self.in_flight {
            let [from, to] = [envelope.from, envelope.to].map(|id| &names[usize::from(id)]);
            let message = Said::from(&envelope.msg);
            map.entry(&format_args!("{from} → {to}"), &format_args!("{message} ({copies})"));
        }
        map.entry(&format_args!("crashes left"), &self.crashes).finish()
    }
}

impl NetworkLogState {
    /// The actors' names, known from their order and roles.
    fn names(&self) -> Vec<String> {
        let (mut leaders, mut acceptors, mut learners) = (0.., 0.., 0..);
        let small = "there are no more than a few actors";
        let role = |state: &State| match state {
            State::Leader(_) => Role::Proposer(ProposerId(leaders.next().expect(small))),
            State::Acceptor(_) => Role::Acceptor(AcceptorId(acceptors.next().expect(small))),
            State::Learner(_) => Role::Learner(LearnerId(learners.next().expect(small))),
        };
        let roles = self.actors.iter().map(|actor| &actor.state).map(role);
        roles.map(|role| role.to_string()).collect()
    }
}
