//! A step of a network model, told.

use super::phrases::act;
use super::sentence::{reference, sentence};
use crate::actor::Roster;
use crate::model::network::local::Local;
use crate::model::network::subject::Subject;
use crate::model::network::system::{Action, Network, NetworkState};
use crate::model::story::{self, Said, Sent, Step, View};
use stateright::actor::Id;

/// Every actor as it is in a state.
pub(in crate::model::network) fn actors<A: Subject>(
    network: &Network<A>,
    state: &NetworkState<A::State>,
) -> Vec<story::Actor> {
    let roster = network.roster();
    roster.ids().zip(&state.actors).map(|(id, local)| view::<A>(roster, id, local)).collect()
}

fn view<A: Subject>(roster: &Roster, id: Id, local: &Local<A::State>) -> story::Actor {
    story::Actor { name: roster.name(id), state: View::from(local.state()) }
}

/// Tells a step.
pub(in crate::model::network) fn step<A: Subject>(
    network: &Network<A>,
    before: &NetworkState<A::State>,
    action: &Action,
    after: &NetworkState<A::State>,
) -> Step {
    let roster = network.roster();
    let changed = roster.ids().zip(before.actors.iter().zip(&after.actors));
    Step {
        action: act(roster, &network.processes, action),
        text: sentence(network, action, before, after),
        sent: sent(roster, before, after),
        reference: reference(network, action, before),
        changed: changed
            .filter(|(_, (before, after))| before.state() != after.state())
            .map(|(id, (_, after))| view::<A>(roster, id, after))
            .collect(),
    }
}

/// What is on its way after a step and was not before it.
fn sent<S>(roster: &Roster, before: &NetworkState<S>, after: &NetworkState<S>) -> Vec<Sent> {
    let copies = |envelope| before.in_flight.get(envelope).copied().unwrap_or(0);
    let new = after.in_flight.iter().filter(|(envelope, now)| **now > copies(envelope));
    new.map(|(envelope, _)| Sent {
        from: roster.name(envelope.from),
        to: roster.name(envelope.to),
        message: Said::from(&envelope.msg),
    })
    .collect()
}
