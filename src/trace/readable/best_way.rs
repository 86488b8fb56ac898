//! The best of all orders of a run's steps.

use super::cost::{Cost, Costs, Place};
use super::orders::{self, MOST_STEPS, Node, Taking};
use crate::trace::arrows::Arrows;
use std::collections::BTreeMap;

/// The most ways to one place that are followed.
const MOST_WAYS: usize = 24;

/// For each node, and each place where a reader can be there, what the best way to it costs.
type Known = Vec<BTreeMap<Place, Cost>>;

/// The best order of the steps of a run through these states, of all that changes of neighbours lead to; none if
/// they are too many, or nobody waits for one any more. Of those that are as good it is one with few arrows that cross: the fewest, but that of the
/// ways to one place only so many are followed; and of these the one whose actors come first.
pub(super) fn find<T: Taking>(
    states: &[T::State],
    costs: &Costs,
    arrows: &Arrows,
    taking: &T,
) -> Option<Vec<usize>> {
    let (nodes, last) = orders::all(states, taking)?;
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|node| nodes[*node].told());
    let known = on_a_best_way(&nodes, &order, last, costs);
    let ranks = Ranks::of(costs);
    let mut ways: Vec<BTreeMap<Place, Vec<Way>>> = vec![BTreeMap::new(); nodes.len()];
    ways[0].insert(Place::default(), vec![Way::default()]);
    for node in order.into_iter().filter(|node| *node != last) {
        if taking.stop() {
            return None;
        }
        for (place, best) in std::mem::take(&mut ways[node]) {
            let cost = known[node][&place];
            for (step, next) in &nodes[node].next {
                let (cost, place) = costs.add(cost, place, *step);
                if known[*next].get(&place) == Some(&cost) {
                    let ways = ways[*next].entry(place).or_default();
                    for way in &best {
                        keep(ways, ranks.then(way, nodes[node].told(), *step, arrows));
                    }
                }
            }
        }
    }
    let best = std::mem::take(&mut ways[last]).into_values().flatten().min();
    Some(ranks.steps(&best.expect("the run itself is a way"), nodes[last].told()).collect())
}

/// What the best way costs to each place through which a best way to the last node leads.
fn on_a_best_way<T>(nodes: &[Node<T>], order: &[usize], last: usize, costs: &Costs) -> Known {
    let mut known: Known = vec![BTreeMap::new(); nodes.len()];
    known[0].insert(Place::default(), Cost::default());
    for node in order {
        for (place, cost) in known[*node].clone() {
            for (step, next) in &nodes[*node].next {
                let (cost, place) = costs.add(cost, place, *step);
                let best = known[*next].entry(place).or_insert(cost);
                *best = cost.min(*best);
            }
        }
    }
    let best = known[last].values().min().copied();
    known[last].retain(|_, cost| Some(*cost) == best);
    for node in order.iter().rev().filter(|node| **node != last) {
        let mut here = std::mem::take(&mut known[*node]);
        here.retain(|place, cost| {
            nodes[*node].next.iter().any(|(step, next)| {
                let (cost, place) = costs.add(*cost, *place, *step);
                known[*next].get(&place) == Some(&cost)
            })
        });
        known[*node] = here;
    }
    known
}

/// Some steps in an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    /// How many arrows cross.
    crossings: usize,
    /// The steps, by their ranks.
    turns: [u8; MOST_STEPS],
}

/// Which step is told first where nothing else decides: by their actors, then as the run tells them.
struct Ranks {
    /// The steps in this order.
    steps: Vec<usize>,
    /// The place of each step in it.
    ranks: Vec<u8>,
}

impl Ranks {
    fn of(costs: &Costs) -> Self {
        let mut steps: Vec<usize> = (0..costs.0.len()).collect();
        steps.sort_by_key(|step| (costs.0[*step].actor, *step));
        let mut ranks = vec![0; steps.len()];
        for (rank, step) in (0..).zip(&steps) {
            ranks[*step] = rank;
        }
        Self { steps, ranks }
    }

    /// The first steps of a way, so many of them.
    fn steps<'a>(&'a self, way: &'a Way, told: usize) -> impl Iterator<Item = usize> + 'a {
        way.turns[..told].iter().map(|rank| self.steps[usize::from(*rank)])
    }

    /// A way of so many steps with one more.
    fn then(&self, way: &Way, told: usize, step: usize, arrows: &Arrows) -> Way {
        let mut turns = way.turns;
        turns[told] = self.ranks[step];
        let mut rows = [None; MOST_STEPS];
        for (row, step) in self.steps(&Way { turns, ..*way }, told + 1).enumerate() {
            rows[step] = Some(row);
        }
        Way { crossings: way.crossings + arrows.crossed_by(step, &rows), turns }
    }
}

/// Adds a way to the best that lead to the same place, if it is one of them.
fn keep(best: &mut Vec<Way>, way: Way) {
    if let Err(at) = best.binary_search(&way)
        && at < MOST_WAYS
    {
        best.truncate(MOST_WAYS - 1);
        best.insert(at, way);
    }
}
