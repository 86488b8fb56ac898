//! Partial-order reduction by persistent sets.
//!
//! Steps of different actors commute, but for what the one sends the other. So where nobody can send
//! an actor anything any more that is not there already and that it might heed, its steps come out the
//! same whenever they are taken, and it is enough to take one of them first (Godefroid, *Partial-Order
//! Methods for the Verification of Concurrent Systems*, LNCS 1032). What others can still send is
//! looked up: for each local state, all messages on all ways on through the closed tables.
//! `docs/reductions.md` argues that no verdict changes.

use super::closed::Closed;
use super::tables::{ALONE, ActorTable, COUNTED, Entry};
use crate::model::packed::Step;
use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

/// Whether an actor's steps may be taken before those of all others, without and with a crash still
/// to come. Resends and crashes are counted for all actors together, so whoever takes one takes it
/// from others.
pub(super) fn may_go_first(table: &ActorTable, mortal: bool, resends: bool) -> [bool; 2] {
    let resend = |alone: &[Entry; ALONE]| {
        COUNTED.iter().any(|timer| alone[*timer as usize].outcome.is_some())
    };
    let uncounted = !(resends && table.alone.iter().any(resend));
    let crashes = mortal && table.crash.iter().any(|entry| entry.outcome.is_some());
    [uncounted, uncounted && !crashes]
}

/// For each local state, the number of its component: of all those between which the actor can go
/// back and forth.
pub(super) fn components(table: &ActorTable) -> Vec<usize> {
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<_> = table.locals.iter().map(|_| graph.add_node(())).collect();
    for (local, node) in nodes.iter().enumerate() {
        for outcome in table.outcomes(local, false) {
            graph.add_edge(*node, nodes[outcome.local], ());
        }
    }
    let mut components = vec![0; table.locals.len()];
    for (number, component) in tarjan_scc(&graph).iter().enumerate() {
        for local in component {
            components[local.index()] = number;
        }
    }
    components
}

impl<const N: usize> Closed<N> {
    /// Appends the steps of the first actor to which nobody can send anything new, if these bits can
    /// still come; whether there is one that has any.
    pub(super) fn first_alone(
        &self,
        state: &[u64; N],
        to_come: &[u64; N],
        found: &mut Vec<(Step, [u64; N])>,
    ) -> bool {
        let crash = usize::from(self.layout.crashes.get(state) > 0);
        let mut absent = *to_come;
        if self.duplicate {
            for (absent, there) in absent.iter_mut().zip(state) {
                *absent &= !there;
            }
        }
        for (id, actor) in self.actors.iter().enumerate().filter(|(_, a)| a.may_go_first[crash]) {
            let keep = &actor.locals[self.local(state, id)].keep[crash];
            let new = |word: &usize| absent[*word] & actor.inbox[*word] & keep[*word] != 0;
            if !actor.words.iter().any(new) {
                self.alone(state, id, found);
                self.deliveries(state, id, found);
                if !found.is_empty() && found.iter().all(|(_, next)| self.moves_on(id, state, next))
                {
                    return true;
                }
                found.clear();
            }
        }
        false
    }

    /// Whether an actor cannot come back from a step, so that those who wait while it goes first do
    /// not wait for ever.
    fn moves_on(&self, id: usize, state: &[u64; N], next: &[u64; N]) -> bool {
        let (before, after) = (self.local(state, id), self.local(next, id));
        let component = |local: usize| self.actors[id].locals[local].component;
        before == after || component(before) != component(after)
    }
}
