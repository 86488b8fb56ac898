//! A run of a network model, told from its beginning.

use super::phrases::act;
use super::sentence::{reference, sentence};
use crate::actor::Roster;
use crate::model::network::local::Local;
use crate::model::network::subject::Subject;
use crate::model::network::system::{Action, Network, NetworkState};
use crate::model::story::{self, Said, Sent, Step, Story, View};
use stateright::actor::Id;

/// Tells a run of the model.
pub(in crate::model::network) fn story<A: Subject>(
    network: &Network<A>,
    actions: &[Action],
) -> Story {
    let roster = network.roster();
    let mut state = network.initial();
    let view = |id: Id, local: &Local<A::State>| story::Actor {
        name: roster.name(id),
        state: View::from(local.state()),
    };
    let start = roster.ids().zip(&state.actors).map(|(id, local)| view(id, local)).collect();
    let mut steps = Vec::new();
    for action in actions {
        let next = network
            .after(&state, action.clone())
            .unwrap_or_else(|| panic!("not a run of the model: {action:?} is not possible here"));
        let changed = roster.ids().zip(state.actors.iter().zip(&next.actors));
        steps.push(Step {
            action: act(roster, &network.processes, action),
            text: sentence(network, action, &state, &next),
            sent: sent(roster, &state, &next),
            reference: reference(network, action, &state),
            changed: changed
                .filter(|(_, (before, after))| before.state() != after.state())
                .map(|(id, (_, after))| view(id, after))
                .collect(),
        });
        state = next;
    }
    Story { start, steps }
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
