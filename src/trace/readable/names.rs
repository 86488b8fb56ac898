//! Which acceptors might take each other's names, so that quorums come in order.

use super::renaming::Renaming;
use crate::model::story::{Act, Cast, Said, Step, View};
use crate::trace::Trace;
use crate::trace::setting::Setting;
use std::collections::BTreeSet;

/// The most acceptors that take each other's names.
const MOST_ACCEPTORS: usize = 7;

/// The numbers of acceptors, counted from 0, in their order.
type Group = BTreeSet<usize>;

/// How names look to a reader: the quorums that chose, then all that voted together, as sets without gaps and
/// in order, then who comes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    quorums: (usize, Vec<Group>),
    voters: (usize, Vec<Group>),
    turns: Vec<usize>,
}

/// The ways to name the acceptors that look better than the present one, the best first.
pub(super) fn candidates(trace: &Trace, setting: &Setting) -> Vec<Renaming> {
    let names = trace.story.start.iter().map(|actor| actor.name.clone());
    let acceptors: Vec<String> = names.filter(|name| name.starts_with("acceptor")).collect();
    if acceptors.len() > MOST_ACCEPTORS {
        return Vec::new();
    }
    let number = |name: &str| acceptors.iter().position(|acceptor| acceptor == name);
    let all_votes = votes(&trace.story.steps);
    let mut casts: Vec<&Cast> = Vec::new();
    for (_, cast) in &all_votes {
        if !casts.contains(cast) {
            casts.push(cast);
        }
    }
    let voters = |cast: &Cast| -> Group {
        let own = all_votes.iter().filter(|(_, other)| *other == cast);
        own.filter_map(|(name, _)| number(name)).collect()
    };
    let members = |names: &[String]| names.iter().filter_map(|name| number(name)).collect();
    let quorums = setting.quorums().into_iter().map(|(_, names)| members(names));
    let quorums: Vec<Group> = quorums.collect();
    let all: Vec<Group> = casts.iter().map(|cast| voters(cast)).collect();
    let turns = trace.story.steps.iter().flat_map(|step| step.action.actors());
    let turns: Vec<usize> = turns.filter_map(number).collect();
    let look = |order: &[usize]| Look {
        quorums: in_order(&quorums, order),
        voters: in_order(&all, order),
        turns: turns.iter().map(|acceptor| order[*acceptor]).collect(),
    };
    let mut orders: Vec<_> = permutations(acceptors.len());
    orders.sort_by_cached_key(|order| look(order));
    let present = orders.iter().position(|order| order.is_sorted()).unwrap_or(0);
    let better = orders[..present].iter();
    better.map(|order| Renaming::of(&acceptors, order)).collect()
}

/// How many acceptors stand between those of each group and are none of it; and the groups, where the order
/// says whose number each acceptor has then.
fn in_order(groups: &[Group], order: &[usize]) -> (usize, Vec<Group>) {
    let renamed = groups.iter().map(|group| group.iter().map(|one| order[*one]).collect());
    let renamed: Vec<Group> = renamed.collect();
    let gaps = renamed.iter().filter_map(|group| {
        let (first, last) = (group.first()?, group.last()?);
        Some(last - first + 1 - group.len())
    });
    (gaps.sum(), renamed)
}

/// The votes of a run, as they are cast or told.
fn votes(steps: &[Step]) -> Vec<(&str, &Cast)> {
    let mut votes = Vec::new();
    for step in steps {
        for sent in &step.sent {
            if let (Said::Accepted(cast), false) = (&sent.message, is_altered(&step.action)) {
                votes.push((sent.from.as_str(), cast));
            }
        }
        for actor in &step.changed {
            let casts = match &actor.state {
                View::Acceptor { voted: Some(cast), .. } => std::slice::from_ref(cast),
                View::Voter { votes, .. } => votes,
                _ => &[],
            };
            votes.extend(casts.iter().map(|cast| (actor.name.as_str(), cast)));
        }
    }
    votes
}

fn is_altered(action: &Act) -> bool {
    matches!(action, Act::Alter { .. })
}

/// All orders of so many numbers.
fn permutations(number: usize) -> Vec<Vec<usize>> {
    (0..number).fold(vec![Vec::new()], |orders, _| {
        let longer = |order: Vec<usize>| {
            let next = (0..number).filter(|one| !order.contains(one)).collect::<Vec<_>>();
            next.into_iter().map(move |one| [&order[..], &[one]].concat())
        };
        orders.into_iter().flat_map(longer).collect()
    })
}
