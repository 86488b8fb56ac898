//! The bounds of a model in words.

use super::phrases::names;
use crate::actor::Role;
use crate::model::network::bounds::Alteration;
use crate::model::network::subject::Subject;
use crate::model::network::system::Network;
use crate::model::words::counted;

/// The bounds of a model in words.
pub(in crate::model::network) fn bounds<A: Subject>(network: &Network<A>) -> Vec<String> {
    let bounds = &network.bounds;
    let roles = |role: fn(&Role) -> bool| {
        network.roster.ids().filter_map(|id| network.roster.role(id)).filter(role).count() as u64
    };
    let mut words = vec![
        counted(network.wanted.len(), "proposer"),
        counted(roles(|role| matches!(role, Role::Acceptor(_))), "acceptor"),
        counted(roles(|role| matches!(role, Role::Learner(_))), "learner"),
        match &bounds.ballots[..] {
            [first, rest @ ..] if rest.iter().all(|other| other == first) => {
                format!("{} each", counted(*first, "ballot"))
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
        words.push(counted(network.processes.len(), "process"));
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
        words.push(format!("{} altered, {noticed}", counted(bounds.alterations, "message")));
    }
    if bounds.caching_disks {
        words.push("disks that cache".to_string());
    }
    if let Some(owner) = network.owner {
        words.push(format!("proposer {owner} owns round 0"));
    }
    if network.refuses() {
        words.push("refusals".to_string());
    }
    if network.tells() {
        words.push("learners tell each other".to_string());
    }
    if bounds.reads > 0 {
        words.push(counted(bounds.reads, "read"));
    }
    if bounds.resends > 0 {
        words.push(counted(bounds.resends, "resend"));
    }
    words
}

/// How many crashes there may be, and of whom.
fn crashes<A: Subject>(network: &Network<A>) -> String {
    let of = |process: &usize| names(&network.roster, &network.processes[*process]).join(" with ");
    let mortal: Vec<_> = network.mortal.iter().map(of).collect();
    match (network.bounds.crashes, mortal.len() == network.processes.len()) {
        (0, _) => "no crashes".to_string(),
        (n, true) => counted(n, "crash"),
        (n, false) => format!("{}, of {}", counted(n, "crash"), mortal.join(" or ")),
    }
}
