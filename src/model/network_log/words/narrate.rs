//! A step of a network of a log, told.

use super::phrases::act;
use super::sentence::{reference, sentence};
use crate::actor::Roster;
use crate::model::network_log::local::Local;
use crate::model::network_log::subject::Subject;
use crate::model::network_log::system::{Action, NetworkLog, NetworkLogState};
use crate::model::story::{Actor, Said, Sent, Step, View};
use stateright::actor::Id;

/// Every actor as it is in a state.
pub(in crate::model::network_log) fn actors(
    roster: &Roster,
    state: &NetworkLogState,
) -> Vec<Actor> {
    roster.ids().zip(&state.actors).map(|(id, local)| actor(roster, id, local)).collect()
}

fn actor(roster: &Roster, id: Id, local: &Local) -> Actor {
    Actor { name: roster.name(id), state: View::from(&local.state) }
}

/// Tells a step.
pub(in crate::model::network_log) fn step<A: Subject>(
    network: &NetworkLog<A>,
    before: &NetworkLogState,
    action: &Action,
    after: &NetworkLogState,
) -> Step {
    let roster = &*network.roster;
    let changed = roster.ids().zip(before.actors.iter().zip(&after.actors));
    let changed = changed.filter(|(_, (before, after))| before.state != after.state);
    Step {
        action: act(roster, action),
        text: sentence(network, action, before),
        reference: reference(network, action, before),
        sent: sent(roster, before, after),
        changed: changed.map(|(id, (_, after))| actor(roster, id, after)).collect(),
    }
}

/// What is on its way after a step and was not before it.
fn sent(roster: &Roster, before: &NetworkLogState, after: &NetworkLogState) -> Vec<Sent> {
    let copies = |envelope| before.in_flight.get(envelope).copied().unwrap_or(0);
    let new = after.in_flight.iter().filter(|(envelope, now)| **now > copies(envelope));
    new.map(|(envelope, _)| Sent {
        from: roster.name(envelope.from),
        to: roster.name(envelope.to),
        message: Said::from(&envelope.msg),
    })
    .collect()
}
