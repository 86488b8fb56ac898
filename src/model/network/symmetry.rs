//! Which acceptors can change places without anybody noticing, computed from the tables.
//!
//! Nothing is assumed of the actors. Swapping two neighbouring acceptors renames messages and facts;
//! from that follows what it does to every local state, by walking the tables from the initial one.
//! If the walk finds that something would behave differently, the two do not change places.

use super::Subject;
use super::system::Network;
use super::tables::{ALONE, ActorTable, Entry, Mail, Outcome, Tables};
use crate::model::columns::{quorums_allow, swapped};
use stateright::actor::Id;
use std::collections::BTreeSet;
use std::ops::Range;

/// How acceptors can change places.
#[derive(Debug, Default)]
pub(super) struct Symmetry {
    /// Runs of acceptors, counted from 0, that are all alike; each of two or more.
    pub(super) alike: Vec<Range<usize>>,
    /// For each acceptor but the last: what becomes of every actor's local states when it and the
    /// next change places. Empty where they cannot.
    pub(super) swaps: Vec<Vec<Vec<usize>>>,
    /// For each actor that is no acceptor, each of its local states and each acceptor: how the local
    /// state sees the acceptor. Where it sees two alike, it does not change when they are swapped.
    pub(super) views: Vec<Vec<Vec<usize>>>,
}

impl Symmetry {
    /// Computes it.
    pub(super) fn of<A: Subject>(network: &Network<A>, tables: &Tables) -> Self {
        let acceptors = network.roster.quorums().acceptors();
        let first = network.roster.proposers().count();
        let is_acceptor = |id: usize| (first..first + acceptors).contains(&id);
        let within = |mail: &Mail| is_acceptor(mail.from.into()) && is_acceptor(mail.to.into());
        if tables.messages.iter().any(within) {
            return Self::default();
        }
        let swaps: Vec<_> = (0..acceptors.saturating_sub(1))
            .map(|at| swap(network, tables, at, first + at).unwrap_or_default())
            .collect();
        let mut symmetry = Self { alike: Vec::new(), swaps, views: Vec::new() };
        let mut from = 0;
        for at in 0..acceptors {
            if symmetry.swaps.get(at).is_none_or(Vec::is_empty) {
                if at > from {
                    symmetry.alike.push(from..at + 1);
                }
                from = at + 1;
            }
        }
        symmetry.views = (0..tables.actors.len())
            .map(|actor| match is_acceptor(actor) {
                true => Vec::new(),
                false => symmetry.view(actor, tables, acceptors),
            })
            .collect();
        if symmetry.views_are_exact() { symmetry } else { Self::default() }
    }

    /// Numbers the local states of acceptors that are alike alike; the first of the acceptors has
    /// the number `first` among the actors.
    pub(super) fn align(&self, tables: &mut Tables, first: usize) {
        for range in &self.alike {
            let mut order: Vec<usize> =
                (0..tables.actors[first + range.start].locals.len()).collect();
            for at in range.start..range.end - 1 {
                let swap = &self.swaps[at][first + at];
                order = order.iter().map(|local| swap[*local]).collect();
                tables.renumber(first + at + 1, &order);
            }
        }
    }

    /// How an actor sees each acceptor in each local state: two pairs of a local state and an
    /// acceptor are alike if swaps lead from one to the other. The view is the first such pair.
    fn view(&self, actor: usize, tables: &Tables, acceptors: usize) -> Vec<Vec<usize>> {
        let locals = tables.actors[actor].locals.len();
        let mut views = vec![vec![usize::MAX; acceptors]; locals];
        for local in 0..locals {
            for acceptor in 0..acceptors {
                if views[local][acceptor] != usize::MAX {
                    continue;
                }
                let view = local * acceptors + acceptor;
                views[local][acceptor] = view;
                let mut queue = vec![(local, acceptor)];
                while let Some((local, acceptor)) = queue.pop() {
                    for (at, swap) in self.swaps.iter().enumerate().filter(|(_, s)| !s.is_empty()) {
                        let next = (swap[actor][local], swapped(at, acceptor));
                        if views[next.0][next.1] == usize::MAX {
                            views[next.0][next.1] = view;
                            queue.push(next);
                        }
                    }
                }
            }
        }
        views
    }

    /// Whether it is true that a local state does not change when two acceptors are swapped that it
    /// sees alike.
    fn views_are_exact(&self) -> bool {
        self.views.iter().enumerate().all(|(actor, views)| {
            views.iter().enumerate().all(|(local, view)| {
                self.alike.iter().all(|range| {
                    let pairs = range.clone().flat_map(|a| (a + 1..range.end).map(move |b| (a, b)));
                    pairs
                        .filter(|(a, b)| view[*a] == view[*b])
                        .all(|(a, b)| self.transposed(actor, local, a, b) == local)
                })
            })
        })
    }

    /// A local state after two acceptors, the first before the second, have changed places.
    fn transposed(&self, actor: usize, local: usize, a: usize, b: usize) -> usize {
        let there = a..b;
        let back = (a..b - 1).rev();
        there.chain(back).fold(local, |local, at| self.swaps[at][actor][local])
    }
}

/// What becomes of every actor's local states when an acceptor and the next change places; none if
/// somebody would notice.
fn swap<A: Subject>(
    network: &Network<A>,
    tables: &Tables,
    at: usize,
    id: usize,
) -> Option<Vec<Vec<usize>>> {
    let messages = tables.swapped_messages[at].as_ref()?;
    let facts = tables.swapped_facts[at].as_ref()?;
    if network.severs(Id::from(id), Id::from(id + 1))
        || !processes_allow(network, id)
        || !quorums_allow(network.roster.quorums(), at)
    {
        return None;
    }
    let renamed = |names: &[usize], list: &[usize]| {
        let mut image: Vec<_> = list.iter().map(|number| names[*number]).collect();
        image.sort_unstable();
        image
    };
    let image = |outcome: &Outcome, local: usize| Outcome {
        local,
        sent: renamed(messages, &outcome.sent),
        facts: renamed(facts, &outcome.facts),
    };
    let mut maps = Vec::new();
    for actor in 0..tables.actors.len() {
        let (from, to) = (&tables.actors[actor], &tables.actors[swapped(id, actor)]);
        if from.locals.len() != to.locals.len() {
            return None;
        }
        let mut map = vec![usize::MAX; from.locals.len()];
        map[0] = 0;
        if image(&tables.at_first[actor], 0) != tables.at_first[swapped(id, actor)] {
            return None;
        }
        let mut queue = vec![0];
        while let Some(local) = queue.pop() {
            for (here, there) in events(tables, messages, from, to, local, map[local]) {
                match (&here.outcome, &there.outcome) {
                    (None, None) => {}
                    (Some(here), Some(there)) => {
                        if map[here.local] == usize::MAX {
                            map[here.local] = there.local;
                            queue.push(here.local);
                        }
                        if image(here, map[here.local]) != **there {
                            return None;
                        }
                    }
                    _ => return None,
                }
            }
        }
        maps.push(map);
    }
    Some(maps)
}

/// Whether the processes, and those that may crash, are the same after the acceptor of this id and
/// the next have changed places.
fn processes_allow<A: Subject>(network: &Network<A>, id: usize) -> bool {
    let all: Vec<usize> = (0..network.processes.len()).collect();
    [&all, &network.mortal].into_iter().all(|processes| {
        let members = |rename: &dyn Fn(usize) -> usize| -> BTreeSet<BTreeSet<usize>> {
            let ids = processes.iter().map(|process| network.processes[*process].iter());
            ids.map(|ids| ids.map(|id| rename(usize::from(*id))).collect()).collect()
        };
        members(&|other| other) == members(&|other| swapped(id, other))
    })
}

/// Every event in a local state, beside its counterpart.
fn events<'a>(
    tables: &'a Tables,
    messages: &'a [usize],
    from: &'a ActorTable,
    to: &'a ActorTable,
    local: usize,
    image: usize,
) -> impl Iterator<Item = (&'a Entry, &'a Entry)> {
    let deliveries = from.inbox.iter().zip(&from.deliver[local]).map(move |(message, entry)| {
        (entry, &to.deliver[image][tables.messages[messages[*message]].in_box])
    });
    let alone = (0..ALONE).map(move |t| (&from.alone[local][t], &to.alone[image][t]));
    deliveries.chain(alone).chain([(&from.crash[local], &to.crash[image])])
}
