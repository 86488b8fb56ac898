//! The bounds of a model in words.

use super::phrases::names;
use crate::actor::Role;
use crate::model::network::bounds::Alteration;
use crate::model::network::subject::Subject;
use crate::model::network::system::Network;

/// The bounds of a model in words.
pub(in crate::model::network) fn bounds<A: Subject>(network: &Network<A>) -> Vec<String> {
    let bounds = &network.bounds;
    let count = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let roles = |role: fn(&Role) -> bool| {
        network.roster.ids().filter_map(|id| network.roster.role(id)).filter(role).count() as u64
    };
    let mut words = vec![
        count(network.wanted.len() as u64, "proposer"),
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
