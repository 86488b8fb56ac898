//! All orders of a run's steps that keep its causes, and the best of them.

use super::cost::{Cost, Costs, Place};
use crate::trace::arrows::Arrows;
use std::collections::BTreeMap;

/// The most steps of a run all of whose orders are looked at.
const MOST_STEPS: usize = 30;

/// The most states between them that are looked at.
const MOST_STATES: usize = 200_000;

/// What has been taken of a run, in whatever order, and where that leads.
struct Node<T> {
    /// One bit for each step that has been taken.
    taken: u32,
    state: T,
    /// The steps that can be taken next, and where they lead.
    next: Vec<(usize, usize)>,
    /// The steps that can have been the last, and from where.
    before: Vec<(usize, usize)>,
}

/// All orders, as the ways through what they have taken.
struct Orders<T> {
    nodes: Vec<Node<T>>,
    /// Where so much has been taken.
    places: BTreeMap<u32, Vec<usize>>,
    /// The steps between nodes of which it was not yet tried with whom they change places.
    new: Vec<(usize, usize, usize)>,
}

/// The best order of the steps of a run through these states, of all that changes of neighbours lead to; none if
/// they are too many. `after` is the state after one of the steps, where so many have been taken; none if the
/// step is not possible there.
pub(super) fn best<T: Clone + PartialEq>(
    states: &[T],
    costs: &Costs,
    arrows: &Arrows,
    after: impl Fn(&T, usize, usize) -> Option<T>,
) -> Option<Vec<usize>> {
    if states.len() > MOST_STEPS + 1 {
        return None;
    }
    let mut orders = Orders { nodes: Vec::new(), places: BTreeMap::new(), new: Vec::new() };
    let mut taken = 0;
    let mut last = orders.node(taken, states[0].clone());
    for (step, state) in states[1..].iter().enumerate() {
        taken |= 1 << step;
        let next = orders.node(taken, state.clone());
        orders.join(last, step, next);
        last = next;
    }
    orders.grow(after).then(|| orders.cheapest(costs, arrows, last))
}

impl<T: PartialEq> Orders<T> {
    /// The number of the node where this was taken and leads to this state.
    fn node(&mut self, taken: u32, state: T) -> usize {
        let places = self.places.entry(taken).or_default();
        let known = places.iter().find(|place| self.nodes[**place].state == state);
        if let Some(known) = known {
            return *known;
        }
        let number = self.nodes.len();
        places.push(number);
        self.nodes.push(Node { taken, state, next: Vec::new(), before: Vec::new() });
        number
    }

    /// A step leads from one node to another.
    fn join(&mut self, from: usize, step: usize, to: usize) {
        if !self.nodes[from].next.contains(&(step, to)) {
            self.nodes[from].next.push((step, to));
            self.nodes[to].before.push((step, from));
            self.new.push((from, step, to));
        }
    }

    /// Lets neighbours change places until nothing new comes of it; whether that came to an end.
    fn grow(&mut self, after: impl Fn(&T, usize, usize) -> Option<T>) -> bool {
        while let Some((from, step, to)) = self.new.pop() {
            for (next, end) in self.nodes[to].next.clone() {
                self.swap((from, step), (next, end), &after);
            }
            for (last, begin) in self.nodes[from].before.clone() {
                self.swap((begin, last), (step, to), &after);
            }
            if self.nodes.len() > MOST_STATES {
                return false;
            }
        }
        true
    }

    /// Takes two neighbours the other way round, if that leads to the same.
    fn swap(
        &mut self,
        (from, one): (usize, usize),
        (other, to): (usize, usize),
        after: &impl Fn(&T, usize, usize) -> Option<T>,
    ) {
        let begin = &self.nodes[from];
        let taken = begin.taken.count_ones() as usize;
        let Some(between) = after(&begin.state, other, taken) else { return };
        let end = after(&between, one, taken + 1);
        if end.is_some_and(|end| end == self.nodes[to].state) {
            let middle = self.node(self.nodes[from].taken | 1 << other, between);
            self.join(from, other, middle);
            self.join(middle, one, to);
        }
    }

    /// The best way from the first node to the last. Of those that are as good, one with few arrows that cross:
    /// the fewest, but that of the ways to one place only so many are followed; and of these the one whose
    /// actors come first.
    fn cheapest(&self, costs: &Costs, arrows: &Arrows, last: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|node| self.nodes[*node].taken.count_ones());
        let mut ways: Vec<BTreeMap<Place, Vec<Way>>> = vec![BTreeMap::new(); self.nodes.len()];
        ways[0].insert(Place::default(), vec![Way::default()]);
        for node in order.into_iter().filter(|node| *node != last) {
            for (place, best) in std::mem::take(&mut ways[node]) {
                for (step, next) in &self.nodes[node].next {
                    for way in &best {
                        let (cost, place) = costs.add(way.cost, place, *step);
                        let way = way.then((place.actor, *step), cost, arrows);
                        keep(ways[*next].entry(place).or_default(), way);
                    }
                }
            }
        }
        let ways = std::mem::take(&mut ways[last]).into_values().flatten();
        let best = ways.min().expect("the run itself is a way");
        best.turns.into_iter().map(|(_, step)| step).collect()
    }
}

/// The most ways to one place that are followed.
const MOST_WAYS: usize = 24;

/// Some steps in an order, and what speaks against it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    cost: Cost,
    crossings: usize,
    /// For each step its actor and its number.
    turns: Vec<(Option<usize>, usize)>,
}

impl Way {
    /// The same with one more step, and with this cost.
    fn then(&self, turn: (Option<usize>, usize), cost: Cost, arrows: &Arrows) -> Self {
        let turns: Vec<_> = self.turns.iter().copied().chain([turn]).collect();
        let steps: Vec<usize> = turns.iter().map(|(_, step)| *step).collect();
        let crossings = self.crossings + arrows.crossed_by_last(&steps);
        Self { cost, crossings, turns }
    }
}

/// Adds a way to the best that lead to the same place, if it is one of them.
fn keep(best: &mut Vec<Way>, way: Way) {
    if best.first().is_some_and(|first| first.cost < way.cost) {
        return;
    }
    best.retain(|other| other.cost == way.cost);
    if let Err(at) = best.binary_search(&way) {
        best.insert(at, way);
        best.truncate(MOST_WAYS);
    }
}
