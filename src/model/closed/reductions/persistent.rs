//! Partial-order reduction by persistent sets.
//!
//! Steps of different actors commute, but for what the one sends the other. So where nobody can send
//! an actor anything any more that is not there already and that it might heed, its steps come out the
//! same whenever they are taken, and it is enough to take one of them first (Godefroid, *Partial-Order
//! Methods for the Verification of Concurrent Systems*, LNCS 1032). What others can still send is
//! looked up: for each local state, all messages on all ways on through the closed tables.
//! `docs/reductions.md` argues that no verdict changes.

use crate::model::closed::tables::{ALONE, ActorTable, COUNTED, Entry};
use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

/// What is to be known of an actor, so that it can go first.
#[derive(Debug)]
pub(in crate::model::closed) struct GoesFirst {
    /// Whether its steps may be taken before those of all others, without and with a crash still to come.
    may: [bool; 2],
    /// The local states between which it can go back and forth have the same number.
    components: Vec<usize>,
}

impl GoesFirst {
    /// Finds it out of an actor that may crash or not, where messages may be sent again or not.
    pub(in crate::model::closed) fn new(table: &ActorTable, mortal: bool, resends: bool) -> Self {
        Self { may: may_go_first(table, mortal, resends), components: components(table) }
    }

    /// Whether the actor may go first, with or without a crash still to come, if these are the bits of messages
    /// that it may heed, and that are not there and may yet be sent.
    pub(in crate::model::closed) fn may(
        &self,
        crash: bool,
        mut to_come: impl Iterator<Item = u64>,
    ) -> bool {
        self.may[usize::from(crash)] && to_come.all(|bits| bits == 0)
    }

    /// Whether the actor cannot come back from a step between these local states, so that those who wait while
    /// it goes first do not wait for ever.
    pub(in crate::model::closed) fn moves_on(&self, before: usize, after: usize) -> bool {
        before == after || self.components[before] != self.components[after]
    }
}

/// Whether an actor's steps may be taken before those of all others, without and with a crash still
/// to come. Resends and crashes are counted for all actors together, so whoever takes one takes it
/// from others.
fn may_go_first(table: &ActorTable, mortal: bool, resends: bool) -> [bool; 2] {
    let resend =
        |alone: &[Entry; ALONE]| COUNTED.iter().any(|event| alone[*event].outcome.is_some());
    let uncounted = !(resends && table.alone.iter().any(resend));
    let crashes = mortal && table.crash.iter().any(|entry| entry.outcome.is_some());
    [uncounted, uncounted && !crashes]
}

/// For each local state, the number of its component: of all those between which the actor can go
/// back and forth.
fn components(table: &ActorTable) -> Vec<usize> {
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<_> = (0..table.locals()).map(|_| graph.add_node(())).collect();
    for (local, node) in nodes.iter().enumerate() {
        for outcome in table.outcomes(local, false) {
            graph.add_edge(*node, nodes[outcome.local], ());
        }
    }
    let mut components = vec![0; table.locals()];
    for (number, component) in tarjan_scc(&graph).iter().enumerate() {
        for local in component {
            components[local.index()] = number;
        }
    }
    components
}
