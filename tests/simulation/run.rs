//! What happens in a run of one seed.

use crate::world::World;
use std::time::Duration;
use synod::node::{Decree, Question};
use synod::paxos::Value;

/// So many turns and messages are simulated for each seed, while things go wrong.
const STEPS: usize = 4_000;

/// How many nodes a cluster has: mostly three, at times five, or four of which one has no acceptor.
pub(crate) fn size(seed: u64) -> u16 {
    [5, 4, 3, 3, 3, 3, 3, 3][fastrand::Rng::with_seed(seed).usize(..8)]
}

/// A cluster. Half of them start for the first time while things go wrong.
fn begin(seed: u64) -> World {
    let size = size(seed);
    let mut world = World::of(seed, size, |file| {
        let without = "id = 4\nroles = [\"proposer\", \"learner\"]\n";
        if size == 4 { file.replace("id = 4\n", without) } else { file.to_owned() }
    });
    world.set_clocks();
    if seed.is_multiple_of(2) {
        world.introduce();
    }
    world.faults = true;
    world
}

/// Many decrees, clients that disagree, and faults; then calm, in which everything is settled.
pub(crate) fn simulate(seed: u64) -> World {
    let mut world = begin(seed);
    let size = world.all().len();
    let decrees: Vec<Decree> =
        (0..=STEPS / 80).map(|i| format!("decree {i}").parse().expect("a name")).collect();
    // In a third of them no operator errs, and nobody is told anything.
    let they_err = world.rng.u8(..3) > 0;
    for step in 0..STEPS {
        // Several clients at a time want different things of the same few decrees.
        if world.rng.u8(..10) == 0 {
            let decree = &decrees[(step / 80).saturating_sub(world.rng.usize(..3))];
            let node = world.rng.usize(..size);
            let value = Value::from(format!("value {}", world.rng.u8(..5)));
            let ask = match world.rng.u8(..4) {
                0 => Question::Learn,
                1 => Question::Watch,
                _ => Question::Propose(value),
            };
            world.ask(node, decree, ask);
        }
        world.stir(they_err);
        if !world.step() {
            world.now += Duration::from_millis(10);
        }
    }
    settle(&mut world, &decrees);
    world
}

/// Nothing goes wrong any more: whoever waits is answered, and all come to know what one has learned.
fn settle(world: &mut World, decrees: &[Decree]) {
    let size = world.all().len();
    world.faults = false;
    world.mend();
    for (i, decree) in decrees.iter().enumerate() {
        world.ask(i % size, decree, Question::Propose(Value::from("late")));
    }
    let calm = world.now + Duration::from_secs(120);
    while world.chosen.len() < decrees.len() {
        assert!(world.step() && world.now < calm, "only {:?} settled", world.chosen);
    }
    // Memory holds what is in use, and all of this is over.
    world.come_to_rest();
    assert!(decrees.iter().all(|decree| world.nodes[0].learned(decree).is_none()));
    // What one has learned, all come to know.
    world.wait(Duration::from_secs(60));
    for (node, decree) in world.all().flat_map(|node| decrees.iter().map(move |it| (node, it))) {
        assert!(world.has_learned(node, decree), "node {node} has not learned {decree}");
    }
    world.check_news();
    world.audit();
}
