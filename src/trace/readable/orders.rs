//! All orders of a run's steps that keep its causes.

use std::collections::BTreeMap;

/// The most steps of a run all of whose orders are looked at.
pub(super) const MOST_STEPS: usize = 30;

/// The most states that are looked at.
const MOST_STATES: usize = 200_000;

/// What a model says of the steps of a run, taken in another order than the run's.
pub(super) trait Taking {
    type State: Clone + PartialEq;

    /// Of each of the steps, whether it is possible in a state.
    fn possible(&self, state: &Self::State) -> Vec<bool>;

    /// The state after one of the steps that is possible, where so many have been taken; none if it must not come
    /// here.
    fn after(&self, state: &Self::State, step: usize, taken: usize) -> Option<Self::State>;

    /// Whether nobody waits for an order any more.
    fn stop(&self) -> bool;
}

/// What has been taken of a run, in whatever order, and where that leads.
pub(super) struct Node<T> {
    /// One bit for each step that has been taken.
    taken: u32,
    state: T,
    /// Of each step, whether it is possible.
    possible: Vec<bool>,
    /// Where each step that was tried leads, if it leads anywhere.
    tried: Vec<(usize, Option<usize>)>,
    /// The steps that are taken next in some order, and where they lead.
    pub(super) next: Vec<(usize, usize)>,
    /// The steps that are the last in some order, and from where.
    before: Vec<(usize, usize)>,
}

impl<T> Node<T> {
    /// How many steps have been taken.
    pub(super) fn told(&self) -> usize {
        self.taken.count_ones() as usize
    }
}

/// All orders, as the ways through what they have taken.
struct Orders<'a, T: Taking> {
    taking: &'a T,
    nodes: Vec<Node<T::State>>,
    /// Where so much has been taken.
    places: BTreeMap<u32, Vec<usize>>,
    /// The steps between nodes of which it was not yet tried with whom they change places.
    new: Vec<(usize, usize, usize)>,
}

/// What can have been taken of a run through these states, in all orders that changes of neighbours lead to: the
/// first is where nothing has; and the number of the last. None, if they are too many.
pub(super) fn all<T: Taking>(
    states: &[T::State],
    taking: &T,
) -> Option<(Vec<Node<T::State>>, usize)> {
    if states.len() > MOST_STEPS + 1 {
        return None;
    }
    let (places, new) = (BTreeMap::new(), Vec::new());
    let mut orders = Orders { taking, nodes: Vec::new(), places, new };
    let mut taken = 0;
    let mut last = orders.node(taken, states[0].clone());
    for (step, state) in states[1..].iter().enumerate() {
        taken |= 1 << step;
        let next = orders.node(taken, state.clone());
        orders.join(last, step, next);
        last = next;
    }
    orders.grow().then_some((orders.nodes, last))
}

impl<T: Taking> Orders<'_, T> {
    /// The number of the node where this was taken and leads to this state.
    fn node(&mut self, taken: u32, state: T::State) -> usize {
        let places = self.places.entry(taken).or_default();
        let known = places.iter().find(|place| self.nodes[**place].state == state);
        if let Some(known) = known {
            return *known;
        }
        let number = self.nodes.len();
        places.push(number);
        let possible = self.taking.possible(&state);
        let (tried, next, before) = (Vec::new(), Vec::new(), Vec::new());
        self.nodes.push(Node { taken, state, possible, tried, next, before });
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
    fn grow(&mut self) -> bool {
        while let Some((from, step, to)) = self.new.pop() {
            for (next, end) in self.nodes[to].next.clone() {
                self.swap((from, step), (next, end));
            }
            for (last, begin) in self.nodes[from].before.clone() {
                self.swap((begin, last), (step, to));
            }
            if self.nodes.len() > MOST_STATES || self.taking.stop() {
                return false;
            }
        }
        true
    }

    /// Takes two neighbours the other way round, if that leads to the same.
    fn swap(&mut self, (from, one): (usize, usize), (other, to): (usize, usize)) {
        let Some(middle) = self.after(from, other) else { return };
        if self.after(middle, one) == Some(to) {
            self.join(from, other, middle);
            self.join(middle, one, to);
        }
    }

    /// The number of the node after a step; none if it cannot be taken.
    fn after(&mut self, from: usize, step: usize) -> Option<usize> {
        let Node { taken, state, possible, tried, .. } = &self.nodes[from];
        if !possible[step] {
            return None;
        }
        if let Some((_, to)) = tried.iter().find(|(other, _)| *other == step) {
            return *to;
        }
        let taken = *taken;
        let state = self.taking.after(state, step, self.nodes[from].told());
        let to = state.map(|state| self.node(taken | 1 << step, state));
        self.nodes[from].tried.push((step, to));
        to
    }
}
