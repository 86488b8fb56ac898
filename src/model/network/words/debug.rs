//! The state of a network for readers: the explorer shows debug text.

use crate::actor::{LearnerId, Role, State};
use crate::model::network::local::Local;
use crate::model::network::subject::Whole;
use crate::model::network::system::NetworkState;
use crate::model::story::{View, message_text};
use crate::paxos::{AcceptorId, ProposerId};
use std::fmt;
use std::sync::Arc;

impl<S: Whole> fmt::Debug for NetworkState<S> {
    /// Every actor in a few words, and the messages; the explorer shows this.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.names();
        let mut map = f.debug_map();
        for (name, actor) in names.iter().zip(&self.actors) {
            map.entry(&format_args!("{name}"), &format_args!("{}", View::from(actor.state())));
        }
        for (envelope, copies) in &self.in_flight {
            let [from, to] = [envelope.from, envelope.to].map(|id| &names[usize::from(id)]);
            let message = message_text(&envelope.msg);
            map.entry(&format_args!("{from} → {to}"), &format_args!("{message} ({copies})"));
        }
        map.entry(&format_args!("left"), &self.budget).finish()
    }
}

impl<S: Whole> NetworkState<S> {
    /// The actors' names, known from their order and roles.
    fn names(&self) -> Vec<String> {
        let of_role = |index: usize, state: &State| {
            let same = |other: &&Arc<Local<S>>| {
                std::mem::discriminant(other.state()) == std::mem::discriminant(state)
            };
            let number = self.actors[..index].iter().filter(same).count();
            match state {
                State::Proposer(_) => Role::Proposer(ProposerId(number.try_into().unwrap_or(0))),
                State::Acceptor(_) => Role::Acceptor(AcceptorId(number.try_into().unwrap_or(0))),
                State::Learner(_) => Role::Learner(LearnerId(number.try_into().unwrap_or(0))),
            }
        };
        let actors = self.actors.iter().enumerate();
        actors.map(|(index, actor)| of_role(index, actor.state()).to_string()).collect()
    }
}
