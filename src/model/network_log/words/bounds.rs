//! The bounds of a model in words.

use crate::model::network_log::subject::Subject;
use crate::model::network_log::system::NetworkLog;
use crate::model::words::counted;
use stateright::actor::Id;

/// The bounds of a model in words.
pub(in crate::model::network_log) fn bounds<A: Subject>(network: &NetworkLog<A>) -> Vec<String> {
    let (bounds, roster) = (&network.bounds, &network.roster);
    let ballots = match &bounds.ballots[..] {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => {
            format!("{} each", counted(*first, "ballot"))
        }
        all => {
            let all: Vec<String> = all.iter().map(u64::to_string).collect();
            format!("{} ballots", all.join(", "))
        }
    };
    let network_loses = match bounds.duplicate {
        true => "messages lost, delayed, reordered and duplicated",
        false => "messages lost, delayed and reordered",
    };
    let mortal: Vec<String> = bounds.mortal.iter().map(|id| roster.name(Id::from(*id))).collect();
    let crashes = match (bounds.crashes, mortal.len() == roster.size()) {
        (0, _) => "no crashes".to_string(),
        (n, true) => counted(n, "crash"),
        (n, false) => format!("{}, of {}", counted(n, "crash"), mortal.join(" or ")),
    };
    vec![
        counted(roster.proposers().count(), "proposer"),
        counted(roster.quorums().acceptors(), "acceptor"),
        counted(roster.learners().count(), "learner"),
        counted(bounds.slots, "slot"),
        format!("a window of {}", counted(bounds.window, "slot")),
        ballots,
        network_loses.to_string(),
        crashes,
        roster.quorums().to_string(),
    ]
}
