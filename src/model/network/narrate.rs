//! The steps of a network model in sentences.

use super::Subject;
use super::local::Local;
use super::outside::Alteration;
use super::sentence::{alteration, reference, sentence};
use super::system::{Action, Network, NetworkState};
use crate::actor::{Msg, Role, Roster, Timer};
use crate::model::story::{self, Act, Said, Sent, Step, Story, View};
use crate::paxos::{Message, Value};
use stateright::Model;
use stateright::actor::Id;

/// Tells a run of the model.
pub(super) fn story<A: Subject>(network: &Network<A>, actions: &[Action]) -> Story {
    let roster = network.roster();
    let mut state = network.init_states().pop().expect("a network begins in one state");
    let view = |id: Id, local: &Local| story::Actor {
        name: roster.name(id),
        state: View::from(&local.state),
    };
    let start = roster.ids().zip(&state.actors).map(|(id, local)| view(id, local)).collect();
    let mut steps = Vec::new();
    for action in actions {
        let next = network
            .next_state(&state, action.clone())
            .unwrap_or_else(|| panic!("not a run of the model: {action:?} is not possible here"));
        let changed = roster.ids().zip(state.actors.iter().zip(&next.actors));
        steps.push(Step {
            action: act(roster, &network.processes, action),
            text: sentence(network, action, &state, &next),
            sent: sent(roster, &state, &next),
            reference: reference(network, action, &state),
            changed: changed
                .filter(|(_, (before, after))| before.state != after.state)
                .map(|(id, (_, after))| view(id, after))
                .collect(),
        });
        state = next;
    }
    Story { start, steps }
}

/// What is on its way after a step and was not before it.
fn sent(roster: &Roster, before: &NetworkState, after: &NetworkState) -> Vec<Sent> {
    let copies = |envelope| before.in_flight.get(envelope).copied().unwrap_or(0);
    let new = after.in_flight.iter().filter(|(envelope, now)| **now > copies(envelope));
    new.map(|(envelope, _)| Sent {
        from: roster.name(envelope.from),
        to: roster.name(envelope.to),
        message: Said::from(&envelope.msg),
    })
    .collect()
}

pub(super) fn act(roster: &Roster, processes: &[Vec<Id>], action: &Action) -> Act {
    match action {
        Action::Deliver(envelope) => Act::Deliver {
            from: roster.name(envelope.from),
            to: roster.name(envelope.to),
            message: Said::from(&envelope.msg.clone()),
        },
        Action::Timeout(id, timer) => {
            Act::Timeout { actor: roster.name(*id), timer: timer_text(*timer).to_string() }
        }
        Action::Sync(id) => Act::Sync { actor: roster.name(*id) },
        Action::Crash(process) => Act::Crash { actors: names(roster, &processes[*process]) },
        Action::Heal => Act::Heal,
        Action::Alter(envelope, altered) => Act::Alter {
            from: roster.name(envelope.from),
            to: roster.name(envelope.to),
            message: Said::from(&envelope.msg),
            altered: altered.as_ref().map(|altered| Said::from(&altered.msg)),
        },
    }
}

/// An action in a few words, for a list of what is possible.
pub(super) fn act_text(roster: &Roster, processes: &[Vec<Id>], action: &Action) -> String {
    match action {
        Action::Deliver(envelope) => {
            let message = message_text(envelope.msg.clone());
            format!("{} → {}: {message}", roster.name(envelope.from), roster.name(envelope.to))
        }
        Action::Timeout(id, timer) => format!("{}: {}", roster.name(*id), timer_text(*timer)),
        Action::Sync(id) => format!("{}: disk catches up", roster.name(*id)),
        Action::Crash(process) => {
            format!("crash and restart: {}", names(roster, &processes[*process]).join(", "))
        }
        Action::Heal => "the partition heals".to_string(),
        Action::Alter(envelope, altered) => alteration(roster, envelope, altered.as_ref()),
    }
}

/// A message in a few words.
pub(in crate::model) fn message_text(msg: Msg) -> String {
    match msg {
        Msg::Paxos(Message::Prepare { ballot }) => format!("prepare {ballot}"),
        Msg::Paxos(Message::Promise { ballot, vote: None }) => {
            format!("promise {ballot}, no vote")
        }
        Msg::Paxos(Message::Promise { ballot, vote: Some(vote) }) => {
            format!("promise {ballot}, vote {}", story::vote_text(&vote))
        }
        Msg::Paxos(Message::Accept { ballot, value }) => {
            format!("accept {value} at {ballot}")
        }
        Msg::Paxos(Message::Accepted(vote)) => {
            format!("accepted {}", story::vote_text(&vote))
        }
        Msg::Query => "query".to_string(),
    }
}

pub(super) fn timer_text(timer: Timer) -> &'static str {
    match timer {
        Timer::NextBallot => "next ballot",
        Timer::Resend => "resend",
        Timer::CatchUp => "catch up",
    }
}

pub(super) fn names(roster: &Roster, ids: &[Id]) -> Vec<String> {
    ids.iter().map(|id| roster.name(*id)).collect()
}

/// How many crashes there may be, and of whom.
fn crashes<A: Subject>(network: &Network<A>) -> String {
    let of = |process: &usize| names(&network.roster, &network.processes[*process]).join(" with ");
    let mortal: Vec<_> = network.mortal.iter().map(of).collect();
    match (network.bounds.crashes, mortal.len() == network.processes.len()) {
        (0, _) => "no crashes".to_string(),
        (1, true) => "1 crash".to_string(),
        (n, true) => format!("{n} crashes"),
        (1, false) => format!("1 crash, of {}", mortal.join(" or ")),
        (n, false) => format!("{n} crashes, of {}", mortal.join(" or ")),
    }
}

/// The bounds of a model in words.
pub(super) fn bounds<A: Subject>(network: &Network<A>, wanted: &[Vec<Value>]) -> Vec<String> {
    let bounds = &network.bounds;
    let count = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let roles = |role: fn(&Role) -> bool| {
        network.roster.ids().filter_map(|id| network.roster.role(id)).filter(role).count() as u64
    };
    let mut words = vec![
        count(wanted.len() as u64, "proposer"),
        count(roles(|role| matches!(role, Role::Acceptor(_))), "acceptor"),
        count(roles(|role| matches!(role, Role::Learner(_))), "learner"),
        match &bounds.ballots[..] {
            [first, rest @ ..] if rest.iter().all(|other| other == first) => {
                format!("{} each", count(*first, "ballot"))
            }
            all => {
                format!("{} ballots", all.iter().map(u64::to_string).collect::<Vec<_>>().join(", "))
            }
        },
        if bounds.duplicate {
            "messages lost, delayed, reordered and duplicated".to_string()
        } else {
            "messages lost, delayed and reordered".to_string()
        },
        crashes(network),
        network.roster.quorums().to_string(),
    ];
    if network.processes.len() < network.roster.ids().count() {
        words.push(format!("{} processes", network.processes.len()));
    }
    if let Some(side) = &bounds.partition {
        let heals = if bounds.heals { "a partition, until it heals, of" } else { "a partition of" };
        words.push(format!("{heals} {} from all others", names(&network.roster, side).join(", ")));
    }
    if bounds.alterations > 0 {
        let noticed = match bounds.alteration {
            Alteration::Unnoticed => "unnoticed",
            Alteration::Noticed => "noticed",
        };
        words.push(format!("{} altered, {noticed}", count(bounds.alterations.into(), "message")));
    }
    if bounds.caching_disks {
        words.push("disks that cache".to_string());
    }
    if bounds.resends > 0 {
        words.push(count(u64::from(bounds.resends), "resend"));
    }
    words
}
