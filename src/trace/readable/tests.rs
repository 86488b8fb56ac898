use super::cost::{Cost, Costs, Place};
use super::orders::Taking;
use super::{best_way, greedy};
use crate::model::story::{Act, Step, Story};
use crate::trace::arrows::Arrows;
use std::collections::BTreeSet;

/// A system in which a step can be taken once, after one of each of its sets of causes; steps of which one must
/// not overtake the other leave different states behind.
struct Toy {
    causes: Vec<Vec<u64>>,
    ordered: Vec<(usize, usize)>,
}

/// What was taken, and which of two that must not overtake each other came first.
type State = (u64, u64);

impl Taking for Toy {
    type State = State;

    fn possible(&self, (taken, _): &State) -> Vec<bool> {
        let caused = |causes: &Vec<u64>| causes.iter().all(|some| some & taken != 0);
        let possible = |(step, causes)| taken >> step & 1 == 0 && caused(causes);
        self.causes.iter().enumerate().map(possible).collect()
    }

    fn after(&self, (taken, first): &State, step: usize, _: usize) -> Option<State> {
        let mut first = *first;
        for ((one, other), bit) in self.ordered.iter().zip(0..) {
            let comes_first = *one == step && taken >> other & 1 == 0;
            first |= u64::from(comes_first) << bit;
        }
        Some((taken | 1 << step, first))
    }

    fn stop(&self) -> bool {
        false
    }
}

impl Toy {
    /// The state after a step, if it is possible.
    fn taken(&self, state: &State, step: usize) -> Option<State> {
        self.possible(state)[step].then(|| self.after(state, step, 0)).flatten()
    }

    /// The states when the steps are taken in this order.
    fn states(&self, order: impl IntoIterator<Item = usize>) -> Vec<State> {
        let mut states = vec![(0, 0)];
        for step in order {
            let last = states.last().expect("it begins somewhere");
            states.push(self.taken(last, step).expect("the order can be taken"));
        }
        states
    }

    /// So many steps, each after causes drawn from those before it, and some of which must not overtake another.
    fn random(rng: &mut fastrand::Rng, steps: usize) -> Self {
        let some = |rng: &mut fastrand::Rng, step: usize| {
            let one = 1_u64 << rng.usize(..step);
            one | if rng.bool() { 1 << rng.usize(..step) } else { 0 }
        };
        let causes = (0..steps).map(|step| {
            let sets = if step == 0 { 0 } else { rng.usize(..3) };
            (0..sets).map(|_| some(rng, step)).collect()
        });
        let causes = causes.collect();
        let ordered = (0..steps / 2).map(|_| {
            let one = rng.usize(..steps - 1);
            (one, rng.usize(one + 1..steps))
        });
        Self { causes, ordered: ordered.collect() }
    }

    /// Every order that changes of neighbours lead to, found by making them.
    fn all_orders(&self, steps: usize) -> BTreeSet<Vec<usize>> {
        let given: Vec<usize> = (0..steps).collect();
        let (mut known, mut left) = (BTreeSet::from([given.clone()]), vec![given]);
        while let Some(order) = left.pop() {
            let states = self.states(order.iter().copied());
            for at in 1..steps {
                let other = self.taken(&states[at - 1], order[at]);
                let both = other.and_then(|state| self.taken(&state, order[at - 1]));
                if both == Some(states[at + 1]) {
                    let mut changed = order.clone();
                    changed.swap(at - 1, at);
                    if known.insert(changed.clone()) {
                        left.push(changed);
                    }
                }
            }
        }
        known
    }
}

/// No messages.
fn no_arrows(steps: usize) -> Arrows {
    let step = Step {
        action: Act::Heal,
        text: String::new(),
        reference: None,
        sent: Vec::new(),
        changed: Vec::new(),
    };
    Arrows::of(&Story { start: Vec::new(), steps: vec![step; steps] }, &[])
}

fn cost(costs: &Costs, order: &[usize]) -> Cost {
    let begin = (Cost::default(), Place::default());
    order.iter().fold(begin, |(cost, place), step| costs.add(cost, place, *step)).0
}

/// Costs of steps whose ballots and actors are drawn.
fn random_costs(rng: &mut fastrand::Rng, steps: usize) -> Costs {
    let place =
        |_| Place { ballot: rng.bool().then(|| rng.usize(..2)), actor: Some(rng.usize(..3)) };
    Costs((0..steps).map(place).collect())
}

#[test]
fn the_order_is_the_best_of_all_that_changes_of_neighbours_lead_to() {
    let (mut several, mut either) = (0, 0);
    for seed in 0..300 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let steps = rng.usize(2..8);
        let toy = Toy::random(&mut rng, steps);
        let costs = random_costs(&mut rng, steps);
        let all = toy.all_orders(steps);
        let turns = |order: &[usize]| {
            order.iter().map(|step| (costs.0[*step].actor, *step)).collect::<Vec<_>>()
        };
        let all_costs = all.iter().map(|order| (cost(&costs, order), turns(order), order));
        let best = all_costs.min().unwrap();
        let states = toy.states(0..steps);
        let found = best_way::find(&states, &costs, &no_arrows(steps), &toy).unwrap();
        assert_eq!(&found, best.2, "seed {seed}");
        several += usize::from(all.len() > 10);
        either += usize::from(toy.causes.iter().flatten().any(|set| set.count_ones() > 1));
    }
    assert!(several > 80 && either > 100, "{several} with several orders, {either} with choices");
}

#[test]
fn a_good_order_of_a_long_run_can_be_taken_and_tells_one_ballot_after_the_other() {
    // Two ballots of twenty steps each, which do not know of each other, told in turns.
    let steps = 40;
    let causes = (0..steps).map(|step| if step < 2 { vec![] } else { vec![1 << (step - 2)] });
    let toy = Toy { causes: causes.collect(), ordered: Vec::new() };
    let place = |step| Place { ballot: Some(step % 2), actor: Some(step % 2) };
    let costs = Costs((0..steps).map(place).collect());
    let states = toy.states(0..steps);
    assert_eq!(best_way::find(&states, &costs, &no_arrows(steps), &toy), None);
    let order = greedy::good(states.clone(), &costs, &toy).unwrap();
    let (even, odd) = ((0..steps).step_by(2), (1..steps).step_by(2));
    assert_eq!(order, even.chain(odd).collect::<Vec<_>>());
    assert_eq!(toy.states(order).last(), states.last());
}

#[test]
fn a_good_order_is_one_that_changes_of_neighbours_lead_to() {
    for seed in 0..200 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let steps = rng.usize(2..8);
        let toy = Toy::random(&mut rng, steps);
        let costs = random_costs(&mut rng, steps);
        let order = greedy::good(toy.states(0..steps), &costs, &toy).unwrap();
        assert!(toy.all_orders(steps).contains(&order), "seed {seed}: {order:?}");
    }
}

#[test]
fn where_there_are_too_many_orders_a_good_one_is_taken() {
    let steps = 18;
    let toy = Toy { causes: vec![Vec::new(); steps], ordered: Vec::new() };
    let costs = Costs(vec![Place::default(); steps]);
    assert_eq!(best_way::find(&toy.states(0..steps), &costs, &no_arrows(steps), &toy), None);
}
