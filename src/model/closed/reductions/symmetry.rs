//! Which acceptors can change places without anybody noticing, computed from the tables.
//!
//! Nothing is assumed of the actors. Swapping two neighbouring acceptors renames messages and facts;
//! from that follows what it does to every local state, by walking the tables from the initial one.
//! If the walk finds that something would behave differently, the two do not change places; nor if what
//! their records say to a reader, or what he asks, would then be something else.

use crate::model::closed::actors::Actors;
use crate::model::closed::close::Names;
use crate::model::closed::tables::{ALONE, ActorTable, Entry, Mail, Outcome, Tables};
use crate::model::columns::{Columns, quorums_allow, swapped};
use crate::model::field::Field;
use crate::model::question::Question;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Range;

/// How acceptors can change places.
#[derive(Debug, Default)]
pub(in crate::model::closed) struct Symmetry {
    /// Runs of acceptors, counted from 0, that are all alike; each of two or more.
    pub(in crate::model::closed) alike: Vec<Range<usize>>,
    /// For each acceptor but the last: what becomes of every actor's local states when it and the
    /// next change places. Empty where they cannot.
    pub(in crate::model::closed) swaps: Vec<Vec<Vec<usize>>>,
    /// For each actor that is no acceptor, each of its local states and each acceptor: how the local
    /// state sees the acceptor. Where it sees two alike, it does not change when they are swapped.
    pub(in crate::model::closed) views: Vec<Vec<Vec<usize>>>,
}

impl Symmetry {
    /// Computes it.
    pub(in crate::model::closed) fn of<S: Actors>(
        system: &S,
        tables: &Tables,
        names: &Names<S>,
        questions: &[Question],
    ) -> Self {
        let acceptors = tables.acceptors().count();
        let first = tables.first_acceptor();
        let is_acceptor = |id: usize| tables.actors[id].is_acceptor();
        let within = |mail: &Mail| is_acceptor(mail.from) && is_acceptor(mail.to);
        if tables.messages.iter().any(within) {
            return Self::default();
        }
        let swaps: Vec<_> = (0..acceptors.saturating_sub(1))
            .map(|at| match questions.iter().all(|question| question.allows_swap(at)) {
                true => swap(system, tables, at, first + at)
                    .filter(|maps| records_allow(system, names, first + at, maps)),
                false => None,
            })
            .map(Option::unwrap_or_default)
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

    /// The order in which the local states of acceptors that are alike are numbered alike: for each of them
    /// but the first, its id and its old numbers in the new order.
    pub(in crate::model::closed) fn aligned(&self, tables: &Tables) -> Vec<(usize, Vec<usize>)> {
        let first = tables.first_acceptor();
        let mut orders = Vec::new();
        for range in &self.alike {
            let mut order: Vec<usize> = (0..tables.actors[first + range.start].locals()).collect();
            for at in range.start..range.end - 1 {
                let swap = &self.swaps[at][first + at];
                order = order.iter().map(|local| swap[*local]).collect();
                orders.push((first + at + 1, order.clone()));
            }
        }
        orders
    }

    /// How two neighbouring acceptors compare in a state whose local states stand in these fields: first
    /// what belongs to them alone, then how the other actors see them.
    pub(in crate::model::closed) fn compare<const N: usize>(
        &self,
        columns: &Columns,
        locals: &[Field],
        state: &[u64; N],
        acceptor: usize,
    ) -> Ordering {
        let views = |acceptor: usize| {
            let others = self.views.iter().zip(locals).filter(|(views, _)| !views.is_empty());
            others.map(move |(views, local)| views[local.index(state)][acceptor])
        };
        columns.compare(state, acceptor).then_with(|| views(acceptor).cmp(views(acceptor + 1)))
    }

    /// Swaps two neighbouring acceptors.
    pub(in crate::model::closed) fn swap<const N: usize>(
        &self,
        columns: &Columns,
        locals: &[Field],
        state: &mut [u64; N],
        acceptor: usize,
    ) {
        columns.swap(state, acceptor);
        for (actor, views) in self.views.iter().enumerate() {
            if !views.is_empty() {
                let local = self.swaps[acceptor][actor][locals[actor].index(state)];
                locals[actor].set(state, local as u64);
            }
        }
    }

    /// How an actor sees each acceptor in each local state: two pairs of a local state and an
    /// acceptor are alike if swaps lead from one to the other. The view is the first such pair.
    fn view(&self, actor: usize, tables: &Tables, acceptors: usize) -> Vec<Vec<usize>> {
        let locals = tables.actors[actor].locals();
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
/// somebody would notice. The walk finds all local states of an actor, and all of its counterpart's.
fn swap(system: &impl Actors, tables: &Tables, at: usize, id: usize) -> Option<Vec<Vec<usize>>> {
    let messages = tables.swapped_messages[at].as_ref()?;
    let facts = tables.swapped_facts[at].as_ref()?;
    if system.severs(id, id + 1)
        || !processes_allow(system, id)
        || !quorums_allow(system.quorums(), at)
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
        if_chosen: renamed(facts, &outcome.if_chosen),
    };
    let mut maps = Vec::new();
    for actor in 0..tables.actors.len() {
        let (from, to) = (&tables.actors[actor], &tables.actors[swapped(id, actor)]);
        let mut map = vec![usize::MAX; from.locals()];
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

/// Whether the records of all actors say the same of ballots after the acceptor of this id and the next have
/// changed places.
fn records_allow<S: Actors>(system: &S, names: &Names<S>, id: usize, maps: &[Vec<usize>]) -> bool {
    maps.iter().enumerate().all(|(actor, map)| {
        let images = &names.locals[swapped(id, actor)];
        let mut pairs = names.locals[actor].iter().zip(map);
        pairs.all(|(local, image)| system.recorded(local) == system.recorded(&images[*image]))
    })
}

/// Whether the processes are the same after the acceptor of this id and the next have changed places. Those
/// that may crash then are too: of a crash of others nothing comes in the tables.
fn processes_allow(system: &impl Actors, id: usize) -> bool {
    let processes = system.processes();
    let members = |rename: &dyn Fn(usize) -> usize| -> BTreeSet<BTreeSet<usize>> {
        processes.iter().map(|ids| ids.iter().map(|id| rename(*id)).collect()).collect()
    };
    members(&|other| other) == members(&|other| swapped(id, other))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Three acceptors that are alike, and one other actor with two local states; a swap of neighbours makes
    /// of each of these the one of this number. It sees all three alike.
    fn seen_alike(swapped: [usize; 2]) -> Symmetry {
        let swap = vec![swapped.to_vec()];
        Symmetry {
            alike: std::iter::once(0..3).collect(),
            swaps: vec![swap.clone(), swap],
            views: vec![vec![vec![0; 3]; 2]],
        }
    }

    /// An actor could know of three acceptors nothing but which way round they stand in a circle. It sees them
    /// alike, and is changed by a swap of any two.
    #[test]
    fn views_are_exact_if_nobody_is_changed_by_a_swap_of_those_whom_it_sees_alike() {
        assert!(seen_alike([0, 1]).views_are_exact());
        assert!(!seen_alike([1, 0]).views_are_exact());
    }
}
